package document

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator/core"
)

func messages(errs gqlerror.List) string {
	var all []string
	for _, err := range errs {
		all = append(all, err.Message)
	}
	return strings.Join(all, "\n")
}

// chain is fragments that each do what link says with the next.
func chain(first, link string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "{ %s }", fmt.Sprintf(first, 0))
	for i := range 60 {
		fmt.Fprintf(&text, " fragment f%d on Product { %s }", i, strings.ReplaceAll(link, "NEXT", fmt.Sprintf("...f%d", i+1)))
	}
	return text.String() + " fragment f60 on Product { a: name }"
}

func TestLimits(t *testing.T) {
	none := Limits{Depth: -1, Aliases: -1, Fields: -1, Directives: -1, Visits: -1, Comparisons: -1}
	with := func(change func(*Limits)) Limits {
		l := none
		change(&l)
		return l
	}
	const product = "product { ...f%d }"
	for _, tt := range []struct {
		name, document string
		limits         Limits
		want           string // in the errors; empty: none
	}{
		{"as deep as allowed", "{ viewer { cart { lines { id } } } }", with(func(l *Limits) { l.Depth = 4 }), ""},
		{"deeper by one", "{ viewer { cart { lines { id } } } }", with(func(l *Limits) { l.Depth = 3 }), "4 levels of nested selections; the limit is 3"},
		{"introspection is deep by itself", "{ __schema { types { ofType { ofType { name } } } } }", with(func(l *Limits) { l.Depth = 1 }), ""},
		{"deep through fragments", chain(product, "related { NEXT }"), with(func(l *Limits) { l.Depth = 61 }), "62 levels"},
		{"aliases", "{ a: __typename b: __typename }", with(func(l *Limits) { l.Aliases = 1 }), "2 aliases; the limit is 1"},
		{"one alias", "{ a: __typename }", with(func(l *Limits) { l.Aliases = 1 }), ""},
		{"a name as its own alias renames nothing", "{ __typename: __typename a: __typename }", with(func(l *Limits) { l.Aliases = 1 }), ""},
		{"aliases of fragments spread twice, 2^60", chain(product, "NEXT NEXT"), with(func(l *Limits) { l.Aliases = 30 }), "too many aliases; the limit is 30"},
		{"fields", "{ product { name name } }", with(func(l *Limits) { l.Fields = 2 }), "3 fields; the limit is 2"},
		{"fields of fragments spread twice, 2^60", chain(product, "NEXT NEXT"), with(func(l *Limits) { l.Fields = 5000 }), "too many fields; the limit is 5000"},
		{"directives", "{ product @skip(if: false) { name @include(if: true) } }", with(func(l *Limits) { l.Directives = 1 }), "2 directives; the limit is 1"},
		{"directives of fragments", "{ product { ...f related { ...f } } } fragment f on Product { name @skip(if: false) }", with(func(l *Limits) { l.Directives = 1 }), "2 directives"},
		{"visits", "{ a: __typename b: __typename }", with(func(l *Limits) { l.Visits = 2 }), "more than 2 selections, directives and values"},
		{"visits of values", "{ product(id: 1) { name } }", with(func(l *Limits) { l.Visits = 3 }), "more than 3 selections"},
		{"visits of variables", "query($a: ID = 1, $b: ID = 2) { product(id: $a, slug: $b) { name } }", with(func(l *Limits) { l.Visits = 7 }), "more than 7 selections"},
		{"visits of fragments that are reached again and again", chain(product, "related { NEXT }"), with(func(l *Limits) { l.Visits = 1000 }), "more than 1000 selections"},
		{"comparisons", "{ product { name name } product { name } }", with(func(l *Limits) { l.Comparisons = 4 }), "more than 4 comparisons to merge fields"},
		{"tokens", "{ __typename __typename }", with(func(l *Limits) { l.Tokens = 3 }), "too many tokens; the limit is 3"},
		{"no limits", chain("product { related { ...f%d } }", "related { NEXT }"), none, ""},
		{"each operation has its own", "query A { a: __typename } query B { b: __typename }", with(func(l *Limits) { l.Aliases = 1 }), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, errs := NewLoader(shopSchema, Options{Limits: tt.limits, Introspection: true}).Load(t.Context(), tt.document)
			if got := messages(errs); (errs == nil) != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("errors %q; want %q", got, tt.want)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	schema := mergingSchema
	for _, tt := range []struct {
		name, document string
		want           string // in the errors; empty: none
	}{
		{"valid", "{ cat { id } }", ""},
		{"nothing", "", "The document has no operation."},
		{"fragments only", "fragment f on Cat { id }", "no operation"},
		{"a cycle", "{ cat { ...a } } fragment a on Cat { ...b } fragment b on Cat { ...a }", `Cannot spread fragment "a" within itself.`},
		{"a cycle of one", "{ cat { ...a } } fragment a on Cat { self { ...a } }", `Cannot spread fragment "a"`},
		{"a cycle that nothing reaches", "{ cat { id } } fragment a on Cat { ...a }", `Fragment "a" is never used.`},
		{"an unused fragment", "{ cat { id } } fragment a on Cat { id }", `Fragment "a" is never used.`},
		{"an unknown fragment", "{ cat { ...a } }", `Unknown fragment "a".`},
		{"two fragments of one name", "{ cat { ...a } } fragment a on Cat { id } fragment a on Cat { name }", `only one fragment named "a"`},
		{"one subscription field", "subscription { cat { id } }", ""},
		{"one field twice", "subscription { cat { id } cat { name } }", ""},
		{"two subscription fields", "subscription { cat { id } dog { id } }", "one field at its root"},
		{"two aliases of one", "subscription { a: cat { id } b: cat { id } }", "one field at its root"},
		{"two through a fragment", "subscription { ...f dog { id } } fragment f on Subscription { cat { id } }", "one field at its root"},
		{"two through an inline fragment", "subscription { ... { cat { id } } ... on Subscription { b: cat { id } } }", "one field at its root"},
		{"a subscription that may have no field", "subscription { cat @skip(if: true) { id } }", "must not use @skip"},
		{"the same through fragments", "subscription { ...f @include(if: false) } fragment f on Subscription { cat { id } }", "must not use @include"},
		{"the same inside one", "subscription { ...f } fragment f on Subscription { ... @include(if: false) { cat { id } } }", "must not use @include"},
		{"a condition below the root", "subscription { cat { id @skip(if: true) } }", ""},
		{"introspection of a subscription", "subscription { __typename }", "must not select an introspection field"},
		{"half a surrogate pair", `{ node(id: "\uD83D") { id } }`, `The escape sequence \uD83D in a string is half of a surrogate pair`},
		{"the other half", `{ node(id: "a\uDE00b") { id } }`, `\uDE00`},
		{"halves in the wrong order", `{ node(id: "\uDE00\uD83D") { id } }`, `\uDE00`},
		{"a whole pair", `{ node(id: "\uD83D\uDE00") { id } }`, ""},
		{"a braced escape", `{ node(id: "\u{1F600}") { id } }`, ""},
		{"an escaped backslash", `{ node(id: "\\uD83D") { id } }`, ""},
		{"half a pair in a block string is text", `{ node(id: """\uD83D""") { id } }`, ""},
		{"half a pair in a comment", "{ cat { id } } # \\uD83D", ""},
		{"half a pair after other characters", `{ node(id: "äöü😀\uD83D") { id } }`, `\uD83D`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, errs := NewLoader(schema, Options{}).Load(t.Context(), tt.document)
			if got := messages(errs); (errs == nil) != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("errors %q; want %q", got, tt.want)
			}
			if (doc == nil) != (errs != nil) {
				t.Errorf("document %v with errors %v; want one of them", doc, errs)
			}
		})
	}
}

// While introspection is off nothing tells what the schema has.
func TestIntrospectionOff(t *testing.T) {
	off, on := NewLoader(mergingSchema, Options{}), NewLoader(mergingSchema, Options{Introspection: true})
	for _, document := range []string{
		"{ __schema { types { name } } }", `{ __type(name: "Cat") { name } }`,
		"{ ...f } fragment f on Query { ... { __schema { types { name } } } }",
	} {
		if _, errs := off.Load(t.Context(), document); len(errs) != 1 || !strings.Contains(errs[0].Message, "Introspection is off") || errs[0].Locations == nil {
			t.Errorf("%s: errors %v; want that introspection is off, and where", document, errs)
		}
		if _, errs := on.Load(t.Context(), document); errs != nil {
			t.Errorf("%s: errors %v while it is on", document, errs)
		}
	}
	if _, errs := off.Load(t.Context(), "{ __typename }"); errs != nil {
		t.Errorf("__typename: errors %v; it tells nothing of the schema", errs)
	}
	for _, document := range []string{
		"{ ca { id } }", "{ cat { name(uper: true) } }", "{ cat }", "{ cat { ...f } } fragment f on Cta { id }",
		`{ nodes(of: [{aa: 1}]) { id } }`, `{ nodes(of: A) { id } }`, `{ nodes(of: "A") { id } }`, "query($a: Inn) { nodes(of: $a) { id } }",
		"{ node { live } }", "{ cat { id @skipp(if: true) } }", "{ cat { id @skip(iff: true) } }",
	} {
		_, errs := off.Load(t.Context(), document)
		if len(errs) == 0 || strings.Contains(messages(errs), "Did you mean") {
			t.Errorf("%s: errors %v; want some without a suggestion", document, errs)
		}
	}
	if _, errs := on.Load(t.Context(), "{ ca { id } }"); !strings.Contains(messages(errs), "Did you mean") {
		t.Errorf("errors %v; want a suggestion while introspection is on", errs)
	}
}

// What is told of a document that is wrong in many places, or in long ones, is
// short, whatever its kind.
func TestErrorsAreShort(t *testing.T) {
	long := strings.Repeat("z", 100_000)
	for name, document := range map[string]string{
		"directives":                   "{ __typename " + strings.Repeat("@a", 5000) + "}",
		"fields":                       "{" + strings.Repeat(" x", 5000) + "}",
		"a directive":                  "{ __typename @" + long + "}",
		"a field":                      "{" + long + "}",
		"an argument":                  "{ cat(" + long + ": 1) { id } }",
		"a string":                     `{ cat { name(upper: "` + long + `") } }`,
		"a string with spaces":         `{ cat { name(upper: "` + strings.Repeat("z ", 50_000) + `") } }`,
		"a string of quotes":           `{ cat { name(upper: "` + strings.Repeat(`z\" `, 50_000) + `") } }`,
		"a list":                       "{ cat { name(upper: [" + strings.Repeat(`"z" `, 5000) + "]) } }",
		"a number":                     "{ cat { name(upper: " + strings.Repeat("7", 100_000) + ") } }",
		"an enum value":                "{ cat { name(upper: " + long + ") } }",
		"a variable":                   "{ cat { name(upper: $" + long + ") } }",
		"a variable's type":            "query($z: " + strings.Repeat("[", 400) + "Int" + strings.Repeat("]", 400) + ") { cat { name(upper: $z) } }",
		"an operation's name":          "query " + long + "($z: Int) { cat { id } }",
		"a fragment's name":            "{ cat { ..." + long + " } }",
		"a fragment's type":            "{ cat { ... on " + long + " { id } } }",
		"an unused fragment":           "{ cat { id } } fragment " + long + " on Cat { id }",
		"a cycle":                      "{ cat { ..." + long + " } } fragment " + long + " on Cat { ..." + long + " }",
		"two aliases":                  "{ cat { " + long + ": id " + long + ": name } }",
		"a long path":                  "{" + strings.Repeat("cat { self {", 3) + long + ": id " + long + ": name" + strings.Repeat("}}", 3) + "}",
		"a name out of place":          "{ cat } " + long,
		"a string out of place":        `{ cat } "` + strings.Repeat("z ", 50_000) + `"`,
		"a string in place of a field": `{ cat { "` + strings.Repeat("z ", 50_000) + `" } }`,
		"a string in place of a name":  `query "` + strings.Repeat("z ", 50_000) + `" { cat { id } }`,
		"an escape":                    `{ cat { name(upper: "\u12` + long + `") } }`,
		"an end of a string":           `{ cat { name(upper: "` + long,
	} {
		t.Run(name, func(t *testing.T) {
			for _, introspection := range []bool{true, false} {
				_, errs := NewLoader(mergingSchema, Options{Introspection: introspection}).Load(t.Context(), document)
				if len(errs) == 0 || len(errs) > maxErrors+1 {
					t.Fatalf("%d errors; want some, %d and a note at most", len(errs), maxErrors)
				}
				for _, err := range errs {
					if n := strings.Count(err.Message, "z") + strings.Count(err.Message, "7") + strings.Count(err.Message, "["); n > maxEcho {
						t.Errorf("%d characters of the document in %q; want %d at most", n, err.Message, maxEcho)
					}
				}
				if text, _ := json.Marshal(errs); len(text) > 10_000 {
					t.Errorf("%d bytes of errors; want fewer than 10,000", len(text))
				}
			}
		})
	}
}

// What costs much is refused by a limit, or has few errors; and validation visits
// no more than was measured, whatever the shape.
func TestCostlyDocumentsAreMeasured(t *testing.T) {
	loader := NewLoader(shopSchema, Options{Introspection: true, Limits: Limits{Tokens: 1_000_000}})
	for _, shape := range costly {
		t.Run(shape.name, func(t *testing.T) {
			for _, size := range []int{10, 60, 300} {
				doc, err := parser.ParseQuery(&ast.Source{Input: shape.make(size)})
				if err != nil {
					t.Fatal(err)
				}
				size := measurer{limits: Limits{Depth: -1, Aliases: -1, Fields: -1, Directives: -1, Visits: -1}}
				if err := size.document(doc); err != nil {
					continue // refused in one pass
				}
				visits, events := 0, &core.Events{}
				events.OnField(func(*core.Walker, *ast.Field) { visits++ })
				events.OnInlineFragment(func(*core.Walker, *ast.InlineFragment) { visits++ })
				events.OnFragmentSpread(func(*core.Walker, *ast.FragmentSpread) { visits++ })
				events.OnDirective(func(*core.Walker, *ast.Directive) { visits++ })
				events.OnValue(func(*core.Walker, *ast.Value) { visits++ })
				core.Walk(shopSchema, doc, events)
				if visits > size.visited {
					t.Errorf("validation visits %d; measured were %d", visits, size.visited)
				}
			}
			if _, errs := loader.Load(t.Context(), shape.make(200_000/10)); len(errs) > maxErrors+1 {
				t.Errorf("%d errors", len(errs))
			}
		})
	}
}

// Validation ends with the request: the client left, or its time is over.
func TestValidationEndsWithItsContext(t *testing.T) {
	loader := NewLoader(shopSchema, Options{Limits: Limits{Tokens: -1, Depth: -1, Aliases: -1, Fields: -1, Directives: -1, Visits: -1, Comparisons: -1}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	looked := &counting{Context: ctx}
	doc, errs := loader.Load(looked, "{"+strings.Repeat(" __typename", 100_000)+"}")
	if doc != nil || len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
		t.Errorf("document %v, errors %v; want context.Canceled", doc != nil, errs)
	}
	if looked.times > 3 {
		t.Errorf("the context was looked at %d times; want validation to end at the first", looked.times)
	}
}

// counting counts the calls of Err.
type counting struct {
	context.Context

	times int
}

func (c *counting) Err() error { c.times++; return c.Context.Err() }

// Defaults fill in what is not set, and only that.
func TestLimitsWithDefaults(t *testing.T) {
	got := Limits{Depth: 4, Aliases: -1}.WithDefaults()
	want := Limits{Tokens: 15_000, Depth: 4, Aliases: -1, Fields: 5000, Directives: 200, Visits: 20_000, Comparisons: 20_000}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
}
