package connect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
)

// TestRules has a wrong schema for each rule of the convention, and a right one
// beside it where the difference is small. V01 to V23 are the convention's own.
func TestRules(t *testing.T) {
	const u = " type U { id: ID }"
	v04 := func(schema string) string { return strings.Replace(schema, "connect/v0.3", "connect/v0.4", 1) }
	q := func(field string) string { return header + "type Query { " + field + " }" }
	for _, tt := range []struct {
		name, schema string
		want         connect.Code // empty for a right schema
	}{
		{"V01 relative URL without source", q(`u: U @connect(http: { GET: "/x" }, selection: "id")`) + u, connect.CodeRelativeURLNoSource},
		{"V02 absolute URL with source", q(`u: U @connect(source: "s", http: { GET: "https://a.test/x" }, selection: "id")`) + u, connect.CodeAbsoluteURLWithSource},
		{"V03 no such source", q(`u: U @connect(source: "nope", http: { GET: "/x" }, selection: "id")`) + u, connect.CodeSourceNameMismatch},
		{"V04 hole in the host", q(`u: U @connect(http: { GET: "https://{$config.h}.test/x" }, selection: "id")`) + u, connect.CodeInvalidURL},
		{"V04 the same in a baseURL", strings.Replace(q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`)+u, "https://api.test", "https://{$config.h}.test", 1), ""},
		{"V05 no such argument in a URL", q(`u: U @connect(source: "s", http: { GET: "/x/{$args.zz}" }, selection: "id")`) + u, connect.CodeInvalidURL},
		{"V05 no such argument in a selection", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id: $args.zz")`) + u, connect.CodeUndefinedArgument},
		{"V06 bare key in a URL", q(`u(id: ID): U @connect(source: "s", http: { GET: "/x/{id}" }, selection: "id")`) + u, connect.CodeInvalidURL},
		{"V07 parent of a query field", q(`u: U @connect(source: "s", http: { GET: "/x/{$this.id}" }, selection: "id")`) + u, connect.CodeInvalidURL},
		{"V08 status in a URL", q(`u: U @connect(source: "s", http: { GET: "/x/{$status}" }, selection: "id")`) + u, connect.CodeInvalidURL},
		{"V09 list in a URL", q(`u(list: [ID]): U @connect(source: "s", http: { GET: "/x?l={$args.list}" }, selection: "id")`) + u, connect.CodeInvalidURL},
		{"V09 joined list", q(`u(list: [ID]): U @connect(source: "s", http: { GET: "/x?l={$args.list->joinNotNull(',')}" }, selection: "id")`) + u, ""},
		{"V09 first of one of two lists", q(`u(list: [ID]): U @connect(source: "s", http: { GET: "/x?l={$($args.list ?? ['a'])->first}" }, selection: "id")`) + u, ""},
		{"a list of matches", q(`es: [E!] @connect(source: "s", http: { GET: "/x" }, selection: "$.n->map(@.e->match(['a', 'A'], [@, 'B']))")`) + ` enum E { A B }`, ""},
		{"a boolean that is matched with texts", q(`q(b: Boolean): ID @connect(source: "s", http: { GET: "/x", queryParams: "b: $args.b->match(['true', 'y'], [@, 'n'])" }, selection: "$")`), connect.CodeInvalidURLProperty},
		{"a boolean that is matched with booleans", q(`q(b: Boolean): ID @connect(source: "s", http: { GET: "/x", queryParams: "b: $args.b->match([true, 'y'], [null, 'z'], [@, 'n'])" }, selection: "$")`), ""},
		{"an enum that is matched with another word", q(`q(e: E): ID @connect(source: "s", http: { POST: "/x", body: "e: $args.e->match(['AA', 'a'], [@, 'n'])" }, selection: "$")`) + ` enum E { A B }`, connect.CodeInvalidBody},
		{"an enum that is matched with its own", q(`q(e: E): ID @connect(source: "s", http: { POST: "/x", body: "e: $args.e->match(['A', 'a'], [@, 'n'])" }, selection: "$")`) + ` enum E { A B }`, ""},
		{"an element that is matched", q(`q(e: [E]): ID @connect(source: "s", http: { POST: "/x", body: "e: $args.e->map(@->match(['X', 'a'], [@, 'n']))" }, selection: "$")`) + ` enum E { A B }`, ""},
		{"an id that is matched with a number in a URL", q(`q(id: ID, b: Boolean): ID @connect(source: "s", http: { GET: "/x/{$args.id->match([1, 'a'], [@, @])}/{$args.b->match([1, 'a'], [@, 'b'])}" }, selection: "$")`), connect.CodeInvalidURL},
		{"a match that is no value of an enum", q(`e: E @connect(source: "s", http: { GET: "/x" }, selection: "$.e->match(['a', 'A'], [@, 'C'])")`) + ` enum E { A B }`, connect.CodeTypeMismatch},
		{"a literal that is no value of an enum", q(`u: V @connect(source: "s", http: { GET: "/x" }, selection: "e: $('X')")`) + ` type V { e: E } enum E { A B }`, connect.CodeTypeMismatch},
		{"a literal that is one", q(`u: V @connect(source: "s", http: { GET: "/x" }, selection: "e: $('A')")`) + ` type V { e: E } enum E { A B }`, ""},
		{"a default that is no value", q(`u(e: E = C): U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` enum E { A B }` + u, connect.CodeGraphQL},
		{"a default of another kind", q(`u(e: Int = "1"): U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + u, connect.CodeGraphQL},
		{"a default without a needed field", q(`u(e: I = { b: 1 }): U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` input I { a: Int! b: Int }` + u, connect.CodeGraphQL},
		{"a default with an unknown field", q(`u(e: I = { c: 1 }): U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` input I { b: Int }` + u, connect.CodeGraphQL},
		{"null for what is never null", q(`u(e: Int! = null): U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + u, connect.CodeGraphQL},
		{"a default of an input field", q(`u(e: I): U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` input I { b: [Int!] = ["x"] }` + u, connect.CodeGraphQL},
		{"good defaults", q(`u(e: I = { a: 1, l: [A, B], f: 2, id: 3, o: B }, l: [[Int]] = 1, s: String = null, b: Boolean = true, j: J = { x: [1] }, u: ID = "x"): U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` input I { a: Int! l: [E!] f: Float id: ID o: E! c: Int! = 4 } scalar J enum E { A B }` + u, ""},
		{"V09 first of a list", q(`u(list: [ID]): U @connect(source: "s", http: { GET: "/x?l={$args.list->first}" }, selection: "id")`) + u, ""},
		{"V10 nullable part of a path", q(`u(a: String): U @connect(source: "s", http: { GET: "/x", path: "$([$args.a])" }, selection: "id")`) + u, connect.CodeInvalidURLProperty},
		{"V10 the same, non-null", q(`u(a: String!): U @connect(source: "s", http: { GET: "/x", path: "$([$args.a])" }, selection: "id")`) + u, ""},
		{"V10 the same, with a default", q(`u(a: String): U @connect(source: "s", http: { GET: "/x", path: "$([$args.a ?? 'x'])" }, selection: "id")`) + u, ""},
		{"V10 all arguments as parameters", q(`u(a: String): U @connect(source: "s", http: { GET: "/x", queryParams: "$args" }, selection: "id")`) + u, ""},
		{"V10 a string as parameters", q(`u(s: String): U @connect(source: "s", http: { GET: "/x", queryParams: "$args.s" }, selection: "id")`) + u, connect.CodeInvalidURLProperty},
		{"path that is a string", q(`u(s: String!): U @connect(source: "s", http: { GET: "/x", path: "$args.s" }, selection: "id")`) + u, connect.CodeInvalidURLProperty},
		{"path of nullable items", q(`u(s: [String]): U @connect(source: "s", http: { GET: "/x", path: "$args.s" }, selection: "id")`) + u, connect.CodeInvalidURLProperty},
		{"path of items", q(`u(s: [String!]): U @connect(source: "s", http: { GET: "/x", path: "$args.s" }, selection: "id")`) + u, ""},
		{"V11 no such field", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id nope")`) + u, connect.CodeSelectedFieldNotFound},
		{"V11 __typename is one", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id __typename: $('U')")`) + u, ""},
		{"V12 group for a string", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "name { x }")`) + ` type U { name: String }`, connect.CodeGroupNotObject},
		{"group for a custom scalar", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "raw { x }")`) + ` scalar JSON type U { raw: JSON }`, ""},
		{"V13 object without a group", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "owner")`) + ` type U { owner: Owner } type Owner { id: ID }`, connect.CodeGroupRequired},
		{"V14 field that nothing fills", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type U { id: ID nope: String }`, connect.CodeUnresolvedField},
		{"V14 the same in Go", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type U { id: ID nope: String @goField(forceResolver: true) }`, ""},
		{"V14 the same from elsewhere", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type U { id: ID nope: String @external }`, ""},
		{"V15 types inside of each other", q(`a: A @connect(source: "s", http: { GET: "/x" }, selection: "b { a { b { id } } }")`) + ` type A { b: B } type B { id: ID a: A }`, connect.CodeCircularReference},
		{"V16 field that returns its parent", q(`u: User @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type User { id: ID! friends: [User] @connect(source: "s", http: { GET: "/u/{$this.id}" }, selection: "id") }`, connect.CodeCircularReference},
		{"V17 entity list", q(`us(id: ID!): [U] @connect(source: "s", http: { GET: "/x/{$args.id}" }, selection: "id", entity: true)`) + u, connect.CodeEntityTypeInvalid},
		{"V17 entity non-null", q(`us(id: ID!): U! @connect(source: "s", http: { GET: "/x/{$args.id}" }, selection: "id", entity: true)`) + u, connect.CodeEntityTypeInvalid},
		{"V17 entity of a mutation", q(`a: ID`) + ` type Mutation { m(id: ID): U @connect(source: "s", http: { GET: "/x/{$args.id}" }, selection: "id", entity: true) }` + u, connect.CodeEntityNotOnRootQuery},
		{"V17 entity without arguments", q(`us: U @connect(source: "s", http: { GET: "/x" }, selection: "id", entity: true)`) + u, connect.CodeEntityArgument},
		{"V17 argument that is no field", q(`us(uid: ID): U @connect(source: "s", http: { GET: "/x/{$args.uid}" }, selection: "id", entity: true)`) + u, connect.CodeEntityArgument},
		{"argument of another type than its field", q(`us(id: String): U @connect(source: "s", http: { GET: "/x/{$args.id}" }, selection: "id", entity: true)`) + u, connect.CodeEntityArgument},
		{"nested argument of another type", q(`us(org: In): U @connect(source: "s", http: { GET: "/x/{$args.org.id}" }, selection: "org { id }", entity: true)`) + ` input In { id: String } type U { org: O } type O { id: ID }`, connect.CodeEntityArgument},
		{"V18 key without a connector", q(`u: T @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type T @key(fields: "id") { id: ID }`, connect.CodeMissingEntityConnector},
		{"V18 key that is not resolvable", q(`u: T @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type T @key(fields: "id", resolvable: false) { id: ID }`, ""},
		{"V19 batch key that is not selected", q(`u: [T] @connect(source: "s", http: { GET: "/x" }, selection: "id label")`) + ` type T @connect(source: "s", http: { POST: "/t", body: "ids: $batch.id" }, selection: "label") { id: ID label: String }`, connect.CodeBatchKeyNotSelected},
		{"V19 batch key from a variable", q(`u: [T] @connect(source: "s", http: { GET: "/x" }, selection: "id label")`) + ` type T @connect(source: "s", http: { POST: "/t", body: "ids: $batch.id" }, selection: "id: $context.id label") { id: ID label: String }`, connect.CodeNonRootBatchKey},
		{"V20 two methods", q(`u: U @connect(source: "s", http: { GET: "/x", POST: "/x" }, selection: "id")`) + u, connect.CodeMultipleMethods},
		{"V20 no method", q(`u: U @connect(source: "s", http: { body: "$args" }, selection: "id")`) + u, connect.CodeMissingMethod},
		{"V21 header from and value", q(`u: U @connect(source: "s", http: { GET: "/x", headers: { name: "x-a", from: "a", value: "b" } }, selection: "id")`) + u, connect.CodeInvalidHeader},
		{"V21 copied content type", q(`u: U @connect(source: "s", http: { GET: "/x", headers: { name: "content-type", from: "a" } }, selection: "id")`) + u, connect.CodeInvalidHeader},
		{"V22 isSuccess that is a string", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id", isSuccess: "$('yes')")`) + u, connect.CodeInvalidIsSuccess},
		{"V22 isSuccess of the source", strings.Replace(q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`)+u, `v1" }`, `v1" }, isSuccess: "$status->add(1)"`, 1), connect.CodeInvalidIsSuccess},
		{"isSuccess that is a property", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id", isSuccess: "ok")`) + u, ""},
		{"V23 union", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + u + ` union V = U`, connect.CodeAbstractType},
		{"union that Go resolves", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id") v: V`) + u + ` union V = U`, ""},
		{"union from a connector", q(`v: V @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + u + ` union V = U`, connect.CodeAbstractType},
		{"union from a connector in v0.4", strings.Replace(q(`v: V @connect(source: "s", http: { GET: "/x" }, selection: "... $->match([@, { __typename: 'U', id: $.id }])")`)+u+` union V = U`, "connect/v0.3", "connect/v0.4", 1), ""},
		{"union without a type name in v0.4", strings.Replace(q(`v: V @connect(source: "s", http: { GET: "/x" }, selection: "id")`)+u+` union V = U`, "connect/v0.3", "connect/v0.4", 1), connect.CodeInvalidSelection},

		{"two types of a union in v0.4", v04(q(`v: V @connect(source: "s", http: { GET: "/x" }, selection: "id ... kind->match(['u', { __typename: 'U' }], ['w', { __typename: 'W', size }], [@, null])")`) + u + ` union V = U | W type W { id: ID size: Int }`), ""},
		{"wrong type of a union in v0.4", v04(q(`v: V @connect(source: "s", http: { GET: "/x" }, selection: "id ... kind->match(['u', { __typename: 'U' }], ['w', { __typename: 'WW', size }], [@, null])")`) + u + ` union V = U | W type W { id: ID size: Int }`), connect.CodeInvalidSelection},
		{"type of a union from the response in v0.4", v04(q(`v: V @connect(source: "s", http: { GET: "/x" }, selection: "__typename: kind id")`) + u + ` union V = U`), connect.CodeInvalidSelection},
		{"field of no type of a union in v0.4", v04(q(`v: V @connect(source: "s", http: { GET: "/x" }, selection: "__typename: $('U') id x")`) + u + ` union V = U`), connect.CodeSelectedFieldNotFound},

		{"unknown version", strings.Replace(q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`)+u, "v0.3", "v0.9", 1), connect.CodeUnknownVersion},
		{"empty source name", strings.Replace(q(`a: ID`), `"s"`, `""`, 1), connect.CodeEmptySourceName},
		{"invalid source name", strings.Replace(q(`a: ID`), `"s"`, `"1s"`, 1), connect.CodeInvalidSourceName},
		{"source name that is too long", strings.Replace(q(`a: ID`), `"s"`, `"`+strings.Repeat("s", 65)+`"`, 1), connect.CodeInvalidSourceName},
		{"source twice", q(`a: ID`) + ` extend schema @source(name: "s", http: { baseURL: "https://b.test" })`, connect.CodeDuplicateSourceName},
		{"no source at all", `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect"]) type Query { u: U @connect(source: "s", http: { GET: "/x" }, selection: "id") }` + u, connect.CodeNoSourcesDefined},
		{"baseURL without a host", strings.Replace(q(`a: ID`), "https://api.test/v1", "https://", 1), connect.CodeInvalidURL},
		{"baseURL of another scheme", strings.Replace(q(`a: ID`), "https://api.test/v1", "ftp://api.test", 1), connect.CodeInvalidURLScheme},
		{"baseURL with $args", strings.Replace(q(`a: ID`), "https://api.test/v1", "https://api.test/{$args.id}", 1), connect.CodeInvalidURL},
		{"id that is no name", q(`u: U @connect(id: "a-b", source: "s", http: { GET: "/x" }, selection: "id")`) + u, connect.CodeInvalidID},
		{"id twice", q(`u: U @connect(id: "a", source: "s", http: { GET: "/x" }, selection: "id") v: U @connect(id: "a", source: "s", http: { GET: "/x" }, selection: "id")`) + u, connect.CodeDuplicateID},
		{"no http", q(`u: U @connect(source: "s", selection: "id")`) + u, connect.CodeGraphQL},
		{"no selection", q(`u: U @connect(source: "s", http: { GET: "/x" })`) + u, connect.CodeGraphQL},
		{"selection that is a number", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: 5)`) + u, connect.CodeGraphQL},
		{"empty selection", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: " ")`) + u, connect.CodeInvalidSelection},
		{"selection that does not parse", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id {")`) + u, connect.CodeInvalidSelection},
		{"$batch in a selection", q(`a: ID`) + ` type T @connect(source: "s", http: { GET: "/x?i={$batch.id->joinNotNull(',')}" }, selection: "id: $batch.id->first") { id: ID }`, connect.CodeInvalidSelection},
		{"no such field of the parent in a selection", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type U { id: ID! f: F @connect(source: "s", http: { GET: "/x/{$this.id}" }, selection: "a: $this.idd") } type F { a: ID }`, connect.CodeUndefinedField},
		{"step into a union", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id") v: V`) + ` union V = F type U { id: ID! v: V @goField(forceResolver: true) f: F @connect(source: "s", http: { GET: "/x/{$this.id}" }, selection: "a: $this.v.a") } type F { a: ID }`, connect.CodeUnsupportedVariableType},
		{"same header twice", q(`u: U @connect(source: "s", http: { GET: "/x", headers: [{ name: "x-a", value: "a" }, { name: "X-A", value: "b" }] }, selection: "id")`) + u, connect.CodeHeaderCollision},
		{"header of the transport", q(`u: U @connect(source: "s", http: { GET: "/x", headers: { name: "connection", value: "a" } }, selection: "id")`) + u, connect.CodeInvalidHeader},
		{"header with a bad hole", q(`u: U @connect(source: "s", http: { GET: "/x", headers: { name: "x-a", value: "{$args.zz}" } }, selection: "id")`) + u, connect.CodeInvalidHeader},
		{"empty body", q(`u: U @connect(source: "s", http: { POST: "/x", body: "" }, selection: "id")`) + u, connect.CodeInvalidBody},
		{"body from a bare key", q(`u(name: String): U @connect(source: "s", http: { POST: "/x", body: "name" }, selection: "id")`) + u, connect.CodeInvalidBody},
		{"body on a missing argument", q(`u(input: In): U @connect(source: "s", http: { POST: "/x", body: "$args.input { nme }" }, selection: "id")`) + u + ` input In { name: String }`, connect.CodeInvalidBody},
		{"errors.message that is a number", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id", errors: { message: "$status" })`) + u, connect.CodeInvalidErrorsMessage},
		{"errors.extensions that is a string", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id", errors: { extensions: "$('x')" })`) + u, connect.CodeInvalidErrorsMessage},
		{"field with arguments in a selection", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type U { id(a: Int): ID }`, connect.CodeFieldWithArguments},
		{"connector on a root type", header + `type Query @connect(source: "s", http: { GET: "/x/{$this.a}" }, selection: "a") { a: ID }`, connect.CodeConnectOnRoot},
		{"$this with $batch", q(`a: ID`) + ` type T @connect(source: "s", http: { POST: "/x/{$this.id}", body: "ids: $batch.id" }, selection: "id") { id: ID }`, connect.CodeBatchAndThis},
		{"entity: false on a type", q(`a: ID`) + ` type T @connect(source: "s", entity: false, http: { GET: "/x/{$this.id}" }, selection: "id") { id: ID }`, connect.CodeTypeMustBeEntity},
		{"missing type", q(`u: Uu`) + u, connect.CodeMissingType},
		{"subscription", q(`a: ID`) + ` type Subscription { u: U @connect(source: "s", http: { GET: "/x" }, selection: "id") }` + u, connect.CodeSubscription},
		{"subscription in Go", q(`a: ID`) + ` type Subscription { u: U }` + u, ""},
		{"imported @context", strings.Replace(q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`), `"@key"`, `"@context"`, 1) + u, connect.CodeFederationDirective},
		{"all of the parent as the key", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type U { id: ID! f: F @connect(source: "s", http: { GET: "/x", queryParams: "$this" }, selection: "a") } type F { a: ID }`, connect.CodeCannotResolveKey},
		{"maxSize below zero", q(`a: ID`) + ` type T @connect(source: "s", batch: { maxSize: -1 }, http: { POST: "/x", body: "ids: $batch.id" }, selection: "id") { id: ID }`, connect.CodeGraphQL},
		{"unknown method", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id: id->frist")`) + u, connect.CodeInvalidSelection},

		{"string for a number", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "n: $('x')")`) + ` type U { n: Int }`, connect.CodeTypeMismatch},
		{"number as a string", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "n: $(5)")`) + ` type U { n: String }`, ""},
		{"argument of another type", q(`u(id: ID, on: Boolean): U @connect(source: "s", http: { GET: "/x" }, selection: "n: $args.on")`) + ` type U { n: ID }`, connect.CodeTypeMismatch},
		{"list for one", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "n: xs->map(@.n)")`) + ` type U { n: Int }`, connect.CodeTypeMismatch},
		{"first of a list", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "n: xs->map(@.n)->first")`) + ` type U { n: Int }`, ""},
		{"keys of entries", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "n: o->entries.key m: $([{ a: 1 }]).a")`) + ` type U { n: [String] m: [Int] }`, ""},
		{"one for a list", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "n: xs->size")`) + ` type U { n: [Int] }`, connect.CodeTypeMismatch},
		{"enum by match", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "n: n->match(['a', 'A'], [@, null])")`) + ` enum E { A } type U { n: E }`, ""},
		{"list of objects that is one", q(`u: [U] @connect(source: "s", http: { GET: "/x" }, selection: "$({ id: 1 })")`) + u, connect.CodeTypeMismatch},
		{"list of objects", q(`u: [U] @connect(source: "s", http: { GET: "/x" }, selection: "$.items { id }")`) + u, ""},

		{"elements of a list argument", q(`u(in: [In]): U @connect(source: "s", http: { GET: "/x", queryParams: "n: $args.in->map(@.n)" }, selection: "o: $args.in { n } p: $args.in->map({ n: @.n })")`) + ` input In { n: ID } type U { o: [O] p: [O] } type O { n: ID }`, ""},
		{"connected field of what Go returns", q(`u: U`) + ` type U { id: ID name: String f: ID @connect(source: "s", http: { GET: "/x/{$this.id}" }, selection: "$") }`, ""},
		{"connector on an interface", q(`a: ID n: N`) + ` interface N { id: ID @connect(source: "s", http: { GET: "/x" }, selection: "$") } type M implements N { id: ID }`, connect.CodeGraphQL},
		{"interface that is not implemented", q(`a: ID n: N`) + ` interface N { id: ID } type M implements N { x: ID }`, connect.CodeGraphQL},
		{"fragment in a key", q(`u: T @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type T @key(fields: "... on T { id }") { id: ID }`, connect.CodeGraphQL},
		{"no such field in a key", q(`u: T @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type T @key(fields: "idd") { id: ID }`, connect.CodeUndefinedField},
		{"nested key", q(`u: T @connect(source: "s", http: { GET: "/x" }, selection: "o { id } n")`) + ` type T @key(fields: "o { id }") @connect(source: "s", http: { GET: "/t/{$this.o.id}" }, selection: "n") { o: O n: ID } type O { id: ID }`, ""},
		{"bad key", q(`u: T @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type T @key(fields: "id {") { id: ID }`, connect.CodeGraphQL},
		{"query type of another name", header + `schema { query: Root } type Root { u: U @connect(source: "s", http: { GET: "/x/{$this.a}" }, selection: "id") }` + u, connect.CodeInvalidURL},
		{"root type that does not exist", header + `schema { query: Rot } type Root { a: ID }`, connect.CodeMissingType},
		{"source on a field", q(`a: ID @source(name: "x", http: { baseURL: "https://a.test" })`), connect.CodeGraphQL},
		{"headers of $request", q(`u: U @connect(source: "s", http: { GET: "/x", queryParams: "l: $request.header.lang" }, selection: "id")`) + u, connect.CodeInvalidURLProperty},
		{"key through another entity", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id p { id }") p(id: ID!): P @connect(source: "s", http: { GET: "/p/{$args.id}" }, selection: "id code", entity: true)`) + ` type U { id: ID p: P n: ID @connect(source: "s", http: { GET: "/n/{$this.p.code}" }, selection: "$") } type P { id: ID code: ID }`, ""},
		{"two connectors on one field", q(`u: U @connect(source: "s", http: { GET: "/a" }, selection: "a") @connect(source: "s", http: { GET: "/b" }, selection: "b")`) + ` type U { a: ID b: ID }`, ""},
		{"form that is a string", q(`u(s: String): U @connect(source: "s", http: { POST: "/x", body: "$args.s", headers: { name: "content-type", value: "application/x-www-form-urlencoded" } }, selection: "id")`) + u, connect.CodeInvalidBody},
		{"form", q(`u(s: String): U @connect(source: "s", http: { POST: "/x", body: "s: $args.s", headers: { name: "content-type", value: "application/x-www-form-urlencoded" } }, selection: "id")`) + u, ""},
		{"JSON that is a string", q(`u(s: String): U @connect(source: "s", http: { POST: "/x", body: "$args.s" }, selection: "id")`) + u, ""},
		{"spread of a response in v0.4", strings.Replace(q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id ... $.more")`), "connect/v0.3", "connect/v0.4", 1) + ` type U { id: ID x: ID }`, ""},
		{"spread in v0.3", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id ... $.more")`) + ` type U { id: ID x: ID }`, connect.CodeInvalidSelection},
		{"position without the key", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id p { t }") p(id: ID!): P @connect(source: "s", http: { GET: "/p/{$args.id}" }, selection: "id t b", entity: true)`) + ` type U { id: ID p: P } type P { id: ID t: ID b: ID }`, connect.CodeUnreachableField},
		{"position with the key", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id p { id }") p(id: ID!): P @connect(source: "s", http: { GET: "/p/{$args.id}" }, selection: "id t b", entity: true)`) + ` type U { id: ID p: P } type P { id: ID t: ID b: ID }`, ""},
		{"fields that need each other", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type U { id: ID a: ID @connect(source: "s", http: { GET: "/a/{$this.b}" }, selection: "$") b: ID @connect(source: "s", http: { GET: "/b/{$this.a}" }, selection: "$") }`, connect.CodeCircularReference},
		{"field that needs another connected one", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type U { id: ID a: ID @connect(source: "s", http: { GET: "/a/{$this.b}" }, selection: "$") b: ID @connect(source: "s", http: { GET: "/b/{$this.id}" }, selection: "$") }`, ""},
		{"shared private data", q(`u: U @connect(source: "s", http: { GET: "/x", headers: { name: "Authorization", from: "Authorization" } }, selection: "id")`) + u, connect.CodePrivateData},
		{"private data", q(`u: U @cacheControl(scope: PRIVATE) @connect(source: "s", http: { GET: "/x", headers: { name: "Authorization", from: "Authorization" } }, selection: "id")`) + u, ""},
		{"shared private data by $request", q(`u: U @connect(source: "s", http: { GET: "/x", headers: { name: "X-Auth", value: "{$request.headers.authorization->first}" } }, selection: "id")`) + u, connect.CodePrivateData},
		{"negative age", q(`u: U @cacheControl(maxAge: -5) @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + u, connect.CodeInvalidCachePolicy},
		{"unknown scope", q(`u: U @cacheControl(scope: PRIVAT) @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + u, connect.CodeInvalidCachePolicy},
		{"tag of a missing argument", q(`u(id: ID): U @cacheTag(format: "u-{$args.idd}") @connect(source: "s", http: { GET: "/x/{$args.id}" }, selection: "id")`) + u, connect.CodeInvalidCacheTag},
		{"tag of a type", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type U @cacheTag(format: "u-{$key.id}") @cacheTag(format: "u-{$this.id}") { id: ID }`, ""},
		{"tag of a missing key", q(`u: U @connect(source: "s", http: { GET: "/x" }, selection: "id")`) + ` type U @cacheTag(format: "u-{$key.idd}") { id: ID }`, connect.CodeInvalidCacheTag},
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
