package contract_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"bff/connect/contract"
)

// shopDocs are the documents of the sample backends as they are written.
func shopDocs(t testing.TB) map[string]*openapi3.T {
	t.Helper()
	files, err := filepath.Glob("../../internal/shop/openapi/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	out := map[string]*openapi3.T{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		if name == "common" { // what is merged into the others
			continue
		}
		if out[name], err = openapi3.NewLoader().LoadFromFile(file); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return out
}

// shopSchema calls most of the sample backends, in the ways that connectors can.
const shopSchema = `
extend schema
  @source(name: "catalog", http: { baseURL: "http://catalog" })
  @source(name: "pricing", http: { baseURL: "http://pricing" })
  @source(name: "inventory", http: { baseURL: "http://inventory" })
  @source(name: "reviews", http: { baseURL: "http://reviews" })
  @source(name: "orders", http: { baseURL: "http://orders" })
type Query {
  search(text: String!, first: Int!): Search
    @connect(
      source: "catalog"
      http: { GET: "/v1/products", queryParams: "q: $args.text limit: $args.first" }
      selection: "total items { id name images { path alt } color: attributes->find(@.name->eq('Color')).value }"
    )
  home: [Row!]! @connect(source: "catalog", http: { GET: "/v1/home" }, selection: "$.sections { key title products: product_ids { id: $ } }")
}
type Mutation {
  add(product: ID!, quantity: Int!): [Line!]!
    @connect(
      source: "orders"
      http: { POST: "/cart/items", body: "product_id: $args.product->parseInt quantity: $args.quantity" }
      selection: "$.items { id: line_id quantity product: product_id { id: $ } }"
    )
}
type Search { total: Int items: [Product!]! }
type Row { key: String! title: String! products: [Product!]! }
type Line { id: ID! quantity: Int! product: Product }
type Product
  @connect(
    source: "catalog"
    batch: { maxSize: 100 }
    http: { GET: "/v1/products", queryParams: "ids: $batch.id->joinNotNull(',')" }
    selection: "$.items { id name images { path alt } color: attributes->find(@.name->eq('Color')).value }"
  ) {
  id: ID!
  name: String!
  images: [Image!]!
  color: String
  price: Price
    @connect(
      source: "pricing"
      batch: { maxSize: 100 }
      http: { GET: "/prices", queryParams: "ids: $batch.id->joinNotNull(',')" }
      selection: """
      $.data {
        id: product_id
        price: { cents: amount_cents currency before: $->as($p).compare_at_cents?->echo({ cents: @, currency: $p.currency }) }
      }
      """
    )
  stock: Int @connect(source: "inventory", http: { GET: "/stock/{$this.id}" }, selection: "$.available")
  reviews(limit: Int! = 3): Reviews
    @connect(
      source: "reviews"
      batch: { maxSize: 100 }
      http: { GET: "/reviews/by-product", queryParams: "ids: $batch.id->joinNotNull(',') limit: $args.limit" }
      selection: "$.products { id: product_id reviews: { total reviews { id rating text: body } } }"
    )
}
type Image { path: String! alt: String! }
type Price { cents: Int! currency: String! before: Money }
type Money { cents: Int! currency: String! }
type Reviews { total: Int! reviews: [Review!]! }
type Review { id: ID! rating: Int! text: String! }
`

func TestShop(t *testing.T) {
	if got := text(contract.Check(load(t, shopSchema), shopDocs(t))); got != "" {
		t.Errorf("the sample backends disagree:\n%s", got)
	}
}

// What drifts apart is found, one by one.
func TestShopDrift(t *testing.T) {
	docs := shopDocs(t)
	for _, tt := range []struct{ old, changed, want string }{
		{`"/v1/home"`, `"/home"`, "catalog has no path /home; did you mean /v1/home? (CONTRACT_UNKNOWN_OPERATION)"},
		{`q: $args.text`, `query: $args.text`, `GET /v1/products of catalog takes no query parameter "query"; use one of ids, slug, q, category, brand, min_price_cents, max_price_cents, sort, limit, offset (CONTRACT_UNKNOWN_PARAMETER)`},
		{`quantity: $args.quantity"`, `qty: $args.quantity"`, `the body of POST /cart/items of orders needs the property "quantity"; add "quantity: ..." (CONTRACT_MISSING_PARAMETER)`},
		{`text: body`, `text: comment`, `what GET /reviews/by-product of reviews answers has no "comment" in "products.reviews"; use one of author_id, body, created_at, helpful_count, id, product_id, rating, title (CONTRACT_UNKNOWN_PROPERTY)`},
		{`cents: amount_cents currency before`, `cents: currency currency before`, `Price.cents is Int!, but "data.currency" in what GET /prices of pricing answers is a string; convert it, as with ->toString or ->parseInt, or declare another type (CONTRACT_TYPE_MISMATCH)`},
		{`rating: Int! text: String!`, `rating: Int! text: [String!]!`, `Review.text is [String!]!, but "products.reviews.body" in what GET /reviews/by-product of reviews answers is a string; declare String without the list, or make one of it, as in $([body]) (CONTRACT_TYPE_MISMATCH)`},
	} {
		changed := strings.Replace(shopSchema, tt.old, tt.changed, 1)
		if changed == shopSchema {
			t.Errorf("nothing is %q", tt.old)
			continue
		}
		found := contract.Check(load(t, changed), docs)
		var got []string
		for _, d := range found {
			message, _ := strings.CutPrefix(d.String(), d.Pos.String()+": ")
			got = append(got, message)
		}
		if len(got) == 0 || got[0] != tt.want {
			t.Errorf("%q (-want +got):\n%s", tt.changed, cmp.Diff([]string{tt.want}, got))
		}
	}
}
