package cache_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bff/cache"
	"bff/cache/storetest"
)

// lister is a backend with a list endpoint: it records what each call asked for.
type lister struct {
	mu    sync.Mutex
	asked [][]int // ids, by call
	delay time.Duration
}

// get looks ids up in one pod.
func (l *lister) get(ctx context.Context, c *cache.Cache, ids ...int) []cache.Entry[int] {
	ls := make([]cache.Lookup, len(ids))
	for i, id := range ids {
		ls[i] = cache.Lookup{Key: fmt.Sprint(id), Policy: steady}
	}
	return cache.GetMany(ctx, c, ls, numbers, func(_ context.Context, missing []int) []cache.Loaded[int] {
		var asked []int
		loaded := make([]cache.Loaded[int], len(missing))
		for k, i := range missing {
			asked = append(asked, ids[i])
			loaded[k] = cache.Loaded[int]{Value: ids[i], Found: true}
		}
		l.mu.Lock()
		l.asked = append(l.asked, asked)
		l.mu.Unlock()
		time.Sleep(l.delay)
		return loaded
	})
}

// calls returns what was asked for, sorted.
func (l *lister) calls() [][]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := slices.Clone(l.asked)
	slices.SortFunc(calls, slices.Compare[[]int])
	return calls
}

// span returns from to to-1.
func span(from, to int) (ids []int) {
	for i := from; i < to; i++ {
		ids = append(ids, i)
	}
	return ids
}

// checkIDs: every entry is that of its id.
func checkIDs(t *testing.T, entries []cache.Entry[int], ids []int) {
	t.Helper()
	for i, e := range entries {
		if e.Err != nil || !e.Found || e.Value != ids[i] {
			t.Errorf("id %d: %+v", ids[i], e)
		}
	}
}

// TestGetManyRoundTrips: whatever part of a list is where, it takes one round trip
// and one load of exactly what is nowhere.
func TestGetManyRoundTrips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &storetest.Memory{}
		a, b := pod(t, cache.Options{Store: store}), pod(t, cache.Options{Store: store})
		l := &lister{}
		l.get(t.Context(), a, span(0, 30)...)
		l.get(t.Context(), b, span(30, 60)...)
		synctest.Wait()
		reads := store.Count(storetest.Read)
		entries := l.get(t.Context(), a, span(0, 100)...)
		checkIDs(t, entries, span(0, 100))
		if n := store.Count(storetest.Read) - reads; n != 1 {
			t.Errorf("%d round trips, want 1", n)
		}
		if calls := l.calls(); len(calls) != 3 || !slices.Equal(calls[2], span(60, 100)) {
			t.Errorf("loads of %v", calls)
		}
		for i, want := range map[int]cache.Status{0: cache.HitLevel1, 30: cache.HitLevel2, 99: cache.Miss} {
			if entries[i].Status != want {
				t.Errorf("id %d: %v, want %v", i, entries[i].Status, want)
			}
		}
	})
}

// TestGetManyOverlaps: lists that overlap while they load ask for no id twice.
func TestGetManyOverlaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pod(t, cache.Options{})
		l := &lister{delay: time.Second}
		var all sync.WaitGroup
		for _, ids := range [][]int{span(0, 10), span(5, 15), span(10, 20), {3, 17, 3, 25}} {
			all.Go(func() { checkIDs(t, l.get(t.Context(), c, ids...), ids) })
			synctest.Wait() // one after the other, all in flight
		}
		all.Wait()
		want := [][]int{span(0, 10), span(10, 15), span(15, 20), {25}}
		if got := l.calls(); !slices.EqualFunc(got, want, slices.Equal[[]int]) {
			t.Errorf("loads of %v, want %v", got, want)
		}
	})
}

// TestGetManyStale: a list of stale entries is served, and reloaded by one load.
func TestGetManyStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pod(t, cache.Options{})
		l := &lister{}
		l.get(t.Context(), c, span(0, 10)...)
		time.Sleep(70 * time.Second)
		for _, e := range l.get(t.Context(), c, span(0, 10)...) {
			if e.Status != cache.Stale {
				t.Errorf("%+v", e)
			}
		}
		synctest.Wait()
		if calls := l.calls(); len(calls) != 2 || len(calls[1]) != 10 {
			t.Errorf("loads of %v", calls)
		}
	})
}

// TestNobodyThere: for a caller that has gone already nothing is loaded.
func TestNobodyThere(t *testing.T) {
	c := pod(t, cache.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := &lister{}
	for _, e := range l.get(ctx, c, 1, 2) {
		if !errors.Is(e.Err, context.Canceled) {
			t.Errorf("%+v", e)
		}
	}
	if calls := l.calls(); len(calls) != 0 {
		t.Errorf("loads of %v", calls)
	}
}
