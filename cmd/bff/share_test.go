package main

import (
	"net/http"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	validation "github.com/vektah/gqlparser/v2/validator/rules"

	"bff/clients"
	"bff/connect/inputs"
	"bff/graph/playground"
	"bff/web"
)

// What an operation reads decides who shares it: a page that is the same for everybody is
// also shared by those who have signed in.
func TestShareKey(t *testing.T) {
	key := shareKey(map[string]clients.SourceOptions{
		"catalog": {PropagateHeaders: []string{"accept-language", "Authorization"}},
		"pricing": {PropagateHeaders: []string{"X-Tenant", "Cookie"}},
		"orders":  {PropagateHeaders: []string{"Authorization", "Cookie"}},
		"users":   {PropagateHeaders: []string{"Authorization"}},
	}, web.Inputs())
	schema := web.NewExecutableSchema(web.Config{Resolvers: web.New(web.Options{})}).Schema()
	of := func(query string, header http.Header) (string, bool) {
		doc, err := gqlparser.LoadQueryWithRules(schema, query, validation.NewDefaultRules())
		if err != nil {
			t.Fatal(err)
		}
		ctx := clients.WithIncoming(t.Context(), clients.NewIncoming(header))
		_, text, ok := key(ctx, &graphql.OperationContext{RawQuery: query, Doc: doc, Operation: doc.Operations[0]})
		return text, ok
	}
	const (
		name   = `{ product(id: "UHJvZHVjdDoxNw==") { name } }`
		price  = `{ product(id: "UHJvZHVjdDoxNw==") { price { current { amount } } } }`
		viewer = `{ viewer { displayName } }`
		page   = `{ search(query: "mug") { nodes { name images(first: 1) { url } reviews(first: 1) { totalCount } } } }`
	)
	for _, tt := range []struct {
		name   string
		query  string
		header http.Header
		shares bool // at all
		same   bool // as without headers
	}{
		{"a header that nobody reads", name, http.Header{"User-Agent": {"x"}}, true, true},
		{"a header that a backend gets", name, http.Header{"Accept-Language": {"de"}}, true, false},
		{"a header that another backend gets", name, http.Header{"X-Tenant": {"a"}}, true, true},
		{"that header where it is read", price, http.Header{"X-Tenant": {"a"}}, true, false},
		{"a second value of it", price, http.Header{"X-Tenant": {"", "a"}}, true, false},
		{"credentials that a public answer never depends on", name, http.Header{"Authorization": {"Bearer x"}}, true, true},
		{"a cookie that it never depends on", price, http.Header{"Cookie": {"a=b"}}, true, true},
		{"the page of a customer", page, http.Header{"Authorization": {"Bearer x"}, "Cookie": {"a=b"}}, true, true},
		{"credentials that are read", viewer, http.Header{"Authorization": {"Bearer x"}}, false, false},
		{"no credentials where they are read", viewer, http.Header{"User-Agent": {"x"}}, true, true},
		{"a developer's question", name, http.Header{"Bff-Cache-Debug": {"1"}}, false, false},
	} {
		plain, ok := of(tt.query, http.Header{})
		if !ok {
			t.Fatalf("%s: a visitor shares with nobody; want other visitors", tt.name)
		}
		got, shares := of(tt.query, tt.header)
		if shares != tt.shares || shares && (got == plain) != tt.same {
			t.Errorf("%s: key %q, shares %v; want shares %v, the same as without %v", tt.name, got, shares, tt.shares, tt.same)
		}
	}
	one, _ := of(price, http.Header{"X-Tenant": {"a", "b"}})
	other, _ := of(price, http.Header{"X-Tenant": {"a"}, "Accept-Language": {"b"}})
	if one == other {
		t.Errorf("different headers have the same key %q", one)
	}
	if _, ok := of(`mutation { addToCart(input: { productId: "x" }) { cart { id } } }`, http.Header{}); ok {
		t.Error("a field in Go that declares nothing is shared")
	}
}

// Of each operation of the apps it is known what it reads: one that is not is never
// shared, which nobody would see.
func TestOperationsCanBeShared(t *testing.T) {
	for _, c := range allClients {
		reader := inputs.NewReader(c.inputs(), func(string) []string { return nil })
		schema := c.schema(backing{}).Schema()
		for _, o := range documents(t, c) {
			doc, err := gqlparser.LoadQueryWithRules(schema, o, validation.NewDefaultRules())
			if err != nil {
				t.Fatal(err)
			}
			op := doc.Operations[0]
			if _, known := reader.Of(doc, op); !known && op.Operation == "query" {
				t.Errorf("%s: %s selects a field in Go that does not say what it reads; add @reads to it", c.name, op.Name)
			}
		}
	}
}

// documents are the operations of an app.
func documents(t *testing.T, c client) []string {
	t.Helper()
	operations, err := playground.Operations(c.operations)
	if err != nil || len(operations) == 0 {
		t.Fatalf("%s has %d operations, %v", c.name, len(operations), err)
	}
	var out []string
	for _, o := range operations {
		out = append(out, o.Document)
	}
	return out
}
