package cache

import (
	"fmt"
	"hash/maphash"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/ristretto/v2"
)

// item is one entry as level 1 holds it and as callers share it. All but the
// atomic fields is immutable.
type item struct {
	id    ident
	value any // *T; nil when not found
	found bool
	life
	note   note
	names  names
	size   int           // bytes of value
	cost   time.Duration // how long the load took
	spread float64       // uniform in [0,1): what is decided by chance, but once per item

	checked atomic.Uint64 // the ledger version at which the item was last valid
	retryAt atomic.Int64  // a reload failed: none before this time, Unix nanoseconds
}

// overhead is what an entry costs beside key, tags and value: the item itself,
// ristretto's map slot, its share of the frequency counters.
const overhead = 400

// weight is the item's cost for level 1, in bytes.
func (it *item) weight() int64 {
	n := overhead + len(it.id.key) + len(it.id.subject) + it.size
	for _, tag := range it.names.tags {
		n += len(tag) + 16
	}
	return int64(n)
}

// level1 holds decoded values, bounded by bytes. Its slots are 64-bit hashes; the
// whole identity is compared on every hit, so a collision is a miss.
type level1 struct {
	slots   *ristretto.Cache[uint64, *item]
	hash    func(ident) uint64
	evicted atomic.Int64
	dropped atomic.Int64
}

// newLevel1 returns a level that holds about maxBytes of items.
func newLevel1(maxBytes int64) (*level1, error) {
	l := &level1{hash: seededHash()}
	slots, err := ristretto.NewCache(&ristretto.Config[uint64, *item]{
		MaxCost: maxBytes,
		// Ten counters per expected entry is ristretto's advice; an entry of a
		// page is about 2 KiB. Each counter costs about 3 bytes.
		NumCounters:        min(max(10*maxBytes/2048, 10_000), 10_000_000),
		BufferItems:        64,
		IgnoreInternalCost: true, // weight has it
		OnEvict:            func(*ristretto.Item[*item]) { l.evicted.Add(1) },
		ShouldUpdate:       func(next, prev *item) bool { return next.replaces(prev) },
	})
	if err != nil {
		return nil, fmt.Errorf("cache: level 1: %w", err)
	}
	l.slots = slots
	return l, nil
}

// seededHash spreads identities over slots. The seed is new in every process,
// so nobody outside can craft keys that collide.
func seededHash() func(ident) uint64 {
	keys, subjects := maphash.MakeSeed(), maphash.MakeSeed()
	return func(id ident) uint64 {
		h := maphash.String(keys, id.key)
		if id.subject != "" {
			h ^= maphash.String(subjects, id.subject)
		}
		return h
	}
}

// get returns the item with exactly this identity, or nil.
func (l *level1) get(id ident) *item {
	it, ok := l.slots.Get(l.hash(id))
	if !ok || it == nil || it.id != id {
		return nil
	}
	return it
}

// set offers items and returns when they can be found. Level 1 may refuse any of
// them: when it is overrun, or when what it holds is asked for more often.
//
// Two things that ristretto alone does not do: it puts new items into a queue, so
// that they are not found yet when Set returns; and of two new items of one slot
// that are queued together it keeps the first. Hence the wait and the second look.
func (l *level1) set(now int64, items ...*item) {
	for _, it := range items {
		l.offer(now, it)
	}
	l.slots.Wait()
	for _, it := range items {
		if cur, ok := l.slots.Get(l.hash(it.id)); ok && cur != it && it.replaces(cur) {
			l.offer(now, it)
		}
	}
}

// offer sets one item, unless its life is over.
func (l *level1) offer(now int64, it *item) {
	ttl := time.Duration(it.end() - now)
	if ttl <= 0 {
		return // ristretto takes 0 for "for ever"
	}
	if !l.slots.SetWithTTL(l.hash(it.id), it, it.weight(), ttl) {
		l.dropped.Add(1)
	}
}

// replaces reports whether it may take the place of old: a late writer must not
// replace what was loaded after it.
func (it *item) replaces(old *item) bool {
	if it.id != old.id || it.note.version != old.note.version {
		return it.id != old.id || it.note.version > old.note.version
	}
	return it.created >= old.created
}

// bytes is the weight of what level 1 holds.
func (l *level1) bytes() int64 { return l.slots.MaxCost() - l.slots.RemainingCost() }

func (l *level1) close() { l.slots.Close() }
