package entity

import (
	"context"
	"errors"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/supply"
	"bff/graph/batch"
)

// counted has fields in Go that read other fields.
type counted struct {
	Size  *int       `json:"size"`
	Items []*counted `json:"items"`
}

func (*counted) ReadsInGo_() map[string][][]string {
	return map[string][][]string{"double": {{"size"}}, "total": {{"items", "size"}}, "free": nil}
}

// A field in Go fails where a value that it reads is wrong, and only there.
func TestFailReaders(t *testing.T) {
	bad := errors.New("bad")
	inner := []*counted{{}, nil, {}}
	outer := &counted{Items: inner}
	for _, tt := range []struct {
		problem  string
		obj      *counted
		field    string
		hasValue bool
	}{
		{"size?", outer, "double", false},
		{"size?", outer, "total", true},
		{"size?", outer, "free", true},
		{"size?", inner[0], "double", true},
		{"items.0.size", outer, "total", false},
		{"items.0.size", outer, "double", true},
		{"items.0.size", inner[0], "double", false},
		{"items.0.size", inner[2], "double", true},
		{"items.2.size", inner[2], "double", false},
		{"items.1.size", outer, "total", false},
		{"items.3.size", outer, "total", false},
		{"items", outer, "total", false},
	} {
		ctx := batch.WithLevels(t.Context())
		failReaders(ctx, outer, []supply.Problem{wrong(tt.problem, bad)})
		if got := resolves(ctx, tt.obj, tt.field); got != tt.hasValue {
			t.Errorf("%s is wrong: %s has a value: %t; want %t", tt.problem, tt.field, got, tt.hasValue)
		}
	}
}

// resolves reports that a field of an object is loaded, since it has not failed.
func resolves[P any](ctx context.Context, obj *P, field string) (loaded bool) {
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: graphql.CollectedField{Field: &ast.Field{Name: field, Alias: field}}})
	_, _ = batch.Resolve(ctx, []*P{obj}, func(_ context.Context, all []*P) ([]int, error) {
		loaded = len(all) == 1
		return make([]int, len(all)), nil
	})
	return loaded
}

// A list of interfaces leads to its elements too.
func TestFailReadersInAList(t *testing.T) {
	ctx := batch.WithLevels(t.Context())
	list := []Reader{&counted{}, &counted{}}
	failReaders(ctx, list, []supply.Problem{wrong("1.size", errors.New("bad")), wrong("2.size", errors.New("bad"))})
	if !resolves(ctx, list[0].(*counted), "double") || resolves(ctx, list[1].(*counted), "double") {
		t.Error("want the second failed and the first not")
	}
}

// What a provider failed to fill fails by itself, and so do those that read it; the
// object and its other fields stand.
func TestFailedFields(t *testing.T) {
	down := errors.New("down")
	shape := *thingShape
	shape.Fields = map[string]Field{
		"id": {NonNull: true}, "name": {}, "size": {},
		"part":   {Of: &Shape{Name: "Part", Satisfies: []string{"Part"}, Fields: map[string]Field{"a": {}, "b": {}}}},
		"label":  {Resolver: true, Needs: [][]string{{"name"}}},
		"weight": {Resolver: true, Needs: [][]string{{"size"}}},
		"there":  {Resolver: true, Given: true, Needs: [][]string{{"size"}}},
		"whole":  {Resolver: true, Whole: true},
	}
	size := Provider[thing]{Needs: [][]string{{"id"}}, Fills: fills("size part{b}"), Fetch: func(_ context.Context, objs []*thing) []Result[thing] {
		return []Result[thing]{fails(down)}
	}}
	typ := &Type[thing]{Shape: &shape, State: func(o *thing) *supply.State { return &o.state }, Merge: mergeThing, Providers: []Provider[thing]{size}}
	obj := &thing{ID: "0", Part: &part{}}
	obj.state.From(fills("id name part{a} there"))
	ctx := asking(t, `{ things { size part { a b } } }`)
	typ.Complete(ctx, []*thing{obj}, func(_ int, _ ast.Path, err error) { t.Error(err) })
	for field, want := range map[string]bool{"id": true, "name": true, "size": false, "label": true, "weight": false, "there": true, "whole": false, "part": true} {
		if got := resolves(ctx, obj, field); got != want {
			t.Errorf("%s has a value: %t; want %t", field, got, want)
		}
	}
	if !resolves(ctx, obj.Part, "a") || resolves(ctx, obj.Part, "b") {
		t.Error("of the part, want a there and b failed")
	}
}
