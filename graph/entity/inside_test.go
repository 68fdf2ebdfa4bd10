package entity

import (
	"context"
	"errors"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Arguments are those of the field that is asked for, and of no other one.
func TestArguments(t *testing.T) {
	def := &ast.FieldDefinition{Name: "page", Arguments: ast.ArgumentDefinitionList{
		{Name: "first", DefaultValue: &ast.Value{Raw: "3", Kind: ast.IntValue}}, {Name: "after"},
	}}
	field := &ast.Field{Name: "page", Alias: "p", Definition: def, Arguments: ast.ArgumentList{{Name: "after", Value: &ast.Value{Raw: "x", Kind: ast.Variable}}}}
	ctx := graphql.WithOperationContext(t.Context(), &graphql.OperationContext{Variables: map[string]any{"x": "c"}})
	at := graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Query", Field: graphql.CollectedField{Field: field}})
	if got := Arguments(at, "Query", "page"); len(got) != 2 || got["first"] != int64(3) || got["after"] != "c" {
		t.Errorf("%v; want the default and the variable", got)
	}
	for name, got := range map[string]map[string]any{
		"another type": Arguments(at, "Shop", "page"), "another field": Arguments(at, "Query", "p"), "no field": Arguments(ctx, "Query", "page"),
		"no field of a query": Arguments(graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Query"}), "Query", "page"),
	} {
		if got != nil {
			t.Errorf("%s: %v; want nil", name, got)
		}
	}
}

// A field inside of what Go makes is resolved as the client asks for it, by all its
// selections, and its error has its path.
func TestInside(t *testing.T) {
	down := errors.New("down")
	for _, tt := range []struct {
		name, query string
		err         error
		want, errs  string
		selected    int
	}{
		{"asked for", `{ things { part { a } } }`, nil, "v", "", 1},
		{"twice", `{ things { part { a } ... on Thing { part { b } } ...F } } fragment F on Thing { part { x: a } }`, nil, "v", "", 3},
		{"twice, one skipped", `{ things { part { a } ... on Thing @skip(if: true) { part { b } } part @include(if: false) { y: a } } }`, nil, "v", "", 1},
		{"not asked for", `{ things { id } }`, nil, "", "", -1},
		{"skipped", `{ things { id part @skip(if: true) { a } } }`, nil, "", "", -1},
		{"fails", `{ things { p: part { a } } }`, down, "", "things.p: down", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, selected := answering(t, tt.query), -1
			got := Inside(ctx, "part", func(ctx context.Context) (string, error) {
				at := graphql.GetFieldContext(ctx)
				if selected = len(at.Field.Selections); at.Object != "Thing" || at.Field.Name != "part" {
					t.Errorf("resolved for %s.%s", at.Object, at.Field.Name)
				}
				return "v", tt.err
			})
			if errs := errorsIn(ctx); got != tt.want || errs != tt.errs || selected != tt.selected {
				t.Errorf("%q, errors %q, %d selections; want %q, %q, %d", got, errs, selected, tt.want, tt.errs, tt.selected)
			}
		})
	}
	if got := Inside(t.Context(), "part", func(context.Context) (string, error) { return "v", nil }); got != "v" {
		t.Errorf("without a field %q; want it resolved", got)
	}
}
