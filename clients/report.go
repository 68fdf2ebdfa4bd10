package clients

import (
	"context"
	"slices"
	"sync"
	"time"

	"bff/cache"
)

// Report collects where the answers of one request's calls came from, for
// developers who ask. It is safe for concurrent use; the zero value works.
type Report struct {
	mu    sync.Mutex
	lines map[reportKey]*ReportLine
}

type reportKey struct {
	source, call string
	status       cache.Status
}

// ReportLine sums up the look-ups of one call that ended alike.
type ReportLine struct {
	Source string `json:"source"`
	Call   string `json:"call"`
	Status string `json:"status"` // of package cache: "hit-1", "miss", "stale-if-error"
	Count  int    `json:"count"`  // look-ups
	AgeMS  int64  `json:"age_ms"` // of the oldest answer, milliseconds since it was loaded
}

type reportContextKey struct{}

// WithReport makes calls with this context write into r.
func WithReport(ctx context.Context, r *Report) context.Context {
	return context.WithValue(ctx, reportContextKey{}, r)
}

// note writes one look-up into the context's Report, if there is one.
func note(ctx context.Context, source, call string, status cache.Status, age time.Duration) {
	r, _ := ctx.Value(reportContextKey{}).(*Report)
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lines == nil {
		r.lines = map[reportKey]*ReportLine{}
	}
	key := reportKey{source, call, status}
	line := r.lines[key]
	if line == nil {
		line = &ReportLine{Source: source, Call: call, Status: status.String()}
		r.lines[key] = line
	}
	line.Count++
	line.AgeMS = max(line.AgeMS, age.Milliseconds())
}

// Lines gives what was collected so far, sorted by source, call and status.
func (r *Report) Lines() []ReportLine {
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := make([]ReportLine, 0, len(r.lines))
	for _, line := range r.lines {
		lines = append(lines, *line)
	}
	slices.SortFunc(lines, func(a, b ReportLine) int {
		return slices.Compare([]string{a.Source, a.Call, a.Status}, []string{b.Source, b.Call, b.Status})
	})
	return lines
}

// Age is that of the oldest answer; 0 when nothing came from the cache.
func (r *Report) Age() time.Duration {
	var age int64
	for _, line := range r.Lines() {
		age = max(age, line.AgeMS)
	}
	return time.Duration(age) * time.Millisecond
}
