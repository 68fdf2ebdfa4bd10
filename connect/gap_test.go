package connect_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
)

// Nullable fields that nothing fills on some way to their type are one warning for the
// type, however many ways there are; a field that cannot be null is an error on each.
func TestUnreachableFields(t *testing.T) {
	const get = ` @connect(source: "s", http: { GET: "/x" }, selection: `
	const byID = ` p(id: ID!): P @connect(source: "s", http: { GET: "/p/{$args.id}" }, selection: "id a b", entity: true)`
	for _, tt := range []struct {
		name, schema string
		want         []string
	}{
		{
			"one way", `type Query { u: P` + get + `"a")` + byID + ` } type P { id: ID a: ID b: ID }`,
			[]string{"warning: Query.u fills a of P, and nothing fills id, b from that: null, with an error; select id, which Query.p[0] needs"},
		},
		{
			"many ways to one type", `type Query { u: P` + get + `"a") v: P` + get + `"b") w: [P]` + get + `"a b") o: O` + get + `"p { a } q { b: c a }") all: P` + get + `"id a b") } type O { p: P q: P } type P { id: ID a: ID b: ID }`,
			[]string{"warning: P is reached on 5 ways without all of its fields (Query.u, Query.v, Query.w and 2 more), and nothing fills id, a, b from that: null, with an error; select id here, or complete P by a connector on the type or by a query field with entity: true"},
		},
		{
			"two types", `type Query { u: P` + get + `"a") v: V` + get + `"a") pp: P` + get + `"a b") vv: V` + get + `"a b") } type P { a: ID b: ID } type V { a: ID b: ID }`,
			[]string{
				"warning: Query.u fills a of P, and nothing fills b from that: null, with an error; select b here, or complete P by a connector on the type or by a query field with entity: true",
				"warning: Query.v fills a of V, and nothing fills b from that: null, with an error; select b here, or complete V by a connector on the type or by a query field with entity: true",
			},
		},
		{
			"a connector's key", `type Query { u: P` + get + `"a") pp: P` + get + `"id a") } type P { id: ID a: ID c: ID @connect(source: "s", http: { GET: "/c/{$this.id}" }, selection: "$") }`,
			[]string{"warning: Query.u fills a of P, and nothing fills id, c from that: null, with an error; select id here, or complete P by a connector on the type or by a query field with entity: true"},
		},
		{
			"several connectors that fill the same name it once", `type Query { u: P` + get + `"a")` + get + `"a") pp: P` + get + `"a b") } type P { a: ID b: ID! }`,
			[]string{"Query.u fills a of P, and nothing fills b from that; select b here, or complete P by a connector on the type or by a query field with entity: true"},
		},
		{
			"what cannot be null", `type Query { u: P` + get + `"a") v: P` + get + `"a c") all: P` + get + `"a b c") } type P { a: ID b: ID! c: ID }`,
			[]string{
				"Query.u fills a of P, and nothing fills b from that; select b here, or complete P by a connector on the type or by a query field with entity: true",
				"warning: Query.u fills a of P, and nothing fills c from that: null, with an error; select c here, or complete P by a connector on the type or by a query field with entity: true",
				"Query.v fills a, c of P, and nothing fills b from that; select b here, or complete P by a connector on the type or by a query field with entity: true",
			},
		},
		{
			"what other servers would fill", `type Query { u: P` + get + `"a") } type P { a: ID b: ID @external }`,
			[]string{"warning: P.b comes from elsewhere, but there is no other server here: it is null; select it, or give it a @connect"},
		},
		{
			"what other servers would fill, and cannot be null", `type Query { u: P` + get + `"a") } type P { a: ID b: ID! @external }`,
			[]string{"nothing fills P.b; select it in a connector, give it a @connect of its own, or write it in Go with @goField(forceResolver: true)"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, messages(header+tt.schema)); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

// messages returns the texts of the diagnostics of a schema, without places and codes.
func messages(text string) []string {
	s, err := connect.Load(connect.File{Name: "schema.graphql", Text: text})
	found, _ := err.(connect.Diagnostics)
	if s != nil {
		found = s.Warnings
	}
	var out []string
	for _, d := range found {
		warning := ""
		if d.Warning {
			warning = "warning: "
		}
		out = append(out, warning+d.Msg+"; "+d.Hint)
	}
	return out
}

// What is missing on a way is known at run time too: at the position, and only there.
func TestGaps(t *testing.T) {
	s := load(t, header+`
type Query {
  poor: U @connect(source: "s", http: { GET: "/poor" }, selection: "a o { x }")
  rich: U @connect(source: "s", http: { GET: "/rich" }, selection: "id a o { x y }")
  keyed: P @connect(source: "s", http: { GET: "/p" }, selection: "id")
  p(id: ID): P @connect(source: "s", http: { GET: "/p/{$args.id}" }, selection: "id n o { x }", entity: true)
}
type U { id: ID a: ID o: O c: Int @connect(source: "s", http: { GET: "/c/{$this.id}" }, selection: "$") }
type O { x: Int y: Int }
type P { id: ID n: ID o: O }`)
	got := map[string][]string{}
	for _, c := range s.Connectors {
		if c.Supplies == nil {
			continue
		}
		got[c.Coordinate] = c.Supplies.Gaps
		if o := c.Supplies.Field("o"); o != nil {
			got[c.Coordinate+" o"] = o.Of.Gaps
		}
	}
	want := map[string][]string{
		"Query.poor[0]": {"U.id", "U.c"}, "Query.poor[0] o": {"O.y"}, "Query.rich[0]": nil, "Query.rich[0] o": nil,
		"Query.keyed[0]": nil, "Query.p[0]": nil, "Query.p[0] o": nil, // what completes entities finds it out
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
}
