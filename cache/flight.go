package cache

import (
	"context"
	"errors"
	"slices"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// What level 1 cannot answer becomes a flight: one per identity and process, in
// which many callers wait. The look-ups of a GetMany that are not in flight yet
// are led together, so that they share one round trip and one load, while each
// of them can be joined by anybody else.
//
// golang.org/x/sync/singleflight is not used: it knows one key per call, and a
// panic in a shared load ends the process.

// want is one look-up that goes beyond level 1.
type want struct {
	index    int // in the caller's list
	lookup   Lookup
	fallback *item // what level 1 still has of it, for stale-if-error; or nil
}

// outcome is how a flight ended: an item, or err, or neither when the caller
// has to load for itself.
type outcome struct {
	item   *item
	status Status
	err    error
	own    bool // only for the caller that led: others must not see it
}

// flight is one load in progress. The fields before done are immutable, except
// fallback, which flights.mu guards.
type flight struct {
	want
	id    ident
	note  note  // from before the flight began
	names names // as far as they are known by then
	span  trace.SpanContext

	leader *want         // the first want of the round that leads it: tells rounds apart
	digest digest        // the entry's name in the Store; zero without one
	key    string        // the same as text
	done   chan struct{} // closed when out is set

	finished bool // guarded by flights.mu
	out      outcome
}

// flights holds what is in flight in this process.
type flights struct {
	mu sync.Mutex
	by map[ident]*flight
}

func newFlights() *flights { return &flights{by: map[ident]*flight{}} }

// anyLoad is a load function without its type: values are *T.
type anyLoad func(ctx context.Context, missing []int) []anyLoaded

// anyLoaded is a Loaded without its type.
type anyLoaded struct {
	value  any
	found  bool
	tags   []string
	policy *Policy
	size   int
	err    error
}

// job is what a leader needs to know to get wants from beyond level 1.
type job struct {
	codec  erased
	load   anyLoad
	behind bool // behind a served answer: only something newer will do
}

// join returns the flight of each want and which of them are new and now the
// caller's to lead. A flight that began before an invalidation of what it loads
// is not joined but replaced: its answer may be too old for this caller.
func (c *Cache) join(ctx context.Context, wants []want) (all, led []*flight) {
	span := trace.SpanContextFromContext(ctx)
	note := c.ledger.note()
	all = make([]*flight, len(wants))
	c.flights.mu.Lock()
	defer c.flights.mu.Unlock()
	for i, w := range wants {
		id := w.lookup.ident()
		f := c.flights.by[id]
		if f == nil {
			f = c.landed(w, id)
		}
		if f == nil || !c.ledger.valid(f.note, f.names) {
			f = c.newFlight(w, id, note, span)
			f.leader = &wants[0]
			c.flights.by[id] = f
			led = append(led, f)
		}
		all[i] = f
	}
	return all, led
}

// newFlight returns a flight that begins now.
func (c *Cache) newFlight(w want, id ident, n note, span trace.SpanContext) *flight {
	f := &flight{
		want: w, id: id, note: n, span: span,
		names: names{key: keyName(id.key), tags: cleanTags(w.lookup.Policy.Tags, w.lookup.Tags)},
		done:  make(chan struct{}),
	}
	if c.level2 != nil {
		f.digest = digestOf(id)
		f.key = f.digest.String()
	}
	return f
}

// landed returns a flight that has ended, when level 1 has got what w wants since
// w was looked up: the one that brought it is off the map only after that.
func (c *Cache) landed(w want, id ident) *flight {
	it := c.peek(id)
	if it == nil || it == w.fallback || c.phase(it, c.options.Now().UnixNano()) != fresh {
		return nil
	}
	f := &flight{want: w, id: id, note: it.note, names: it.names, done: make(chan struct{}), finished: true}
	f.out = outcome{item: it, status: HitLevel1}
	close(f.done)
	return f
}

// finish ends a flight unless it has ended. With keep it can still be joined
// until forget is called, which closes the gap until level 1 has the item.
func (c *Cache) finish(f *flight, out outcome, keep bool) {
	c.flights.mu.Lock()
	defer c.flights.mu.Unlock()
	if f.finished {
		return
	}
	f.finished, f.out = true, out
	if !keep && c.flights.by[f.id] == f {
		delete(c.flights.by, f.id)
	}
	close(f.done)
}

// forget takes finished flights off the map.
func (c *Cache) forget(fs []*flight) {
	c.flights.mu.Lock()
	defer c.flights.mu.Unlock()
	for _, f := range fs {
		if c.flights.by[f.id] == f {
			delete(c.flights.by, f.id)
		}
	}
}

// await gets wants from beyond level 1, together with whoever else wants them.
// It returns when all are there or ctx ends.
func (c *Cache) await(ctx context.Context, wants []want, j job) []outcome {
	ctx, span := c.observe.span(ctx, len(wants))
	defer span.End()
	outs := make([]outcome, len(wants))
	if err := ctx.Err(); err != nil { // nobody is there to load for
		for i := range outs {
			outs[i] = outcome{err: err}
		}
		return outs
	}
	todo := make([]int, len(wants))
	for i := range todo {
		todo[i] = i
	}
	// A joined flight may turn out to be older than an invalidation that its
	// caller has seen acknowledged; then it is asked for again. Three rounds: an
	// entry that is invalidated faster than it loads is not worth a fourth.
	for range 3 {
		todo = c.round(ctx, span, wants, todo, outs, j)
		if len(todo) == 0 {
			break
		}
	}
	c.describe(span, outs)
	return outs
}

// round makes one attempt at the wants in todo and returns what is to be asked
// again.
func (c *Cache) round(ctx context.Context, span trace.Span, wants []want, todo []int, outs []outcome, j job) (again []int) {
	asked := make([]want, len(todo))
	for k, i := range todo {
		asked[k] = wants[i]
	}
	note := c.ledger.note()
	all, led := c.join(ctx, asked)
	if len(led) > 0 && !c.spawn(func() { c.lead(ctx, led, j) }) {
		for _, f := range led {
			c.finish(f, outcome{}, false)
		}
	}
	for k, f := range all {
		i := todo[k]
		if !wait(ctx, f) {
			outs[i] = outcome{err: ctx.Err()}
			continue
		}
		out, tooOld := f.out, false
		if f.leader != &asked[0] {
			out, tooOld = c.joined(span, f, note)
		}
		if tooOld {
			again = append(again, i)
		}
		outs[i] = out
	}
	return again
}

// joined is what f is for a caller who did not lead it and came at the moment of
// note. tooOld tells that an invalidation lies between the two.
func (c *Cache) joined(span trace.Span, f *flight, note note) (out outcome, tooOld bool) {
	if span.IsRecording() && f.span.IsValid() {
		span.AddLink(trace.Link{SpanContext: f.span})
	}
	out = f.out
	switch {
	case out.own:
		return outcome{}, false // loads for itself
	case out.item != nil && f.note.version < note.version && !c.current(out.item):
		return outcome{}, true
	case out.status == Miss:
		out.status = Shared
	}
	return out, false
}

// wait reports whether f ended before ctx did. An answer that is there wins
// against a context that has ended, too.
func wait(ctx context.Context, f *flight) bool {
	select {
	case <-f.done:
		return true
	default:
	}
	select {
	case <-f.done:
		return true
	case <-ctx.Done():
		return false
	}
}

// describe writes what came of the look-ups on their span.
func (c *Cache) describe(span trace.Span, outs []outcome) {
	if !span.IsRecording() {
		return
	}
	counts := map[Status]int{}
	cancelled := 0
	for _, out := range outs {
		switch {
		case out.err == nil:
			counts[out.status]++
		case errors.Is(out.err, context.Canceled):
			cancelled++
		default:
			fail(span, out.err)
		}
	}
	if cancelled > 0 {
		span.SetAttributes(attribute.Int("cache.cancelled", cancelled))
	}
	for status, n := range counts {
		span.SetAttributes(attribute.Int("cache."+status.String(), n))
	}
}

// refresh reloads wants behind the answers that were already given.
func (c *Cache) refresh(ctx context.Context, wants []want, j job) {
	j.behind = true
	c.flights.mu.Lock()
	wants = slices.DeleteFunc(wants, func(w want) bool { return c.flights.by[w.lookup.ident()] != nil })
	c.flights.mu.Unlock()
	if len(wants) == 0 {
		return
	}
	ctx, span := c.observe.refreshSpan(ctx, len(wants))
	_, led := c.join(ctx, wants)
	if len(led) == 0 {
		span.End()
		return
	}
	ok := c.spawn(func() {
		defer span.End()
		c.lead(ctx, led, j)
	})
	if !ok {
		span.End()
		for _, f := range led {
			c.finish(f, outcome{}, false)
		}
	}
}

// lead ends every flight in fs: from level 2, else by one load.
func (c *Cache) lead(ctx context.Context, fs []*flight, j job) {
	ctx, cancel := c.detach(ctx)
	defer cancel()
	// The net under all that follows: a load that hangs beyond its deadline, or
	// ends its goroutine, must not leave a flight that nobody ends.
	stop := context.AfterFunc(ctx, func() { c.failAll(fs, context.Cause(ctx)) })
	defer stop()
	defer c.failAll(fs, &PanicError{})

	rest, ok := c.fromLevel2(ctx, fs, j)
	rest = c.existing(rest)
	switch {
	case len(rest) == 0:
	case ok:
		c.underLease(ctx, rest, j)
	default:
		c.fromOrigin(ctx, rest, j)
	}
}

// failAll ends what has not ended yet.
func (c *Cache) failAll(fs []*flight, err error) {
	for _, f := range fs {
		c.finish(f, c.failed(f, err), false)
	}
}

// standIn returns what may answer for f when its load fails, or nil.
func (c *Cache) standIn(f *flight) *item {
	c.flights.mu.Lock()
	defer c.flights.mu.Unlock()
	return f.fallback
}

// setStandIn replaces the stand-in unless it is newer than it.
func (c *Cache) setStandIn(f *flight, it *item) {
	c.flights.mu.Lock()
	defer c.flights.mu.Unlock()
	if f.fallback == nil || f.fallback.created < it.created {
		f.fallback = it
	}
}

// failed is the outcome of a load that failed: the last good answer while the
// policy allows it, else the error.
func (c *Cache) failed(f *flight, err error) outcome {
	old := c.standIn(f)
	now := c.options.Now()
	if old == nil || old.at(now.UnixNano()) == gone || !c.current(old) {
		return outcome{err: err}
	}
	old.retryAt.Store(now.Add(c.options.RetryAfter).UnixNano())
	return outcome{item: old, status: StaleIfError}
}
