package emit_test

import (
	"fmt"
	"testing"

	"bff/connect"
)

// forms are schemas of which each has something that changes the Go around it.
var forms = map[string]string{
	"names_of_members": `type Query { o(i: In): O @connect(source: "s", http: { POST: "/o", body: "$args" }, selection: "a") }
		type O { a: ID @goField(name: "Bee") } input In { b: ID @goField(name: "Cee") }`,
	"names_of_methods": `type Query { o: O @goField(name: "Bee") @connect(source: "s", http: { GET: "/o" }, selection: "a p { id }") }
		type O { a: ID @goField(name: "X") b: ID @goField(name: "Y") @connect(source: "s", http: { GET: "/b/{$this.a}" }, selection: "$") p: P @goField(name: "Z") }
		type P @connect(source: "s", http: { GET: "/p/{$this.id}" }, selection: "id n") { id: ID n: Int }`,
	"omittable": `type Query { o(i: In): ID @connect(source: "s", http: { POST: "/o", body: "$args" }, selection: "$") }
		input In { a: ID @goField(omittable: true) b: In @goField(omittable: true) c: [Int] @goField(omittable: true) }`,
	"gqlgen_scalars": `type Query { o(a: Duration, b: [UUID!], c: U8, d: [U64]): O @connect(source: "s", http: { POST: "/o", body: "$args" }, selection: "a b c d e") }
		type O { a: [Duration!] b: UUID c: [U8] d: U64! e: [IntID] }
		scalar Duration @goModel(model: "github.com/99designs/gqlgen/graphql.Duration") scalar UUID @goModel(model: "github.com/99designs/gqlgen/graphql.UUID")
		scalar U8 @goModel(model: "github.com/99designs/gqlgen/graphql.Uint8") scalar U64 @goModel(models: ["github.com/99designs/gqlgen/graphql.Uint64"])
		scalar IntID @goModel(model: "github.com/99designs/gqlgen/graphql.IntID")`,
	"upload": `type Query { a: Int @connect(source: "s", http: { GET: "/a" }, selection: "$") }
		type Mutation { send(file: Upload!): ID } scalar Upload`,
	"enum_as_text": `type Query { o(e: E): [E!] @connect(source: "s", http: { POST: "/o", body: "$args" }, selection: "$") }
		enum E @goModel(model: "github.com/99designs/gqlgen/graphql.String") { A B }`,
	"tags_and_extra_fields": `type Query { o(i: In): O @connect(source: "s", http: { POST: "/o", body: "$args" }, selection: "a") }
		type O @goExtraField(name: "Extra", type: "string") { a: ID @goTag(key: "yaml", value: "x") } input In @goExtraField(name: "Extra", type: "int64") { a: ID @goTag(key: "json", value: "a,omitempty") }`,
	"resolvers_asked_for": `type Query { o: O @goField(forceResolver: true, batch: true) @connect(source: "s", http: { GET: "/o" }, selection: "a") }
		type O { a: ID @goField(forceResolver: false) b: ID @goField(forceResolver: true, batch: false) @connect(source: "s", http: { GET: "/b/{$this.a}" }, selection: "$") c: [ID] @goField(forceResolver: true) d: ID @goField(forceResolver: true, batch: false) }`,
	"notes": `directive @note(text: String) repeatable on FIELD_DEFINITION | OBJECT | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | INPUT_OBJECT | ENUM_VALUE | ENUM | SCALAR | FIELD | QUERY
		type Query { o(i: In @note): O @note(text: "o") @connect(source: "s", http: { POST: "/o", body: "$args" }, selection: "a") }
		type O @note { a: ID @note @note b: E @note @goField(forceResolver: true) } input In @note { a: ID @note } enum E @note { A @note }`,
	"one_of_and_deprecated": `type Query { o(i: In, j: ID @deprecated): ID @deprecated @connect(source: "s", http: { POST: "/o", body: "$args" }, selection: "$") }
		input In @oneOf { a: ID b: Int }`,
	"subscriptions": `type Query { o: ID @connect(source: "s", http: { GET: "/o" }, selection: "$") } type Subscription { s(a: [ID!]): [O] t: ID @subscriptionContext } type O { a: ID }`,
	"inlined_in_go": `type Query { o: ID @connect(source: "s", http: { GET: "/o" }, selection: "$") p(i: In @inlineArguments): ID } input In { a: ID b: Int }`,
	"item_of_order": `type Query { o: Order @connect(source: "s", http: { GET: "/o" }, selection: "id items { id }") } type Order { id: ID items: [Order_item] } type Order_item { id: ID }`,
}

// TestGenerated builds whatever is accepted: what has an effect on Go, schemas of hard
// names with all scalars in all forms of lists and null, and those of testdata/run. It
// serves the last, and compares what queries get and what backends are asked.
func TestGenerated(t *testing.T) {
	const enough, most = 3, 200
	p := newProject(t)
	for name, text := range forms {
		if _, err := p.add(t, name, connect.File{Name: "schema.graphql", Text: header + text}); err != nil {
			t.Errorf("%s is refused: %v", name, err)
		}
	}
	accepted := 0
	for seed := range uint64(most) {
		text := randomSchema(seed)
		if _, err := p.add(t, fmt.Sprintf("random%d", seed), connect.File{Name: "schema.graphql", Text: text}); err == nil {
			accepted++
		}
		if accepted == enough {
			break
		}
	}
	if accepted < enough {
		t.Errorf("%d schemas of %d are accepted; want %d", accepted, most, enough)
	}
	cases := readRuns(t)
	for _, c := range cases {
		if _, err := p.add(t, c.job.Package, c.schema...); err != nil {
			t.Fatalf("%s is refused: %v", c.file, err)
		}
	}
	p.build(t)
	var jobs []job
	for _, c := range cases {
		jobs = append(jobs, c.job)
	}
	for i, got := range p.run(t, jobs) {
		t.Run(cases[i].job.Package, func(t *testing.T) { cases[i].check(t, got) })
	}
}

// FuzzBuilds is the same for any number of schemas: go test -fuzz FuzzBuilds.
func FuzzBuilds(f *testing.F) {
	f.Fuzz(func(t *testing.T, seed uint64) {
		p := newProject(t)
		if _, err := p.add(t, "random", connect.File{Name: "schema.graphql", Text: randomSchema(seed)}); err == nil {
			p.build(t)
		}
	})
}
