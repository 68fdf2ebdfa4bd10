package cache

import (
	"context"
	"time"
)

// Get answers one look-up: from level 1, else from level 2, else by load.
//
// The entry's Value is shared with other callers and must not be changed. A
// failed load is Entry.Err unless a value that may stand in for it is left
// (Policy.StaleIfError). When ctx ends first, Entry.Err is ctx.Err() and the load
// goes on for the others.
//
// load gets a context that keeps ctx's values and trace but not its deadline
// ([Options.LoadTimeout] is its own), and may run after Get has returned: behind
// a stale answer, or when ctx ended. It must not use what dies with the
// request. An equal look-up may be answered by another caller's load.
//
// A nil c, a policy that keeps nothing, and a private look-up without a subject
// make Get call load in the caller's goroutine and context.
func Get[T any](ctx context.Context, c *Cache, l Lookup, codec Codec[T], load func(ctx context.Context) Loaded[T]) Entry[T] {
	if c == nil || !l.cacheable() {
		return loadDirectly(ctx, c, load)
	}
	now := c.options.Now().UnixNano()
	it := c.peek(l.ident())
	if it != nil && c.phase(it, now) == fresh && !it.nearEnd(now) {
		if e, ok := entryOf[T](it, now, HitLevel1); ok {
			c.hit(ctx, it, now)
			return e
		}
	}
	many := func(ctx context.Context, _ []int) []Loaded[T] { return []Loaded[T]{load(ctx)} }
	var entries [1]Entry[T]
	getMany(ctx, c, []Lookup{l}, codec, many, entries[:])
	return entries[0]
}

// GetMany answers look-ups in their order: len(entries) == len(ls), always. It
// makes one pass over level 1, one round trip to level 2 for what is left, and
// one call of load for what is left then. missing are indices into ls, each
// different key once; load returns one result for each, in that order.
//
// A failed load fails its own entries only. Keys that another caller is loading
// are waited for instead of loaded again. Otherwise as [Get].
func GetMany[T any](ctx context.Context, c *Cache, ls []Lookup, codec Codec[T], load func(ctx context.Context, missing []int) []Loaded[T]) []Entry[T] {
	entries := make([]Entry[T], len(ls))
	if len(ls) > 0 {
		getMany(ctx, c, ls, codec, load, entries)
	}
	return entries
}

// peek returns the valid item of level 1, whatever its phase, or nil.
func (c *Cache) peek(id ident) *item {
	it := c.level1.get(id)
	if it == nil || !c.current(it) {
		return nil
	}
	return it
}

// phase is where it is in its life, as far as this process may still rely on it:
// cut off from the invalidations of others, it does so for a limited time.
func (c *Cache) phase(it *item, now int64) phase {
	at := it.at(now)
	if at >= onlyIfError || c.level2 == nil {
		return at
	}
	since := c.level2.cutSince.Load()
	if since == 0 {
		return at
	}
	limit := float64(c.options.CutOffTTL) * (1 - it.spread/2)
	if now-max(since, it.created) < int64(limit) {
		return at
	}
	if it.found && now < it.errorUntil {
		return onlyIfError
	}
	return gone
}

// current reports whether it has not been invalidated. An item remembers the
// ledger version at which that was last found out, so that a hit costs two
// atomic loads and no lock while nothing is being invalidated.
func (c *Cache) current(it *item) bool {
	version := c.ledger.version.Load()
	if it.checked.Load() == version {
		return true
	}
	if !c.ledger.valid(it.note, it.names) {
		return false
	}
	it.checked.Store(version)
	return true
}

// hit observes a fresh answer of level 1.
func (c *Cache) hit(ctx context.Context, it *item, now int64) {
	p, r := HitLevel1.of(it.found)
	c.observe.count(ctx, p, r, 1)
	c.observe.served(ctx, p, time.Duration(now-it.created))
	c.observe.lookedUp(ctx, p, r, 1)
}

// entryOf returns it as an answer; false when it was made with another type.
func entryOf[T any](it *item, now int64, status Status) (e Entry[T], ok bool) {
	if it.found {
		p, ok := it.value.(*T)
		if !ok {
			return e, false
		}
		e.Value, e.Found = *p, true
	}
	e.Status = status
	e.Age = max(0, time.Duration(now-it.created))
	e.Fresh = time.Duration(it.freshUntil - now)
	return e, true
}

// loadDirectly is a look-up without a cache. c may be nil.
func loadDirectly[T any](ctx context.Context, c *Cache, load func(ctx context.Context) Loaded[T]) Entry[T] {
	if c != nil {
		c.observe.count(ctx, placeOrigin, resultBypass, 1)
		c.observe.lookedUp(ctx, placeOrigin, resultBypass, 1)
	}
	many := func(ctx context.Context, _ []int) []Loaded[T] { return []Loaded[T]{load(ctx)} }
	var entries [1]Entry[T]
	loadManyDirectly(ctx, many, []int{0}, entries[:])
	return entries[0]
}

// loadManyDirectly fills the entries at the indices by a load of the caller's own.
func loadManyDirectly[T any](ctx context.Context, load func(context.Context, []int) []Loaded[T], at []int, entries []Entry[T]) {
	loaded, err := guarded(func() []Loaded[T] { return load(ctx, at) }, len(at))
	for k, i := range at {
		switch {
		case err != nil:
			entries[i] = Entry[T]{Err: err}
		case loaded[k].Err != nil:
			entries[i] = Entry[T]{Err: loaded[k].Err}
		case loaded[k].Found:
			entries[i] = Entry[T]{Value: loaded[k].Value, Found: true}
		default:
			entries[i] = Entry[T]{}
		}
	}
}
