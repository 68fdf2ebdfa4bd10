package resolve_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"go.uber.org/goleak"

	"bff/clients"
	"bff/graph/batch"
	"bff/internal/resolve"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	errBoom = errors.New("boom")
	errBang = errors.New("bang")
)

func found[T any](value T) clients.Result[T] { return clients.Result[T]{Value: value, Found: true} }

func failed[T any](err error) clients.Result[T] { return clients.Result[T]{Err: err} }

// object is what a key becomes.
type object struct{ Name string }

func newObject(n int) *object { return &object{Name: strconv.Itoa(n)} }

func names(list []*object) []string {
	var all []string
	for _, o := range list {
		if o == nil {
			all = append(all, "nil")
			continue
		}
		all = append(all, o.Name)
	}
	return all
}

// perParent is the errors of a batch of n, none when err is nil.
func perParent(t *testing.T, err error, n int) []string {
	t.Helper()
	texts := make([]string, n)
	if err == nil {
		return texts
	}
	var some graphql.BatchErrors
	if !errors.As(err, &some) || len(some.Errors()) != n {
		t.Fatalf("error %v; want one entry for each of %d parents", err, n)
	}
	for i, one := range some.Errors() {
		if one != nil {
			texts[i] = one.Error()
		}
	}
	return texts
}

func TestEach(t *testing.T) {
	got, err := resolve.Each([]clients.Result[int]{found(1), {}, failed[int](errBoom), found(2)}, newObject)
	if diff := cmp.Diff([]string{"1", "nil", "nil", "2"}, names(got)); diff != "" {
		t.Errorf("objects (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"", "", "boom", ""}, perParent(t, err, 4)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if _, err := resolve.Each([]clients.Result[int]{found(1), {}}, newObject); err != nil {
		t.Errorf("error %v; want none, not found is a value", err)
	}
}

// Objects of one call are a level: what lies below them is resolved in one go.
func TestObjectsAreTogether(t *testing.T) {
	ctx := graphql.WithFieldContext(batch.WithLevels(t.Context()), &graphql.FieldContext{
		Field: graphql.CollectedField{Field: &ast.Field{Name: "below"}},
	})
	objects, err := resolve.Objects(ctx, []clients.Result[int]{found(1), {}, found(2)}, newObject)
	if err != nil {
		t.Fatal(err)
	}
	_, err = batch.Resolve(ctx, objects[:1], func(_ context.Context, all []*object) ([]int, error) {
		if diff := cmp.Diff([]string{"1", "2"}, names(all)); diff != "" {
			t.Errorf("resolved together (-want +got):\n%s", diff)
		}
		return make([]int, len(all)), nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestLists(t *testing.T) {
	var asked []int
	fetch := func(_ context.Context, keys []int) []clients.Result[int] {
		asked = append(asked, keys...)
		results := make([]clients.Result[int], len(keys))
		for i, key := range keys {
			switch {
			case key == 13:
				results[i] = failed[int](errBoom)
			case key != 404:
				results[i] = found(key)
			}
		}
		return results
	}
	lists := [][]int{{1, 2}, {2, 404, 1}, nil, {1, 13, 2}, {2}}
	got, err := resolve.Lists(t.Context(), lists, fetch, newObject)
	if diff := cmp.Diff([]int{1, 2, 404, 13}, asked); diff != "" {
		t.Errorf("keys asked for, each once (-want +got):\n%s", diff)
	}
	for i, want := range [][]string{{"1", "2"}, {"2", "1"}, nil, nil, {"2"}} {
		if diff := cmp.Diff(want, names(got[i])); diff != "" {
			t.Errorf("list %d (-want +got):\n%s", i, diff)
		}
	}
	if got[2] == nil || got[3] != nil {
		t.Error("want an empty list for no keys, and none at all for a failed one")
	}
	if diff := cmp.Diff([]string{"", "", "", "boom", ""}, perParent(t, err, 5)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if got[0][1] != got[1][0] {
		t.Error("an object that two lists name was made twice")
	}
	firsts := resolve.FirstOf(got)
	if diff := cmp.Diff([]string{"1", "2", "nil", "nil", "2"}, names(firsts)); diff != "" {
		t.Errorf("FirstOf (-want +got):\n%s", diff)
	}
}

// A failed link is the error of its own parent, and never of the others.
func TestLinked(t *testing.T) {
	results := []clients.Result[[]int]{found([]int{1}), failed[[]int](errBang), {}, found([]int{13, 1})}
	fetch := func(_ context.Context, keys []int) []clients.Result[int] {
		if diff := cmp.Diff([]int{1, 13}, keys); diff != "" {
			t.Errorf("keys (-want +got):\n%s", diff)
		}
		return []clients.Result[int]{found(1), failed[int](errBoom)}
	}
	got, err := resolve.Linked(t.Context(), results, func(keys []int) []int { return keys }, fetch, newObject)
	if diff := cmp.Diff([]string{"", "bang", "", "boom"}, perParent(t, err, 4)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	if names(got[0])[0] != "1" || got[1] != nil || got[2] == nil || got[3] != nil {
		t.Errorf("lists %v; want one, none, empty, none", got)
	}
}

func TestMap(t *testing.T) {
	got := resolve.Map([]int{1, 2}, strconv.Itoa)
	if diff := cmp.Diff([]string{"1", "2"}, got); diff != "" {
		t.Errorf("Map (-want +got):\n%s", diff)
	}
}
