package entity

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/supply"
	"bff/graph/batch"
)

// What stands between a connector's result and the field that it fills: values that
// do not fit become errors, the request gets objects of its own, what is missing in
// them is filled, and they are put together by level. There is a function for each
// kind of value; a root field has one result, any other field one for each parent.

// Must makes a result that was not found an error of the field, "Query.me", which cannot
// be null.
func Must[T any](coordinate string, result supply.Result[T]) supply.Result[T] {
	if result.Err == nil && !result.Found {
		result.Err = &NullError{coordinate}
	}
	return result
}

// MustEach is Must for each parent.
func MustEach[T any](coordinate string, results []supply.Result[T]) []supply.Result[T] {
	for i, r := range results {
		results[i] = Must(coordinate, r)
	}
	return results
}

// Plain finishes a field of a root type whose value has nothing to resolve below it.
func Plain[T any](ctx context.Context, result supply.Result[T]) (T, error) {
	return one(ctx, []supply.Result[T]{result}, PlainEach)
}

// Pointer is Plain for a scalar that may be null.
func Pointer[T any](ctx context.Context, result supply.Result[T]) (*T, error) {
	return one(ctx, []supply.Result[T]{result}, PointerEach)
}

// Object finishes one whose value has fields to resolve.
func Object[T any](ctx context.Context, result supply.Result[T], own Own[T]) (T, error) {
	return one(ctx, []supply.Result[T]{result}, func(ctx context.Context, rs []supply.Result[T]) ([]T, error) {
		return ObjectEach(ctx, rs, own)
	})
}

// Entity finishes one whose value is an entity.
func Entity[T any](ctx context.Context, result supply.Result[*T], own Own[*T], t *Type[T]) (*T, error) {
	return one(ctx, []supply.Result[*T]{result}, func(ctx context.Context, rs []supply.Result[*T]) ([]*T, error) {
		return EntityEach(ctx, rs, own, t)
	})
}

// Find gives the entity with the key that a stub has, null if there is none.
func Find[T any](ctx context.Context, stub *T, own Own[*T], t *Type[T]) (*T, error) {
	return one(ctx, []supply.Result[*T]{supply.Known(stub)}, func(ctx context.Context, rs []supply.Result[*T]) ([]*T, error) {
		var notes batch.Notes
		var levels Levels
		objs := []*T{own(&levels, 0, rs[0].Value)}
		t.find(ctx, objs, notes.Add)
		if objs[0] != nil {
			levels.together(ctx, nil)
		}
		t.mustBe(ctx, objs, &notes)
		return objs, notes.Err()
	})
}

// Entities finishes one whose value is a list of entities; nullable says whether its
// elements may be null.
func Entities[T any](ctx context.Context, result supply.Result[[]*T], own Own[*T], t *Type[T], nullable bool) ([]*T, error) {
	return one(ctx, []supply.Result[[]*T]{result}, func(ctx context.Context, rs []supply.Result[[]*T]) ([][]*T, error) {
		return EntitiesEach(ctx, rs, own, t, nullable)
	})
}

// one reports the errors of the only result at the field itself.
func one[T, V any](ctx context.Context, results []supply.Result[T], finish func(context.Context, []supply.Result[T]) ([]V, error)) (V, error) {
	values, err := finish(ctx, results)
	notes, ok := err.(*batch.Notes) //nolint:errorlint // finish returns it unwrapped
	if err != nil && !ok {
		var none V
		return none, err
	}
	if ok {
		if err := notes.Report(ctx, 0, graphql.GetPath(ctx)); err != nil {
			var none V
			return none, err
		}
	}
	return values[0], nil
}

// PlainEach is Plain for each parent.
func PlainEach[T any](ctx context.Context, results []supply.Result[T]) ([]T, error) {
	var notes batch.Notes
	out := values(ctx, results, &notes)
	for i, v := range out {
		failReaders(ctx, v, results[i].Problems)
	}
	return out, notes.Err()
}

// PointerEach is Pointer for each parent.
func PointerEach[T any](ctx context.Context, results []supply.Result[T]) ([]*T, error) {
	var notes batch.Notes
	out := make([]*T, len(results))
	for i, value := range values(ctx, results, &notes) {
		if results[i].Found {
			out[i] = &value
		}
	}
	return out, notes.Err()
}

// Filled are the values that stand in the objects already, as the results of a call.
func Filled[P, T any](objs []*P, value func(*P) T) []supply.Result[T] {
	out := make([]supply.Result[T], len(objs))
	for i, obj := range objs {
		out[i] = supply.Result[T]{Value: value(obj), Found: true}
	}
	return out
}

// ObjectEach is Object for each parent: objects of all parents are put together.
func ObjectEach[T any](ctx context.Context, results []supply.Result[T], own Own[T]) ([]T, error) {
	var notes batch.Notes
	var levels Levels
	out := values(ctx, results, &notes)
	for i, v := range out {
		out[i] = own(&levels, 0, v)
		failReaders(ctx, out[i], results[i].Problems)
	}
	levels.together(ctx, nil)
	return out, notes.Err()
}

// EntityEach is Entity for each parent: one call of a provider for all of them.
func EntityEach[T any](ctx context.Context, results []supply.Result[*T], own Own[*T], t *Type[T]) ([]*T, error) {
	var notes batch.Notes
	var levels Levels
	objs := values(ctx, results, &notes)
	for i, obj := range objs {
		objs[i] = own(&levels, 0, obj)
		failReaders(ctx, objs[i], results[i].Problems)
	}
	dropped := t.complete(ctx, objs, notes.Add)
	levels.together(ctx, dropped)
	t.mustBe(ctx, objs, &notes)
	return objs, notes.Err()
}

// mustBe fails the field in ctx for each parent without an object, if it has to be an
// entity of the type.
func (t *Type[T]) mustBe(ctx context.Context, objs []*T, notes *batch.Notes) {
	field := graphql.GetFieldContext(ctx)
	if field == nil || field.Field.Field == nil || field.Field.Definition == nil {
		return
	}
	if typ := field.Field.Definition.Type; typ.NonNull && typ.NamedType == t.Shape.Name {
		notes.FailNull(func(i int) bool { return objs[i] == nil }, len(objs), &NullError{field.Object + "." + field.Field.Name})
	}
}

// EntitiesEach is Entities for each parent. Elements that are not there are null, or
// left out where they may not be null.
func EntitiesEach[T any](ctx context.Context, results []supply.Result[[]*T], own Own[*T], t *Type[T], nullable bool) ([][]*T, error) {
	var notes batch.Notes
	var levels Levels
	lists := values(ctx, results, &notes)
	e := elements[T]{lists: lists, nullable: nullable, notes: &notes, found: map[int][]elementNote{}}
	for i, list := range lists {
		start := len(e.objs)
		for j, obj := range list {
			e.objs = append(e.objs, own(&levels, 0, obj))
			e.where = append(e.where, [2]int{i, j})
		}
		failReaders(ctx, e.objs[start:], results[i].Problems)
	}
	dropped := t.complete(ctx, e.objs, func(n int, below ast.Path, err error) {
		e.found[n] = append(e.found[n], elementNote{below, err})
	})
	levels.together(ctx, dropped)
	return e.put(), notes.Err()
}

// elements are those of the lists of all parents.
type elements[T any] struct {
	lists    [][]*T   // as the results have them
	objs     []*T     // of this request, completed
	where    [][2]int // parent and index of each
	nullable bool
	notes    *batch.Notes
	found    map[int][]elementNote
}

// elementNote is an error of an element of a list, whose index is not known yet.
type elementNote struct {
	below ast.Path
	err   error
}

// put puts the elements into lists again. One that cannot be shown is one error of its
// list, where it may not be null.
func (e *elements[T]) put() [][]*T {
	out, failed := make([][]*T, len(e.lists)), make([]bool, len(e.lists))
	for i, list := range e.lists {
		if list != nil {
			out[i] = make([]*T, 0, len(list))
		}
	}
	for n, obj := range e.objs {
		i := e.where[n][0]
		switch {
		case failed[i]:
		case obj == nil && !e.nullable && len(e.found[n]) > 0:
			failed[i], out[i] = true, nil
			first := e.found[n][0]
			e.notes.Fail(i, append(ast.Path{ast.PathIndex(e.where[n][1])}, first.below...), first.err)
		case obj == nil && !e.nullable && e.isAbsent(n):
		default:
			for _, note := range e.found[n] {
				e.notes.Add(i, append(ast.Path{ast.PathIndex(len(out[i]))}, note.below...), note.err)
			}
			out[i] = append(out[i], obj)
		}
	}
	return out
}

// isAbsent reports an element that was there and that no provider has.
func (e *elements[T]) isAbsent(n int) bool {
	at := e.where[n]
	return e.lists[at[0]][at[1]] != nil && len(e.found[n]) == 0
}

// complete is Complete that gives the objects which it dropped.
func (t *Type[T]) complete(ctx context.Context, objs []*T, note func(int, ast.Path, error)) map[any]bool {
	before := append([]*T(nil), objs...)
	t.Complete(ctx, objs, note)
	var dropped map[any]bool
	for i, obj := range objs {
		if obj == nil && before[i] != nil {
			if dropped == nil {
				dropped = map[any]bool{}
			}
			dropped[before[i]] = true
		}
	}
	return dropped
}

// values takes the values out of results, and notes what is wrong with them.
func values[T any](ctx context.Context, results []supply.Result[T], notes *batch.Notes) []T {
	out := make([]T, len(results))
	for i, r := range results {
		if r.Err != nil {
			notes.Fail(i, nil, r.Err)
			continue
		}
		out[i] = r.Value
		if len(r.Problems) > 0 {
			out[i] = settle(ctx, r.Value, r.Problems, func(at ast.Path, err error, fatal bool) {
				if fatal {
					notes.Fail(i, at, err)
				} else {
					notes.Add(i, at, err)
				}
			})
		}
	}
	return out
}
