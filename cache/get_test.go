package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// intCodec is the codec of most tests.
var intCodec = JSON[int]()

// newCache returns a cache that is closed with the test. Inside a synctest bubble
// its clock is the bubble's.
func newCache(t testing.TB, options Options) *Cache {
	t.Helper()
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	c, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// backend answers loads with numbers that count up: the value says which load it
// was. It fails while err is set.
type backend struct {
	loads atomic.Int64
	err   error
	none  bool
	delay time.Duration
}

func (b *backend) load(context.Context) Loaded[int] {
	n := b.loads.Add(1)
	if b.delay > 0 {
		time.Sleep(b.delay)
	}
	if b.err != nil {
		return Loaded[int]{Err: b.err}
	}
	return Loaded[int]{Value: int(n), Found: !b.none}
}

// steady is a policy without jitter, so that tests can name the moment.
var steady = Policy{TTL: time.Minute, Stale: 30 * time.Second, StaleIfError: 10 * time.Minute, Jitter: -1}

// TestLife walks one entry through the picture of the package doc.
func TestLife(t *testing.T) {
	for _, tt := range []struct {
		name   string
		after  time.Duration
		fails  bool
		status Status
		value  int
		err    bool
	}{
		{"fresh from the start", 0, false, HitLevel1, 1, false},
		{"fresh until the last moment", time.Minute - 1, false, HitLevel1, 1, false},
		{"an end belongs to the next phase", time.Minute, false, Stale, 1, false},
		{"stale does not ask the backend first", time.Minute, true, Stale, 1, false},
		{"stale until the last moment", 90*time.Second - 1, false, Stale, 1, false},
		{"then the backend is asked", 90 * time.Second, false, Miss, 2, false},
		{"and a failure served from the old answer", 90 * time.Second, true, StaleIfError, 1, false},
		{"counted from the end of freshness", 11*time.Minute - 1, true, StaleIfError, 1, false},
		{"gone", 11 * time.Minute, true, Miss, 0, true},
		{"gone and loaded anew", 11 * time.Minute, false, Miss, 2, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t, Options{})
				b := &backend{}
				look := Lookup{Key: "k", Policy: steady}
				if e := Get(t.Context(), c, look, intCodec, b.load); e.Status != Miss || e.Value != 1 {
					t.Fatalf("first: %+v", e)
				}
				synctest.Wait()
				time.Sleep(tt.after)
				if tt.fails {
					b.err = errors.New("backend down")
				}
				e := Get(t.Context(), c, look, intCodec, b.load)
				if e.Status != tt.status || e.Value != tt.value || (e.Err != nil) != tt.err {
					t.Errorf("after %v: %+v; want %v of %d", tt.after, e, tt.status, tt.value)
				}
				if e.Status.Cached() && e.Age != tt.after {
					t.Errorf("age %v, want %v", e.Age, tt.after)
				}
				synctest.Wait()
			})
		})
	}
}

// TestStaleReloadsOnce shows stale-while-revalidate: all callers are served, one
// reload runs, then the new value is fresh.
func TestStaleReloadsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, Options{})
		b := &backend{}
		look := Lookup{Key: "k", Policy: steady}
		Get(t.Context(), c, look, intCodec, b.load)
		time.Sleep(70 * time.Second)
		b.delay = time.Second
		for range 100 {
			if e := Get(t.Context(), c, look, intCodec, b.load); e.Status != Stale || e.Value != 1 {
				t.Fatalf("%+v", e)
			}
		}
		time.Sleep(2 * time.Second)
		if e := Get(t.Context(), c, look, intCodec, b.load); e.Status != HitLevel1 || e.Value != 2 {
			t.Errorf("after the reload: %+v", e)
		}
		if n := b.loads.Load(); n != 2 {
			t.Errorf("%d loads, want 2", n)
		}
	})
}

func TestSharedLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, Options{})
		b := &backend{delay: time.Second}
		look := Lookup{Key: "k", Policy: steady}

		leader, cancel := context.WithCancel(t.Context())
		var statuses [4]Entry[int]
		go func() { statuses[0] = Get(leader, c, look, intCodec, b.load) }()
		synctest.Wait()
		for i := 1; i < 4; i++ {
			go func() { statuses[i] = Get(t.Context(), c, look, intCodec, b.load) }()
		}
		synctest.Wait()
		cancel() // the leader gives up; the others must not notice
		synctest.Wait()
		if !errors.Is(statuses[0].Err, context.Canceled) {
			t.Errorf("the caller that gave up got %+v", statuses[0])
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for _, e := range statuses[1:] {
			if e.Err != nil || e.Value != 1 || e.Status != Shared {
				t.Errorf("%+v; want 1 shared", e)
			}
		}
		if n := b.loads.Load(); n != 1 {
			t.Errorf("%d loads, want 1", n)
		}
	})
}

func TestGetMany(t *testing.T) {
	c := newCache(t, Options{})
	var asked [][]int
	load := func(_ context.Context, missing []int) []Loaded[int] {
		asked = append(asked, missing)
		loaded := make([]Loaded[int], len(missing))
		for k, i := range missing {
			loaded[k] = Loaded[int]{Value: i * 10, Found: i != 3}
			if i == 4 {
				loaded[k] = Loaded[int]{Err: errors.New("four")}
			}
		}
		return loaded
	}
	look := func(keys ...int) []Lookup {
		ls := make([]Lookup, len(keys))
		for i, k := range keys {
			ls[i] = Lookup{Key: fmt.Sprint(k), Policy: Policy{TTL: time.Minute, Negative: time.Minute}}
		}
		return ls
	}
	ls := look(0, 1, 2, 3, 4, 1)
	for i, e := range GetMany(t.Context(), c, ls, intCodec, load) {
		want := Entry[int]{Value: []int{0, 10, 20, 0, 0, 10}[i], Found: i != 3 && i != 4}
		if e.Value != want.Value || e.Found != want.Found || (e.Err != nil) != (i == 4) {
			t.Errorf("%d: %+v", i, e)
		}
	}
	GetMany(t.Context(), c, ls, intCodec, load)
	// A repeated key is loaded once, a failure is not kept, not-found is.
	if want := [][]int{{0, 1, 2, 3, 4}, {4}}; !slices.EqualFunc(asked, want, slices.Equal[[]int]) {
		t.Errorf("loads of %v, want %v", asked, want)
	}
}
