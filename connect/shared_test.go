package connect_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
)

// TestShared is what a schema has of files that it shares: what it leads to.
func TestShared(t *testing.T) {
	shared := connect.File{Name: "shared.graphql", Shared: true, Text: header + `
type Money { amount: Int currency: Currency }
enum Currency { EUR }
interface Node { id: ID! }
type Order implements Node { id: ID! total: Money }
input Filter { by: By }
enum By { NAME }
union Hit = Money | Lost
type Lost { reason: Missing }
type Missing { product: Product }
type Mutation { pay(how: How): ID @inaccessible @connect(source: "s", http: { POST: "/pay" }, selection: "$") }
enum How { CARD }
`}
	for _, tt := range []struct {
		name, text string
		want       []string
		mistakes   []connect.Code
	}{
		{"nothing", `type Query { a: ID }`, []string{"Query"}, nil},
		{"a field's type, and that of its field", `type Query { a: Money }`, []string{"Money", "Currency", "Query"}, nil},
		{"an argument's type", `type Query { a(f: Filter): ID }`, []string{"Filter", "By", "Query"}, nil},
		{"what implements an interface", `type Query { a: Node }`, []string{"Money", "Currency", "Node", "Order", "Query"}, nil},
		{"an interface of an own type", `type Query { a: ID } type U implements Node { id: ID! }`, []string{"Money", "Currency", "Node", "Order", "Query", "U"}, nil},
		{"a type that it adds to", `type Query { a: ID } extend type Lost { more: ID }`, nil, []connect.Code{connect.CodeMissingType}},
		{"a hidden step of a mutation", `type Query { a: ID } type Mutation { b: ID }`, []string{"Mutation", "How", "Query"}, nil},
		{"a directive's argument", `directive @d(by: By) on OBJECT type Query { a: ID }`, []string{"By", "Query"}, nil},
		{"a mistake", `type Query { a: Missing }`, nil, []connect.Code{connect.CodeMissingType}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := connect.Load(shared, connect.File{Name: "own.graphql", Text: tt.text})
			var mistakes []connect.Code
			if found, ok := err.(connect.Diagnostics); ok {
				for _, d := range found {
					mistakes = append(mistakes, d.Code)
				}
			}
			var got []string
			if s != nil {
				for _, def := range s.Types() {
					got = append(got, def.Name)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("types (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.mistakes, mistakes); diff != "" {
				t.Errorf("mistakes (-want +got):\n%s%v", diff, err)
			}
		})
	}
}
