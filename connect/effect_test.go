package connect_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
)

// A schema's promise is kept or refused: what restricts callers or costs is refused
// wherever it stands and under whatever name, with its place.
func TestPromisesAreRefused(t *testing.T) {
	const fields = ` @connect(source: "s", http: { GET: "/u" }, selection: "id") } type U { id: ID! }`
	arguments := map[string]string{"requiresScopes": `(scopes: [["a"]])`, "policy": `(policies: [["a"]])`, "cost": `(weight: 5)`, "listSize": `(assumedSize: 5)`}
	for _, name := range []string{"authenticated", "requiresScopes", "policy", "cost", "listSize"} {
		use := "@" + name + arguments[name]
		places := map[string]string{"a field": header + "type Query { u: U " + use + fields}
		if name != "listSize" {
			places["a type"] = header + "type Query { u: U" + fields + " extend type U " + use
			places["an enum"] = header + "type Query { u: U" + fields + " enum E " + use + " { A }"
			places["a scalar"] = header + "type Query { u: U" + fields + " scalar S " + use
		}
		if name == "cost" {
			places["an argument"] = header + "type Query { u(a: ID " + use + "): U" + fields
			places["an input field"] = header + "type Query { u: U" + fields + " input I { a: ID " + use + " }"
		}
		if name != "cost" && name != "listSize" {
			places["an interface"] = header + "type Query { u: U" + fields + " interface N " + use + " { id: ID! }"
		}
		places["another name"] = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [{ name: "@` + name + `", as: "@mine" }]) type Query { u: U @mine` + arguments[name] + " } type U { id: ID }"
		places["a name with a prefix"] = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", as: "fed") type Query { u: U @fed__` + name + arguments[name] + " } type U { id: ID }"
		places["declared by the schema"] = "directive @" + name + " on FIELD_DEFINITION type Query { u: ID " + use + " }"
		for place, schema := range places {
			t.Run(name+" on "+place, func(t *testing.T) {
				_, err := connect.Load(connect.File{Name: "schema.graphql", Text: schema})
				var found connect.Diagnostics
				if !errors.As(err, &found) || found[0].Code != connect.CodeNotEnforced || found[0].Pos.Line == 0 {
					t.Errorf("%v; want %s", err, connect.CodeNotEnforced)
				}
			})
		}
	}
}

// What does nothing where it stands is said, with its place.
func TestWithoutEffect(t *testing.T) {
	const get = ` @connect(source: "s", http: { GET: "/u" }, selection: "id")`
	const u = ` type U { id: ID! }`
	const linked = ` extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@shareable", "@tag", "@override", "@provides", "@interfaceObject", "@composeDirective", "@extends"])`
	for _, tt := range []struct {
		name, schema string
		want         []string
	}{
		{"shared fields", `type Query { u: U` + get + ` } type U { id: ID! @shareable }` + linked, []string{"warning: @shareable has no effect; remove it: there is one server that fills a field"}},
		{"many tags", `type Query { u: U @tag(name: "a")` + get + ` } type U @tag(name: "b") { id: ID! @tag(name: "c") @tag(name: "d") }` + linked, []string{"warning: @tag, here and in 3 more places, has no effect; remove it: there are no contracts of a gateway"}},
		{"what other servers have", `type Query { u: U @provides(fields: "id")` + get + ` } type U { id: ID! @override(from: "b") }` + linked, []string{
			"warning: @provides has no effect; remove it: connectors say themselves what they fill",
			"warning: @override has no effect; remove it: there is one server that fills a field",
		}},
		{"types of other servers", `type Query { u: U` + get + ` } type U @interfaceObject @extends { id: ID! }` + linked, []string{
			"warning: @interfaceObject has no effect; remove it: an interface is resolved by Go, or by connect/v0.4",
			"warning: @extends has no effect; remove it: a type may stand in several files anyway",
		}},
		{"composed directives", `type Query { u: U` + get + ` } extend schema @composeDirective(name: "@x")` + u + linked, []string{"warning: @composeDirective has no effect; remove it: nothing is composed"}},
		{"context", `type Query { u: U` + get + ` } type U @federation__context(name: "c") { id: ID! }`, []string{"@federation__context has no meaning in a server without a gateway; pass the value as an argument or in $context"}},
		{"semantic null", `type Query { u: U @semanticNonNull` + get + ` }` + u, []string{"warning: @semanticNonNull has no effect; remove it: clients see the types alone"}},
		{"a key of an interface", `type Query { u: U` + get + ` } interface N @key(fields: "id") { id: ID! }` + u, []string{"warning: @key has no effect on the interface N; write it on the types that implement N"}},
		{"what a connector needs of other servers", `type Query { u: U` + get + ` } type U { id: ID! n: ID @requires(fields: "id") @connect(source: "s", http: { GET: "/n/{$this.id}" }, selection: "$") }`, []string{"warning: @requires has no effect on U.n, which is not written in Go; remove it: a mapping says by itself what it reads"}},
		{"a note", `directive @note on FIELD_DEFINITION type Query { u: U @note` + get + ` }` + u, []string{"warning: @note is declared here, and nothing follows it; write what it should do as a field in Go, or leave it as a note for readers"}},
		{"another specification", `extend schema @link(url: "https://specs.example.com/mine/v1.0") type Query { u: U` + get + ` }` + u, []string{"warning: this server does not follow https://specs.example.com/mine/v1.0; remove it"}},
		{"another specification with a purpose", `extend schema @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) type Query { u: U` + get + ` }` + u, []string{"the schema needs https://specs.apollo.dev/join/v0.3 for EXECUTION, which this server does not follow; remove it, and what it is linked for"}},

		{"ages of a plain field", `type Query { u: U` + get + ` } type U { id: ID! @cacheControl(maxAge: 5) }`, []string{"@cacheControl has no effect on U.id, which is filled together with its object; write it on the field or the type whose connector fetches it"}},
		{"privacy of a plain field", `type Query { u: U` + get + ` } type U { id: ID! @cacheControl(scope: PRIVATE) }`, []string{"@cacheControl has no effect on U.id, which is filled together with its object; write it on the field or the type whose connector fetches it"}},
		{"ages of a field in Go", `type Query { u: U` + get + ` g: ID @cacheControl(maxAge: 5) }` + u, []string{"@cacheControl has no effect on Query.g, which is written in Go; write it on the field or the type whose connector fetches it"}},
		{"ages of an interface's field", `type Query { u: U` + get + ` } interface N { id: ID! @cacheControl(maxAge: 5) }` + u, []string{"@cacheControl has no effect on N.id, which is a field of an interface; write it on the field or the type whose connector fetches it"}},
		{"ages of a mutation", `type Query { u: U` + get + ` } type Mutation { m: U @cacheControl(maxAge: 5) @connect(source: "s", http: { POST: "/u" }, selection: "id") }` + u, []string{"warning: @cacheControl has no effect on Mutation.m: answers to a mutation are not kept; remove it"}},
		{"ages of a type inside of others", `type Query { u: U @connect(source: "s", http: { GET: "/u" }, selection: "v { id }") } type U { v: V } type V @cacheControl(maxAge: 5) { id: ID }`, []string{"warning: @cacheControl has no effect on V, which no connector returns or completes; write it on the field or the type whose connector fetches it"}},
		{"ages of a type that is returned", `type Query { u: U` + get + ` } type U @cacheControl(maxAge: 5) { id: ID! }`, nil},
		{"inherited ages", `type Query { u: U @cacheControl(inheritMaxAge: true)` + get + ` }` + u, []string{"warning: `inheritMaxAge` of @cacheControl has no effect; remove it: an age is of the connector that fills the field"}},
		{"tags of a plain field", `type Query { u: U` + get + ` } type U { id: ID! @cacheTag(format: "x") }`, []string{"@cacheTag has no effect on U.id, which is filled together with its object; write it where the connector is; Go that changes something invalidates its tags itself"}},
		{"tags of a mutation in Go", `type Query { u: U` + get + ` } type Mutation { m: ID @cacheTag(format: "x") }` + u, []string{"@cacheTag has no effect on Mutation.m, which is written in Go; write it where the connector is; Go that changes something invalidates its tags itself"}},
		{"tags of a type of Go", `type Query { u: U` + get + ` v: V } type V @cacheTag(format: "v") { id: ID }` + u, []string{"warning: @cacheTag has no effect on V, which no connector fills; remove it"}},
		{"ids of a type of Go", `type Query { u: U` + get + ` v: V } type V { id: ID @globalID }` + u, []string{"warning: @globalID has no effect on V.id, as objects of V come from Go alone; make the id in Go, as with relay.ID, and remove it"}},
		{"ids of a type of Go that a connector reads", `type Query { u: U` + get + ` v: V } type V { id: ID @globalID n: ID @connect(source: "s", http: { GET: "/n/{$this.id}" }, selection: "$") }` + u, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, messages(header+tt.schema)); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

// What clients send and nothing reads is said once, wherever it stands.
func TestUnreadArguments(t *testing.T) {
	field := func(arguments, http string) string {
		return header + fmt.Sprintf(`type Query { u(%s): ID @connect(source: "s", http: { %s }, selection: "$") }`, arguments, http)
	}
	const in = ` input In { a: ID b: Sub c: [Sub] self: In } input Sub { x: ID y: ID }`
	for _, tt := range []struct {
		name, schema string
		want         []string
	}{
		{"read", field(`a: ID`, `GET: "/u/{$args.a}"`), nil},
		{"unread", field(`a: ID b: ID`, `GET: "/u/{$args.a}"`), []string{"warning: no connector reads the argument b of Query.u; read it as $args.b, or remove it"}},
		{"all as a whole", field(`a: ID b: In`, `POST: "/u", body: "$args"`) + in, nil},
		{"read in the selection", header + `type Query { u(a: ID): ID @connect(source: "s", http: { GET: "/u" }, selection: "$args.a") }`, nil},
		{"read by isSuccess", header + `type Query { u(a: ID): ID @connect(source: "s", http: { GET: "/u" }, selection: "$", isSuccess: "$args.a->eq(1)") }`, nil},
		{"read by the tag", header + `type Mutation { u(a: ID): ID @cacheTag(format: "u-{$args.a}") @connect(source: "s", http: { POST: "/u" }, selection: "$") }`, nil},
		{"read by the second connector", header + `type Query { u(a: ID): U @connect(source: "s", http: { GET: "/u" }, selection: "a") @connect(source: "s", http: { GET: "/u/{$args.a}" }, selection: "b") } type U { a: ID b: ID }`, nil},
		{"of a field in Go", header + `type Query { u(a: ID b: In): ID }` + in, nil},
		{"of a field of an object", header + `type Query { u: U @connect(source: "s", http: { GET: "/u" }, selection: "id") } type U { id: ID n(a: ID b: ID): ID @connect(source: "s", http: { GET: "/n/{$this.id}?b={$args.b}" }, selection: "$") }`, []string{"warning: no connector reads the argument a of U.n; read it as $args.a, or remove it"}},
		{"input fields", field(`in: In`, `POST: "/u", body: "$args.in { a b { x } c { x } }"`) + in, []string{
			"warning: nothing reads In.self; read it by a connector, or remove it",
			"warning: nothing reads Sub.y; read it by a connector, or remove it",
		}},
		{"input fields that another connector reads", field(`in: In`, `POST: "/u", body: "$args.in.b.x"`) + ` extend type Query { v(in: In): ID @connect(source: "s", http: { POST: "/v", body: "$args.in" }, selection: "$") }` + in, nil},
		{"input fields that Go gets", field(`in: In`, `POST: "/u", body: "$args.in.b.x"`) + ` extend type Query { v(in: In): ID }` + in, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, messages(tt.schema)); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

// A type that is private stays so inside of other answers; its key alone says nothing.
func TestPrivateInside(t *testing.T) {
	const customer = ` type Customer @cacheControl(scope: PRIVATE) @connect(source: "s", http: { GET: "/c/{$this.id}" }, selection: "id mail") { id: ID! mail: String }`
	for _, tt := range []struct{ name, field, selection, want string }{
		{"more than its key", "o: Order", "id c { id mail }", "CONNECTORS_PRIVATE_DATA_WITHOUT_SCOPE"},
		{"its key", "o: Order", "id c { id }", ""},
		{"inside of what is private", "o: Order @cacheControl(scope: PRIVATE)", "id c { id mail }", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var want []connect.Code
			if tt.want != "" {
				want = []connect.Code{connect.Code(tt.want)}
			}
			got := codes(t, header+`type Query { `+tt.field+` @connect(source: "s", http: { GET: "/o" }, selection: "`+tt.selection+`") } type Order { id: ID! c: Customer }`+customer)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("codes (-want +got):\n%s", diff)
			}
		})
	}
}
