package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// While one backend is broken the rest of the page still renders, the broken
// part is null with a code, and nothing internal gets out.
func TestBrokenBackendNullsItsOwnFields(t *testing.T) {
	document, err := os.ReadFile("../../web/operations/ProductPage.graphql")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, faults string
		codes        []string // any of them
	}{
		{"down", `{"down": true}`, []string{"BACKEND_UNAVAILABLE", "CIRCUIT_OPEN"}},
		{"hanging", `{"hang": true}`, []string{"BACKEND_TIMEOUT"}},
		{"garbage", `{"garbage": true}`, []string{"BACKEND_BAD_RESPONSE"}},
		{"errors", `{"error_rate": 1, "status": 503}`, []string{"BACKEND_UNAVAILABLE"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startWith(t, []string{noFilter, "BFF_TRAFFIC_SHAPING_ALL_ATTEMPT_TIMEOUT=200ms", "BFF_TRAFFIC_SHAPING_ALL_TIMEOUT=600ms"},
				"serve", "--clients", "web", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--shop-port", "0")
			s.fault(t, "reviews", tt.faults)
			got := s.query(t, "web", string(document), `{"slug": "blue-mug"}`, nil)
			t.Logf("errors: %+v", got.Errors)
			if got.Status != 200 || got.at("product", "name") != "Blue mug" || got.at("product", "price", "current", "amount") == nil {
				t.Errorf("status %d, product %v; want the page", got.Status, got.at("product"))
			}
			if got.at("product", "reviews") != nil || got.at("product", "rating") != nil {
				t.Errorf("reviews %v, rating %v; want null", got.at("product", "reviews"), got.at("product", "rating"))
			}
			for _, e := range got.Errors {
				code, _ := e.Extensions["code"].(string)
				if !slices.Contains(tt.codes, code) {
					t.Errorf("code %q; want one of %v", code, tt.codes)
				}
				if e.Extensions["traceId"] != got.Header.Get("X-Trace-Id") || got.Header.Get("X-Trace-Id") == "" {
					t.Errorf("extensions %v; want the trace id %q", e.Extensions, got.Header.Get("X-Trace-Id"))
				}
				for _, secret := range []string{"127.0.0.1", "http://", "goroutine", ".go:"} {
					if strings.Contains(e.Message, secret) {
						t.Errorf("message %q tells %q", e.Message, secret)
					}
				}
			}
			if lines := strings.Count(s.log.String(), `"field":"Product.rating"`); lines != 1 {
				t.Errorf("%d log lines for the failed ratings; want one, not one a product:\n%s", lines, s.log)
			}
			paths := strings.Join(got.codes(), " ")
			for _, path := range []string{"product.reviews", "product.rating", "product.related.0.rating"} {
				if !strings.Contains(paths, path) {
					t.Errorf("errors at %v; want one at %s", got.codes(), path)
				}
			}

			s.fault(t, "reviews", "")
			if tt.name == "garbage" { // nothing to wait for: too few calls for the breaker to open
				again := s.query(t, "web", `{ product(slug: "blue-mug") { rating { count } } }`, "", nil)
				if again.at("product", "rating", "count") == nil {
					t.Errorf("after the fault: %+v; want the rating", again)
				}
			}
		})
	}
}

func TestNotFoundIsNull(t *testing.T) {
	s := start(t)
	for _, tt := range []struct{ client, query, field string }{
		{"web", `{ product(id: "999999") { name } }`, "product"},
		{"web", `{ product(slug: "no-such-thing") { name } }`, "product"},
		{"web", `{ category(slug: "no-such-shelf") { name } }`, "category"},
		{"web", `{ viewer { email } }`, "viewer"},
		{"mobile", `{ productScreen(id: "999999") { brandName } }`, "productScreen"},
		{"mobile", `{ cartScreen { badge } }`, "cartScreen"},
	} {
		got := s.query(t, tt.client, tt.query, "", nil)
		if value, there := got.Data[tt.field]; got.Errors != nil || !there || value != nil {
			t.Errorf("%s %s: %+v; want null without an error", tt.client, tt.query, got)
		}
	}
	if got := s.query(t, "desktop", `{ order(id: "1") { number } }`, "", staff); got.Errors != nil || got.Data["order"] != nil {
		t.Errorf("an order that isn't there: %+v; want null without an error", got)
	}
}

// What belongs to one customer is not shown to another, or to nobody, however
// warm the cache is.
func TestPrivateDataStaysPrivate(t *testing.T) {
	s := start(t)
	const me = `{ viewer { email orders(first: 1) { nodes { id } } recommendations(first: 3) { id } } }`
	ada := s.query(t, "web", me, "", customer)
	ada = s.query(t, "web", me, "", customer)
	if ada.Errors != nil || ada.at("viewer", "email") == nil {
		t.Fatalf("customer: %+v", ada)
	}
	other := s.query(t, "web", me, "", map[string]string{"Authorization": "Bearer user-43"})
	if other.at("viewer", "email") == nil || other.at("viewer", "email") == ada.at("viewer", "email") {
		t.Errorf("another customer reads %v; the first reads %v", other.at("viewer"), ada.at("viewer"))
	}
	if visitor := s.query(t, "web", me, "", nil); visitor.Data["viewer"] != nil {
		t.Errorf("a visitor reads %v", visitor.Data)
	}
	if wrong := s.query(t, "web", me, "", map[string]string{"Authorization": "Bearer nonsense"}); wrong.Data["viewer"] != nil ||
		!slices.Contains(wrong.codes(), "UNAUTHENTICATED viewer") {
		t.Errorf("wrong credentials: %+v; want UNAUTHENTICATED", wrong)
	}
	order, _ := ada.at("viewer", "orders", "nodes", 0, "id").(string)
	if order == "" {
		t.Fatal("customer 42 has no orders; the sample data gives some")
	}
	const byID = `query($id: ID!) { node(id: $id) { id } }`
	stranger := s.query(t, "web", byID, `{"id": "`+order+`"}`, map[string]string{"Authorization": "Bearer user-43"})
	if stranger.Data["node"] != nil || !slices.Contains(stranger.codes(), "FORBIDDEN node") {
		t.Errorf("another customer's order: %+v; want FORBIDDEN", stranger)
	}
	if got := s.query(t, "desktop", `{ orders(first: 1) { totalCount } }`, "", nil); got.Data != nil && got.Data["orders"] != nil {
		t.Errorf("orders without a staff account: %+v", got)
	}
	if got := s.query(t, "desktop", `{ customer(id: "42") { email } }`, "", customer); got.Data["customer"] != nil {
		t.Errorf("customers for a customer: %+v", got)
	}
}

// Who changes something sees it at once, cache or not.
func TestMutationsAreSeen(t *testing.T) {
	s := start(t)
	const count = `{ product(id: "17") { rating { count } reviews(first: 1) { totalCount nodes { title } } } }`
	before := s.query(t, "web", count, "", customer)
	added := s.query(t, "web", `mutation { addReview(input: {productId: "17", rating: 5, title: "Seen at once", body: "Really."}) { review { id } userErrors { message } } }`, "", customer)
	if added.at("addReview", "review", "id") == nil {
		t.Fatalf("addReview: %+v", added)
	}
	after := s.query(t, "web", count, "", customer)
	if after.at("product", "reviews", "nodes", 0, "title") != "Seen at once" ||
		after.at("product", "rating", "count") != before.at("product", "rating", "count").(float64)+1 {
		t.Errorf("before %v, after %v; want one review more", before.at("product"), after.at("product"))
	}

	const stock = `{ product(id: "17") { stock { available } } }`
	s.query(t, "desktop", stock, "", staff)
	set := s.query(t, "desktop", `mutation { setStock(lines: [{productId: "17", available: 77}, {productId: "nonsense", available: 1}, {productId: "18", available: -1}]) { results { stock { available } error { code field } } } }`, "", staff)
	if set.at("setStock", "results", 0, "stock", "available") != 77.0 ||
		set.at("setStock", "results", 1, "error", "code") != "INVALID_INPUT" || set.at("setStock", "results", 2, "error", "code") != "INVALID_INPUT" {
		t.Errorf("setStock: %+v; want the first line done and two refused", set)
	}
	if got := s.query(t, "desktop", stock, "", staff); got.at("product", "stock", "available") != 77.0 {
		t.Errorf("stock afterwards: %+v; want 77", got)
	}
}

func TestCheckout(t *testing.T) {
	s := start(t)
	place := func(input string) answer {
		return s.query(t, "web", `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { order { number status } userErrors { code } } }`,
			`{"input":`+input+`}`, customer)
	}
	s.query(t, "web", `mutation { updateCartLine(input: {lineId: "l1", quantity: 0}) { cart { id } } }`, "", customer)
	fill := func() {
		if got := s.query(t, "web", `mutation { addToCart(input: {productId: "17", quantity: 2}) { cart { itemCount } userErrors { code } } }`, "", customer); got.Errors != nil {
			t.Fatalf("%+v", got)
		}
	}
	fill()
	good := place(`{"paymentMethod": "CARD", "cardToken": "tok_visa", "idempotencyKey": "k1"}`)
	if good.at("placeOrder", "order", "status") != "PAID" {
		t.Fatalf("placeOrder: %+v; want a paid order", good)
	}
	again := place(`{"paymentMethod": "CARD", "cardToken": "tok_visa", "idempotencyKey": "k1"}`)
	if again.at("placeOrder", "order", "number") != good.at("placeOrder", "order", "number") {
		t.Errorf("the same key again: %+v; want the same order %v", again, good.at("placeOrder", "order", "number"))
	}
	if empty := place(`{"paymentMethod": "INVOICE", "idempotencyKey": "k2"}`); empty.at("placeOrder", "userErrors", 0, "code") != "CART_EMPTY" {
		t.Errorf("an empty cart: %+v; want CART_EMPTY", empty)
	}
	fill()
	declined := place(`{"paymentMethod": "CARD", "cardToken": "tok_declined", "idempotencyKey": "k3"}`)
	if declined.at("placeOrder", "userErrors", 0, "code") != "PAYMENT_DECLINED" || declined.at("placeOrder", "order", "status") != "PENDING" {
		t.Errorf("a declined card: %+v; want PAYMENT_DECLINED and a pending order", declined)
	}
	tooMany := s.query(t, "web", `mutation { addToCart(input: {productId: "17", quantity: 500}) { cart { id } userErrors { code field } } }`, "", customer)
	if tooMany.at("addToCart", "userErrors", 0, "code") != "INVALID_INPUT" || tooMany.at("addToCart", "cart") != nil {
		t.Errorf("500 mugs: %+v; want INVALID_INPUT", tooMany)
	}
	visitor := s.query(t, "web", `mutation { addToCart(input: {productId: "17"}) { cart { id } } }`, "", nil)
	if len(visitor.Errors) == 0 || visitor.Errors[0].Extensions["code"] != "UNAUTHENTICATED" {
		t.Errorf("a visitor: %+v; want UNAUTHENTICATED", visitor)
	}
}
