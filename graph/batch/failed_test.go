package batch_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/graph/batch"
)

// No batch resolver gets a parent that is null, in lists of one type and of several.
func TestWithParentsLeavesOutNull(t *testing.T) {
	a, b := &item{1}, &item{2}
	for _, tt := range []struct {
		name    string
		parents []*item
		at      map[int]int
		want    []*item
		places  map[int]int // by the index of the element
	}{
		{"no null", []*item{a, b}, nil, []*item{a, b}, nil},
		{"null among them", []*item{nil, a, nil, b}, nil, []*item{a, b}, map[int]int{1: 0, 3: 1}},
		{"nothing but null", []*item{nil, nil}, nil, []*item{}, map[int]int{}},
		{"in a list of several types", []*item{a, nil, b}, map[int]int{0: 0, 4: 1, 7: 2}, []*item{a, b}, map[int]int{0: 0, 7: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			group := graphql.GetBatchParentGroup(batch.WithParents(t.Context(), "Item", tt.parents, tt.at), "Item")
			if got := group.Parents.([]*item); !slices.Equal(got, tt.want) {
				t.Errorf("parents %v; want %v", got, tt.want)
			}
			for element, place := range tt.places {
				if got, ok := group.IndexMap[element]; !ok || got != place {
					t.Errorf("element %d is parent %d, %t; want %d", element, got, ok, place)
				}
			}
			if len(group.IndexMap) != len(tt.places) {
				t.Errorf("places %v; want %v", group.IndexMap, tt.places)
			}
		})
	}
}

func TestResolvePassesOverNil(t *testing.T) {
	ctx := inField(batch.WithLevels(t.Context()), &ast.Field{Name: "double"})
	got, err := batch.Resolve(ctx, []*item{nil, {n: 2}, nil}, double)
	if err != nil || !slices.Equal(got, []int{0, 4, 0}) {
		t.Errorf("Resolve = %v, %v; want [0 4 0]", got, err)
	}
}

// A field that has failed for some parents of a level is loaded for the others only.
func TestResolveLeavesOutFailedParents(t *testing.T) {
	down := errors.New("down")
	for _, together := range []bool{true, false} {
		ctx := batch.WithLevels(t.Context())
		all := items(3)
		if together {
			batch.Together(ctx, all)
		}
		batch.Fail(ctx, all[1], "double", down)
		var sizes []int
		load := func(ctx context.Context, all []*item) ([]int, error) {
			sizes = append(sizes, len(all))
			return double(ctx, all)
		}
		got, err := batch.Resolve(inField(ctx, &ast.Field{Name: "double"}), all, load)
		if err != nil || !slices.Equal(got, []int{0, 0, 4}) || !slices.Equal(sizes, []int{2}) {
			t.Errorf("Resolve = %v, %v, for %v parents; want [0 0 4] for [2]", got, err, sizes)
		}
		got, err = batch.Resolve(inField(ctx, &ast.Field{Name: "other"}), all, load)
		if err != nil || !slices.Equal(got, []int{0, 2, 4}) {
			t.Errorf("another field: %v, %v; want [0 2 4]", got, err)
		}
	}
	ctx := batch.WithLevels(t.Context())
	one := items(1)
	batch.Fail(ctx, one[0], "double", down)
	got, err := batch.Resolve(inField(ctx, &ast.Field{Name: "double"}), one, func(context.Context, []*item) ([]int, error) { panic("a load for nobody") })
	if err != nil || !slices.Equal(got, []int{0}) {
		t.Errorf("all failed: %v, %v; want [0]", got, err)
	}
}

// The extension answers for fields that failed, and for nulls that nobody can vouch for,
// whatever the object is held by.
func TestExtensionFailsFields(t *testing.T) {
	down, doubtful := errors.New("down"), errors.New("doubtful")
	obj := &item{1}
	var held any = obj
	ran := 0
	operation := &graphql.OperationContext{ResolverMiddleware: func(ctx context.Context, next graphql.Resolver) (any, error) {
		ran++
		return next(ctx)
	}}
	ctx := graphql.WithOperationContext(t.Context(), operation)
	respond := batch.Extension{}.InterceptOperation(ctx, func(opCtx context.Context) graphql.ResponseHandler {
		return func(context.Context) *graphql.Response {
			return batch.Extension{}.InterceptResponse(opCtx, func(ctx context.Context) *graphql.Response {
				field := func(parent any, name string, value any) (any, error) {
					above := graphql.WithFieldContext(ctx, &graphql.FieldContext{Result: parent})
					return operation.ResolverMiddleware(inField(above, &ast.Field{Name: name}), func(context.Context) (any, error) { return value, nil })
				}
				if _, err := field(obj, "a", 1); err != nil {
					t.Errorf("before anything failed: %v", err)
				}
				batch.Fail(ctx, obj, "a", down)
				batch.Fail(ctx, obj, "a", doubtful) // the first counts
				for _, parent := range []any{obj, &obj, &held} {
					if v, err := field(parent, "a", 1); !errors.Is(err, down) || v != nil {
						t.Errorf("held by %T: %v, %v; want down", parent, v, err)
					}
				}
				if v, err := field(obj, "b", 1); err != nil || v != 1 {
					t.Errorf("another field: %v, %v", v, err)
				}
				if v, err := field(&item{1}, "a", 1); err != nil || v != 1 {
					t.Errorf("another object: %v, %v", v, err)
				}
				if v, err := field(obj, "b", (*item)(nil)); err != nil || v != (*item)(nil) {
					t.Errorf("null without doubt: %v, %v", v, err)
				}
				batch.Doubt(ctx, obj, doubtful)
				if _, err := field(obj, "b", (*item)(nil)); !errors.Is(err, doubtful) {
					t.Errorf("null in doubt: %v; want doubtful", err)
				}
				if v, err := field(obj, "b", 1); err != nil || v != 1 {
					t.Errorf("a value in doubt: %v, %v", v, err)
				}
				return &graphql.Response{}
			})
		}
	})
	if respond(ctx) == nil || ran != 6 {
		t.Errorf("%d resolvers ran; want 6", ran)
	}
}
