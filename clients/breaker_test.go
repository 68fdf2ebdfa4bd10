package clients

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// switchable answers with the status that is set, 0 means 200, negative hangs.
type switchable struct {
	recorder
	status atomic.Int64
}

func (s *switchable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.record(r)
	switch status := int(s.status.Load()); {
	case status < 0:
		<-r.Context().Done()
	case status == 0:
		asJSON(w, 200, `{"id":17}`)
	default:
		asJSON(w, status, "{}")
	}
}

// breakerState returns the state of the only call.
func breakerState(t *testing.T, b *backend) CallStatus {
	t.Helper()
	calls := b.Status()[0].Calls
	if len(calls) != 1 {
		t.Fatalf("status of %d calls; expected 1", len(calls))
	}
	return calls[0]
}

func TestBreakerOpensAndCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h switchable
		var log syncBuffer
		b := start(t, &h, func(o *Options, s *SourceOptions) {
			s.Retry.MaxAttempts = 1
			o.Logger = slog.New(slog.NewJSONHandler(&log, nil))
		})
		fetch := func() error {
			_, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
			return err
		}
		h.status.Store(500)
		for range 10 { // half of the window of 20
			wantError(t, fetch(), CodeUnavailable, Permanent)
		}
		if s := breakerState(t, b); s.Breaker != "open" || s.OpenForMillis < 4500 || s.OpenForMillis > 5500 {
			t.Errorf("%+v after 10 failures; expected open for 5 s", s)
		}
		wantError(t, fetch(), CodeCircuitOpen, Permanent)
		if h.count() != 10 {
			t.Errorf("%d requests; expected none while open", h.count())
		}

		time.Sleep(6 * time.Second)
		wantError(t, fetch(), CodeUnavailable, Permanent) // a probe, which fails
		wantError(t, fetch(), CodeCircuitOpen, Permanent)

		time.Sleep(6 * time.Second)
		h.status.Store(0)
		for range 2 {
			if err := fetch(); err != nil {
				t.Errorf("probe: %v", err)
			}
			if s := breakerState(t, b); h.count() == 12 && s.Breaker != "half-open" {
				t.Errorf("%+v after the first good probe; expected half-open", s)
			}
		}
		if s := breakerState(t, b); s.Breaker != "closed" {
			t.Errorf("%+v after 2 good probes; expected closed", s)
		}
		for _, want := range []string{`"level":"WARN"`, `"to":"open"`, `"to":"half-open"`, `"to":"closed"`, `"source":"catalog"`, `"call":"x"`} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log has no %s:\n%s", want, &log)
			}
		}
	})
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// What opens the breaker: the backend's failures, not its answers and not
// callers that left.
func TestWhatTheBreakerCounts(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int64
		caller time.Duration // its deadline
		want   string
	}{
		{"500", 500, time.Minute, "open"},
		{"503", 503, time.Minute, "open"},
		{"hangs", -1, time.Minute, "open"},
		{"redirects", 302, time.Minute, "open"},
		{"not found", 404, time.Minute, "closed"},
		{"rejections", 422, time.Minute, "closed"},
		{"rate limit", 429, time.Minute, "closed"},
		{"callers leave early", -1, time.Second, "closed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var h switchable
				h.status.Store(tt.status)
				b := start(t, &h, func(_ *Options, s *SourceOptions) { s.Retry.MaxAttempts = 1 })
				for range 10 {
					ctx, cancel := context.WithTimeout(t.Context(), tt.caller)
					_, _, _ = Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
					cancel()
				}
				if got := breakerState(t, b).Breaker; got != tt.want {
					t.Errorf("breaker is %s after 10 of these; expected %s", got, tt.want)
				}
			})
		})
	}
}

// A probe whose caller leaves must not hold the breaker half-open for ever.
func TestProbeWithoutOutcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h switchable
		h.status.Store(500)
		b := start(t, &h, func(_ *Options, s *SourceOptions) { s.Retry.MaxAttempts = 1 })
		fetch := func(timeout time.Duration) error {
			ctx, cancel := context.WithTimeout(t.Context(), timeout)
			defer cancel()
			_, _, err := Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
			return err
		}
		for range 10 {
			_ = fetch(time.Minute)
		}
		time.Sleep(6 * time.Second)
		h.status.Store(-1)
		_ = fetch(time.Second)
		time.Sleep(6 * time.Second)
		h.status.Store(0)
		for range 2 {
			if err := fetch(time.Minute); err != nil {
				t.Errorf("probe: %v", err)
			}
		}
		if got := breakerState(t, b).Breaker; got != "closed" {
			t.Errorf("breaker is %s; expected closed", got)
		}
	})
}

// A call that fails doesn't take the others of its source with it.
func TestBreakerPerCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/bad" {
				asJSON(w, 500, "{}")
				return
			}
			asJSON(w, 200, `{"id":17}`)
		}), nil)
		for range 11 {
			_, _, _ = Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "bad"}, Request{Path: "/bad"})
		}
		_, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "bad"}, Request{Path: "/bad"})
		wantError(t, err, CodeCircuitOpen, Permanent)
		if _, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "good"}, Request{}); err != nil {
			t.Errorf("the other call: %v", err)
		}
	})
}

func TestBreakerDisabled(t *testing.T) {
	var h switchable
	h.status.Store(500)
	b := start(t, &h, func(_ *Options, s *SourceOptions) { s.Breaker.Disabled = true })
	for range 30 {
		_, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
		wantError(t, err, CodeUnavailable, Permanent)
	}
	if got := breakerState(t, b).Breaker; got != "disabled" || h.count() != 30 {
		t.Errorf("breaker %s after %d requests", got, h.count())
	}
}

func TestMaxConcurrent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h switchable
		h.status.Store(-1)
		b := start(t, &h, func(_ *Options, s *SourceOptions) {
			s.MaxConcurrent = 2
			s.Timeout = time.Second
		})
		var calls sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			calls.Go(func() {
				_, _, errs[i] = Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
			})
		}
		synctest.Wait()
		if h.count() != 2 {
			t.Errorf("%d requests at once; expected 2", h.count())
		}
		calls.Wait()
		full := 0
		for _, err := range errs {
			if strings.Contains(err.Error(), "under way already") {
				full++
			}
		}
		if full != 2 {
			t.Errorf("%d calls found no slot; expected 2: %v", full, errs)
		}
	})
}

// Who got a slot just before its time was over says nothing about the backend.
func TestAttemptsCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(900 * time.Millisecond)
			asJSON(w, 200, `{"id":17}`)
		}), func(_ *Options, s *SourceOptions) {
			s.MaxConcurrent = 1
			s.Timeout = time.Second
		})
		for range 10 {
			var calls sync.WaitGroup
			failed := make(chan error, 2)
			for range 2 {
				calls.Go(func() {
					if _, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{}); err != nil {
						failed <- err
					}
				})
			}
			calls.Wait()
			if len(failed) != 1 {
				t.Fatalf("%d calls failed; expected the one that waited", len(failed))
			}
			wantError(t, <-failed, CodeTimeout, Transient)
		}
		if s := breakerState(t, b); s.Breaker != "closed" || s.FailureRate != 0 {
			t.Errorf("%+v; expected closed, without a failure", s)
		}
	})
}

func TestLeavingTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h switchable
		h.status.Store(-1)
		b := start(t, &h, func(_ *Options, s *SourceOptions) { s.MaxConcurrent = 1 })
		var first sync.WaitGroup
		first.Go(func() {
			_, _, _ = Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
		})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, _, err := Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
		wantError(t, err, CodeTimeout, Permanent)
		first.Wait()
	})
}

func TestStreamsMeetTheBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h switchable
		h.status.Store(500)
		b := start(t, &h, func(_ *Options, s *SourceOptions) { s.Retry.MaxAttempts = 1 })
		for range 10 {
			_, err := collect(t.Context(), b, 1)
			wantError(t, err, CodeUnavailable, Permanent)
		}
		_, err := collect(t.Context(), b, 1)
		wantError(t, err, CodeCircuitOpen, Permanent)
		if h.count() != 10 {
			t.Errorf("%d requests; expected none while open", h.count())
		}
	})
}

func TestStatusIsJSON(t *testing.T) {
	var h switchable
	b := start(t, &h, func(_ *Options, s *SourceOptions) { s.URL = "http://user:" + secret + "@catalog.test/base/" })
	if got, _ := json.Marshal(b.Status()); string(got) != `[{"name":"catalog","url":"http://user:xxxxx@catalog.test/base","calls":[]}]` {
		t.Errorf("status before any call: %s", got)
	}
	if _, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{Path: "/y"}); err != nil {
		t.Fatal(err)
	}
	h.status.Store(422)
	_, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{Path: "/y"})
	wantError(t, err, CodeBadUserInput, Permanent)
	got, _ := json.Marshal(b.Status()[0].Calls)
	want := `[{"name":"x","breaker":"closed","failure_rate":0,"calls":2,"attempts":2,"retries":0,"failures":{"BAD_USER_INPUT":1}}]`
	if string(got) != want {
		t.Errorf("status %s; expected %s", got, want)
	}
	if path := h.last().URL.Path; path != "/base/y" {
		t.Errorf("path %q; expected the source's before the call's", path)
	}
}
