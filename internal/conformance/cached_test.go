package conformance_test

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"bff/cache"
	"bff/clients/connector"
	"bff/graph/relay"
	"bff/internal/conformance/cached"
)

func cachedSchema(rt *connector.Runtime) graphql.ExecutableSchema {
	return cached.NewExecutableSchema(cached.Config{Resolvers: cached.New(rt)})
}

func newCached(t *testing.T) *server {
	t.Helper()
	store, err := cache.New(cache.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return serve(t, cachedSchema, cached.Sources(), store, map[string]reply{
		"GET /products?n=3":             ok(`{"items":[{"id":1,"name":"A"},{"id":2,"name":"B"}]}`),
		"GET /products?n=2":             ok(`{"items":[{"id":1,"name":"A"},{"id":9,"name":"I"}]}`),
		"GET /batch?ids=1%2C2":          ok(`[{"id":1,"name":"A","price":{"cents":150,"currency":"EUR"},"stock":4},{"id":2,"name":"B","price":{"cents":7,"currency":"EUR"},"stock":0}]`),
		"GET /batch?ids=9":              ok(`[]`),
		"GET /batch?ids=1":              ok(`[{"id":1,"name":"A2","price":{"cents":250},"stock":5}]`),
		"GET /products/1":               ok(`{"id":1,"name":"A","price":{"cents":150}}`),
		`PUT /products/1 {"name":"A2"}`: ok(`{"id":1,"name":"A2"}`),
		"GET /me":                       ok(`{"name":"me"}`),

		`POST /stock [{"id":2,"n":3},{"id":1,"n":5}]`: ok(`{}`),

		"GET /tenant": ok(`{"name":"T"}`),
		"GET /echo":   ok(`{}`),
		"GET /hits":   ok(`{"hits":[{"kind":"p","pages":7},{"kind":"a","name":"N"},{"kind":"z"}]}`),
	})
}

// level1 waits until what was stored can be found: level 1 takes it a moment later.
func (s *server) settled(t *testing.T, document string) {
	t.Helper()
	for range 1000 {
		s.take()
		s.query(t, document)
		if len(s.take()) == 0 {
			return
		}
	}
	t.Fatalf("%s is never answered from the cache", document)
}

func TestCached(t *testing.T) {
	one, two := relay.IntID("Product", 1), relay.IntID("Product", 2)
	t.Run("an answer is used again", func(t *testing.T) {
		s := newCached(t)
		s.check(t, `{ products { id name } }`, `{"products":[{"id":"`+one+`","name":"A"},{"id":"`+two+`","name":"B"}]}`, "GET /products?n=3")
		s.settled(t, `{ products { name } }`)
		s.check(t, `{ p: products { label: name } }`, `{"p":[{"label":"A"},{"label":"B"}]}`)
		s.check(t, `{ products(first: 2) { name } }`, `{"products":[{"name":"A"},{"name":"I"}]}`, "GET /products?n=2")
	})
	t.Run("each entity of a batch is kept by itself, also that it is not there", func(t *testing.T) {
		s := newCached(t)
		s.check(t, `{ products { stock } }`, `{"products":[{"stock":4},{"stock":0}]}`, "GET /products?n=3", "GET /batch?ids=1%2C2")
		s.settled(t, `{ products { stock } }`)
		s.check(t, `{ products(first: 2) { name stock } }`, `{"products":[{"name":"A","stock":4},{"name":"I","stock":null}]}`, "GET /products?n=2", "GET /batch?ids=9")
		s.settled(t, `{ products(first: 2) { stock } }`)
	})
	t.Run("a mutation drops what its tag is on", func(t *testing.T) {
		s := newCached(t)
		s.settled(t, `{ products { stock } }`)
		s.check(t, `mutation { rename(id: "`+one+`", name: "A2") { name } }`, `{"rename":{"name":"A2"}}`, `PUT /products/1 {"name":"A2"}`)
		s.check(t, `{ products { id stock } }`, `{"products":[{"id":"`+one+`","stock":5},{"id":"`+two+`","stock":0}]}`, "GET /products?n=3", "GET /batch?ids=1")
	})
	t.Run("a mutation of many drops what any of its tags is on", func(t *testing.T) {
		s := newCached(t)
		s.settled(t, `{ products { stock } }`)
		s.check(t, `mutation { restock(lines: [{ productId: "`+two+`", count: 3 }, { productId: "`+one+`", count: 5 }]) }`, `{"restock":true}`,
			`POST /stock [{"id":2,"n":3},{"id":1,"n":5}]`)
		s.check(t, `{ products { stock } }`, `{"products":[{"stock":4},{"stock":0}]}`, "GET /products?n=3", "GET /batch?ids=1%2C2")
	})
	t.Run("private answers belong to one caller", func(t *testing.T) {
		s := newCached(t)
		s.header = http.Header{"Authorization": {"Bearer a"}}
		s.settled(t, `{ me { name } }`)
		s.header = http.Header{"Authorization": {"Bearer b"}}
		s.check(t, `{ me { name } }`, `{"me":{"name":"me"}}`, "GET /me")
		if got := s.seen[len(s.seen)-1].Header.Get("Authorization"); got != "Bearer b" {
			t.Errorf("sent %q", got)
		}
		s.header = http.Header{}
		s.check(t, `{ me { name } }`, `{"me":{"name":"me"}}`, "GET /me")
		s.check(t, `{ me { name } }`, `{"me":{"name":"me"}}`, "GET /me") // nobody's are not kept
	})
	t.Run("a forwarded header is part of the key", func(t *testing.T) {
		s := newCached(t)
		s.header = http.Header{"X-Tenant": {"a"}}
		s.settled(t, `{ tenant { name } }`)
		s.header = http.Header{"X-Tenant": {"b"}}
		s.check(t, `{ tenant { name } }`, `{"tenant":{"name":"T"}}`, "GET /tenant")
	})
	t.Run("what the selection reads is part of the key", func(t *testing.T) {
		s := newCached(t)
		s.settled(t, `{ echo(x: "1") { name } }`)
		s.check(t, `{ echo(x: "2") { name } }`, `{"echo":{"name":"2"}}`, "GET /echo")
	})
	t.Run("identical fields of one request are one call", func(t *testing.T) {
		newCached(t).check(t, `{ a: tenant { name } b: tenant { name } }`, `{"a":{"name":"T"},"b":{"name":"T"}}`, "GET /tenant")
	})
}

// Ids are opaque to clients, ranges are checked before anything is called, and a field
// in Go gets what it requires.
func TestOwnDirectives(t *testing.T) {
	one := relay.IntID("Product", 1)
	s := newCached(t)
	s.check(t, `{ product(id: "`+one+`") { id label(upper: true) } }`, `{"product":{"id":"`+one+`","label":"A 1.50"}}`, "GET /products/1")
	s.check(t, `{ products { label } }`, `{"products":[{"label":"A 1.50"},{"label":"B 0.07"}]}`, "GET /products?n=3", "GET /batch?ids=1%2C2")
	s.check(t, `{ product(id: "`+relay.IntID("Order", 1)+`") { id } }`,
		`{"product":null} | [product] the id "T3JkZXI6MQ" is of the type Order; expected an id of the type Product {"code":"BAD_USER_INPUT"}`)
	s.check(t, `{ product(id: "x") { id } }`, `{"product":null} | [product] "x" is not an id of the type Product; expected an id that this schema gave {"code":"BAD_USER_INPUT"}`)
	s.check(t, `{ products(first: 6) { id } }`, `{"products":null} | [products] argument first is 6; expected 1 to 5 {"code":"BAD_USER_INPUT"}`)
	if got := s.query(t, `{ products { key } }`); !strings.Contains(got, "Cannot query field") {
		t.Errorf("a hidden field: %s", got)
	}
	if cachedSchema(nil).Schema().Types["Product"].Fields.ForName("key") != nil {
		t.Error("clients can see a hidden field")
	}
}

// Requests share what the cache has, and each may change only what is its own: with
// values that do not fit, with hidden and opaque fields, and with completed entities.
func TestSharedAnswers(t *testing.T) {
	s := newCached(t)
	s.replies["GET /batch?ids=1%2C2"] = ok(`[{"id":1,"name":"A","price":{"cents":"x","currency":"EUR"},"stock":4},{"id":2,"name":"B","stock":"y"}]`)
	queries := []string{
		`{ products { id name } }`, `{ products { stock } }`, `{ products { name price { cents currency } } }`,
		`{ products { label } p: products { price { currency } stock } }`, `{ spread { must also inner { must } } }`,
	}
	s.replies["GET /spread"] = ok(`{"must":1,"also":2,"inner":{}}`)
	want := make([]string, len(queries))
	for i, q := range queries {
		want[i] = sorted(s.query(t, q))
	}
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 40 {
				q := (n + i) % len(queries)
				if got := sorted(s.query(t, queries[q])); got != want[q] {
					t.Errorf("%s gives\n%s\nwant\n%s", queries[q], got, want[q])
				}
			}
		})
	}
	all.Wait()
}

// Unions come with connect/v0.4: __typename says which type an object is.
func TestUnion(t *testing.T) {
	newCached(t).check(t, `{ hits { __typename ... on Book { pages } ... on Account { name } } }`,
		`{"hits":[{"__typename":"Book","pages":7},{"__typename":"Account","name":"N"},null]}`, "GET /hits")
}

// Of a spread object, and of a type of a union, nobody knows what will be there; what
// cannot be null has a value all the same, or is an error.
func TestNonNullOfOpenObjects(t *testing.T) {
	const none = `A service sent a value that could not be used: there is no value for this field, which cannot be null. {"code":"BACKEND_BAD_RESPONSE"}`
	for _, tt := range []struct{ name, query, call, body, want string }{
		{"all is there", `{ spread { must also may } }`, "GET /spread", `{"must":1,"also":2}`, `{"spread":{"must":1,"also":2,"may":null}}`},
		{"not one of a spread object", `{ spread { must also } }`, "GET /spread", `{"must":1}`, `{"spread":null} | [spread also] ` + none},
		{"one twice", `{ spread { must also } }`, "GET /spread", `{"must":1,"must":1}`, `{"spread":null} | [spread also] ` + none},
		{"one further down", `{ spread { must inner { must } } }`, "GET /spread", `{"must":1,"also":2,"inner":{}}`, `{"spread":{"must":1,"inner":null}} | [spread inner must] ` + none},
		{"one of a union's type", `{ hits { ... on Book { pages } } }`, "GET /hits", `{"hits":[{"kind":"p"}]}`, `{"hits":[null]} | [hits 0 pages] ` + none},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newCached(t)
			s.replies = map[string]reply{tt.call: ok(tt.body)}
			s.check(t, tt.query, tt.want, tt.call)
		})
	}
}
