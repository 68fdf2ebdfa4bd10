package entity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bff/connect/supply"
	"bff/graph/batch"
)

// answering is asking with a response that errors are added to.
func answering(t *testing.T, query string) context.Context {
	t.Helper()
	return graphql.WithResponseContext(asking(t, query), graphql.DefaultErrorPresenter, graphql.DefaultRecover)
}

// errorsIn are the errors of the response, and the one that makes the field null.
func errorsIn(ctx context.Context, fatal ...error) string {
	var out []string
	text := func(err error) string {
		var located *gqlerror.Error
		if !errors.As(err, &located) {
			return err.Error()
		}
		return located.Path.String() + ": " + located.Message
	}
	for _, err := range fatal {
		if err != nil {
			out = append(out, "null for "+text(err))
		}
	}
	for _, err := range graphql.GetErrors(ctx) {
		out = append(out, text(err))
	}
	return strings.Join(out, "; ")
}

// reported are the notes of a load for this many parents.
func reported(ctx context.Context, err error, parents int) string {
	var notes *batch.Notes
	if !errors.As(err, &notes) {
		return errorsIn(ctx, err)
	}
	var fatal []error
	for i := range parents {
		fatal = append(fatal, notes.Report(ctx, i, ast.Path{ast.PathIndex(i)}))
	}
	return errorsIn(ctx, fatal...)
}

func ownThing(l *Levels, at Place, o *thing) *thing {
	if o == nil {
		return nil
	}
	c, fresh := Copy(l, o)
	if fresh {
		Keep(l, at, c)
	}
	return c
}

// levelWith gives the ids of the objects for which a field is loaded when one of them asks.
func levelWith(t *testing.T, ctx context.Context, field string, one *thing) string {
	t.Helper()
	var ids []string
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Thing", Field: graphql.CollectedField{Field: &ast.Field{Name: field, Alias: field}}})
	_, err := batch.Resolve(ctx, []*thing{one}, func(_ context.Context, all []*thing) ([]int, error) {
		for _, o := range all {
			ids = append(ids, o.ID)
		}
		return make([]int, len(all)), nil
	})
	if err != nil {
		t.Error(err)
	}
	return fmt.Sprint(ids)
}

// wrong is a value that does not fit, at a path such as "name?".
func wrong(path string, err error) supply.Problem {
	p := supply.Problem{Err: err}
	for step := range strings.SplitSeq(path, ".") {
		name, nullable := strings.CutSuffix(step, "?")
		s := supply.Step{Field: name, Nullable: nullable}
		if _, err := fmt.Sscan(name, &s.Index); err == nil {
			s.Field = ""
		}
		p.Path = append(p.Path, s)
	}
	return p
}

func TestMust(t *testing.T) {
	down := errors.New("down")
	for _, tt := range []struct {
		name   string
		result supply.Result[int]
		want   string
	}{
		{"found", supply.Known(3), "<nil>"},
		{"not found", supply.Result[int]{}, "No value for Query.me, which cannot be null."},
		{"failed", supply.Result[int]{Err: down}, "down"},
	} {
		if got := MustEach("Query.me", []supply.Result[int]{tt.result})[0]; fmt.Sprint(got.Err) != tt.want || got.Value != tt.result.Value {
			t.Errorf("%s: %+v; want %s", tt.name, got, tt.want)
		}
	}
}

func TestPlainAndPointer(t *testing.T) {
	down := errors.New("down")
	for _, tt := range []struct {
		name           string
		result         supply.Result[string]
		plain, pointer string
	}{
		{"found", supply.Known("v"), "v ", "v "},
		{"not found", supply.Result[string]{}, " ", "nil "},
		{"failed", supply.Result[string]{Err: down}, " null for things: down", "nil null for things: down"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := answering(t, `{ things { id } }`)
			plain, err := Plain(ctx, tt.result)
			if got := plain + " " + errorsIn(ctx, err); got != tt.plain {
				t.Errorf("plain %q; want %q", got, tt.plain)
			}
			ctx = answering(t, `{ things { id } }`)
			p, err := Pointer(ctx, tt.result)
			got := "nil"
			if p != nil {
				got = *p
			}
			if got += " " + errorsIn(ctx, err); got != tt.pointer {
				t.Errorf("pointer %q; want %q", got, tt.pointer)
			}
		})
	}
}

// A value that does not fit is null and an error where it is asked for, by each name; what
// cannot be null takes with it what holds it. What others read stays.
func TestObjectWithWrongValues(t *testing.T) {
	bad := errors.New("bad")
	for _, tt := range []struct{ name, query, problem, want, errs string }{
		{"asked for", `{ node { ... on Thing { name } } }`, "name?", "id=a size=1 part", "node.name: bad"},
		{"by two names", `{ things { x: name y: name } }`, "name?", "id=a size=1 part", "things.x: bad; things.y: bad"},
		{"in a fragment", `query { things { ...F } } fragment F on Thing { name }`, "name?", "id=a size=1 part", "things.name: bad"},
		{"not asked for", `{ things { size } }`, "name?", "id=a size=1 part", ""},
		{"skipped", `{ things { id name @skip(if: true) } }`, "name?", "id=a size=1 part", ""},
		{"not skipped", `{ things { id name @skip(if: false) } }`, "name?", "id=a size=1 part", "things.name: bad"},
		{"not included", `{ things { id ... @include(if: false) { name } } }`, "name?", "id=a size=1 part", ""},
		{"included", `{ things { id ... @include(if: true) { name } } }`, "name?", "id=a size=1 part", "things.name: bad"},
		{"below an object that can be null", `{ things { p: part { a } } }`, "part?.a", "id=a size=1", "things.p.a: bad"},
		{"below one that cannot be null", `{ things { p: part { a } } }`, "part.a", "nil", "null for things.p.a: bad"},
		{"what cannot be null", `{ things { must } }`, "must", "nil", "null for things.must: bad"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := answering(t, tt.query)
			shared := &thing{ID: "a", Size: pointer(1), Part: &part{A: pointer(1)}}
			got, err := Object(ctx, supply.Result[*thing]{Value: shared, Found: true, Problems: []supply.Problem{wrong(tt.problem, bad)}}, ownThing)
			if text := toldValue(got); err == nil && text != tt.want || errorsIn(ctx, err) != tt.errs {
				t.Errorf("%s, errors %q; want %s, %q", text, errorsIn(ctx, err), tt.want, tt.errs)
			}
			if toldValue(shared) != "id=a size=1 part" || got == shared {
				t.Errorf("the object that others read became %s", toldValue(shared))
			}
		})
	}
}

// Objects of all parents are loaded together, those that were dropped not.
func TestObjectsAreTogether(t *testing.T) {
	ctx := answering(t, `{ things { id } }`)
	objs, err := ObjectEach(ctx, []supply.Result[*thing]{supply.Known(&thing{ID: "a"}), {Err: errors.New("down")}, supply.Known(&thing{ID: "b"})}, ownThing)
	if got := levelWith(t, ctx, "part", objs[0]); got != "[a b]" || reported(ctx, err, 3) != "null for [1]: down" {
		t.Errorf("level %s, errors %s", got, reported(ctx, err, 3))
	}

	ctx = answering(t, `{ things { must } }`)
	var calls atomic.Int32
	must := gives("id must", thing{Must: "m"}, nil, &calls, "id")
	all := must.Fetch
	must.Fetch = func(ctx context.Context, objs []*thing) []Result[thing] {
		out := all(ctx, objs)
		out[1] = Result[thing]{Result: supply.Result[*thing]{Err: errors.New("down")}}
		return out
	}
	var results []supply.Result[*thing]
	for _, o := range things(3) {
		results = append(results, supply.Known(o))
	}
	objs, err = EntityEach(ctx, results, ownThing, typeOf(must))
	if got := levelWith(t, ctx, "part", objs[0]); got != "[0 2]" || objs[1] != nil || calls.Load() != 1 {
		t.Errorf("level %s, %d calls", got, calls.Load())
	}
	if got := reported(ctx, err, 3); got != "[1].must: down" {
		t.Errorf("errors %s", got)
	}
}

// Elements that are not there are null, or left out where they may not be null; one that
// failed is an error at its index, or of its whole list.
func TestEntities(t *testing.T) {
	down := errors.New("down")
	for _, tt := range []struct {
		name     string
		nullable bool
		results  []Result[thing] // of the provider, by element
		want     string
		errs     string
	}{
		{"all there", false, []Result[thing]{known("a"), known("b"), known("c")}, "[0 1 2]", ""},
		{"one is not there, null", true, []Result[thing]{known("a"), {}, known("c")}, "[0 nil 2]", ""},
		{"one is not there, left out", false, []Result[thing]{known("a"), {}, known("c")}, "[0 2]", ""},
		{"one fails, null", true, []Result[thing]{known("a"), fails(down), known("c")}, "[0 nil 2]", "things[1].must: down"},
		{"one fails, and the list", false, []Result[thing]{known("a"), fails(down), known("c")}, "nil", "null for things[1].must: down"},
		{"one fails after one that is not there", true, []Result[thing]{{}, fails(down), known("c")}, "[nil nil 2]", "things[1].must: down"},
		{"two fail, and the list once", false, []Result[thing]{fails(down), fails(down), known("c")}, "nil", "null for things[0].must: down"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := answering(t, `{ things { must } }`)
			typ := typeOf(Provider[thing]{Needs: [][]string{{"id"}}, Fills: fills("id must"), Fetch: func(context.Context, []*thing) []Result[thing] { return slices.Clone(tt.results) }})
			list, err := Entities(ctx, supply.Known(things(3)), ownThing, typ, tt.nullable)
			got := "nil"
			if list != nil {
				got = shown(list)
			}
			if errs := errorsIn(ctx, err); got != tt.want || errs != tt.errs {
				t.Errorf("%s, errors %q; want %s, %q", got, errs, tt.want, tt.errs)
			}
		})
	}
}

func known(must string) Result[thing] {
	return Result[thing]{Result: supply.Known(&thing{Must: must})}
}

func fails(err error) Result[thing] {
	return Result[thing]{Result: supply.Result[*thing]{Err: err}}
}

// One call completes the elements of the lists of all parents, and a failed list is
// nothing to the others.
func TestEntitiesOfManyParents(t *testing.T) {
	var calls atomic.Int32
	name := "n"
	ctx, all := answering(t, `{ things { name } }`), things(4)
	lists, err := EntitiesEach(ctx, []supply.Result[[]*thing]{
		supply.Known(all[:2]), {Err: errors.New("down")}, supply.Known([]*thing{}), {}, supply.Known([]*thing{nil, all[3]}),
	}, ownThing, typeOf(gives("id name", thing{Name: &name}, nil, &calls, "id")), true)
	if got := levelWith(t, ctx, "part", lists[0][0]); got != "[0 1 3]" {
		t.Errorf("level %s", got)
	}
	for i, want := range []string{"[0n 1n]", "", "[]", "", "[nil 3n]"} {
		if got := shown(lists[i]); lists[i] == nil && want != "" || lists[i] != nil && got != want {
			t.Errorf("list %d: %s; want %s", i, got, want)
		}
	}
	if errs := reported(ctx, err, 5); errs != "null for [1]: down" || calls.Load() != 1 {
		t.Errorf("errors %s, %d calls", errs, calls.Load())
	}
}

// An element that lacks what it cannot be without is null; the list that others read
// stays, and so do the elements beside it.
func TestEntitiesWithWrongValues(t *testing.T) {
	bad := errors.New("bad")
	for _, tt := range []struct {
		name, problem, want, errs string
	}{
		{"of an element that can be null", "1?.must", "[0 nil 2]", "things[1].must: bad"},
		{"of one that cannot", "1.must", "nil", "null for things[1].must: bad"},
		{"past the end", "3?.must", "[0 1 2]", "things[3].must: bad"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, shared := answering(t, `{ things { id must } }`), things(3)
			for _, o := range shared {
				o.state.From(fills("id must"))
			}
			list, err := Entities(ctx, supply.Result[[]*thing]{Value: shared, Found: true, Problems: []supply.Problem{wrong(tt.problem, bad)}}, ownThing, typeOf(), true)
			got := "nil"
			if list != nil {
				got = shown(list)
			}
			if errs := errorsIn(ctx, err); got != tt.want || errs != tt.errs || shown(shared) != "[0 1 2]" {
				t.Errorf("%s, errors %q, others read %s; want %s, %q", got, errs, shown(shared), tt.want, tt.errs)
			}
		})
	}
}

func TestFindOne(t *testing.T) {
	down := errors.New("down")
	for _, tt := range []struct {
		name  string
		fetch Result[thing]
		want  string
		errs  string
	}{
		{"there", known("m"), "id=0 must=m", ""},
		{"not there", Result[thing]{}, "nil", ""},
		{"nobody knows", fails(down), "nil", "node: down"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := answering(t, `{ node { ... on Thing { must } } }`)
			typ := typeOf(Provider[thing]{Needs: [][]string{{"id"}}, Fills: fills("id must"), Fetch: func(context.Context, []*thing) []Result[thing] { return []Result[thing]{tt.fetch} }})
			got, err := Find(ctx, things(1)[0], ownThing, typ)
			if errs := errorsIn(ctx, err); toldValue(got) != tt.want || errs != tt.errs {
				t.Errorf("%s, errors %q; want %s, %q", toldValue(got), errs, tt.want, tt.errs)
			}
		})
	}
}

func TestFilled(t *testing.T) {
	got := Filled([]*holder{{Count: 1}, {Count: 2}}, func(h *holder) int { return h.Count })
	if len(got) != 2 || got[0].Value != 1 || got[1].Value != 2 || !got[0].Found || !got[1].Found {
		t.Errorf("%+v", got)
	}
}
