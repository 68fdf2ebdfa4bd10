package querytest_test

import (
	"math/rand/v2"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"bff/graph/querytest"
)

// Every request parses, enough of them are valid, and they reach all of the schema.
func TestMake(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { node(id: ID!): Node, list(of: [In!]! = [], e: E = A): [Node] }
		type Mutation { set(in: In!): Boolean }
		type Subscription { ticks: Int }
		interface Node { id: ID! }
		type Leaf implements Node { id: ID!, text(upper: Boolean! = true): String }
		type Tree implements Node { id: ID!, leaves(first: Int): [Leaf!]! }
		union Any = Leaf | Tree
		input In { a: Int! = 3, b: [String!], in: In, e: E }
		enum E { A B }
	`})
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test's
	valid, kinds, fields := 0, map[ast.Operation]bool{}, map[string]bool{}
	const made = 2000
	for range made {
		choices := make([]byte, random.IntN(300))
		for i := range choices {
			choices[i] = byte(random.Uint32())
		}
		request := querytest.Make(schema, choices)
		document, err := parser.ParseQuery(&ast.Source{Input: request.Document})
		if err != nil {
			t.Fatalf("%v in %s", err, request.Document)
		}
		kinds[document.Operations[0].Operation] = true
		if _, errs := gqlparser.LoadQueryWithRules(schema, request.Document, nil); errs == nil {
			valid++
			for _, selection := range document.Operations[0].SelectionSet {
				if field, ok := selection.(*ast.Field); ok {
					fields[field.Name] = true
				}
			}
		}
	}
	if valid < made/4 {
		t.Errorf("%d of %d requests are valid; want a quarter at least", valid, made)
	}
	if len(kinds) != 3 || len(fields) < 5 {
		t.Errorf("operations %v, fields of roots %v; want all", kinds, fields)
	}
}
