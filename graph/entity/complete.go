package entity

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/supply"
)

// Type is an entity type: one whose objects providers can complete. T is its Go
// type, which has a supply.State. It is made by generated code and never changes.
type Type[T any] struct {
	Shape     *Shape
	State     func(*T) *supply.State
	Merge     func(into, from *T, fields *supply.Supply) // copies the fields
	Providers []Provider[T]
}

// Provider completes objects.
type Provider[T any] struct {
	Needs [][]string // of each object: its key
	Fills *supply.Supply
	// Fetch asks for objects, none of them nil, and answers in their order.
	Fetch func(ctx context.Context, objs []*T) []Result[T]
}

// Result is what a provider has of one object.
type Result[T any] struct {
	supply.Result[*T]
	Skipped bool // it was not asked for, since its key has no value
}

// Results are those of a provider's call; skipped says which objects had no key.
func Results[T any](results []supply.Result[*T], skipped func(i int) bool) []Result[T] {
	out := make([]Result[T], len(results))
	for i, r := range results {
		out[i] = Result[T]{r, skipped(i)}
	}
	return out
}

// Complete fills, in objects of this request's own, what the field in ctx asks for of
// them and they do not have. Each provider is called once for all of them, those that
// do not need each other at the same time.
//
// It works in place. An object that is not to be had becomes nil: one that a provider
// does not have and that lacks a non-null field, which is no error; one that lacks such
// a field for another reason, or of which nothing but the key is known and more may not
// be seen, which is its error. Else the object stays, and each field that a provider
// failed to fill fails by itself (see [batch.Fail]). note gets each error with the index
// of its object and the path below that.
func (t *Type[T]) Complete(ctx context.Context, objs []*T, note func(i int, below ast.Path, err error)) {
	c := completion[T]{Type: t, objs: objs, wish: wishFor(ctx, t.Shape), note: note}
	if c.all {
		c.want = nil
		for _, p := range t.Providers {
			c.want = supply.Union(c.want, p.Fills)
		}
	}
	for _, group := range c.groups() {
		c.fill(ctx, group)
	}
}

// find is Complete for an object of which Go knows the key: it asks a provider even if
// only the key is selected, because there may be no such object. Where the
// provider fails, the object stays if other backends are asked about it; what they have
// nothing of is then an error too (see [batch.Doubt]).
func (t *Type[T]) find(ctx context.Context, objs []*T, note func(i int, below ast.Path, err error)) {
	c := completion[T]{Type: t, objs: objs, wish: wishFor(ctx, t.Shape), note: note, find: true}
	if c.all {
		c.want = t.Providers[0].Fills
	}
	c.fill(ctx, []int{0})
}

// completion is one Complete under way.
type completion[T any] struct {
	*Type[T]
	wish

	objs     []*T
	note     func(i int, below ast.Path, err error)
	troubles map[int]*trouble
	find     bool // what is absent is dropped
}

// groups are the objects that lack something, by what they have.
func (c *completion[T]) groups() [][]int {
	var order []*supply.Supply
	by := map[*supply.Supply][]int{}
	for i, obj := range c.objs {
		if obj == nil {
			continue
		}
		have := c.State(obj).Filled()
		if have == nil {
			continue // Go made it
		}
		if _, known := by[have]; !known {
			order = append(order, have)
		}
		by[have] = append(by[have], i)
	}
	var out [][]int
	for _, have := range order {
		if supply.Without(c.wantFor(have), have) != nil {
			out = append(out, by[have])
		}
	}
	return out
}

// fill completes objects that have the same.
func (c *completion[T]) fill(ctx context.Context, group []int) {
	had := c.State(c.objs[group[0]]).Filled()
	have, steps := had, plan(c.needs(), had, c.wantFor(had))
	if c.find && len(steps) == 0 {
		steps = []int{0}
	}
	for len(steps) > 0 {
		var now, later []int
		for _, s := range steps {
			if hasAll(have, c.Providers[s].Needs) {
				now = append(now, s)
			} else {
				later = append(later, s)
			}
		}
		if len(now) == 0 {
			break // cannot be: plan puts keys first
		}
		for n, results := range c.call(ctx, group, now) {
			c.take(ctx, group, now[n], results)
			have = supply.Union(have, c.Providers[now[n]].Fills)
		}
		steps = later
	}
	for _, i := range group {
		c.settle(ctx, i, had, have)
	}
}

// needs holds what plan reads of the providers.
func (t *Type[T]) needs() []need {
	out := make([]need, len(t.Providers))
	for i, p := range t.Providers {
		out[i] = need{p.Needs, p.Fills}
	}
	return out
}

// call asks providers at the same time, each for all objects of the group.
func (c *completion[T]) call(ctx context.Context, group, providers []int) [][]Result[T] {
	objs := make([]*T, len(group))
	for n, i := range group {
		objs[n] = c.objs[i]
	}
	out := make([][]Result[T], len(providers))
	if len(providers) == 1 {
		out[0] = c.Providers[providers[0]].Fetch(ctx, objs)
		return out
	}
	var calls sync.WaitGroup
	for n, p := range providers {
		calls.Go(func() {
			defer func() { // on a goroutine of ours nobody else would
				if cause := recover(); cause != nil {
					out[n] = failed(objs, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
				}
			}()
			out[n] = c.Providers[p].Fetch(ctx, objs)
		})
	}
	calls.Wait()
	return out
}

// failed are the results of a call that came to nothing.
func failed[T any](objs []*T, err error) []Result[T] {
	out := make([]Result[T], len(objs))
	for i := range out {
		out[i].Err = err
	}
	return out
}

// take merges the results of a provider into the objects.
func (c *completion[T]) take(ctx context.Context, group []int, provider int, results []Result[T]) {
	fills := c.Providers[provider].Fills
	sums := map[*supply.Supply]sum{} // objects that have the same go on having the same
	for n, i := range group {
		r := results[n]
		if r.Err == nil && len(r.Problems) > 0 {
			r.Value = settle(ctx, r.Value, r.Problems, func(below ast.Path, err error, _ bool) {
				c.trouble(i).noted = true
				c.note(i, below, err)
			})
		}
		switch {
		case r.Err != nil:
			t := c.trouble(i)
			t.failures = append(t.failures, failure{provider, r.Err})
		case r.Value != nil:
			state := c.State(c.objs[i])
			s, known := sums[state.Filled()]
			if !known {
				s = sum{supply.Without(fills, state.Filled()), supply.Union(state.Filled(), fills)}
				sums[state.Filled()] = s
			}
			c.Merge(c.objs[i], r.Value, s.more)
			state.From(s.all)
			failReaders(ctx, c.objs[i], r.Problems)
		case !r.Skipped:
			c.trouble(i).absent = true
		}
	}
}

// sum is what an object gets, and what it has then.
type sum struct{ more, all *supply.Supply }
