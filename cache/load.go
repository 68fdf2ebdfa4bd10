package cache

import (
	"context"
	"errors"
	"runtime/debug"
	"time"
)

// What no level has is loaded here, by the one who leads its flight: callers are
// answered first, then the levels are filled.

// fromOrigin loads fs together, answers their callers, then stores.
func (c *Cache) fromOrigin(ctx context.Context, fs []*flight, j job) {
	missing := make([]int, len(fs))
	for i, f := range fs {
		missing[i] = f.index
	}
	began := c.options.Now()
	loaded, err := guarded(func() []anyLoaded { return j.load(ctx, missing) }, len(fs))
	now := c.options.Now()
	cost := now.Sub(began)
	c.observe.loaded(ctx, cost)

	var kept []*flight
	var items []*item
	for i, f := range fs {
		if err == nil && loaded[i].err != nil {
			c.loadFailed(ctx, f, loaded[i].err)
			continue
		}
		if err != nil {
			c.loadFailed(ctx, f, err)
			continue
		}
		out, keep := c.arrived(f, &loaded[i], now, cost)
		c.finish(f, out, keep)
		if keep {
			kept, items = append(kept, f), append(items, out.item)
		}
	}
	c.store(ctx, kept, items, j.codec)
	if c.level2 != nil {
		c.level2.release(ctx, fs)
	}
}

// existing ends the flights whose id does not exist, as far as their filter knows,
// and returns the others. The answer is not kept: asking the filter is cheaper
// than what entries of guessed ids would push out of level 1.
func (c *Cache) existing(fs []*flight) []*flight {
	rest := make([]*flight, 0, len(fs)) // not in place: the caller still has fs
	for _, f := range fs {
		if f.lookup.Exists == nil || f.lookup.Exists.Allow(f.lookup.ID) {
			rest = append(rest, f)
			continue
		}
		now := c.options.Now().UnixNano()
		it := &item{id: f.id, note: f.note, names: f.names, life: life{now, now, now, now}}
		c.finish(f, outcome{item: it, status: Filtered}, false)
	}
	return rest
}

// loadFailed ends f after a failed load.
func (c *Cache) loadFailed(ctx context.Context, f *flight, err error) {
	var p *PanicError
	if errors.As(err, &p) {
		c.observe.log.ErrorContext(ctx, "cache: load panicked", "panic", p.Value, "stack", string(p.Stack))
	}
	out := c.failed(f, err)
	c.finish(f, out, false)
	if out.item != nil && c.level1.get(f.id) != out.item {
		c.level1.set(c.options.Now().UnixNano(), out.item) // came from level 2; the next one shall find it here
	}
}

// arrived makes the outcome of what was loaded for f and says whether it is to
// be kept.
func (c *Cache) arrived(f *flight, l *anyLoaded, now time.Time, cost time.Duration) (out outcome, keep bool) {
	policy := f.lookup.Policy
	if l.policy != nil {
		policy = *l.policy
	}
	it := &item{
		id: f.id, found: l.found, note: f.note, cost: cost, size: l.size,
		life:  policy.lifeOf(now, l.found, c.options.Random()),
		names: f.names, spread: c.options.Random(),
	}
	if f.lookup.Exists != nil {
		f.lookup.Exists.Loaded(f.lookup.ID, l.found)
	}
	if l.found {
		it.value = l.value
		if it.size <= 0 {
			it.size = sizeOf(l.value)
		}
	}
	if len(l.tags) > 0 || l.policy != nil {
		it.names.tags = cleanTags(f.names.tags, l.tags, policy.Tags)
	}
	if policy.Scope == Private && f.lookup.Policy.Scope != Private {
		return outcome{item: it, status: Miss, own: true}, false
	}
	keep = it.storable(now.UnixNano()) && c.ledger.valid(it.note, it.names)
	return outcome{item: it, status: Miss}, keep
}

// store keeps what flights loaded in both levels, then ends their being joined.
// Their callers have been answered: nobody waits for it.
func (c *Cache) store(ctx context.Context, fs []*flight, items []*item, codec erased) {
	if len(fs) == 0 {
		return
	}
	c.level1.set(c.options.Now().UnixNano(), items...)
	c.forget(fs)
	if c.level2 != nil {
		c.level2.write(ctx, fs, items, codec)
	}
}

// guarded runs a load of n results: a panic and a wrong length become errors.
func guarded[R any](load func() []R, n int) (results []R, err error) {
	defer func() {
		if v := recover(); v != nil {
			results, err = nil, &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	results = load()
	if len(results) != n {
		return nil, ErrLoadLength
	}
	return results, nil
}
