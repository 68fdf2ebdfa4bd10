package clients

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// SourceStatus is what a source looks like from here, for people and for JSON.
type SourceStatus struct {
	Name  string       `json:"name"`
	URL   string       `json:"url"` // without a password
	Calls []CallStatus `json:"calls"`
}

// CallStatus is the state of one call. Numbers count since the start of the
// process.
type CallStatus struct {
	Name string `json:"name"`
	// Breaker is "closed", "half-open", "open" or "disabled".
	Breaker string `json:"breaker"`
	// FailureRate is that of the breaker's window, 0 to 1.
	FailureRate float64 `json:"failure_rate"`
	// OpenForMillis is how long an open breaker stays so, in milliseconds.
	OpenForMillis int64 `json:"open_for_ms,omitempty"`

	Calls    int64          `json:"calls"`    // that the cache didn't answer
	Attempts int64          `json:"attempts"` // that were sent
	Retries  int64          `json:"retries"`
	Failures map[Code]int64 `json:"failures,omitempty"` // of attempts, by code
	// Cancelled counts the attempts whose caller left before the answer: they did not
	// fail.
	Cancelled int64 `json:"cancelled,omitempty"`
}

// counts are the numbers of one call.
type counts struct {
	calls, attempts, retries atomic.Int64
	failures                 [10]atomic.Int64 // by position in Codes
}

func (c *counts) fail(code Code) {
	if i := slices.Index(Codes(), code); i >= 0 {
		c.failures[i].Add(1)
	}
}

// Status describes all sources, sorted by name, with the calls that were made
// so far.
func (b *Backends) Status() []SourceStatus {
	bySource := make(map[string][]CallStatus, len(b.sources))
	b.eachEndpoint(func(e *endpoint) {
		bySource[e.src.name] = append(bySource[e.src.name], e.status())
	})
	out := make([]SourceStatus, 0, len(b.sources))
	for name, s := range b.sources {
		calls := bySource[name]
		if calls == nil {
			calls = []CallStatus{}
		}
		slices.SortFunc(calls, func(a, b CallStatus) int { return cmp.Compare(a.Name, b.Name) })
		out = append(out, SourceStatus{Name: name, URL: redact(s.url), Calls: calls})
	}
	slices.SortFunc(out, func(a, b SourceStatus) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

func (e *endpoint) status() CallStatus {
	s := CallStatus{
		Name: e.name, Breaker: "disabled",
		Calls: e.counts.calls.Load(), Attempts: e.counts.attempts.Load(), Retries: e.counts.retries.Load(),
	}
	if e.breaker != nil {
		s.Breaker = stateName(e.breaker.State())
		s.FailureRate = e.breaker.Metrics().FailureRate()
		s.OpenForMillis = e.breaker.RemainingDelay().Round(time.Millisecond).Milliseconds()
	}
	for i, code := range Codes() {
		n := e.counts.failures[i].Load()
		if code == CodeCancelled {
			s.Cancelled = n
			continue
		}
		if n > 0 {
			if s.Failures == nil {
				s.Failures = make(map[Code]int64)
			}
			s.Failures[code] = n
		}
	}
	return s
}

func stateName(s circuitbreaker.State) string {
	switch s {
	case circuitbreaker.OpenState:
		return "open"
	case circuitbreaker.HalfOpenState:
		return "half-open"
	default:
		return "closed"
	}
}

func (b *Backends) eachEndpoint(f func(*endpoint)) {
	b.endpoints.Range(func(_, v any) bool {
		f(v.(*endpoint))
		return true
	})
}
