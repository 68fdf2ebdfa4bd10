package document

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"bff/graph/querytest"
)

// mergingSchema has what the rule distinguishes: interfaces, unions, lists,
// non-null types and arguments.
var mergingSchema = gqlparser.MustLoadSchema(&ast.Source{Input: `
	type Query { node(id: ID): Node, any: Any, nodes(of: [In]): [Node!], cat: Cat, dog: Dog }
	type Subscription { cat: Cat, dog: Dog }
	interface Node { id: ID!, self: Node, name(upper: Boolean): String }
	type Cat implements Node { id: ID!, self: Node, name(upper: Boolean): String, lives: Int, sound: Int!, friends: [Cat], kind: E }
	type Dog implements Node { id: ID!, self: Node, name(upper: Boolean): String, lives: String, sound: Int, friends: Cat, kind: E }
	union Any = Cat | Dog
	input In { a: Int, b: In }
	enum E { A B }
`})

// verdicts gives whether gqlparser's rule and ours accept a document, and whether
// it is valid otherwise, which ours needs.
func verdicts(t *testing.T, text string) (theirs, ours gqlerror.List, judged bool) {
	t.Helper()
	parse := func() *ast.QueryDocument {
		doc, err := parser.ParseQuery(&ast.Source{Input: text})
		if err != nil {
			return nil
		}
		return doc
	}
	doc := parse()
	if doc == nil || len(doc.Operations) == 0 {
		return nil, nil, false
	}
	others := rules.NewDefaultRules()
	others.RemoveRule(rules.OverlappingFieldsCanBeMergedRule.Name)
	if errs := validator.ValidateWithRules(mergingSchema, doc, others); len(errs) > 0 {
		return nil, nil, false
	}
	ours = checkMerging(mergingSchema, doc, -1)
	theirs = validator.ValidateWithRules(mergingSchema, parse(), rules.NewRules(rules.OverlappingFieldsCanBeMergedRule))
	return theirs, ours, true
}

func TestMerging(t *testing.T) {
	for _, tt := range []struct {
		name, document string
		want           string // in the error; empty: none
	}{
		{"one field twice", `{ cat { id id } }`, ""},
		{"two fields", `{ cat { a: id a: name } }`, `"id" and "name" are different fields`},
		{"other arguments", `{ cat { name(upper: true) name } }`, "differing arguments"},
		{"arguments in another order", `{ nodes(of: [{a: 1, b: {a: 2}}]) { id } nodes(of: [{b: {a: 2}, a: 1}]) { id } }`, ""},
		{"list elements in another order", `{ nodes(of: [{a: 1}, {a: 2}]) { id } nodes(of: [{a: 2}, {a: 1}]) { id } }`, "differing arguments"},
		{"deep below", `{ cat { self { x: id } } cat { self { x: name } } }`, `Fields "cat.self.x" conflict`},
		{"through fragments", `{ cat { ...f self { ...g } } } fragment f on Cat { self { x: id } } fragment g on Node { x: name }`, "different fields"},
		{"two fields of different objects", `{ any { ... on Cat { x: name } ... on Dog { x: kind } } }`, "conflicting types"},
		{"of one type", `{ any { ... on Cat { x: name(upper: true) } ... on Dog { x: name } } }`, ""},
		{"leaf and object", `{ any { ... on Cat { x: name } ... on Dog { x: self { id } } } }`, "conflicting types"},
		{"null and non-null", `{ any { ... on Cat { sound } ... on Dog { sound } } }`, "conflicting types"},
		{"list and none", `{ any { ... on Cat { friends { id } } ... on Dog { friends { id } } } }`, "conflicting types"},
		{"an interface and each object", `{ node { x: name ... on Cat { x: name(upper: true) } } }`, "differing arguments"},
		{"an interface between two objects", `{ node { ... on Cat { x: name(upper: true) } ... on Dog { x: name } ... on Node { x: name } } }`, "differing arguments"},
		{"types below different objects", `{ any { ... on Cat { x: self { y: id } } ... on Dog { x: self { y: name } } } }`, "conflicting types"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			theirs, ours, judged := verdicts(t, tt.document)
			if !judged {
				t.Fatal("the document is not valid otherwise")
			}
			if (ours == nil) != (tt.want == "") || ours != nil && !strings.Contains(ours[0].Message, tt.want) {
				t.Errorf("errors %v; want %q", ours, tt.want)
			}
			if (ours == nil) != (theirs == nil) {
				t.Errorf("gqlparser's rule says %v", theirs)
			}
		})
	}
}

// FuzzMerging holds the rule against gqlparser's, which compares all pairs.
func FuzzMerging(f *testing.F) {
	random := rand.New(rand.NewPCG(3, 1)) //nolint:gosec // a test's
	for range 400 {
		choices := make([]byte, random.IntN(200))
		for j := range choices {
			choices[j] = byte(random.Uint32())
		}
		f.Add(choices, "")
	}
	f.Add([]byte{}, `{ cat { ...f } } fragment f on Cat { self { ...g } self { x: id } } fragment g on Node { self { x: name } }`)
	f.Fuzz(func(t *testing.T, choices []byte, document string) {
		if document == "" {
			document = querytest.Make(mergingSchema, choices).Document
		}
		if len(document) > 3000 {
			return // gqlparser's rule would take long
		}
		theirs, ours, judged := verdicts(t, document)
		if judged && (ours == nil) != (theirs == nil) {
			t.Errorf("ours %v, gqlparser's %v: %s", ours, theirs, document)
		}
	})
}

// Enough of the fuzzed documents reach the rule, and some of them are in conflict.
func TestFuzzedDocumentsReachMerging(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1)) //nolint:gosec // a test's
	judgedOnes, conflicts := 0, 0
	for range 2000 {
		choices := make([]byte, random.IntN(200))
		for j := range choices {
			choices[j] = byte(random.Uint32())
		}
		theirs, _, judged := verdicts(t, querytest.Make(mergingSchema, choices).Document)
		if judged {
			judgedOnes++
		}
		if theirs != nil {
			conflicts++
		}
	}
	if judgedOnes < 500 || conflicts < 20 {
		t.Errorf("%d of 2000 are judged, %d in conflict; want 500 and 20", judgedOnes, conflicts)
	}
}
