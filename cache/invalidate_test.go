package cache_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bff/cache"
	"bff/cache/storetest"
)

// TestInvalidateDuringLoad interleaves an invalidation with a load at every
// point: an entry whose load began before it must not be served after it.
func TestInvalidateDuringLoad(t *testing.T) {
	for _, level2 := range []bool{false, true} {
		for _, tt := range []struct {
			name string
			at   time.Duration // when the tag is invalidated; the load runs from 0 to 100 ms
			want cache.Status
		}{
			{"before the load", -1, cache.Shared},
			{"just after it began", 1 * time.Millisecond, cache.Miss},
			{"just before it ends", 99 * time.Millisecond, cache.Miss},
			{"after it ended", 150 * time.Millisecond, cache.Miss},
		} {
			t.Run(tt.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					o := cache.Options{}
					if level2 {
						o.Store = &storetest.Memory{}
					}
					c := pod(t, o)
					b := &backend{delay: 100 * time.Millisecond, tags: []string{"Product:1"}}
					b.value.Store(1)
					if tt.at < 0 {
						invalidate(t, c, "Product:1")
					}
					go b.get(t, c, "k")
					time.Sleep(max(0, tt.at))
					if tt.at > 0 {
						b.value.Store(2) // the write that is being told about
						invalidate(t, c, "Product:1")
					}
					synctest.Wait()
					want := int(b.value.Load())
					check(t, "after the acknowledgement", b.get(t, c, "k"), tt.want, want)
					synctest.Wait()
					check(t, "and kept", b.get(t, c, "k"), cache.HitLevel1, want)
				})
			})
		}
	}
}

func invalidate(t *testing.T, c *cache.Cache, tags ...string) {
	t.Helper()
	if n, err := c.InvalidateTags(t.Context(), tags...); n != len(tags) || err != nil {
		t.Fatalf("InvalidateTags = %d, %v", n, err)
	}
}

// TestInvalidateWaitingCallers: those who came before the invalidation may have
// the old value, those who came after it may not, though they join one load.
func TestInvalidateWaitingCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pod(t, cache.Options{})
		b := &backend{delay: 100 * time.Millisecond, tags: []string{"tag"}} // known only when it ends
		b.value.Store(1)
		var before, after cache.Entry[int]
		go func() { before = b.get(t, c, "k") }()
		time.Sleep(50 * time.Millisecond)
		b.value.Store(2)
		invalidate(t, c, "tag")
		go func() { after = b.get(t, c, "k") }()
		time.Sleep(time.Second)
		synctest.Wait()
		check(t, "came before", before, cache.Miss, 1)
		check(t, "came after", after, cache.Miss, 2)
	})
}

func TestInvalidateAcrossPods(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &storetest.Memory{}
		a, b := pod(t, cache.Options{Store: store}), pod(t, cache.Options{Store: store})
		back := &backend{tags: []string{"Product:1"}}
		back.value.Store(1)
		back.get(t, a, "k")
		synctest.Wait()
		check(t, "b has it", back.get(t, b, "k"), cache.HitLevel2, 1)

		back.value.Store(2)
		invalidate(t, a, "Product:1")
		synctest.Wait() // the log has been heard
		check(t, "b's level 1 and the shared level 2 are refused", back.get(t, b, "k"), cache.Miss, 2)
		synctest.Wait()
		check(t, "a takes b's", back.get(t, a, "k"), cache.HitLevel2, 2)

		back.value.Store(3)
		if err := b.Delete(t.Context(), "k"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		check(t, "by key", back.get(t, a, "k"), cache.Miss, 3)
		check(t, "other keys stay", back.get(t, a, "other"), cache.Miss, 3)

		c := pod(t, cache.Options{Store: store})
		synctest.Wait()
		check(t, "a pod that starts later knows it, too", back.get(t, c, "k"), cache.HitLevel2, 3)
	})
}

// TestInvalidateWhileCutOff: what a pod could not tell is an error to its caller,
// holds in that pod, and is told when the link is back.
func TestInvalidateWhileCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, cut := cuttable()
		a, b := pod(t, cache.Options{Store: store}), pod(t, cache.Options{Store: store.Memory})
		back := &backend{tags: []string{"tag"}}
		back.value.Store(1)
		back.get(t, a, "k")
		synctest.Wait()
		back.get(t, b, "k")
		synctest.Wait()

		cut.Store(true)
		back.value.Store(2)
		if _, err := a.InvalidateTags(t.Context(), "tag"); err == nil {
			t.Fatal("acknowledged what nobody was told")
		}
		check(t, "a itself knows", back.get(t, a, "k"), cache.Miss, 2)
		check(t, "b does not yet", back.get(t, b, "k"), cache.HitLevel1, 1)
		cut.Store(false)
		time.Sleep(5 * time.Second)
		check(t, "now b does", back.get(t, b, "k"), cache.Miss, 2)
	})
}

// TestCutOff: a pod that hears nothing goes on with level 1 for a while, then
// with its backend; a healed link resumes where it was cut.
func TestCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, cut := cuttable()
		a := pod(t, cache.Options{Store: store, CutOffTTL: 20 * time.Second})
		b := pod(t, cache.Options{Store: store.Memory})
		back := &backend{tags: []string{"tag"}}
		back.value.Store(1)
		back.get(t, a, "k")
		back.get(t, a, "untouched")
		synctest.Wait()

		cut.Store(true)
		time.Sleep(3 * time.Second) // more than it takes to notice
		back.value.Store(2)
		invalidate(t, b, "tag")
		check(t, "a serves what it has", back.get(t, a, "k"), cache.HitLevel1, 1)
		time.Sleep(20 * time.Second)
		check(t, "but no longer than it says", back.get(t, a, "k"), cache.Miss, 2)
		synctest.Wait()
		check(t, "and loads for itself", back.get(t, a, "k"), cache.HitLevel1, 2)

		cut.Store(false)
		time.Sleep(5 * time.Second)
		check(t, "linked again", back.get(t, a, "new"), cache.Miss, 2)
		synctest.Wait()
		check(t, "both levels are back", back.get(t, b, "new"), cache.HitLevel2, 2)
	})
}

// TestRelinked: a link that comes back costs only what was invalidated meanwhile.
func TestRelinked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, cut := cuttable()
		a, b := pod(t, cache.Options{Store: store}), pod(t, cache.Options{Store: store.Memory})
		back := &backend{tags: []string{"tag"}}
		back.value.Store(1)
		back.get(t, a, "k")
		back.tags = []string{"other"}
		back.get(t, a, "untouched")
		synctest.Wait()
		cut.Store(true)
		time.Sleep(3 * time.Second)
		back.value.Store(2)
		invalidate(t, b, "tag")
		cut.Store(false)
		time.Sleep(5 * time.Second)
		check(t, "untouched", back.get(t, a, "untouched"), cache.HitLevel1, 1)
		check(t, "invalidated", back.get(t, a, "k"), cache.Miss, 2)
	})
}

// TestLogLost: when the log has lost what a pod had seen, entries whose
// invalidation may be forgotten are not used: not here, not by others.
func TestLogLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &storetest.Memory{}
		a := pod(t, cache.Options{Store: store})
		back := &backend{tags: []string{"tag"}}
		back.value.Store(1)
		back.get(t, a, "k")
		synctest.Wait()
		back.value.Store(2)
		invalidate(t, a, "tag")
		synctest.Wait()
		store.Forget(1)
		time.Sleep(5 * time.Second)
		check(t, "the pod that knew", back.get(t, a, "k"), cache.Miss, 2)
		synctest.Wait()
		check(t, "a new pod", back.get(t, pod(t, cache.Options{Store: store}), "k"), cache.HitLevel2, 2)
	})
}

// TestLogTrimmed: entries older than the log cannot be judged and are not used.
func TestLogTrimmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &storetest.Memory{}
		a := pod(t, cache.Options{Store: store})
		back := &backend{tags: []string{"tag"}}
		back.value.Store(1)
		back.get(t, a, "k")
		synctest.Wait()
		back.value.Store(2)
		invalidate(t, a, "tag")
		invalidate(t, a, "something else")
		synctest.Wait()
		store.Trim(2)
		check(t, "a new pod", back.get(t, pod(t, cache.Options{Store: store}), "k"), cache.Miss, 2)
	})
}

// cutStore is a Store behind a link that can be cut for one pod.
type cutStore struct {
	*storetest.Memory
	cut *atomic.Bool
}

func cuttable() (cutStore, *atomic.Bool) {
	cut := &atomic.Bool{}
	return cutStore{&storetest.Memory{}, cut}, cut
}

var errCut = errors.New("link cut")

func (s cutStore) Read(ctx context.Context, keys []string, since cache.Position) ([][]byte, cache.News, error) {
	if s.cut.Load() {
		return nil, cache.News{}, errCut
	}
	return s.Memory.Read(ctx, keys, since)
}

func (s cutStore) Publish(ctx context.Context, events []cache.Event, since cache.Position) (cache.News, error) {
	if s.cut.Load() {
		return cache.News{}, errCut
	}
	return s.Memory.Publish(ctx, events, since)
}

func (s cutStore) Follow(ctx context.Context, since cache.Position, wait time.Duration) (cache.News, error) {
	if s.cut.Load() {
		return cache.News{}, errCut
	}
	return s.Memory.Follow(ctx, since, wait)
}

func (s cutStore) Replay(ctx context.Context, since cache.Position) (cache.History, error) {
	if s.cut.Load() {
		return cache.History{}, errCut
	}
	return s.Memory.Replay(ctx, since)
}
