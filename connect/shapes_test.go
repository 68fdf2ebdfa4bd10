package connect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
)

// TestShapes is what happens to arguments of the wrong shape: a message, and none
// that only follows from it.
func TestShapes(t *testing.T) {
	source := func(args string) string {
		return `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"]) @source(` + args + `) type Query { a: ID }`
	}
	field := func(args string) string {
		return header + `type Query { u(id: ID, in: In): U @connect(` + args + `) } type U { id: ID } input In { a: ID }`
	}
	const good = `, selection: "id"`
	for _, tt := range []struct {
		name, schema string
		want         string // what follows the position
	}{
		{"source without a name", source(`http: { baseURL: "https://a.test" }`), `a source needs a ` + "`name`" + `; write @source(name: "catalog", ...) (GRAPH_QL_ERROR)`},
		{"source whose name is a number", source(`name: 5, http: { baseURL: "https://a.test" }`), "`name` has to be a string; put it in quotes (GRAPH_QL_ERROR)"},
		{"source without http", source(`name: "s"`), `the source "s" has no ` + "`http`" + `; write http: { baseURL: "https://host" } (GRAPH_QL_ERROR)`},
		{"source without a base URL", source(`name: "s", http: { path: "$([1])" }`), `the source "s" has no ` + "`baseURL`" + `; write http: { baseURL: "https://host" } (GRAPH_QL_ERROR)`},
		{"source whose http is a string", source(`name: "s", http: "https://a.test"`), "`http` has to be an object; write http: { baseURL: ... } (GRAPH_QL_ERROR)"},
		{"relative base URL", source(`name: "s", http: { baseURL: "/v1" }`), "a base URL has to be absolute; start it with https:// or http:// (INVALID_URL)"},
		{"source that reads an argument", source(`name: "s", http: { baseURL: "https://a.test", queryParams: "q: $args.q" }`), "$args has no meaning in `queryParams`; a source knows no field; use one of $config, $context, $request, $env (INVALID_URL_PROPERTY)"},
		{"headers that are a string", field(`source: "s", http: { GET: "/x", headers: "x" }` + good), "`headers` has to be an object; write headers: { name: ... } (GRAPH_QL_ERROR)"},
		{"header without a name", field(`source: "s", http: { GET: "/x", headers: [{ value: "x" }] }` + good), "a header needs a `name`; write { name: \"X-Name\", value: \"...\" } (GRAPH_QL_ERROR)"},
		{"header copied from nowhere", field(`source: "s", http: { GET: "/x", headers: [{ name: "a", from: "" }] }` + good), "`from` of the header \"a\" is empty; name a header of the client's request (INVALID_HEADER)"},
		{"template that does not end", field(`source: "s", http: { GET: "/x/{$args.id" }` + good), "GET: this hole never ends; close it with `}`; a literal `{` cannot be written (INVALID_URL)"},
		{"empty hole", field(`source: "s", http: { GET: "/x/{}" }` + good), "GET: this hole is empty; write a mapping in it, such as `{$args.id}` (INVALID_URL)"},
		{"object in a URL", field(`source: "s", http: { GET: "/x/{$args.in}" }` + good), "this is an object, but a URL takes scalars only; read one property of it (INVALID_URL)"},
		{"step into a scalar", field(`source: "s", http: { GET: "/x/{$args.id.x}" }` + good), "$args.id is ID, which has no \"x\"; end the path at $args.id (INVALID_URL)"},
		{"the dollar is forgotten", field(`source: "s", http: { GET: "/x/{args.id}" }` + good), `"args.id" has nothing to be read from in a URL; write $args.id (INVALID_URL)`},
		{"a bare key like nothing known", field(`source: "s", http: { GET: "/x/{your_domain}" }` + good), `"your_domain" has nothing to be read from in a URL; start with a variable: use one of $args, $config, $context, $request, $env (INVALID_URL)`},
		{"entity that is a string", field(`source: "s", http: { GET: "/x/{$args.id}" }, entity: "yes"` + good), "`entity` has to be true or false; write entity: true (GRAPH_QL_ERROR)"},
		{"key twice in an object", field(`source: "s", http: { GET: "/x", GET: "/y" }` + good), "`http` has GET twice; keep one of them (GRAPH_QL_ERROR)"},
		{"argument twice", field(`source: "s", source: "s", http: { GET: "/x" }` + good), "@connect has the argument source twice; keep one of them (GRAPH_QL_ERROR)"},
		{"argument that resembles none", field(`source: "s", http: { GET: "/x" }, zzz: 1` + good), "@connect has no argument zzz; use one of source, id, http, batch, errors, isSuccess, selection, entity (GRAPH_QL_ERROR)"},
		{"import renamed to no directive", `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: [{ name: "@connect", as: "rest" }]) type Query { a: ID }`, `the import "@connect" is renamed to "rest"; write both names with @ or both without (GRAPH_QL_ERROR)`},
		{"directive that nobody knows", `type Query { a: ID @cacheControll(maxAge: 5) }`, "there is no directive @cacheControll; did you mean @cacheControl? (GRAPH_QL_ERROR)"},
		{"directive without its argument", `type Query { a: ID @cacheTag }`, "@cacheTag needs the argument format; write @cacheTag(format: ...) (GRAPH_QL_ERROR)"},
		{"what only GraphQL knows", `type Query { a(x: ID, x: ID): ID }`, "argument Query.a(x:) can only be defined once; see https://spec.graphql.org (GRAPH_QL_ERROR)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := connect.Load(connect.File{Name: "a.graphql", Text: tt.schema})
			if err == nil {
				t.Fatal("no error")
			}
			var got []string
			for line := range strings.Lines(err.Error()) {
				_, message, _ := strings.Cut(strings.TrimSpace(line), ": ")
				got = append(got, message)
			}
			if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMerge is one type from several files, of every kind.
func TestMerge(t *testing.T) {
	s, err := connect.Load(
		connect.File{Name: "a.graphql", Text: `"One." type Query implements N { id: ID! a(x: ID): E u: U } interface N { id: ID! } enum E { A } input I { a: ID } union U = T type T { a: ID }`},
		connect.File{Name: "b.graphql", Text: `type Query implements N & M { id: ID! m: ID "The first." a(x: ID, y: I): E @deprecated } interface M { m: ID } enum E { A B } input I { b: ID } union U = T | V type V { b: ID } scalar D`},
		connect.File{Name: "c.graphql", Text: `extend type T { c: D } extend enum E { C } scalar D`},
	)
	if err != nil {
		t.Fatal(err)
	}
	types := s.AST.Types
	for name, got := range map[string]int{
		"interfaces": len(types["Query"].Interfaces), "arguments": len(types["Query"].Fields.ForName("a").Arguments),
		"members": len(types["U"].Types), "inputs": len(types["I"].Fields), "fields": len(types["T"].Fields),
	} {
		if got != 2 {
			t.Errorf("%d %s, want 2", got, name)
		}
	}
	if len(types["E"].EnumValues) != 3 || types["Query"].Description != "One." || types["Query"].Fields.ForName("a").Description != "The first." {
		t.Errorf("E has %d values, descriptions %q", len(types["E"].EnumValues), types["Query"].Description)
	}

	_, err = connect.Load(
		connect.File{Name: "a.graphql", Text: `type Query { a(x: ID): ID }`},
		connect.File{Name: "b.graphql", Text: `type Query { a(x: Int): ID }`},
	)
	if err == nil || !strings.HasPrefix(err.Error(), "b.graphql:1:16: the argument x of Query.a is Int here and ID at a.graphql:1:16; give both the same type") {
		t.Errorf("two types of an argument: %v", err)
	}
}
