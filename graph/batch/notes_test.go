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

// inItems is the context of a field of the elements of a list, and of its response.
func inItems(ctx context.Context) context.Context {
	ctx = graphql.WithResponseContext(ctx, graphql.DefaultErrorPresenter, graphql.DefaultRecover)
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: graphql.CollectedField{Field: &ast.Field{Alias: "items"}}})
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: new(int)})
	return inField(ctx, &ast.Field{Alias: "double", Name: "double"})
}

// noted are the errors of a response: their paths and texts.
func noted(ctx context.Context) []string {
	var out []string
	for _, err := range graphql.GetErrors(ctx) {
		out = append(out, err.Path.String()+": "+err.Message)
	}
	return out
}

// Notes stand at the elements whose parents they are of, also where null elements have
// no parents; those that fail a field make it null, the others leave its result.
func TestNotesStandAtTheirElements(t *testing.T) {
	a, b := &item{1}, &item{2}
	load := func(ctx context.Context, all []*item) ([]int, error) {
		var notes batch.Notes
		notes.Fail(1, nil, errors.New("fatal"))
		notes.Add(0, nil, nil)
		notes.Add(1, ast.Path{ast.PathName("below")}, errors.New("second"))
		notes.Add(0, nil, errors.New("first"))
		results, _ := double(ctx, all)
		return results, notes.Err()
	}
	for _, tt := range []struct {
		name    string
		parents []*item
		want    []string
		fatal   string
	}{
		{"no null", []*item{a, b}, []string{"items[0].double: first", "items[1].double.below: second"}, "input: items[1].double fatal"},
		{"null among them", []*item{nil, a, nil, b}, []string{"items[1].double: first", "items[3].double.below: second"}, "input: items[3].double fatal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := batch.WithParents(inItems(t.Context()), "Item", tt.parents, nil)
			got, err := batch.Resolve(ctx, []*item{a, b}, load)
			var some graphql.BatchErrors
			if !errors.As(err, &some) || len(some.Errors()) != 2 || some.Errors()[0] != nil || some.Errors()[1] == nil {
				t.Fatalf("Resolve = %v, %v; want an error for the second parent only", got, err)
			}
			if !slices.Equal(got, []int{2, 4}) || !slices.Equal(noted(ctx), tt.want) || some.Errors()[1].Error() != tt.fatal {
				t.Errorf("Resolve = %v, noted %q, failed with %v; want [2 4], %q, %q", got, noted(ctx), some.Errors()[1], tt.want, tt.fatal)
			}
		})
	}
}

// Notes excuse no load that answers too few.
func TestNotesBesideTooFewResults(t *testing.T) {
	ctx := inItems(t.Context())
	_, err := batch.Resolve(ctx, items(2), func(context.Context, []*item) ([]int, error) {
		var notes batch.Notes
		notes.Add(0, nil, errors.New("noted"))
		return []int{1}, notes.Err()
	})
	if err == nil || err.Error() != "batch: 1 results for 2 parents" {
		t.Errorf("error = %v; want one that counts results and parents", err)
	}
}

// A null that cannot be fails its field once: for the first error noted for it, else for
// the one given; a field that has a value stands.
func TestFailNull(t *testing.T) {
	var notes batch.Notes
	notes.Add(0, nil, errors.New("beside a value"))
	notes.Add(1, ast.Path{ast.PathName("below")}, errors.New("the cause"))
	notes.Add(1, nil, errors.New("another"))
	notes.FailNull(func(parent int) bool { return parent > 0 }, 3, errors.New("null"))
	if notes.Err() == nil {
		t.Fatal("no notes")
	}
	ctx := inItems(t.Context())
	for parent, want := range []string{"", "input: double.below the cause", "input: double null"} {
		got := ""
		if err := notes.Report(ctx, parent, ast.Path{ast.PathName("double")}); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("parent %d fails with %q; want %q", parent, got, want)
		}
	}
	if want := []string{"double: beside a value", "double: another"}; !slices.Equal(noted(ctx), want) {
		t.Errorf("noted %q; want %q", noted(ctx), want)
	}
	if err := new(batch.Notes).Err(); err != nil {
		t.Errorf("nothing noted: %v", err)
	}
}

// Whoever calls outside of a response or a field has nothing to share, and is answered.
func TestOutsideOfAResponse(t *testing.T) {
	all := items(2)
	batch.Together(t.Context(), all)
	batch.Fail(t.Context(), all[0], "double", errors.New("down"))
	ctx := batch.WithLevels(t.Context())
	batch.Together[item](ctx, nil)
	batch.Fail(ctx, all[0], "double", errors.New("down"))
	if got, err := batch.Resolve(ctx, all, double); err != nil || !slices.Equal(got, []int{0, 2}) {
		t.Errorf("outside of a field: %v, %v; want [0 2]", got, err)
	}
}
