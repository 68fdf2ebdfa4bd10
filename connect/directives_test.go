package connect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
)

// called is a connector of a field whose arguments are anything.
const called = ` @connect(source: "s", http: { POST: "/a", body: "$args" }, selection: "$")`

// TestGlobalID is which type an opaque id names, wherever it stands.
func TestGlobalID(t *testing.T) {
	s := load(t, header+`
type Query {
  node(id: ID): U
  u(id: ID! @globalID(type: "U"), ids: [ID!] @globalID(type: """U""", number: true)): U @connect(source: "s", http: { POST: "/u", body: "$args" }, selection: "id key shared")
  other(in: In): ID @globalID(type: "Elsewhere")`+called+`
}
input In { id: ID @globalID(type: "U", number: false) }
interface N { id: ID! @globalID }
type U implements N { id: ID! @globalID key: ID @globalID(type: null, number: true) shared: [ID] @globalID(type: "V") }`)
	if len(s.Warnings) > 0 {
		t.Errorf("warnings:\n%v", s.Warnings)
	}
	query, u, in := s.Type("Query").Fields, s.Type("U").Fields, s.Type("In").Fields
	for _, tt := range []struct {
		name string
		got  func() (connect.Opaque, bool)
		want connect.Opaque
		ok   bool
	}{
		{"an argument without", func() (connect.Opaque, bool) {
			return connect.GlobalID(query.ForName("node").Arguments[0].Directives, "Query")
		}, connect.Opaque{}, false},
		{"an argument", func() (connect.Opaque, bool) {
			return connect.GlobalID(query.ForName("u").Arguments[0].Directives, "Query")
		}, connect.Opaque{Type: "U"}, true},
		{"a list of numbers", func() (connect.Opaque, bool) {
			return connect.GlobalID(query.ForName("u").Arguments[1].Directives, "Query")
		}, connect.Opaque{Type: "U", Number: true}, true},
		{"a root field, of another client's type", func() (connect.Opaque, bool) {
			return connect.GlobalID(query.ForName("other").Directives, "Query")
		}, connect.Opaque{Type: "Elsewhere"}, true},
		{"an input field", func() (connect.Opaque, bool) { return connect.GlobalID(in[0].Directives, "In") }, connect.Opaque{Type: "U"}, true},
		{"a field, its own type", func() (connect.Opaque, bool) { return connect.GlobalID(u.ForName("id").Directives, "U") }, connect.Opaque{Type: "U"}, true},
		{"null is no type", func() (connect.Opaque, bool) { return connect.GlobalID(u.ForName("key").Directives, "U") }, connect.Opaque{Type: "U", Number: true}, true},
		{"a field, another type", func() (connect.Opaque, bool) { return connect.GlobalID(u.ForName("shared").Directives, "U") }, connect.Opaque{Type: "V"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := tt.got()
			if got != tt.want || ok != tt.ok {
				t.Errorf("%+v, %v; want %+v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

// TestRequires is what Go says that it reads of its object.
func TestRequires(t *testing.T) {
	s := load(t, header+`
type Query { u: U @connect(source: "s", http: { GET: "/u" }, selection: "id n o { a b { c } }") }
type U {
  id: ID
  n: Int @inaccessible
  o: O
  some: ID @goField(forceResolver: true) @requires(fields: """n o { a b { c } }""")
  all: ID @goField(forceResolver: true)
  connected: ID @requires(fields: "whatever") @connect(source: "s", http: { GET: "/c/{$this.id}" }, selection: "$")
}
type O { a: ID b: B }
type B { c: ID }`)
	for _, tt := range []struct {
		field string
		want  []connect.Path
		ok    bool
	}{
		{"some", []connect.Path{{"n"}, {"o", "a"}, {"o", "b", "c"}}, true},
		{"all", nil, false}, // so everything
		{"connected", nil, false},
		{"none", nil, false},
	} {
		t.Run(tt.field, func(t *testing.T) {
			got, ok := s.Requires("U", tt.field)
			if diff := cmp.Diff(tt.want, got); diff != "" || ok != tt.ok {
				t.Errorf("%v, want %v; (-want +got):\n%s", ok, tt.ok, diff)
			}
		})
	}
}

// TestOwnDirectives has what is wrong with the directives that are not the
// convention's, and what is not.
func TestOwnDirectives(t *testing.T) {
	field := func(f string) string {
		if !strings.Contains(f, "@connect") {
			f += called
		}
		return header + "type Query { " + f + " }"
	}
	goes := func(fields, more string) string {
		return header + `type Query { u: U @connect(source: "s", http: { GET: "/u" }, selection: "id n o { a }") } type O { a: ID }
type U { id: ID n: Int o: O g: ID @goField(forceResolver: true) @requires(fields: ` + fields + `) ` + more + ` }`
	}
	for _, tt := range []struct {
		name, schema string
		want         connect.Code
	}{
		{"an id that is a string", field(`a(id: String @globalID(type: "U")): ID`), connect.CodeInvalidGlobalID},
		{"an id in a list of lists", field(`a(id: [[ID]] @globalID(type: "U")): ID`), connect.CodeInvalidGlobalID},
		{"an argument of no type", field(`a(id: ID @globalID): ID`), connect.CodeInvalidGlobalID},
		{"an argument of the type null", field(`a(id: ID @globalID(type: null)): ID`), connect.CodeInvalidGlobalID},
		{"an input field of no type", field(`a(in: In): ID`) + ` input In { id: ID @globalID }`, connect.CodeInvalidGlobalID},
		{"a root field of no type", field(`a: ID @globalID`), connect.CodeInvalidGlobalID},
		{"a type that is no name", field(`a: ID @globalID(type: "a b")`), connect.CodeInvalidGlobalID},
		{"a type without quotes", field(`a: ID @globalID(type: U)`), connect.CodeGraphQL},
		{"a number in quotes", field(`a: ID @globalID(type: "U", number: "true")`), connect.CodeGraphQL},
		{"an argument of a field in Go", field(`q: ID`) + ` extend type Query { a(id: ID @globalID(type: "U")): ID }`, connect.CodeInvalidGlobalID},
		{"a field in Go", field(`q: ID`) + ` extend type Query { a: ID @globalID(type: "U") }`, connect.CodeInvalidGlobalID},
		{"an input field that only Go gets", field(`q: ID`) + ` extend type Query { a(in: In): ID } input In { more: More } input More { id: ID @globalID(type: "U") }`, connect.CodeInvalidGlobalID},
		{"an input field that Go and a connector get", field(`q(in: In): ID`) + ` extend type Query { a(in: In): ID } input In { more: More } input More { id: ID @globalID(type: "U") }`, ""},
		{"a range in Go", field(`q: ID`) + ` extend type Query { a(n: Int @constraint(max: 5)): ID }`, connect.CodeInvalidConstraint},
		{"a directive of the schema's own under this name", header + `directive @globalID(x: ID) on FIELD_DEFINITION type Query { a: String }`, connect.CodeGraphQL},
		{"this directive, declared", header + `directive @globalID(type: String) on FIELD_DEFINITION type Query { a: String }`, ""},
		{"this directive, declared and wrong", header + `directive @globalID(type: String) on FIELD_DEFINITION type Query { a: String @globalID(type: "U") }`, connect.CodeInvalidGlobalID},

		{"a range of text", field(`a(n: String @constraint(min: 1)): ID`), connect.CodeInvalidConstraint},
		{"a range that is empty", field(`a(n: Int @constraint(min: 5, max: 1)): ID`), connect.CodeInvalidConstraint},
		{"a default out of the range", field(`a(n: Int = 9 @constraint(max: 5)): ID`), connect.CodeInvalidConstraint},
		{"a range in quotes", field(`a(n: Int @constraint(min: "1")): ID`), connect.CodeGraphQL},
		{"a range", field(`a(n: Int! = 5 @constraint(min: 1, max: 5)): ID`), ""},
		{"a mutation that may be repeated", field(`q: ID`) + ` type Mutation { a(id: ID): ID @idempotent @connect(source: "s", http: { POST: "/a" }, selection: "$") }`, ""},
		{"a mutation of another name", header + `schema { query: Query mutation: M } type Query { q: ID } type M { a: ID @idempotent @connect(source: "s", http: { POST: "/a" }, selection: "$") }`, ""},
		{"a mutation in Go that may be repeated", field(`q: ID`) + ` type Mutation { a: ID @idempotent }`, connect.CodeInvalidIdempotent},
		{"a tag for each id", field(`q: ID`) + ` type Mutation { a(ids: [ID!]): ID @cacheTag(format: "x-{$args.ids}") @connect(source: "s", http: { POST: "/a" }, selection: "$") }`, ""},
		{"a tag for each line's id", field(`q: ID`) + ` type Mutation { a(in: [In]): ID @cacheTag(format: "x-{$args.in.id}") @connect(source: "s", http: { POST: "/a" }, selection: "$") } input In { id: ID }`, ""},
		{"a tag for each line", field(`q: ID`) + ` type Mutation { a(in: [In]): ID @cacheTag(format: "x-{$args.in}") @connect(source: "s", http: { POST: "/a" }, selection: "$") } input In { id: ID }`, connect.CodeInvalidCacheTag},
		{"a query that may be repeated", field(`a: ID @idempotent @connect(source: "s", http: { GET: "/a" }, selection: "$")`), connect.CodeInvalidIdempotent},
		{"levels that are one", field(`a: ID @semanticNonNull(levels: 0) b: [ID] @semanticNonNull(levels: [0, 1])`), ""},
		{"levels that are text", field(`a: ID @semanticNonNull(levels: ["0"])`), connect.CodeGraphQL},

		{"a field in Go that reads nothing", header + `type Query { a: ID @reads }`, ""},
		{"a field in Go that reads a header and what two connectors read", field(`a: ID @reads(headers: "X-A", fields: ["Query.b", "Query.c"]) b: ID @connect(source: "s", http: { GET: "/b" }, selection: "$") c: ID @connect(source: "s", http: { GET: "/c" }, selection: "$")`), ""},
		{"a field in Go that reads what completes a type", field(`a: ID @reads(fields: ["U"]) u: U @connect(source: "s", http: { GET: "/u" }, selection: "id")`) + ` type U @connect(source: "s", http: { GET: "/u/{$this.id}" }, selection: "id n") { id: ID n: ID }`, ""},
		{"a connector that says what it reads", field(`a: ID @reads @connect(source: "s", http: { GET: "/a" }, selection: "$")`), connect.CodeInvalidReads},
		{"a plain field that says what it reads", field(`u: U @connect(source: "s", http: { GET: "/u" }, selection: "id")`) + ` type U { id: ID @reads }`, connect.CodeInvalidReads},
		{"a header that is none", header + `type Query { a: ID @reads(headers: ["X A"]) }`, connect.CodeInvalidReads},
		{"a header without quotes", header + `type Query { a: ID @reads(headers: [5]) }`, connect.CodeGraphQL},
		{"a field that has no connector", header + `type Query { a: ID @reads(fields: ["Query.a"]) }`, connect.CodeInvalidReads},
		{"a type that no connector completes", field(`a: ID @reads(fields: "U") u: U @connect(source: "s", http: { GET: "/u" }, selection: "id")`) + ` type U { id: ID }`, connect.CodeInvalidReads},

		{"no such field", goes(`"nn"`, ""), connect.CodeUndefinedField},
		{"no such field inside", goes(`"o { b }"`, ""), connect.CodeUndefinedField},
		{"an object as a whole", goes(`"id o"`, ""), connect.CodeGroupRequired},
		{"inside of a scalar", goes(`"n { x }"`, ""), connect.CodeGroupNotObject},
		{"no names", goes(`"id {"`, ""), connect.CodeGraphQL},
		{"nothing", goes(`""`, ""), connect.CodeGraphQL},
		{"a number", goes(`5`, ""), connect.CodeGraphQL},
		{"a fragment", goes(`"... on U { id }"`, ""), connect.CodeGraphQL},
		{"two sets", goes(`"id } { n"`, ""), connect.CodeGraphQL},
		{"an argument", goes(`"n(a: 5)"`, ""), connect.CodeGraphQL},
		{"another name", goes(`"m: n"`, ""), connect.CodeGraphQL},
		{"a comment", goes(`"id # n"`, ""), ""},
		{"itself", goes(`"g"`, ""), connect.CodeInvalidRequires},
		{"another field in Go", goes(`"h"`, `h: ID @goField(forceResolver: true)`), connect.CodeInvalidRequires},
		{"a field with a connector", goes(`"h"`, `h: ID @connect(source: "s", http: { GET: "/h/{$this.id}" }, selection: "$")`), connect.CodeInvalidRequires},
		{"a hidden field that nothing fills", goes(`"h"`, `h: ID @inaccessible`), connect.CodeUnresolvedField},
		{"a hidden field that Go does not read", goes(`"n"`, `h: ID @inaccessible`), ""},
		{"more of an entity than its key", goes(`"o { a c }"`, "") + ` extend type O { c: ID } extend type Query { o(a: ID): O @connect(source: "s", http: { GET: "/o/{$args.a}" }, selection: "a c", entity: true) }`, connect.CodeUnreachableField},
		{"the key of an entity", goes(`"o { a }"`, "") + ` extend type O { c: ID } extend type Query { o(a: ID): O @connect(source: "s", http: { GET: "/o/{$args.a}" }, selection: "a c", entity: true) }`, ""},
		{"what a provider of its own type adds", goes(`"o { c }"`, "") + ` extend type O { c: ID } extend type Query { v(id: ID): U @connect(source: "s", http: { GET: "/v/{$args.id}" }, selection: "id n o { a c }", entity: true) o(a: ID): O @connect(source: "s", http: { GET: "/o/{$args.a}" }, selection: "a c", entity: true) }`, ""},
		{"a hidden field that is not filled everywhere", goes(`"h"`, `h: ID @inaccessible`) + ` extend type Query { all: U @connect(source: "s", http: { GET: "/a" }, selection: "id n o { a } h") }`, connect.CodeUnreachableField},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var want []connect.Code
			if tt.want != "" {
				want = []connect.Code{tt.want}
			}
			if diff := cmp.Diff(want, codes(t, tt.schema)); diff != "" {
				_, err := connect.Load(connect.File{Name: "schema.graphql", Text: tt.schema})
				t.Errorf("codes (-want +got):\n%s%v", diff, err)
			}
		})
	}
}

// TestGlobalIDSlips is which names of types are likely slips: an id may name a type
// that only other clients have.
func TestGlobalIDSlips(t *testing.T) {
	for _, tt := range []struct {
		name, fields string
		warnings     int
	}{
		{"a slip", `a(id: ID @globalID(type: "Prodct")): ID`, 1},
		{"another case", `a(id: ID @globalID(type: "product")): ID`, 1},
		{"two letters swapped", `a(id: ID @globalID(type: "Prodcut")): ID`, 1},
		{"two letters off", `a(id: ID @globalID(type: "Producers")): ID`, 0},
		{"too short to tell", `a(id: ID @globalID(type: "Is")): ID i(id: ID @globalID(type: "It")): ID`, 0},
		{"a declared type", `a(id: ID @globalID(type: "Product")): ID`, 0},
		{"like no other name", `a(id: ID @globalID(type: "Customer")): ID`, 0},
		{"the same name twice", `a(id: ID @globalID(type: "Prodkt")): ID b: ID @globalID(type: "Prodkt")`, 0},
		{"a slip of such a name", `a(id: ID @globalID(type: "Cart")): ID b: ID @globalID(type: "Cart") c: ID @globalID(type: "Crat")`, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := load(t, header+"type Query { "+strings.NewReplacer("): ID", "): ID"+called, "b: ID", "b: ID"+called, "c: ID", "c: ID"+called).Replace(tt.fields)+" p: Product"+strings.Replace(called, "$\"", "id\"", 1)+" } type Product { id: ID! @globalID }")
			if len(s.Warnings) != tt.warnings {
				t.Errorf("%d warnings, want %d:\n%v", len(s.Warnings), tt.warnings, s.Warnings)
			}
		})
	}
}

// TestTypes is what generators ask of a schema.
func TestTypes(t *testing.T) {
	s := load(t, header+`type Query { b: B } type B { id: ID } enum A { X }`)
	var names []string
	for _, def := range s.Types() {
		names = append(names, def.Name)
	}
	if diff := cmp.Diff([]string{"Query", "B", "A"}, names); diff != "" {
		t.Errorf("types in the order of the files (-want +got):\n%s", diff)
	}
	if s.Type("ID") == nil || s.Type("C") != nil || !s.IsRoot(s.Type("Query")) || s.IsRoot(s.Type("B")) {
		t.Error("ID is a type, C is none, and only Query is a root")
	}
}
