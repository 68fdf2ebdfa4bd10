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
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"bff/connect/supply"
	"bff/graph/batch"
)

const thingSchema = `
type Query { things: [Thing] node: Node other: Other one: Thing! }
interface Node { id: ID! }
type Thing implements Node { id: ID! name: String must: String! size: Int part: Part list: [String!] }
type Part { a: Int b: Int }
type Other { id: ID! }`

type part struct {
	A *int `json:"a"`
	B *int `json:"b"`
}

type thing struct {
	ID    string  `json:"id"`
	Name  *string `json:"name"`
	Must  string  `json:"must"`
	Size  *int    `json:"size"`
	Part  *part   `json:"part"`
	state supply.State
}

// asking is the context of a resolver of the query's only field.
func asking(t *testing.T, query string) context.Context {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: thingSchema})
	doc, errs := gqlparser.LoadQueryWithRules(schema, query, rules.NewDefaultRules())
	if errs != nil {
		t.Fatal(errs)
	}
	ctx := graphql.WithOperationContext(batch.WithLevels(t.Context()), &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0]})
	field := doc.Operations[0].SelectionSet[0].(*ast.Field)
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Query", Field: graphql.CollectedField{Field: field, Selections: field.SelectionSet}})
}

var thingShape = &Shape{Name: "Thing", Satisfies: []string{"Thing", "Node"}, Fields: map[string]Field{
	"id": {NonNull: true}, "name": {}, "must": {NonNull: true}, "size": {}, "list": {},
	"part": {Of: &Shape{Name: "Part", Satisfies: []string{"Part"}, Fields: map[string]Field{"a": {}, "b": {}}}},
}}

func mergeThing(into, from *thing, fields *supply.Supply) {
	for _, f := range fields.Fields {
		switch f.Name {
		case "name":
			into.Name = from.Name
		case "must":
			into.Must = from.Must
		case "size":
			into.Size = from.Size
		}
	}
}

// things are objects of which the id is there.
func things(n int) []*thing {
	stub, out := fills("id"), make([]*thing, n)
	for i := range out {
		out[i] = &thing{ID: fmt.Sprint(i)}
		out[i].state.From(stub)
	}
	return out
}

// gives is a provider that gives the same for each object.
func gives(fill string, value thing, err error, calls *atomic.Int32, keys ...string) Provider[thing] {
	return Provider[thing]{Needs: provider(fill, keys...).needs, Fills: fills(fill), Fetch: func(_ context.Context, objs []*thing) []Result[thing] {
		calls.Add(1)
		out := make([]Result[thing], len(objs))
		for i := range out {
			if out[i].Err = err; err == nil {
				own := value
				out[i].Value, out[i].Found = &own, true
			}
		}
		return out
	}}
}

func typeOf(providers ...Provider[thing]) *Type[thing] {
	return &Type[thing]{Shape: thingShape, State: func(o *thing) *supply.State { return &o.state }, Merge: mergeThing, Providers: providers}
}

func TestComplete(t *testing.T) {
	name, down := "n", errors.New("down")
	for _, tt := range []struct {
		name, query string
		must        error
		objs, notes string
		calls       int32
	}{
		{"nothing that is missing", `{ things { id } }`, nil, "[0 1]", "", 0},
		{"one provider for all", `{ things { name } }`, nil, "[0n 1n]", "", 1},
		{"two at once", `{ things { name must } }`, nil, "[0n 1n]", "", 2},
		{"one fails what can be null", `{ things { size } }`, nil, "[0 1]", "", 1},
		{"one fails what cannot be null", `{ things { name m: must } }`, down, "[nil nil]", "0 m: down; 1 m: down", 2},
		{"all, for Go", `{ other { id } }`, nil, "[0n 1n]", "", 3},
		{"what a fragment asks for", `{ node { ... on Thing { name } ... on Node { id } } }`, nil, "[0n 1n]", "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var calls atomic.Int32
			typ := typeOf(gives("id name", thing{Name: &name}, nil, &calls, "id"), gives("id must", thing{Must: "m"}, tt.must, &calls, "id"), gives("id size", thing{}, down, &calls, "id"))
			for range 20 { // those at the same time have no order
				calls.Store(0)
				objs, notes := things(2), []string{}
				typ.Complete(asking(t, tt.query), objs, func(i int, below ast.Path, err error) { notes = append(notes, fmt.Sprintf("%d %s: %v", i, below, err)) })
				if got := shown(objs); got != tt.objs || strings.Join(notes, "; ") != tt.notes || calls.Load() != tt.calls {
					t.Fatalf("%s, notes %q, %d calls; want %s, %q, %d", got, notes, calls.Load(), tt.objs, tt.notes, tt.calls)
				}
			}
		})
	}
}

func shown(objs []*thing) string {
	out := make([]string, len(objs))
	for i, obj := range objs {
		out[i] = "nil"
		if obj != nil {
			out[i] = obj.ID
			if obj.Name != nil {
				out[i] += *obj.Name
			}
		}
	}
	return "[" + strings.Join(out, " ") + "]"
}

// A provider that panics beside another one fails its own fields; the process goes on.
func TestPanicInAConcurrentProvider(t *testing.T) {
	var calls atomic.Int32
	name := "n"
	bad := gives("id must", thing{}, nil, &calls, "id")
	bad.Fetch = func(context.Context, []*thing) []Result[thing] { panic("boom") }
	typ := typeOf(gives("id name", thing{Name: &name}, nil, &calls, "id"), bad)
	objs, notes := things(2), 0
	typ.Complete(asking(t, `{ things { name must } }`), objs, func(_ int, _ ast.Path, err error) {
		if notes++; !strings.Contains(err.Error(), "boom") {
			t.Errorf("error %v; want the panic", err)
		}
	})
	if notes != 2 || shown(objs) != "[nil nil]" {
		t.Errorf("%d notes, %s; want one for each object", notes, shown(objs))
	}
}

// Providers that need what others fill are called after them, once for all objects.
func TestCompleteAlongAChain(t *testing.T) {
	var calls atomic.Int32
	name, size := "n", 5
	typ := typeOf(gives("size", thing{Size: &size}, nil, &calls, "name"), gives("name", thing{Name: &name}, nil, &calls, "id"))
	objs := things(3)
	typ.Complete(asking(t, `{ things { size } }`), objs, func(int, ast.Path, error) { t.Error("an error") })
	for _, obj := range objs {
		if obj.Size == nil || *obj.Size != 5 {
			t.Errorf("%s has no size", obj.ID)
		}
	}
	if calls.Load() != 2 {
		t.Errorf("%d calls; want 2", calls.Load())
	}
}

func TestFind(t *testing.T) {
	name, down := "n", errors.New("down")
	for _, tt := range []struct {
		name  string
		fetch Result[thing]
		want  string
		notes int
	}{
		{"there", Result[thing]{Result: supply.Result[*thing]{Value: &thing{Name: &name}, Found: true}}, "[0]", 0},
		{"not there", Result[thing]{}, "[nil]", 0},
		{"nobody knows", Result[thing]{Result: supply.Result[*thing]{Err: down}}, "[nil]", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			typ := typeOf(Provider[thing]{Needs: [][]string{{"id"}}, Fills: fills("id must"), Fetch: func(context.Context, []*thing) []Result[thing] { return []Result[thing]{tt.fetch} }})
			objs, notes := things(1), 0
			typ.find(asking(t, `{ node { id } }`), objs, func(int, ast.Path, error) { notes++ })
			if shown(objs) != tt.want || notes != tt.notes {
				t.Errorf("%s, %d notes; want %s, %d", shown(objs), notes, tt.want, tt.notes)
			}
		})
	}
}

// The smallest set that fills the selection wins, and the first of equal sizes.
func TestSmallest(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fills []string
		want  string
		set   []int
	}{
		{"the first alone", []string{"a b", "a b"}, "a", []int{0}},
		{"the second alone", []string{"a", "a b"}, "a b", []int{1}},
		{"one instead of two", []string{"a", "b", "a b"}, "a b", []int{2}},
		{"two", []string{"a", "b", "c"}, "a c", []int{0, 2}},
		{"two that greed does not find", []string{"a b c", "a b d", "c e f"}, "a b c d e f", []int{1, 2}},
		{"parts of an object", []string{"p{a}", "p{b}"}, "p{a b}", []int{0, 1}},
		{"what nobody fills", []string{"a", "b"}, "b z", []int{1}},
		{"nothing", []string{"a", "b"}, "", []int{0}},
		{"more than can be tried", strings.Fields("a b c d e f g h i j k l"), "c l", []int{2, 11}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := make([]*supply.Supply, len(tt.fills))
			for i, text := range tt.fills {
				all[i] = fills(text)
			}
			if got := smallest(all, fills(tt.want)); !slices.Equal(got, tt.set) {
				t.Errorf("%v; want %v", got, tt.set)
			}
		})
	}
}

func TestTouches(t *testing.T) {
	for _, tt := range []struct {
		read string
		path []supply.Step
		want bool
	}{
		{"list", []supply.Step{{Field: "list"}}, true},
		{"list", []supply.Step{{Field: "list"}, {Index: 3}, {Field: "x"}}, true},
		{"list.x", []supply.Step{{Field: "list"}, {Index: 3}, {Field: "x"}}, true},
		{"list.x", []supply.Step{{Field: "list"}}, true},
		{"list.x", []supply.Step{{Field: "list"}, {Index: 3}, {Field: "y"}}, false},
		{"other", []supply.Step{{Field: "list"}}, false},
		{"list", nil, true},
	} {
		if got := touches(strings.Split(tt.read, "."), tt.path); got != tt.want {
			t.Errorf("%s touches %v: %t", tt.read, tt.path, got)
		}
	}
}
