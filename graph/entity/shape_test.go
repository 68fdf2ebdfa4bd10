package entity

import (
	"context"
	"errors"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"bff/connect/supply"
)

// An entity that must be there and is not is an error of its field, with the first cause
// that is known.
func TestEntityMustBe(t *testing.T) {
	down := errors.New("down")
	for _, tt := range []struct {
		name, query string
		result      supply.Result[*thing]
		fetch       Result[thing]
		want, errs  string
	}{
		{"there", `{ one { must } }`, supply.Known(things(1)[0]), known("m"), "id=0 must=m", ""},
		{"not found", `{ one { must } }`, supply.Result[*thing]{}, known("m"), "nil", "null for one: No value for Query.one, which cannot be null."},
		{"failed", `{ one { must } }`, supply.Result[*thing]{Err: down}, known("m"), "nil", "null for one: down"},
		{"not with its provider", `{ one { must } }`, supply.Known(things(1)[0]), Result[thing]{}, "nil", "null for one: No value for Query.one, which cannot be null."},
		{"its provider fails", `{ one { x: must } }`, supply.Known(things(1)[0]), fails(down), "nil", "null for one.x: down"},
		{"may be null, and is not found", `{ node { ... on Thing { must } } }`, supply.Result[*thing]{}, known("m"), "nil", ""},
		{"may be null, and its provider fails", `{ node { ... on Thing { must } } }`, supply.Known(things(1)[0]), fails(down), "nil", "node.must: down"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			typ := typeOf(Provider[thing]{Needs: [][]string{{"id"}}, Fills: fills("id must"), Fetch: func(context.Context, []*thing) []Result[thing] { return []Result[thing]{tt.fetch} }})
			ctx := answering(t, tt.query)
			got, err := Entity(ctx, tt.result, ownThing, typ)
			if errs := errorsIn(ctx, err); toldValue(got) != tt.want || errs != tt.errs {
				t.Errorf("%s, errors %q; want %s, %q", toldValue(got), errs, tt.want, tt.errs)
			}
		})
	}
}

// What a resolver reads is wanted too, unless the object has the resolver's field already.
func TestWish(t *testing.T) {
	shape := &Shape{Name: "Thing", Satisfies: []string{"Thing", "Node"}, Fields: map[string]Field{
		"id": {}, "name": {}, "must": {Resolver: true, Whole: true},
		"size": {Resolver: true, Needs: [][]string{{"name"}, {"part", "a"}}},
		"list": {Resolver: true, Given: true, Needs: [][]string{{"id"}}},
		"part": {Of: &Shape{Name: "Part", Satisfies: []string{"Part"}, Fields: map[string]Field{
			"a": {}, "b": {Resolver: true, Given: true, Needs: [][]string{{"c"}}},
		}}},
	}}
	for _, tt := range []struct {
		name, query, have, want string
		all, stands             bool
	}{
		{"fields", `{ things { id name __typename } }`, "", "id name", false, false},
		{"below an object", `{ things { part { a } } }`, "", "part{a}", false, false},
		{"what a resolver reads", `{ things { size } }`, "", "name part{a}", false, false},
		{"what a resolver reads is there", `{ things { size } }`, "name part{a}", "name part{a}", false, true},
		{"a field that may be there and is not", `{ things { name list } }`, "name", "name id", false, false},
		{"a field that is there", `{ things { name list } }`, "list", "name", false, false},
		{"what it reads is there", `{ things { list } }`, "id", "id", false, true},
		{"a field that may be there, of an object below", `{ things { part { b } } }`, "", "part{c}", false, false},
		{"a resolver that may read anything", `{ things { must } }`, "", "", true, false},
		{"another type", `{ other { id } }`, "", "", true, false},
		{"an interface of the type", `{ node { id } }`, "", "id", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := wishFor(asking(t, tt.query), shape)
			if w.all != tt.all || w.stands(fills(tt.have)) != tt.stands {
				t.Errorf("all %t, stands %t; want %t, %t", w.all, w.stands(fills(tt.have)), tt.all, tt.stands)
			}
			if tt.all {
				return
			}
			got, want := w.wantFor(fills(tt.have)), fills(tt.want)
			if more, less := supply.Without(got, want), supply.Without(want, got); more != nil || less != nil {
				t.Errorf("wants %+v; want %+v", got, want)
			}
		})
	}
	for name, ctx := range map[string]context.Context{
		"no field": t.Context(), "no field of a query": graphql.WithFieldContext(t.Context(), &graphql.FieldContext{Object: "Query"}),
	} {
		if w := wishFor(ctx, shape); !w.all {
			t.Errorf("%s: %+v; want all", name, w)
		}
	}
}
