package emit_test

import (
	"errors"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"bff/connect"
	"bff/connect/emit"
)

// What has no name of its own in Go is found where the schema has it, not by gqlgen or
// the compiler in code that nobody wrote.
func TestNameClashes(t *testing.T) {
	const called = `@connect(source: "s", http: { GET: "/a" }, selection: `
	for _, tt := range []struct{ name, schema, want string }{
		{"types", `type Query { a: foo ` + called + `"x") } type foo { x: Int } type Foo { x: Int }`, "type foo and type Foo are both Foo in Go"},
		{"a type of ours", `type Query { a: Connected ` + called + `"x") } type Connected { x: Int }`, "both Connected in Go"},
		{"a resolver", `type Query { a: QueryResolver ` + called + `"x") } type QueryResolver { x: Int }`, "the resolver of Query and type QueryResolver"},
		{"an enum", `type Query { a: AllE ` + called + `"x") } type AllE { x: E } enum E { A }`, "type AllE and the values of E"},
		{"fields", `type Query { a: A ` + called + `"x_y xY") } type A { x_y: Int xY: Int }`, "A.x_y and A.xY are both XY in Go"},
		{"root fields", `type Query { x_y: Int ` + called + `"$") xY: Int ` + called + `"$") }`, "Query.x_y and Query.xY are both XY in Go"},
		{"input fields", `type Query { a(i: I): Int ` + called + `"$") } input I { x_y: Int xY: Int }`, "I.x_y and I.xY are both XY in Go"},
		{"a type and a field", `type Query { a: A ` + called + `"b_c { x }") } type A { b_c: A_b_c } type A_b_c { x: Int }`, "type A_b_c and A.b_c are both _A_b_c in Go"},
		{"fields of two types", `type Query { a: A ` + called + `"b_c b { c }") } type A { b_c: Int b: A_b } type A_b { c: Int }`, "type A_b and A.b are both _A_b in Go"},
		{"fields of two types that are not in each other", `type Query { a: A ` + called + `"b_c") d: A_b ` + called + `"c") } type A { b_c: Int } type A_b { c: Int }`, "A.b_c and A_b.c are both _A_b_c in Go"},
		{"a union and a field", `type Query { a: A ` + called + `"b") u: A_b } type A { b: Int } union A_b = A`, "type A_b and A.b are both _A_b in Go"},
		{"a mark", `interface I { x: Int } type Query { a: A ` + called + `"x isI") } type A implements I { x: Int isI: Int }`, "the mark of I and A.isI"},
		{"an extra field", `type Query { a: A ` + called + `"x") } type A @goExtraField(name: "X", type: "int") { x: Int }`, "A.x and the extra field of A are both X in Go"},
		{"inlined arguments", `type Query { a(i: I @inlineArguments): Int ` + called + `"$") } input I { x: Int }`, "@inlineArguments changes the method of Query.a"},
		{"an input type that is a scalar", `type Query { a(i: I): Int ` + called + `"$") } input I @goModel(model: "github.com/99designs/gqlgen/graphql.Map") { x: Int }`, "I is bound to github.com/99designs/gqlgen/graphql.Map, which is a scalar"},
		{"a scalar that gqlgen does not have", `type Query { a: S ` + called + `"$") } scalar S @goModel(model: "github.com/99designs/gqlgen/graphql.Nope")`, "which is none of gqlgen's scalars"},
		{"a method without letters", `type Query { a: A ` + called + `"x") } type A { x: Int _: Int @goField(name: "Y") @connect(source: "s", http: { GET: "/b/{$this.x}" }, selection: "$") }`, "A._ cannot be _ in Go"},
		{"no letters", `type Query { a: A ` + called + `"_") } type A { _: Int }`, "A._ cannot be _ in Go"},
		{"not exported", `type Query { a: A ` + called + `"x") } type A { x: Int @goField(name: "x") }`, "A.x cannot be x in Go"},
		{"arguments", `type Query { a(x_y: Int, xY: Int): Int ` + called + `"$") }`, "the argument x_y and the argument xY are both xY in Go"},
		{"the context", `type Query { a(ctx: Int): Int ` + called + `"$") }`, "the context and the argument ctx"},
		{"a json tag", `type Query { a(i: I): Int ` + called + `"$") } input I { x: Int @goTag(key: "json", value: "y") }`, `the json tag of I.x is "y"`},
		{"a scalar", `type Query { a: A ` + called + `"$") } scalar A @goModel(model: "map[string]interface{}")`, "the scalar A is bound to map[string]interface{}"},
		{"an account in a URL", `type Query { a: Int @connect(http: { GET: "https://name:word@a.test/x" }, selection: "$") }`, "the URL of Query.a[0] has a name or a password"},
		{"ours", `type Query { a(err: Int, errArg: Int): Int ` + called + `"$") }`, "the argument err and the argument errArg are both errArg in Go"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := emit.New(load(t, header+tt.schema), emit.Options{Package: "p"}).Code()
			var found connect.Diagnostics
			if !errors.As(err, &found) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("%v; want %q", err, tt.want)
			}
			if p := found[0].Pos; p.File != "schemaa.graphql" || p.Line != 5 {
				t.Errorf("found at %s; want line 5", p)
			}
		})
	}
}

// What only our own names would share is told apart.
func TestOwnNames(t *testing.T) {
	code, err := emit.New(load(t, header+`extend schema @source(name: "a-b", http: { baseURL: "https://x" }) @source(name: "a_b", http: { baseURL: "https://y" })
		type Query {
			a(type: Int, nil: Int, string: Int, c: Int, readA: Int): A @connect(source: "a-b", http: { GET: "/a" }, selection: "id")
			b: AB @connect(source: "a_b", http: { GET: "/b" }, selection: "id")
			c: ABar @connect(source: "a_b", http: { GET: "/b" }, selection: "id")
		}
		type A { id: ID! barBaz: Int @connect(source: "s", http: { GET: "/a/{$this.id}" }, selection: "$") }
		type ABar { id: ID! baz: Int @connect(source: "s", http: { GET: "/b/{$this.id}" }, selection: "$") }
		type AB { id: ID! c: Int @connect(source: "s", http: { GET: "/b/{$this.id}" }, selection: "$") }`), emit.Options{Package: "p"}).Code()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"var sourceAB =", "var sourceAB2 =", "var connectABarBaz0 =", "var connectABarBaz02 =", ") fetchABarBaz(", ") fetchABarBaz2(", "func keyABarBaz(", "func keyABarBaz2(",
		"AB() ABResolver", "typeArg *int, nilArg *int, stringArg *int, cArg *int, readAArg *int",
	} {
		if !strings.Contains(string(code), want) {
			t.Errorf("the code has no %q", want)
		}
	}
	if _, err := parser.ParseFile(token.NewFileSet(), "", code, 0); err != nil {
		t.Error(err)
	}
}

// Scalars that gqlgen knows by their names, and Go types that the schema names, are
// those that gqlgen uses.
func TestBound(t *testing.T) {
	code, err := emit.New(load(t, header+`
		scalar Any scalar Map scalar Time scalar Int64
		scalar Big @goModel(model: "github.com/99designs/gqlgen/graphql.Int64")
		type Query { a(any: Any, map: Map, time: Time, long: Int64, big: Big): A @connect(source: "s", http: { GET: "/a" }, selection: "x long: y") }
		type A { x: Any long: Int64 @goField(name: "Long") }`), emit.Options{Package: "p"}).Code()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"anyArg any, mapArg map[string]any, timeArg *time.Time, long *int, big *int64", "connector.May(r, name, v, nil, connector.Any, &o.X)", "connector.Integer, &o.Long)"} {
		if !strings.Contains(string(code), want) {
			t.Errorf("the code has no %q", want)
		}
	}
}
