package connect_test

import (
	"strings"
	"testing"

	"bff/connect"
)

// What @inaccessible hides is hidden, or it is an error: nothing is shown that looks
// hidden in the schema, and what clients see is a schema.
func TestHiddenPlaces(t *testing.T) {
	const federation = ` extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@inaccessible"]) `
	const one = `one: Int @connect(source: "s", http: { GET: "/x" }, selection: "$") `
	for _, tt := range []struct{ name, schema, want string }{
		{"an argument", `type Query { q(x: Int @inaccessible): Int @connect(source: "s", http: { GET: "/x" }, selection: "$") }`, "the argument x of Query.q cannot be hidden"},
		{"an input field", `type Query { ` + one + `} input I { a: Int @inaccessible }`, "I.a cannot be hidden"},
		{"a value of an enum", `type Query { ` + one + `} enum E { A B @inaccessible }`, "E.B cannot be hidden"},
		{"the type of an argument", `type Query { q(x: I): Int @connect(source: "s", http: { GET: "/x" }, selection: "$") } input I @inaccessible { a: Int }`, "clients see Query.q, but not I, the type of its argument x"},
		{"the same of a hidden field", `type Query { ` + one + ` q(x: I): Int @inaccessible } input I @inaccessible { a: Int }`, ""},
		{"all of Query", `type Query { q: Int @inaccessible }`, "clients see no field of Query"},
		{"all of Mutation", `type Query { ` + one + `} type Mutation { m: Int @inaccessible }`, ""},
		{"what an interface shows", `interface I { a: Int } type Query { ` + one + `a: I } type A implements I { a: Int @inaccessible b: Int }`, "A.a is hidden, but the interface I shows it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := connect.Load(connect.File{Name: "schema.graphql", Text: header + federation + tt.schema})
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("%v; want %q", err, tt.want)
			}
		})
	}
}
