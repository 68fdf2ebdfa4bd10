package conformance_test

import (
	"strings"
	"testing"

	"bff/graph/relay"
)

// What one request nulls, because it does not fit, stays in the cache as the backend sent
// it: every other request is answered as by a server that has just started.
func TestMisfitsAreNulledInOneAnswerAlone(t *testing.T) {
	const (
		one = `{"id":1,"name":"A","price":{"cents":"x","currency":"EUR"},"stock":[]}`
		two = `{"id":2,"name":"B","price":7,"stock":"y"}`
	)
	replies := map[string]reply{
		"GET /products?n=3":    ok(`{"items":[{"id":1,"name":{"not":"text"}},{"id":2,"name":"B"}]}`),
		"GET /products?n=2":    ok(`{"items":[{"id":1,"name":"A"}]}`),
		"GET /batch?ids=1%2C2": ok("[" + one + "," + two + "]"),
		"GET /batch?ids=1":     ok("[" + one + "]"),
		"GET /batch?ids=2":     ok("[" + two + "]"),
		// What must be there is missing in an object that may be null.
		"GET /spread": ok(`{"must":1,"also":2,"may":3,"inner":{"must":"x"}}`),
		"GET /hits":   ok(`{"hits":[{"kind":"p","pages":"x"},{"kind":"a","name":"N"},{"kind":"p","pages":7}]}`),
	}
	queries := []string{
		`{ products { name } }`, `{ products { id } }`, `{ products { stock } }`,
		`{ products { price { cents } } }`, `{ products { price { currency } stock } }`, `{ products { label } }`,
		`{ products { name price { cents currency } stock label } }`,
		`{ products(first: 2) { name stock price { currency } } }`, `{ products(first: 2) { id price { cents } label } }`,
		`{ spread { must inner { must } } }`, `{ spread { may inner { __typename } } }`,
		`{ hits { ... on Book { pages } } }`, `{ hits { __typename } }`,
	}
	fresh := func() *server {
		s := newCached(t)
		s.replies = replies
		return s
	}
	want, nulled := map[string]string{}, 0
	for _, q := range queries {
		want[q] = sorted(fresh().query(t, q))
		if strings.Contains(want[q], "could not be used") {
			nulled++
		}
	}
	if nulled < 5 {
		t.Fatalf("%d of the answers have a value that does not fit; too few to show anything", nulled)
	}
	for _, first := range queries {
		s := fresh()
		s.settled(t, first)
		for _, then := range queries {
			for range 2 {
				if got := sorted(s.query(t, then)); got != want[then] {
					t.Errorf("after %s\n%s gives\n%s\nwant\n%s", first, then, got, want[then])
				}
			}
		}
	}
}

// An id names a type of the schema and a key, no source: at another client it is the key
// of what that client calls a Product, asked of that client's own source.
func TestAnIDOfAnotherClientIsAskedOfTheOwnSource(t *testing.T) {
	product := func(name string) *server {
		s := newCached(t)
		s.replies = map[string]reply{"GET /products/1": ok(`{"id":1,"name":"` + name + `"}`), "GET /products?n=3": ok(`{"items":[{"id":1}]}`)}
		return s
	}
	here, there := product("of this source"), product("of another source")
	id := relay.IntID("Product", 1)
	there.check(t, `{ products { id } }`, `{"products":[{"id":"`+id+`"}]}`, "GET /products?n=3")
	there.take()
	here.check(t, `{ product(id: "`+id+`") { id name } }`, `{"product":{"id":"`+id+`","name":"of this source"}}`, "GET /products/1")
	if calls := there.take(); len(calls) > 0 {
		t.Errorf("the other source was asked %v", calls)
	}
}
