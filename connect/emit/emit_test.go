package emit_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
	"bff/connect/emit"
)

const header = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@inaccessible"])
  @source(name: "s", http: { baseURL: "https://api.test" })
`

func load(t *testing.T, texts ...string) *connect.Schema {
	t.Helper()
	var files []connect.File
	for i, text := range texts {
		files = append(files, connect.File{Name: "schema" + string(rune('a'+i)) + ".graphql", Text: text})
	}
	schema, err := connect.Load(files...)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// What Load accepts and the compiler does not have is an error with its place.
func TestUnsupported(t *testing.T) {
	for _, tt := range []struct{ name, schema, want string }{
		{
			"several connectors on a mutation", `type Query { a: Int } type Mutation { p: P
				@connect(source: "s", http: { POST: "/a" }, selection: "a")
				@connect(source: "s", http: { POST: "/b" }, selection: "b") }
			type P { a: Int b: Int }`, "schemaa.graphql:6:5: Mutation.p is a mutation with several connectors",
		},
		{
			"several connectors of a union", `type Query { u: U
				@connect(source: "s", http: { GET: "/a" }, selection: """
				... kind->match(["p", { __typename: "P", a: a }], [@, null])""")
				@connect(source: "s", http: { GET: "/b" }, selection: """
				... kind->match(["p", { __typename: "P", a: a }], [@, null])""") }
			union U = P
			type P { a: Int }`, "Query.u is filled by several connectors and is no object type",
		},
		{
			"several connectors of a list of lists", `type Query { p: [[P]]
				@connect(source: "s", http: { GET: "/a" }, selection: "$.rows { a }")
				@connect(source: "s", http: { GET: "/b" }, selection: "$.rows { b }") }
			type P { a: Int b: Int }`, "Query.p is filled by several connectors and is a list of lists",
		},
		{
			"a key with a connector of its own", `type Query { p: P @connect(source: "s", http: { GET: "/p" }, selection: "a") }
			type P { a: Int
				b: Int @connect(source: "s", http: { GET: "/b/{$this.a}" }, selection: "$")
				c: Int @connect(source: "s", http: { GET: "/c/{$this.b}" }, selection: "$") }`, "P.c reads a field that has a connector of its own",
		},
		{
			"an incomplete entity behind a union", `type Query { u: [U] @connect(source: "s", http: { GET: "/u" }, selection: """
				$.list { ... kind->match(["p", { __typename: "P", a: a }], ["q", { __typename: "Q", q: q }], [@, null]) }""") }
			union U = P | Q
			type Q { q: Int }
			type P @connect(source: "s", http: { GET: "/p/{$this.a}" }, selection: "a b") { a: Int b: Int }`, "behind U, objects of P are not completed",
		},
		{
			"incomplete entities in lists of lists", `type Query { p: [[P!]] @connect(source: "s", http: { GET: "/p" }, selection: "$.rows { a }") }
			type P @connect(source: "s", http: { POST: "/p", body: "as: $batch.a" }, selection: "a b") { a: Int b: Int }`, "schemaa.graphql:5:24: in the lists of Query.p, objects of P are not completed",
		},
		{
			"keys in lists of lists", `type Query { p: P @connect(source: "s", http: { GET: "/p" }, selection: "rows { a }") }
			type P { rows: [[R]] x: Int @connect(source: "s", http: { POST: "/x", body: "as: $this.rows.a" }, selection: "$") }
			type R { a: Int }`, "P.x[0] reads lists of lists of P.rows",
		},
		{
			"a way back to Query", `type Query { a: Int @connect(source: "s", http: { GET: "/p" }, selection: "$") }
			type Mutation { m: Payload }
			type Payload { query: Query ok: Boolean }`, "schemaa.graphql:7:19: Payload.query leads back to Query",
		},
		{
			"the same without connectors", `type Query { a: Int self: Query }`, "Query.self leads back to Query",
		},
		{
			"the same in a field", `type Query { r: R @connect(source: "s", http: { GET: "/p" }, selection: "rows { a }") }
			type R { rows: [[P]!]! }
			type P @connect(source: "s", http: { POST: "/p", body: "as: $batch.a" }, selection: "a b") { a: Int b: Int }`, "in the lists of R.rows, objects of P are not completed",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := emit.New(load(t, header+tt.schema), emit.Options{Package: "p"}).Code()
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v; want %q", err, tt.want)
			}
		})
	}
}

func TestNothingConnected(t *testing.T) {
	code, err := emit.New(load(t, "type Query { a: Int }"), emit.Options{Package: "p"}).Code()
	if code != nil || err != nil {
		t.Errorf("code of %d bytes, %v; want none", len(code), err)
	}
}

// The output depends on the schema only: two runs are the same to the byte, for the
// schemas of this project too.
func TestStable(t *testing.T) {
	for _, dir := range []string{"web", "mobile", "desktop"} {
		names, err := filepath.Glob("../../schema/*/*.graphql")
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, name := range names {
			if in := filepath.Base(filepath.Dir(name)); in != "shared" && in != dir {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(text))
		}
		var first []byte
		for range 3 {
			e := emit.New(load(t, texts...), emit.Options{Package: dir})
			code, err := e.Code()
			if err != nil {
				t.Fatal(err)
			}
			code = append(code, e.SDL()...)
			if first == nil {
				first = code
			} else if !bytes.Equal(first, code) {
				t.Errorf("%s: two runs differ", dir)
			}
		}
	}
}

// Clients see neither connectors nor what is hidden, and a type that is hidden as a
// whole is not there at all.
func TestSDL(t *testing.T) {
	sdl := emit.New(load(t, header+`
		type Query {
			"A page."
			p(first: Int = 3 @constraint(min: 1)): P @cacheControl(maxAge: 3) @connect(source: "s", http: { GET: "/p" }, selection: "a secret")
			inner: Hidden @inaccessible @connect(source: "s", http: { GET: "/i" }, selection: "x")
		}
		type Mutation { m: Int @inaccessible @connect(source: "s", http: { POST: "/m" }, selection: "$") }
		type P { a: Int @deprecated(reason: "old") secret: Int @inaccessible
			more: Int @connect(source: "s", http: { GET: "/m/{$this.secret}" }, selection: "$") }
		type Hidden @inaccessible { x: Int }`), emit.Options{Package: "p"}).SDL()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: `directive @goField(forceResolver: Boolean) on FIELD_DEFINITION`}, &ast.Source{Input: sdl})
	if err != nil {
		t.Fatalf("%v in\n%s", err, sdl)
	}
	p := schema.Types["P"]
	for name, got := range map[string]bool{
		"no hidden field":      p.Fields.ForName("secret") == nil,
		"no hidden root field": schema.Query.Fields.ForName("inner") == nil,
		"no hidden type":       schema.Types["Hidden"] == nil,
		"no empty mutation":    schema.Mutation == nil,
		"a resolver":           p.Fields.ForName("more").Directives.ForName("goField") != nil,
		"deprecation stays":    p.Fields.ForName("a").Directives.ForName("deprecated") != nil,
		"a description stays":  schema.Query.Fields.ForName("p").Description == "A page.",
		"no connector":         !strings.Contains(sdl, "connect") && !strings.Contains(sdl, "cacheControl") && !strings.Contains(sdl, "constraint"),
	} {
		if !got {
			t.Errorf("%s: not so in\n%s", name, sdl)
		}
	}
}
