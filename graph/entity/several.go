package entity

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"bff/connect/supply"
)

// A field may have several connectors. Of those the smallest set is called that fills
// what is asked for, and their answers are merged: of what several fill, the first counts.
// What one of them failed to fill is null with its error, where it is asked for.

// Source is one of several connectors of a field; Fetch calls it for all parents.
type Source[V any] struct {
	Fills *supply.Supply
	Fetch func() []supply.Result[V]
}

// Several calls some of the sources of a field that gives objects, for this many parents.
func Several[T any](ctx context.Context, parents int, t *Type[T], sources []Source[*T]) []supply.Result[*T] {
	chosen, results := called(ctx, t, sources)
	out := make([]supply.Result[*T], parents)
	unions := unions{}
	for i := range out {
		j := join[T]{Type: t, unions: unions}
		for n, source := range chosen {
			j.add(source.Fills, results[n][i])
		}
		out[i] = j.result()
	}
	return out
}

// SeveralLists is Several for a field that gives lists, whose elements are merged one by
// one in their order; nullable says whether they may be null.
func SeveralLists[T any](ctx context.Context, parents int, t *Type[T], nullable bool, sources []Source[[]*T]) []supply.Result[[]*T] {
	chosen, results := called(ctx, t, sources)
	out := make([]supply.Result[[]*T], parents)
	unions := unions{}
	for i := range out {
		of := make([]supply.Result[[]*T], len(chosen))
		for n := range chosen {
			of[n] = results[n][i]
		}
		out[i] = joinLists(t, unions, nullable, chosen, of)
	}
	return out
}

// called are the results of the sources that are needed, of all at the same time.
func called[T, V any](ctx context.Context, t *Type[T], sources []Source[V]) (chosen []Source[V], results [][]supply.Result[V]) {
	fills := make([]*supply.Supply, len(sources))
	for i, s := range sources {
		fills[i] = s.Fills
	}
	for _, i := range smallest(fills, t.wantOf(ctx, fills)) {
		chosen = append(chosen, sources[i])
	}
	results = make([][]supply.Result[V], len(chosen))
	if len(chosen) == 1 {
		results[0] = chosen[0].Fetch()
		return chosen, results
	}
	panics := make([]any, len(chosen))
	var calls sync.WaitGroup
	for n, source := range chosen {
		calls.Go(func() {
			defer func() { // on a goroutine of ours nobody else would
				if cause := recover(); cause != nil {
					panics[n] = fmt.Sprintf("%v\n%s", cause, debug.Stack())
				}
			}()
			results[n] = source.Fetch()
		})
	}
	calls.Wait()
	for _, cause := range panics {
		if cause != nil {
			panic(cause) // where the server turns it into an error
		}
	}
	return chosen, results
}

// wantOf returns the fields that the operation selects below the field in ctx, and what providers need to
// complete them with the rest.
func (t *Type[T]) wantOf(ctx context.Context, fills []*supply.Supply) *supply.Supply {
	possible := unionOf(fills)
	w := wishFor(ctx, t.Shape)
	if w.all {
		return possible
	}
	want := w.wantFor(possible)
	for _, r := range w.resolved {
		if r.given != "" && possible.Field(r.given) != nil {
			want = supply.Union(want, &supply.Supply{Fields: []supply.Field{{Name: r.given}}})
		}
	}
	needs := t.needs()
	for _, step := range plan(needs, possible, want) {
		want = supply.Union(want, needed(needs[step].needs))
	}
	return want
}

// maxExhaustive bounds the connectors that are tried in all combinations.
const maxExhaustive = 10

// smallest is the smallest set of what fills all that is wanted and can be filled, by
// index: of sets of one size the first, and never none.
func smallest(fills []*supply.Supply, want *supply.Supply) []int {
	if len(fills) > maxExhaustive {
		needs := make([]need, len(fills))
		for i, f := range fills {
			needs[i] = need{fills: f}
		}
		if steps := plan(needs, &supply.Supply{}, want); len(steps) > 0 {
			return steps
		}
		return []int{0}
	}
	rest := leftOver(fills, want, nil)
	for size := 1; size < len(fills); size++ {
		if set := combination(fills, want, rest, nil, 0, size); set != nil {
			return set
		}
	}
	all := make([]int, len(fills))
	for i := range all {
		all[i] = i
	}
	return all
}

// leftOver counts the fields that are missing when a set is called; nil means all.
func leftOver(fills []*supply.Supply, want *supply.Supply, set []int) int {
	if set == nil {
		return supply.Without(want, unionOf(fills)).Size()
	}
	var have *supply.Supply
	for _, i := range set {
		have = supply.Union(have, fills[i])
	}
	return supply.Without(want, have).Size()
}

// combination is the first set of a size, from index at on, that leaves over no more than
// all do.
func combination(fills []*supply.Supply, want *supply.Supply, rest int, set []int, at, size int) []int {
	if size == 0 {
		if leftOver(fills, want, set) == rest {
			return set
		}
		return nil
	}
	for i := at; i+size <= len(fills); i++ {
		if found := combination(fills, want, rest, append(set[:len(set):len(set)], i), i+1, size-1); found != nil {
			return found
		}
	}
	return nil
}
