package web_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/internal/shopapi/shopapitest"
)

// However a field is selected, each parent gets its own answer. The truth is
// asked for product by product, where there is nothing to mix up.
func TestBatchesGiveEachParentItsOwn(t *testing.T) {
	sample := shopapitest.Sample(t)
	s := newStorefront(t, sample)
	const first = 8
	list := s.query(t, fmt.Sprintf(`{ search(query: "a", first: %d) { nodes { id } } }`, first), nil)
	var ids []string
	for _, node := range dig(list.Data, "search", "nodes").([]any) {
		ids = append(ids, node.(map[string]any)["id"].(string))
	}
	if len(ids) != first {
		t.Fatalf("%d products; want %d", len(ids), first)
	}
	for _, tt := range []struct {
		name   string
		fields string // on Product
		more   string // fragments
	}{
		{"plain", `rating { count } price { current { amount } }`, ""},
		{"one field twice, with other arguments", `eur: price { current { amount currency } } usd: price(currency: USD) { current { amount currency } }`, ""},
		{"one field twice, with the same arguments", `a: rating { count } b: rating { average }`, ""},
		{"lists of other lengths", `one: reviews(first: 1) { totalCount nodes { id author { displayName } } } three: reviews(first: 3) { nodes { id author { displayName } } }`, ""},
		{"names that change places", `price: rating { count } rating: price { current { amount } }`, ""},
		{"a field in parts, here and in fragments", `reviews(first: 2) { totalCount } ...A ... on Product { reviews(first: 2) { nodes { author { country } } } }`, `fragment A on Product { reviews(first: 2) { nodes { id author { displayName } } } }`},
		{"a field of a fragment of the interface", `... on Node { id ... on Product { rating { count } } }`, ""},
		{"skipped and included", `rating @skip(if: $yes) { count } r: rating @include(if: $yes) { count } price @include(if: $no) { discountPercent } ... @include(if: $yes) { availability { status } }`, ""},
		{"deferred, which is answered at once", `... @defer(label: "later") { rating { count } } ...B @defer`, `fragment B on Product { price { current { amount } } }`},
		{"lists in lists", `related(first: 3) { id rating { count } related(first: 2) { id price { current { amount } } reviews(first: 1) { nodes { id author { displayName } } } } }`, ""},
		{"parents of parents", `category { slug parent { slug parent { slug } } }`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const declared = `($ids: String = "", $yes: Boolean = true, $no: Boolean = false)`
			use := `used: __typename @skip(if: $no) @include(if: $yes) unused: category(slug: $ids) { slug }`
			together := newStorefront(t, sample).query(t, fmt.Sprintf(
				`query %s { %s search(query: "a", first: %d) { edges { node { ...F } } nodes { ...F } } } fragment F on Product { id %s } %s`,
				declared, use, first, tt.fields, tt.more), nil)
			if together.Errors != nil {
				t.Fatalf("errors: %+v", together.Errors)
			}
			nodes := dig(together.Data, "search", "nodes").([]any)
			edges := dig(together.Data, "search", "edges").([]any)
			for i, id := range ids {
				alone := newStorefront(t, sample).query(t, fmt.Sprintf(
					`query($id: ID!, $ids: String = "", $yes: Boolean = true, $no: Boolean = false) { %s product(id: $id) { id %s } } %s`,
					use, tt.fields, tt.more), map[string]any{"id": id})
				if alone.Errors != nil {
					t.Fatalf("errors: %+v", alone.Errors)
				}
				if diff := cmp.Diff(text(t, alone.Data["product"]), text(t, nodes[i])); diff != "" {
					t.Errorf("node %d (-alone +in the list):\n%s", i, diff)
				}
				if diff := cmp.Diff(text(t, nodes[i]), text(t, dig(edges[i], "node"))); diff != "" {
					t.Errorf("edge %d (-node +edge):\n%s", i, diff)
				}
			}
		})
	}
}

// Through edges, nodes and two aliases a level still costs one call a field and
// set of arguments.
func TestCallsDoNotGrowWithTheList(t *testing.T) {
	s := newStorefront(t, shopapitest.Sample(t))
	s.Take()
	got := s.query(t, `{ search(query: "a", first: 50) { edges { node { ...P } } nodes { ...P } } }
		fragment P on Product { rating { count } eur: price { discountPercent } usd: price(currency: USD) { discountPercent }
			reviews(first: 2) { nodes { author { displayName } } } }`, nil)
	if got.Errors != nil {
		t.Fatalf("errors: %+v", got.Errors)
	}
	want := map[string]int{
		"catalog GET /v1/products": 1, "reviews GET /summaries": 1, "pricing GET /prices": 2,
		"reviews GET /reviews/by-product": 1, "users GET /users": 1,
	}
	if diff := cmp.Diff(want, s.requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// A backend that only knows what belongs together, not what it is, fails the
// fields that need it, with its own code.
func TestRelatedSaysWhyItIsMissing(t *testing.T) {
	s := newStorefront(t, shopapitest.Sample(t))
	s.Break("recommendations")
	got := s.query(t, `{ product(id: "17") { name related { name } } search(query: "mug", first: 2) { nodes { name related { name } } } }`, nil)
	want := map[string]bool{"product.related": true, "search.nodes.0.related": true, "search.nodes.1.related": true}
	for _, line := range got.codes() {
		var code, path string
		if _, err := fmt.Sscan(line, &code, &path); err != nil || code != "BACKEND_UNAVAILABLE" || !want[path] {
			t.Errorf("error %q; want BACKEND_UNAVAILABLE at a related", line)
		}
		delete(want, path)
	}
	if len(want) > 0 || dig(got.Data, "product", "name") != "Blue mug" {
		t.Errorf("no error at %v; data %v", want, got.Data)
	}
}

// dig gives what stands at a path of objects.
func dig(value any, path ...string) any {
	for _, step := range path {
		object, _ := value.(map[string]any)
		value = object[step]
	}
	return value
}

func text(t *testing.T, value any) string {
	t.Helper()
	out, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
