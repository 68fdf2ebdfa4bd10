package entity

import (
	"context"

	"bff/connect/supply"
)

// Where the connector that gave an object also selects a field which has a connector of
// its own, the value is there and is not fetched again. An object may be there in part:
// then it is used if that part is all that is asked for, or if the providers of its type
// fill the rest, and else what the field's connector gives is added to it.

// given are the results of a field with a connector for all objects: those that have it
// already, and those of fetch for the others.
func given[P, V any](
	objs []*P, field string, state func(*P) *supply.State, value func(*P) (V, bool),
	enough func(of *supply.Supply) bool, fetch func([]*P) []supply.Result[V], join func(V, *supply.Supply, supply.Result[V]) supply.Result[V],
) []supply.Result[V] {
	out := make([]supply.Result[V], len(objs))
	var rest []*P
	var places []int
	for i, obj := range objs {
		if obj != nil {
			if there := state(obj).Filled().Field(field); there != nil && enough(there.Of) {
				out[i].Value, out[i].Found = value(obj)
				continue
			}
		}
		rest, places = append(rest, obj), append(places, i)
	}
	if len(rest) == 0 {
		return out
	}
	for n, r := range fetch(rest) {
		out[places[n]] = r
		if rest[n] == nil || join == nil {
			continue
		}
		if there := state(rest[n]).Filled().Field(field); there != nil {
			if v, ok := value(rest[n]); ok {
				out[places[n]] = join(v, there.Of, r)
			}
		}
	}
	return out
}

// Given is for fields that give scalars, or anything else that is there as a whole.
func Given[P, V any](
	_ context.Context, objs []*P, field string, state func(*P) *supply.State, value func(*P) (V, bool),
	fetch func([]*P) []supply.Result[V],
) []supply.Result[V] {
	return given(objs, field, state, value, func(*supply.Supply) bool { return true }, fetch, nil)
}

// GivenObjects is Given for fields that give objects.
func GivenObjects[P, T any](
	ctx context.Context, objs []*P, field string, state func(*P) *supply.State, value func(*P) (*T, bool), t *Type[T], fills []*supply.Supply,
	fetch func([]*P) []supply.Result[*T],
) []supply.Result[*T] {
	unions := unions{}
	join := func(there *T, of *supply.Supply, r supply.Result[*T]) supply.Result[*T] {
		j := join[T]{Type: t, unions: unions}
		j.add(of, supply.Known(there))
		fetched := unionOf(fills)
		if t.State != nil && r.Value != nil {
			fetched = t.State(r.Value).Filled()
		}
		j.add(fetched, r)
		return j.result()
	}
	return given(objs, field, state, value, t.enough(ctx, fills), fetch, join)
}

// GivenLists is Given for fields that give lists of objects. Nobody knows which elements
// of two lists are the same, so that a list is fetched as a whole.
func GivenLists[P, T any](
	ctx context.Context, objs []*P, field string, state func(*P) *supply.State, value func(*P) ([]*T, bool), t *Type[T], fills []*supply.Supply,
	fetch func([]*P) []supply.Result[[]*T],
) []supply.Result[[]*T] {
	return given(objs, field, state, value, t.enough(ctx, fills), fetch, nil)
}

// enough tells whether an object that is there in part is all that the field in ctx asks
// for, or can be completed to that.
func (t *Type[T]) enough(ctx context.Context, fills []*supply.Supply) func(of *supply.Supply) bool {
	want, needs := t.wantOf(ctx, fills), t.needs()
	known := map[*supply.Supply]bool{}
	return func(of *supply.Supply) bool {
		if answer, ok := known[of]; ok {
			return answer
		}
		all := of
		for _, step := range plan(needs, of, want) {
			all = supply.Union(all, needs[step].fills)
		}
		known[of] = supply.Without(want, all) == nil
		return known[of]
	}
}

func unionOf(fills []*supply.Supply) *supply.Supply {
	var out *supply.Supply
	for _, f := range fills {
		out = supply.Union(out, f)
	}
	return out
}
