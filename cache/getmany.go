package cache

import (
	"context"
	"time"
)

// getMany fills entries, one for each of ls.
func getMany[T any](ctx context.Context, c *Cache, ls []Lookup, codec Codec[T], load func(context.Context, []int) []Loaded[T], entries []Entry[T]) {
	if c == nil {
		loadManyDirectly(ctx, load, indices(len(ls)), entries)
		return
	}
	j := job{codec: erase(codec), load: eraseLoad(load)}
	direct, old, wants := firstPass(ctx, c, ls, entries)
	if len(old) > 0 {
		c.refresh(ctx, old, j)
	}
	if len(wants) > 0 {
		outs := c.await(ctx, wants, j)
		now := c.options.Now().UnixNano()
		for k, out := range outs {
			at := wants[k].index
			switch {
			case out.err != nil:
				entries[at] = Entry[T]{Err: out.err, Status: Miss}
				c.observe.count(ctx, placeOrigin, resultError, 1)
				c.observe.lookedUp(ctx, placeOrigin, resultError, 1)
			case out.item == nil:
				direct = append(direct, at)
			default:
				e, ok := entryOf[T](out.item, now, out.status)
				if !ok {
					direct = append(direct, at)
					continue
				}
				entries[at] = e
				c.answered(ctx, out, e.Age)
			}
		}
	}
	if len(direct) > 0 {
		c.observe.count(ctx, placeOrigin, resultBypass, len(direct))
		c.observe.lookedUp(ctx, placeOrigin, resultBypass, len(direct))
		loadManyDirectly(ctx, load, direct, entries)
	}
}

// firstPass answers what level 1 can and sorts the rest: what must not be
// cached, what was answered but is to be reloaded, what has to be got.
func firstPass[T any](ctx context.Context, c *Cache, ls []Lookup, entries []Entry[T]) (direct []int, old, wants []want) {
	now := c.options.Now().UnixNano()
	hits, negatives, missed := 0, 0, 0
	for i := range ls {
		l := &ls[i]
		if !l.cacheable() {
			direct = append(direct, i)
			continue
		}
		it := c.peek(l.ident())
		if it != nil {
			if at := c.phase(it, now); at == fresh || at == stale {
				status := HitLevel1
				if at == stale {
					status = Stale
				}
				if e, ok := entryOf[T](it, now, status); ok {
					entries[i] = e
					c.observe.served(ctx, placeLevel1, e.Age)
					switch {
					case at == stale:
						old = append(old, want{index: i, lookup: *l, fallback: it})
					case it.found:
						hits++
					default:
						negatives++
					}
					continue
				}
				it = nil // of another type: no stand-in either
			}
		}
		missed++
		wants = append(wants, want{index: i, lookup: *l, fallback: it})
	}
	for _, n := range [...]struct {
		r     result
		n     int
		final bool
	}{{resultHit, hits, true}, {resultNegative, negatives, true}, {resultStale, len(old), true}, {resultMiss, missed, false}} {
		c.observe.count(ctx, placeLevel1, n.r, n.n)
		if n.final {
			c.observe.lookedUp(ctx, placeLevel1, n.r, n.n)
		}
	}
	return direct, old, wants
}

// answered observes an answer from beyond level 1.
func (c *Cache) answered(ctx context.Context, out outcome, age time.Duration) {
	p, r := out.status.of(out.item.found)
	if out.status == Stale {
		p = placeLevel2 // level 1's own never come here
	}
	c.observe.lookedUp(ctx, p, r, 1)
	if p == placeOrigin {
		c.observe.count(ctx, p, r, 1)
	}
	if out.status.Cached() {
		c.observe.served(ctx, p, age)
	}
}

// eraseLoad hides the type of load.
func eraseLoad[T any](load func(context.Context, []int) []Loaded[T]) anyLoad {
	return func(ctx context.Context, missing []int) []anyLoaded {
		loaded := load(ctx, missing)
		all := make([]anyLoaded, len(loaded))
		for i := range loaded {
			l := &loaded[i]
			all[i] = anyLoaded{found: l.Found, tags: l.Tags, policy: l.Policy, size: l.Size, err: l.Err}
			if l.Found && l.Err == nil {
				value := l.Value
				all[i].value = &value
			}
		}
		return all
	}
}

// indices returns 0 to n-1.
func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}
