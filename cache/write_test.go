package cache_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"bff/cache"
	"bff/cache/storetest"
)

// TestPut: a mutation's result is what everybody reads, also when a load of the
// old value was under way.
func TestPut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &storetest.Memory{}
		a, b := pod(t, cache.Options{Store: store}), pod(t, cache.Options{Store: store})
		back := &backend{delay: 100 * time.Millisecond}
		back.value.Store(1)
		l := cache.Lookup{Key: "k", Policy: steady}
		if _, ok := cache.Peek[int](a, l); ok {
			t.Error("peeked before there was anything")
		}
		go back.get(t, a, "k")
		time.Sleep(50 * time.Millisecond)
		if err := cache.Put(t.Context(), a, l, numbers, cache.Loaded[int]{Value: 2, Found: true}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second) // the old load has ended
		check(t, "here", back.get(t, a, "k"), cache.HitLevel1, 2)
		check(t, "there", back.get(t, b, "k"), cache.HitLevel2, 2)
		if e, ok := cache.Peek[int](a, l); !ok || e.Value != 2 {
			t.Errorf("peek: %+v", e)
		}
	})
}

// TestMutated: the second invalidation catches what a late replica answered.
func TestMutated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pod(t, cache.Options{})
		b := &backend{tags: []string{"Product:1"}}
		b.value.Store(1)
		if err := c.Mutated(t.Context(), "Product:1"); err != nil {
			t.Fatal(err)
		}
		b.get(t, c, "k") // the replica still says 1
		b.value.Store(2)
		time.Sleep(time.Second)
		check(t, "later", b.get(t, c, "k"), cache.Miss, 2)
	})
}

// TestEarlyRefresh: a key that is hot never misses, one that is not expires.
func TestEarlyRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pod(t, cache.Options{})
		b := &backend{delay: 200 * time.Millisecond}
		l := cache.Lookup{Key: "hot", Policy: cache.Policy{TTL: 10 * time.Second, Jitter: -1}}
		get := func() cache.Entry[int] { return cache.Get(t.Context(), c, l, numbers, b.load) }
		get()
		for range 6000 { // a minute of 100 hits a second
			time.Sleep(10 * time.Millisecond)
			if e := get(); e.Status != cache.HitLevel1 {
				t.Fatalf("a hot key: %+v", e)
			}
		}
		if n := b.loads.Load(); n < 6 || n > 9 {
			t.Errorf("%d loads in a minute of 10 s lives", n)
		}
		time.Sleep(20 * time.Second)
		if e := get(); e.Status != cache.Miss {
			t.Errorf("left alone: %+v", e)
		}
	})
}

// TestLease: two pods, one backend call.
func TestLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &storetest.Memory{}
		b := &backend{delay: 300 * time.Millisecond}
		entries := make(chan cache.Entry[int], 3)
		for range cap(entries) {
			c := pod(t, cache.Options{Store: store})
			go func() { entries <- b.get(t, c, "k") }()
		}
		for range cap(entries) {
			if e := <-entries; e.Err != nil {
				t.Error(e.Err)
			}
		}
		if n := b.loads.Load(); n != 1 {
			t.Errorf("%d loads, want 1", n)
		}
	})
}

// TestLeaseHolderDies: the others wait as long as they say, then load.
func TestLeaseHolderDies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &storetest.Memory{}
		c := pod(t, cache.Options{Store: store, LeaseWait: 400 * time.Millisecond})
		b := &backend{}
		b.get(t, c, "k") // to learn the key
		synctest.Wait()
		keys := store.Keys()
		if err := c.Delete(t.Context(), "k"); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Lease(context.Background(), keys, "the dead", time.Hour); err != nil {
			t.Fatal(err)
		}
		b.value.Store(2)
		began := time.Now()
		check(t, "waited, then loaded", b.get(t, c, "k"), cache.Miss, 2)
		if took := time.Since(began); took != 400*time.Millisecond {
			t.Errorf("waited %v", took)
		}
	})
}
