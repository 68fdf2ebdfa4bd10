package cache

import (
	"context"
	"errors"
)

// getMany fills entries, one for each of ls.
func getMany[T any](ctx context.Context, c *Cache, ls []Lookup, codec Codec[T], load func(context.Context, []int) []Loaded[T], entries []Entry[T]) {
	if c == nil {
		loadManyDirectly(ctx, load, indices(len(ls)), entries)
		return
	}
	j := job{codec: erase(codec), load: eraseLoad(load)}
	p := firstPass(ctx, c, ls, entries)
	if len(p.reload) > 0 {
		c.refresh(ctx, p.reload, j)
	}
	direct := p.direct
	if len(p.wants) > 0 {
		outs := c.await(ctx, p.wants, j)
		now := c.options.Now().UnixNano()
		var seen tally
		for k, out := range outs {
			at := p.wants[k].index
			e, ok := fromOutcome[T](out, now)
			if !ok {
				direct = append(direct, at)
				continue
			}
			entries[at] = e
			seen.add(out)
			if out.status.Cached() {
				c.observe.served(ctx, seen.place(out), e.Age)
			}
		}
		seen.report(ctx, c.observe)
	}
	if len(direct) > 0 {
		c.observe.count(ctx, placeOrigin, resultBypass, len(direct))
		c.observe.lookedUp(ctx, placeOrigin, resultBypass, len(direct))
		loadManyDirectly(ctx, load, direct, entries)
	}
}

// fromOutcome turns what came from beyond level 1 into an answer; ok is false
// when the caller has to load for itself.
func fromOutcome[T any](out outcome, now int64) (e Entry[T], ok bool) {
	if out.err != nil {
		return Entry[T]{Err: out.err, Status: Miss}, true
	}
	if out.item == nil {
		return e, false
	}
	return entryOf[T](out.item, now, out.status)
}

// tally counts answers from beyond level 1, so that a list is observed by a few
// events and not by one for each of its elements.
type tally [places][results]int

// place is the level that an outcome came from.
func (*tally) place(out outcome) place {
	if out.err != nil {
		return placeOrigin
	}
	p, _ := out.status.of(out.item.found)
	if out.status == Stale {
		return placeLevel2 // level 1's own never come here
	}
	return p
}

func (t *tally) add(out outcome) {
	r := resultError
	switch {
	case out.err == nil:
		_, r = out.status.of(out.item.found)
	case errors.Is(out.err, context.Canceled):
		r = resultCancelled
	}
	t[t.place(out)][r]++
}

// report writes events for all and counts what came from the origin; level 2 has
// been counted by those who asked it.
func (t *tally) report(ctx context.Context, o *observer) {
	for p := range places {
		for r, n := range t[p] {
			o.lookedUp(ctx, p, result(r), n)
			if p == placeOrigin {
				o.count(ctx, p, result(r), n)
			}
		}
	}
}

// pass is what became of look-ups at level 1.
type pass struct {
	direct []int  // must not be cached
	reload []want // answered, to be reloaded behind that
	wants  []want // to be got from beyond level 1
	counts [results]int
}

// firstPass answers what level 1 can and sorts the rest.
func firstPass[T any](ctx context.Context, c *Cache, ls []Lookup, entries []Entry[T]) *pass {
	p := &pass{}
	now := c.options.Now().UnixNano()
	for i := range ls {
		l := &ls[i]
		if !l.cacheable() {
			p.direct = append(p.direct, i)
			continue
		}
		it := c.peek(l.ident())
		w := want{index: i, lookup: *l, fallback: it}
		e, answered, ok := fromItem[T](c, p, w, now)
		if answered {
			entries[i] = e
			c.observe.served(ctx, placeLevel1, e.Age)
			continue
		}
		if !ok {
			w.fallback = nil // of another type: no stand-in either
		}
		p.counts[resultMiss]++
		p.wants = append(p.wants, w)
	}
	for r, n := range p.counts {
		c.observe.count(ctx, placeLevel1, result(r), n)
		if result(r) != resultMiss { // whose event says where the answer came from
			c.observe.lookedUp(ctx, placeLevel1, result(r), n)
		}
	}
	return p
}

// fromItem answers w with its fallback, the item of level 1, while that is fresh,
// stale, or stands in for a load that failed a moment ago. ok is false when the item was made with another type.
func fromItem[T any](c *Cache, p *pass, w want, now int64) (e Entry[T], answered, ok bool) {
	it := w.fallback
	if it == nil {
		return e, false, true
	}
	at, status, r := c.phase(it, now), HitLevel1, resultHit
	waiting := now < it.retryAt.Load()
	switch {
	case at == stale:
		status, r = Stale, resultStale
	case at == onlyIfError && waiting:
		status, r = StaleIfError, resultStaleIfError
	case !it.found:
		r = resultNegative
	}
	e, ok = entryOf[T](it, now, status)
	if !ok || at > stale && status != StaleIfError {
		return e, false, ok
	}
	p.counts[r]++
	due := at == stale || at == fresh && it.nearEnd(now) && it.early(now, c.options.Random())
	if due && !waiting {
		p.reload = append(p.reload, w)
	}
	return e, true, true
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
