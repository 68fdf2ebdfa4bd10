package clients_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"time"

	"bff/cache"
	"bff/clients"
)

type Product struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// A call is a package variable; what changes is in the Request.
var productByID = clients.Call[Product]{
	Source: "catalog", Name: "products.get",
	Cache: cache.Policy{TTL: time.Minute, Negative: 10 * time.Second},
	Tags:  func(p Product) []string { return []string{fmt.Sprintf("Product:%d", p.ID)} },
}

type Price struct {
	ProductID int `json:"product_id"`
	Cents     int `json:"amount_cents"`
}

// A bulk call with a parameter is made by a function.
func prices(currency string) clients.Batch[int, Price] {
	return clients.Batch[int, Price]{
		Source: "catalog", Name: "prices.bulk",
		Request: func(ids []int) clients.Request {
			text, _ := json.Marshal(ids)
			return clients.Request{Path: "/prices", Query: url.Values{"ids": {string(text)}, "currency": {currency}}}
		},
		Split: func(body []byte) (map[int]Price, error) {
			var list []Price
			err := json.Unmarshal(body, &list)
			byID := make(map[int]Price, len(list))
			for _, p := range list {
				byID[p.ProductID] = p
			}
			return byID, err
		},
	}
}

func Example() {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/v1/products/17":
			fmt.Fprint(w, `{"id":17,"name":"Blue mug"}`)
		case "/prices":
			fmt.Fprint(w, `[{"product_id":18,"amount_cents":250},{"product_id":17,"amount_cents":1599}]`)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer backend.Close()
	b, err := clients.New(clients.Options{Sources: map[string]clients.SourceOptions{"catalog": {URL: backend.URL}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()
	ctx := context.Background()

	product, found, err := clients.Fetch(ctx, b, productByID, clients.Request{Path: clients.Path("/v1/products/{}", 17)})
	fmt.Println(product.Name, found, err)
	_, found, err = clients.Fetch(ctx, b, productByID, clients.Request{Path: clients.Path("/v1/products/{}", 99)})
	fmt.Println(found, err)
	for _, r := range clients.FetchMany(ctx, b, prices("EUR"), []int{17, 18, 99}) {
		fmt.Println(r.Value.Cents, r.Found, r.Err)
	}
	// Output:
	// Blue mug true <nil>
	// false <nil>
	// 1599 true <nil>
	// 250 true <nil>
	// 0 false <nil>
}
