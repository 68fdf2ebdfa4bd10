package shop

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// Faults is how a service misbehaves. The zero value is a healthy service.
// Down is looked at first, then Hang, latency, ErrorRate and Garbage.
type Faults struct {
	LatencyMS       int     `json:"latency_ms"`        // milliseconds that every request waits
	LatencyJitterMS int     `json:"latency_jitter_ms"` // up to that many more, evenly spread
	ErrorRate       float64 `json:"error_rate"`        // share of requests that fail, 0 to 1
	Status          int     `json:"status"`            // of those failures, 400 to 599; 0 means 503
	Hang            bool    `json:"hang"`              // no answer until the caller leaves or the faults change
	Down            bool    `json:"down"`              // the connection is reset
	Garbage         bool    `json:"garbage"`           // 200 and a JSON content type, but no JSON
}

func (f Faults) validate() error {
	var errs []error
	if f.LatencyMS < 0 || f.LatencyJitterMS < 0 {
		errs = append(errs, fmt.Errorf("latency %d ms and jitter %d ms; want none below 0", f.LatencyMS, f.LatencyJitterMS))
	}
	if !(f.ErrorRate >= 0 && f.ErrorRate <= 1) {
		errs = append(errs, fmt.Errorf("error rate %v; want 0 to 1", f.ErrorRate))
	}
	if f.Status != 0 && (f.Status < 400 || f.Status > 599) {
		errs = append(errs, fmt.Errorf("status %d; want 400 to 599, or 0 for 503", f.Status))
	}
	return errors.Join(errs...)
}

// injector applies a service's faults to its requests.
type injector struct {
	closing <-chan struct{}

	mu      sync.Mutex // guards what follows; never held while waiting
	faults  Faults
	changed chan struct{} // closed and replaced when faults change
	rng     *rand.Rand
}

func newInjector(closing <-chan struct{}, seed uint64) *injector {
	return &injector{closing: closing, changed: make(chan struct{}), rng: rand.New(rand.NewPCG(seed, 0))}
}

func (i *injector) set(f Faults) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.faults = f
	close(i.changed)
	i.changed = make(chan struct{})
}

func (i *injector) now() Faults {
	f, _ := i.watch()
	return f
}

// watch is the faults and a channel that is closed when they change.
func (i *injector) watch() (Faults, <-chan struct{}) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.faults, i.changed
}

// pass tells whether the request may be answered as usual. When not, it has been
// answered, or is not to be.
func (i *injector) pass(w http.ResponseWriter, r *http.Request, refuse refusal) bool {
	f, changed := i.watch()
	for f.Hang && !f.Down {
		if !i.wait(r, changed) {
			reset(w)
		}
		f, changed = i.watch()
	}
	if f == (Faults{}) {
		return true
	}
	if f.Down {
		reset(w)
	}
	if d := i.latency(f); d > 0 {
		over := make(chan struct{})
		timer := time.AfterFunc(d, func() { close(over) })
		defer timer.Stop()
		if !i.wait(r, over) {
			reset(w)
		}
	}
	switch {
	case i.unlucky(f):
		status := f.Status
		if status == 0 {
			status = http.StatusServiceUnavailable
		}
		refuse(w, &problem{status: status, code: "injected_fault", message: "This service was told to fail."})
	case f.Garbage:
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "<html>{\"oops\": \x00\xff this was never JSON")
	default:
		return true
	}
	return false
}

// wait waits for the channel; false when the caller left or the shop closes.
func (i *injector) wait(r *http.Request, until <-chan struct{}) bool {
	keepWatch(r)
	select {
	case <-until:
		return true
	case <-r.Context().Done():
		return false
	case <-i.closing:
		return false
	}
}

// keepWatch reads the body away, and back: net/http notices that a caller has
// left only once it has read all of the request.
func keepWatch(r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody {
		return
	}
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	r.Body = io.NopCloser(bytes.NewReader(body))
}

func (i *injector) latency(f Faults) time.Duration {
	d := time.Duration(f.LatencyMS) * time.Millisecond
	if f.LatencyJitterMS > 0 {
		i.mu.Lock()
		defer i.mu.Unlock()
		d += time.Duration(i.rng.Int64N(int64(f.LatencyJitterMS)*int64(time.Millisecond) + 1))
	}
	return d
}

func (i *injector) unlucky(f Faults) bool {
	if f.ErrorRate == 0 {
		return false
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.rng.Float64() < f.ErrorRate
}

// reset ends the request without an answer, by a TCP reset where there is a
// connection. It does not return.
func reset(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}
