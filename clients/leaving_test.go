package clients

import (
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.opentelemetry.io/otel/codes"

	"bff/cache"
)

// A caller that leaves is an outcome of its own, wherever it is when it leaves: it is
// no failure of the backend, neither for those who read the error nor in metrics,
// status, spans and the breaker.
func TestLeavingIsNoFailure(t *testing.T) {
	call := Call[product]{Source: "catalog", Name: "x"}
	hang := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // net/http sees only then that the caller left
		<-r.Context().Done()
	}
	for _, tt := range []struct {
		name     string
		answer   http.HandlerFunc
		fetch    func(ctx context.Context, b *backend) error
		attempts int64 // that the caller cancelled
	}{
		{"before the headers", hang, func(ctx context.Context, b *backend) error {
			_, _, err := Fetch(ctx, b.Backends, call, Request{})
			return err
		}, 1},
		{"before the headers of a POST", hang, func(ctx context.Context, b *backend) error {
			_, _, err := Fetch(ctx, b.Backends, call, Request{Method: http.MethodPost, Body: []byte("{}")})
			return err
		}, 1},
		{"within the body", func(w http.ResponseWriter, r *http.Request) {
			asJSON(w, 200, `{"id":`)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, func(ctx context.Context, b *backend) error {
			_, _, err := Fetch(ctx, b.Backends, call, Request{})
			return err
		}, 1},
		{"of a batch", hang, func(ctx context.Context, b *backend) error {
			for _, r := range FetchMany(ctx, b.Backends, bulk("EUR", cache.Policy{}), []int{1, 2, 3, 4}) {
				if r.Err == nil {
					return nil
				}
				wantError(t, r.Err, CodeCancelled, Permanent)
			}
			_, _, err := Fetch(ctx, b.Backends, call, Request{})
			return err
		}, 2},
		{"of a stream", hang, func(ctx context.Context, b *backend) error {
			for _, err := range Events(ctx, b.Backends, call, Request{}) {
				if err != nil {
					t.Errorf("the stream yields %v to a consumer that left", err)
				}
			}
			_, _, err := Fetch(ctx, b.Backends, call, Request{})
			return err
		}, 1},
		{"before the call", hang, func(ctx context.Context, b *backend) error {
			<-ctx.Done()
			_, _, err := Fetch(ctx, b.Backends, call, Request{})
			return err
		}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var tel telemetry
				b := start(t, tt.answer, tel.configure)
				leaveAfter(t, 100*time.Millisecond, func(ctx context.Context) {
					wantError(t, tt.fetch(ctx, b), CodeCancelled, Permanent)
				})
				checkNoFailure(t, b, &tel, tt.attempts)
			})
		})
	}
}

// leaveAfter runs f with a context that its caller cancels.
func leaveAfter(t *testing.T, after time.Duration, f func(ctx context.Context)) {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	defer time.AfterFunc(after, leave).Stop()
	f(ctx)
}

func checkNoFailure(t *testing.T, b *backend, tel *telemetry, attempts int64) {
	t.Helper()
	var cancelled int64
	for _, s := range b.Status()[0].Calls {
		if len(s.Failures) > 0 || s.FailureRate > 0 || s.Breaker != "closed" {
			t.Errorf("status %+v; expected no failure", s)
		}
		cancelled += s.Cancelled
	}
	var counted int64
	for labels, n := range tel.collect(t, "bff.backend.attempts") {
		if labels != "call=x outcome=cancelled source=catalog" && labels != "call=products.bulk outcome=cancelled source=catalog" {
			t.Errorf("%d attempts %s; expected the outcome cancelled", n, labels)
		}
		counted += n
	}
	if cancelled != attempts || counted != attempts {
		t.Errorf("status counts %d and metrics %d cancelled attempts; expected %d", cancelled, counted, attempts)
	}
	var spans int64
	for _, s := range tel.spans.Ended() {
		spans++
		if got := describe(s.Attributes()); s.Status().Code == codes.Error || got != "call=x outcome=cancelled source=catalog" && got != "call=products.bulk outcome=cancelled source=catalog" {
			t.Errorf("span %q has status %v and %s; expected the outcome cancelled and no error", s.Name(), s.Status(), got)
		}
	}
	if spans != attempts {
		t.Errorf("%d spans; expected %d", spans, attempts)
	}
}

// The same for who waits for a slot, and for a load that it shares: the load goes on
// for the others, and its outcome is its own.
func TestLeavingAQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h switchable
		h.status.Store(-1)
		b := start(t, &h, func(_ *Options, s *SourceOptions) { s.MaxConcurrent = 1 })
		var first sync.WaitGroup
		first.Go(func() {
			leaveAfter(t, time.Second, func(ctx context.Context) {
				_, _, _ = Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
			})
		})
		synctest.Wait()
		leaveAfter(t, 100*time.Millisecond, func(ctx context.Context) {
			_, _, err := Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
			wantError(t, err, CodeCancelled, Permanent)
		})
		first.Wait()
	})
}

func TestLeavingASharedLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tel telemetry
		var h switchable
		h.status.Store(-1)
		b := start(t, &h, func(o *Options, s *SourceOptions) {
			tel.configure(o, s)
			c, err := cache.New(cache.Options{MeterProvider: o.MeterProvider, TracerProvider: o.TracerProvider})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = c.Close() })
			o.Cache = c
			s.Retry.MaxAttempts = 1
		})
		call := Call[product]{Source: "catalog", Name: "x", Cache: minute}
		leaveAfter(t, 100*time.Millisecond, func(ctx context.Context) {
			_, _, err := Fetch(ctx, b.Backends, call, Request{})
			wantError(t, err, CodeCancelled, Permanent)
		})
		if got := b.Status()[0].Calls[0]; got.Cancelled != 0 || len(got.Failures) != 0 {
			t.Errorf("%+v while the load goes on; expected no outcome yet", got)
		}
		synctest.Wait()
		time.Sleep(time.Minute)
		if got := b.Status()[0].Calls[0]; got.Cancelled != 0 || got.Failures[CodeTimeout] != 1 {
			t.Errorf("%+v after the backend's time; expected its timeout", got)
		}
		if got := tel.collect(t, "bff.cache.requests"); got["level=origin result=cancelled"] != 1 || got["level=origin result=error"] != 0 {
			t.Errorf("look-ups %v; expected one that was cancelled", got)
		}
	})
}

// Probes of a half-open breaker whose callers leave neither open it again nor hold it
// half-open for ever: the next caller probes.
func TestLeavingProbes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h switchable
		h.status.Store(500)
		b := start(t, &h, func(_ *Options, s *SourceOptions) { s.Retry.MaxAttempts = 1 })
		fetch := func(ctx context.Context) error {
			_, _, err := Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
			return err
		}
		for range 10 {
			_ = fetch(t.Context())
		}
		time.Sleep(6 * time.Second)
		h.status.Store(-1)
		for range 20 { // more than the probes that are allowed
			leaveAfter(t, 100*time.Millisecond, func(ctx context.Context) { wantError(t, fetch(ctx), CodeCancelled, Permanent) })
			if got := breakerState(t, b).Breaker; got != "half-open" {
				t.Fatalf("breaker is %s after a probe whose caller left; expected half-open", got)
			}
		}
		h.status.Store(0)
		for range 2 {
			if err := fetch(t.Context()); err != nil {
				t.Errorf("probe: %v", err)
			}
		}
		if got := breakerState(t, b).Breaker; got != "closed" {
			t.Errorf("breaker is %s; expected closed", got)
		}
	})
}

// No more probes than allowed are under way at once, also when some were given back.
func TestProbesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h switchable
		h.status.Store(500)
		b := start(t, &h, func(_ *Options, s *SourceOptions) { s.Retry.MaxAttempts = 1 })
		fetch := func(ctx context.Context) error {
			_, _, err := Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
			return err
		}
		for range 10 {
			_ = fetch(t.Context())
		}
		time.Sleep(6 * time.Second)
		h.status.Store(-1)
		before := h.count()
		for range 3 {
			leaveAfter(t, 100*time.Millisecond, func(ctx context.Context) { _ = fetch(ctx) })
		}
		given := h.count() - before
		var callers sync.WaitGroup
		for range 10 {
			callers.Go(func() { leaveAfter(t, 100*time.Millisecond, func(ctx context.Context) { _ = fetch(ctx) }) })
		}
		synctest.Wait()
		if got := h.count() - before - given; given != 3 || got != 2 {
			t.Errorf("%d probes one after the other and %d at once; expected 3 and 2", given, got)
		}
		callers.Wait()
	})
}
