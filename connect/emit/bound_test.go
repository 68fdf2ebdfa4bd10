package emit_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"bff/connect"
	"bff/connect/emit"
)

// A Go type that lacks a field that connectors fill is refused at the GraphQL type, not by
// the compiler in code that nobody wrote. What no connector fills may be missing.
func TestBoundTypeHasTheFields(t *testing.T) {
	const code = `package shop
		type Base struct { Deep int }
		type Some struct { Base; A int; C func() }
		func (Some) B() int { return 1 }
		type Word string`
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "shop.go", code, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("x.test/shop", files, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	object := func(model string) types.Object {
		return pkg.Scope().Lookup(strings.TrimPrefix(model, "x.test/shop."))
	}
	for _, tt := range []struct{ name, typ, fields, selected, want string }{
		{"all there", "Some", "a: Int deep: Int", "a deep", ""},
		{"another name", "Some", `z: Int @goField(name: "A")`, "z", ""},
		{"one that no connector fills", "Some", "a: Int other: Int @goField(forceResolver: true)", "a", ""},
		{"missing", "Some", "a: Int other: Int", "a other", "O is bound to x.test/shop.Some, which has no field Other for O.other"},
		{"a method", "Some", "b: Int", "b", "has no field B for O.b"},
		{"no struct", "Word", "a: Int", "a", "O is bound to x.test/shop.Word, which has no field A for O.a"},
		{"not known", "Nowhere", "a: Int", "a", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := header + `type Query { o: O @connect(source: "s", http: { GET: "/o" }, selection: "` + tt.selected + `") }` +
				"\ntype O @goModel(model: \"x.test/shop." + tt.typ + "\") { " + tt.fields + " }"
			_, err := emit.New(load(t, text), emit.Options{Package: "p", Object: object}).Code()
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var found connect.Diagnostics
			if !errors.As(err, &found) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("%v; want %q", err, tt.want)
			}
			if p := found[0].Pos; len(found) != 1 || p.Line != 6 {
				t.Errorf("found %v; want one at line 6", found)
			}
		})
	}
}
