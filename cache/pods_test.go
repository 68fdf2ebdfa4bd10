package cache_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bff/cache"
	"bff/cache/storetest"
)

var (
	numbers = cache.JSON[int]()
	quiet   = slog.New(slog.DiscardHandler)
	// steady has no jitter, so that tests can name the moment.
	steady = cache.Policy{
		TTL: time.Minute, Stale: 30 * time.Second, StaleIfError: 10 * time.Minute,
		Negative: 10 * time.Second, Jitter: -1,
	}
)

// pod returns one process's cache on a shared store, closed with the test.
func pod(t testing.TB, options cache.Options) *cache.Cache {
	t.Helper()
	if options.Logger == nil {
		options.Logger = quiet
	}
	c, err := cache.New(options)
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

// backend answers every load with its present value and counts the loads.
type backend struct {
	value atomic.Int64
	loads atomic.Int64
	delay time.Duration
	fail  atomic.Bool
	tags  []string
}

func (b *backend) load(context.Context) cache.Loaded[int] {
	b.loads.Add(1)
	value := int(b.value.Load()) // what the backend knows when it is asked
	if b.delay > 0 {
		time.Sleep(b.delay)
	}
	if b.fail.Load() {
		return cache.Loaded[int]{Err: errors.New("backend down")}
	}
	return cache.Loaded[int]{Value: value, Found: value >= 0, Tags: b.tags}
}

// get asks one pod for one key.
func (b *backend) get(t testing.TB, c *cache.Cache, key string) cache.Entry[int] {
	t.Helper()
	return cache.Get(t.Context(), c, cache.Lookup{Key: key, Policy: steady}, numbers, b.load)
}

// check compares an answer with what is wanted.
func check(t testing.TB, what string, e cache.Entry[int], status cache.Status, value int) {
	t.Helper()
	if e.Err != nil || e.Status != status || e.Value != value {
		t.Errorf("%s: %d %v %v; want %d %v", what, e.Value, e.Status, e.Err, value, status)
	}
}

func TestPodsShareLevel2(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &storetest.Memory{}
		web, mobile := pod(t, cache.Options{Store: store}), pod(t, cache.Options{Store: store})
		b := &backend{}
		b.value.Store(7)
		check(t, "web's first", b.get(t, web, "k"), cache.Miss, 7)
		synctest.Wait()
		check(t, "what web fetched mobile hits", b.get(t, mobile, "k"), cache.HitLevel2, 7)
		synctest.Wait()
		check(t, "and keeps", b.get(t, mobile, "k"), cache.HitLevel1, 7)

		time.Sleep(70 * time.Second)
		late := pod(t, cache.Options{Store: store})
		b.value.Store(8)
		check(t, "a new pod serves level 2's stale entry", b.get(t, late, "k"), cache.Stale, 7)
		synctest.Wait()
		check(t, "reloaded behind it", b.get(t, late, "k"), cache.HitLevel1, 8)
		check(t, "stale here", b.get(t, web, "k"), cache.Stale, 7)
		synctest.Wait()
		check(t, "taken from level 2, not loaded", b.get(t, web, "k"), cache.HitLevel1, 8)
		if n := b.loads.Load(); n != 2 {
			t.Errorf("%d loads, want 2", n)
		}

		b.value.Store(-1)
		check(t, "not found", b.get(t, web, "none"), cache.Miss, 0)
		synctest.Wait()
		e := b.get(t, mobile, "none")
		check(t, "not found is shared, too", e, cache.HitLevel2, 0)
		if e.Found {
			t.Error("found")
		}
		time.Sleep(20 * time.Minute)
		b.fail.Store(true)
		if e := b.get(t, mobile, "k"); e.Err == nil {
			t.Errorf("gone for good: %+v", e)
		}
	})
}

func TestLevel2StandsInForAFailedLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &storetest.Memory{}
		b := &backend{}
		b.value.Store(7)
		b.get(t, pod(t, cache.Options{Store: store}), "k")
		time.Sleep(5 * time.Minute)
		b.fail.Store(true)
		check(t, "a new pod, the backend down", b.get(t, pod(t, cache.Options{Store: store}), "k"), cache.StaleIfError, 7)
	})
}

// TestSlowStore shows what a level 2 that never answers may cost: 50 ms for those
// who find out, nothing for those who come later.
func TestSlowStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var hang atomic.Bool
		store := &storetest.Memory{Fault: func(ctx context.Context, _ storetest.Op) error {
			if hang.Load() {
				<-ctx.Done()
			}
			return ctx.Err()
		}}
		c := pod(t, cache.Options{Store: store})
		b := &backend{}
		hang.Store(true)
		waited := 0
		for i := range 100 {
			began := time.Now()
			check(t, "loads", b.get(t, c, fmt.Sprint(i)), cache.Miss, 0)
			switch took := time.Since(began); {
			case took > 50*time.Millisecond:
				t.Errorf("look-up %d waited %v", i, took)
			case took > 0:
				waited++
			}
		}
		if waited == 0 || waited > 3 {
			t.Errorf("%d of 100 look-ups waited for the store; want 1 to 3", waited)
		}
		synctest.Wait()
		check(t, "level 1 goes on", b.get(t, c, "1"), cache.HitLevel1, 0)

		hang.Store(false)
		time.Sleep(20 * time.Second)
		reads := store.Count(storetest.Write)
		b.get(t, c, "new")
		synctest.Wait()
		if store.Count(storetest.Write) == reads {
			t.Error("level 2 is not used again after it came back")
		}
	})
}

// TestStoreFaults lets each operation fail: no look-up may.
func TestStoreFaults(t *testing.T) {
	for _, op := range []storetest.Op{
		storetest.Read, storetest.Write, storetest.Lease, storetest.Release,
		storetest.Publish, storetest.Follow, storetest.Replay,
	} {
		t.Run(string(op), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := &storetest.Memory{Fault: func(_ context.Context, now storetest.Op) error {
					if now == op {
						return errors.New("fault")
					}
					return nil
				}}
				c := pod(t, cache.Options{Store: store})
				b := &backend{}
				for i := range 200 {
					key := fmt.Sprint(i % 50)
					if e := b.get(t, c, key); e.Err != nil {
						t.Fatal(e.Err)
					}
					if i%7 == 0 {
						_ = c.Delete(t.Context(), key) // its error is expected
					}
					time.Sleep(10 * time.Millisecond)
				}
			})
		})
	}
}

// TestDamagedEntries: whatever stands in level 2, a look-up gets its value.
func TestDamagedEntries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &storetest.Memory{}
		b := &backend{}
		b.value.Store(7)
		b.get(t, pod(t, cache.Options{Store: store}), "k")
		b.get(t, pod(t, cache.Options{Store: store}), "other")
		synctest.Wait()
		keys := store.Keys()
		if len(keys) != 2 {
			t.Fatalf("keys %q", keys)
		}
		good := [2][]byte{store.Value(keys[0]), store.Value(keys[1])}
		version := append([]byte(nil), good[0]...)
		version[2]++
		flipped := append([]byte(nil), good[0]...)
		flipped[len(flipped)-1] ^= 1
		for _, tt := range []struct {
			name   string
			values [2][]byte // of the two keys
		}{
			{"empty", [2][]byte{{}, {}}},
			{"of another version", [2][]byte{version, version}},
			{"one bit flipped", [2][]byte{flipped, flipped}},
			{"cut off", [2][]byte{good[0][:len(good[0])-1], good[1][:5]}},
			{"each other's entry", [2][]byte{good[1], good[0]}},
			{"not ours at all", [2][]byte{[]byte("hello, world"), []byte("hello, world, no envelope")}},
		} {
			store.SetValue(keys[0], tt.values[0])
			store.SetValue(keys[1], tt.values[1])
			b.value.Add(1)
			c := pod(t, cache.Options{Store: store})
			check(t, tt.name, b.get(t, c, "k"), cache.Miss, int(b.value.Load()))
			synctest.Wait()
		}
	})
}
