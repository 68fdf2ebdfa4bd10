package cache

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestLoadsThatGoWrong: each way a load can end badly ends for all its callers,
// with an error that says so, and leaves the key usable.
func TestLoadsThatGoWrong(t *testing.T) {
	boom := errors.New("boom")
	for _, tt := range []struct {
		name string
		load func(ctx context.Context) Loaded[int]
		want func(error) bool
	}{
		{
			"an error", func(context.Context) Loaded[int] { return Loaded[int]{Err: boom} },
			func(err error) bool { return errors.Is(err, boom) },
		},
		{
			"a panic", func(context.Context) Loaded[int] { panic(boom) },
			func(err error) bool {
				var p *PanicError
				return errors.As(err, &p) && errors.Is(err, boom) && strings.Contains(string(p.Stack), "failure_test.go")
			},
		},
		{
			"the goroutine ends", func(context.Context) Loaded[int] { runtime.Goexit(); return Loaded[int]{} },
			func(err error) bool { var p *PanicError; return errors.As(err, &p) },
		},
		{
			"it waits for its context", func(ctx context.Context) Loaded[int] { <-ctx.Done(); return Loaded[int]{Err: context.Cause(ctx)} },
			func(err error) bool { return errors.Is(err, context.DeadlineExceeded) },
		},
		{
			"it ignores its context", func(context.Context) Loaded[int] { time.Sleep(time.Hour); return Loaded[int]{Value: 1, Found: true} },
			func(err error) bool { return errors.Is(err, context.DeadlineExceeded) },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t, Options{LoadTimeout: 10 * time.Second})
				l := Lookup{Key: "k", Policy: steady}
				errs := make(chan error, 5)
				for range cap(errs) {
					go func() {
						errs <- Get(t.Context(), c, l, intCodec, func(ctx context.Context) Loaded[int] {
							time.Sleep(time.Second) // until all have joined
							return tt.load(ctx)
						}).Err
					}()
				}
				for range cap(errs) {
					if err := <-errs; !tt.want(err) {
						t.Errorf("error %v", err)
					}
				}
				e := Get(t.Context(), c, l, intCodec, func(context.Context) Loaded[int] { return Loaded[int]{Value: 2, Found: true} })
				if e.Err != nil || e.Value != 2 {
					t.Errorf("the next look-up: %+v", e)
				}
				time.Sleep(2 * time.Hour) // let the last row's load end
			})
		})
	}
}

// TestNilCache: a cache that is switched off loads, in the caller's context.
func TestNilCache(t *testing.T) {
	var c *Cache
	type mark struct{}
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), mark{}, 1))
	cancel()
	l := Lookup{Key: "k", Policy: steady}
	e := Get(ctx, c, l, intCodec, func(got context.Context) Loaded[int] {
		if got != ctx {
			t.Error("not the caller's context")
		}
		return Loaded[int]{Value: 7, Found: true}
	})
	if e.Value != 7 || e.Status != Bypass {
		t.Errorf("%+v", e)
	}
	if e := Get(ctx, c, l, intCodec, func(context.Context) Loaded[int] { panic("x") }); e.Err == nil {
		t.Error("a panic is an error here, too")
	}
	if n, err := c.InvalidateTags(ctx, "tag"); n != 0 || err != nil {
		t.Error(n, err)
	}
	if err := errors.Join(c.Delete(ctx, "k"), c.Close()); err != nil {
		t.Error(err)
	}
}

// TestZeroPolicy: nothing is kept and nothing is shared.
func TestZeroPolicy(t *testing.T) {
	c := newCache(t, Options{})
	b := &backend{}
	for want := range 3 {
		if e := Get(t.Context(), c, Lookup{Key: "k"}, intCodec, b.load); e.Value != want+1 || e.Status != Bypass {
			t.Errorf("%+v", e)
		}
	}
}

// TestClose: running loads are cut off, later look-ups load for themselves.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := make(chan error, 1)
		go func() {
			got <- Get(t.Context(), c, Lookup{Key: "k", Policy: steady}, intCodec, func(ctx context.Context) Loaded[int] {
				<-ctx.Done()
				return Loaded[int]{Err: context.Cause(ctx)}
			}).Err
		}()
		synctest.Wait()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		if err := <-got; !errors.Is(err, ErrClosed) {
			t.Errorf("the running load: %v", err)
		}
		b := &backend{}
		if e := Get(t.Context(), c, Lookup{Key: "k", Policy: steady}, intCodec, b.load); e.Value != 1 || e.Err != nil {
			t.Errorf("after Close: %+v", e)
		}
		if err := c.Close(); err != nil {
			t.Error("a second Close:", err)
		}
	})
}

func TestOptionsNamed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options Options
	}{
		{"MaxBytes", Options{MaxBytes: -1}},
		{"RedisTimeout", Options{RedisTimeout: -1}},
		{"CutOffTTL", Options{CutOffTTL: -1}},
	} {
		if _, err := New(tt.options); err == nil || !strings.Contains(err.Error(), "Options."+tt.name+" ") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestPolicyValidate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		policy Policy
		want   string
	}{
		{"the zero policy", Policy{}, ""},
		{"no jitter", Policy{TTL: 1, Jitter: -1}, ""},
		{"a negative time", Policy{Stale: -1}, "Stale"},
		{"more than all", Policy{Jitter: 1.1}, "Jitter"},
		{"no such scope", Policy{Scope: 7}, "Scope"},
	} {
		err := tt.policy.Validate()
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestRetryAfter: while a backend is down its callers do not wait for it one after
// the other: one tries, the others get the stand-in at once.
func TestRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		name   string
		after  time.Duration
		status Status
		tries  int64 // in 3 s of 10 look-ups a second
	}{
		{"behind a stale answer", 70 * time.Second, Stale, 3},
		{"instead of an answer", 5 * time.Minute, StaleIfError, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t, Options{})
				b := &backend{}
				l := Lookup{Key: "k", Policy: steady}
				Get(t.Context(), c, l, intCodec, b.load)
				time.Sleep(tt.after)
				b.err = errors.New("down")
				for range 30 {
					if e := Get(t.Context(), c, l, intCodec, b.load); e.Status != tt.status || e.Value != 1 {
						t.Fatalf("%+v", e)
					}
					time.Sleep(100 * time.Millisecond)
				}
				if n := b.loads.Load() - 1; n != tt.tries {
					t.Errorf("tried %d times, want %d", n, tt.tries)
				}
			})
		})
	}
}
