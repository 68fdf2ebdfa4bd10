package inputs_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"bff/connect/inputs"
)

const schema = `
type Query { shop: Shop me: Me found: [Thing] node(id: ID!): Node go: String other: Other }
type Shop { name: String tenant: String inGo: String }
type Me implements Node { id: ID! name: String language: String }
type Book implements Node { id: ID! pages: Int }
type Other { x: Int }
interface Node { id: ID! }
union Thing = Me | Book
`

// table holds the inputs of the schema above; Other is not in it.
var table = inputs.Table{
	Calls: map[string]inputs.Call{
		"Query.shop[0]":  {Source: "shop"},
		"Shop.tenant[0]": {Source: "shop", Reads: inputs.Reads{Headers: []string{"x-tenant"}, Context: []string{"plan"}}},
		"Query.me[0]":    {Source: "users", Credentials: true},
		"Me[0]":          {Source: "users", Credentials: true, Reads: inputs.Reads{Headers: []string{"X-Device"}}},
		"Book[0]":        {Source: "books"},
		"Me.language[0]": {Source: "users", Reads: inputs.Reads{Unknown: true}},
	},
	Types: map[string]inputs.Type{
		"Query": {
			Fields: map[string]inputs.Field{
				"shop": {Calls: []string{"Query.shop[0]"}}, "me": {Calls: []string{"Query.me[0]"}},
				"go": {Reads: inputs.Reads{Unknown: true}}, "found": {Reads: inputs.Reads{Headers: []string{"X-Found"}}}, "node": {},
			},
			Plain: []string{"other"},
		},
		"Shop": {Fields: map[string]inputs.Field{"tenant": {Calls: []string{"Shop.tenant[0]"}}, "inGo": {Calls: []string{"Nowhere[0]"}}}, Plain: []string{"name"}},
		"Me":   {Calls: []string{"Me[0]"}, Fields: map[string]inputs.Field{"language": {Calls: []string{"Me.language[0]"}}}, Plain: []string{"id", "name"}},
		"Book": {Calls: []string{"Book[0]"}, Plain: []string{"id"}}, // pages is not there
	},
	Abstract: map[string][]string{"Node": {"Book", "Me"}, "Thing": {"Book", "Me"}},
}

func propagated(source string) []string {
	return map[string][]string{"shop": {"Accept-Language", "authorization"}, "users": {"Authorization"}, "books": {"X-Books", "cookie"}}[source]
}

func TestReader(t *testing.T) {
	loaded := gqlparser.MustLoadSchema(&ast.Source{Input: schema})
	reader := inputs.NewReader(table, propagated)
	me := []string{"Authorization", "X-Device"}
	for _, tt := range []struct {
		name, query string
		headers     []string
		context     []string
		unknown     bool
	}{
		{name: "a cached call sends no credentials", query: `{ shop { name } }`, headers: []string{"Accept-Language"}},
		{name: "what a connector reads itself", query: `{ shop { tenant } }`, headers: []string{"Accept-Language", "X-Tenant"}, context: []string{"plan"}},
		{name: "only what is selected", query: `{ __typename __schema { types { name } } }`},
		{name: "what completes an object", query: `{ me { name } }`, headers: me},
		{name: "also where nothing of it is selected", query: `{ me { __typename } }`, headers: me},
		{name: "a connector that reads anything", query: `{ me { language } }`, unknown: true},
		{name: "in an inline fragment", query: `{ ... { me { ... on Me { language } } } }`, unknown: true},
		{name: "in a fragment", query: `{ ...F } fragment F on Query { shop { ...S } } fragment S on Shop { tenant }`, headers: []string{"Accept-Language", "X-Tenant"}, context: []string{"plan"}},
		{name: "behind @include", query: `query($x: Boolean!) { shop { tenant @include(if: $x) } }`, headers: []string{"Accept-Language", "X-Tenant"}, context: []string{"plan"}},
		{name: "under an alias", query: `{ a: shop { b: tenant } }`, headers: []string{"Accept-Language", "X-Tenant"}, context: []string{"plan"}},
		{name: "a field in Go that nobody declared", query: `{ go }`, unknown: true},
		{name: "a field in Go that did, and all types of a union", query: `{ found { __typename } }`, headers: []string{"Authorization", "X-Books", "X-Device", "X-Found"}},
		{name: "all types of an interface", query: `{ node(id: 1) { id } }`, headers: []string{"Authorization", "X-Books", "X-Device"}},
		{name: "one type of a union is selected", query: `{ found { ... on Me { name } } }`, headers: []string{"Authorization", "X-Books", "X-Device", "X-Found"}},
		{name: "a field that is not in the table", query: `{ found { ... on Book { pages } } }`, unknown: true},
		{name: "a call that is not in the table", query: `{ shop { inGo } }`, unknown: true},
		{name: "a type that is not in the table", query: `{ other { x } }`, unknown: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := gqlparser.LoadQueryWithRules(loaded, tt.query, rules.NewDefaultRules())
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // the second answer is remembered
				set, known := reader.Of(doc, doc.Operations[0])
				if known == tt.unknown {
					t.Fatalf("known is %t; want %t", known, !tt.unknown)
				}
				if !known {
					continue
				}
				if diff := cmp.Diff(inputs.Set{Headers: tt.headers, Context: tt.context}, set); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

// A client without a table, such as one whose fields are all Go, shares nothing.
func TestReaderOfNothing(t *testing.T) {
	loaded := gqlparser.MustLoadSchema(&ast.Source{Input: schema})
	doc, err := gqlparser.LoadQueryWithRules(loaded, `{ __typename }`, rules.NewDefaultRules())
	if err != nil {
		t.Fatal(err)
	}
	if _, known := inputs.NewReader(inputs.Table{}, propagated).Of(doc, doc.Operations[0]); known {
		t.Error("an empty table knows what an operation reads")
	}
}
