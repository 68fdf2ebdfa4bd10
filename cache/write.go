package cache

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// Put stores a value that did not come from a load: what a mutation answered
// (write-through), or what the caller fetched for itself (cache-aside). Loads of
// the same key that have begun do not survive it, whoever their subject. Both levels have the value when
// Put returns, as far as they take it.
//
// An error means that other processes could not be told and may serve an older
// value for the rest of its life.
func Put[T any](ctx context.Context, c *Cache, l Lookup, codec Codec[T], loaded Loaded[T]) error {
	if c == nil || !l.cacheable() || loaded.Err != nil {
		return nil
	}
	err := c.Delete(ctx, l.Key)
	f := c.newFlight(want{lookup: l}, l.ident(), c.ledger.note(), trace.SpanContext{})
	one := eraseLoad(func(context.Context, []int) []Loaded[T] { return []Loaded[T]{loaded} })(ctx, nil)
	out, keep := c.arrived(f, &one[0], c.options.Now(), 0)
	if keep {
		c.store(ctx, []*flight{f}, []*item{out.item}, erase(codec))
	}
	return err
}

// Peek returns the fresh entry of a look-up if level 1 has it, and loads nothing
// (cache-aside). ok is false when it has none.
func Peek[T any](c *Cache, l Lookup) (e Entry[T], ok bool) {
	if c == nil || !l.cacheable() {
		return e, false
	}
	now := c.options.Now().UnixNano()
	if it := c.peek(l.ident()); it != nil && c.phase(it, now) == fresh {
		return entryOf[T](it, now, HitLevel1)
	}
	return e, false
}

// Mutated invalidates what a mutation has changed: tags now, and once more after
// Options.MutationDelay, because a backend that reads from a replica may answer a
// load in between with the old value (delayed double delete). Close does what is
// left of it at once. The error is that of the first invalidation.
func (c *Cache) Mutated(ctx context.Context, tags ...string) error {
	_, err := c.InvalidateTags(ctx, tags...)
	if c == nil || len(tags) == 0 {
		return nil
	}
	c.spawn(func() {
		pause(c.ctx, c.options.MutationDelay)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		// What cannot be told now is told when the link is back.
		_, _ = c.InvalidateTags(ctx, tags...)
	})
	return err
}
