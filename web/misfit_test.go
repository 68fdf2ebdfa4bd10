package web_test

import (
	"net/http"
	"slices"
	"testing"

	"bff/internal/shopapi/shopapitest"
)

// What is wrong with the answer to a mutation has its own path in the payload, under the
// client's names; a field in Go fails with what it reads, asked for or not.
func TestMutationsTellWhatDoesNotFit(t *testing.T) {
	const product = `{"items":[{"id":17,"name":"Mug","slug":"m","description":"","images":[{"path":{},"alt":"a","width":1,"height":1}],"brand":{"name":"B"},"attributes":[],"created_at":"2026-01-02T15:04:05Z","discontinued":false}]}`
	for _, tt := range []struct{ name, answer, document, want string }{
		{"a cart", `{"id":"c","items":[{"line_id":"l","quantity":"two","product_id":17}]}`, `mutation { addToCart(input: {productId: "17", quantity: 1}) { c: cart { itemCount } } }`, "BACKEND_BAD_RESPONSE addToCart.c.itemCount"},
		{"a line of it", `{"id":"c","items":[{"line_id":"l","quantity":"two","product_id":17}]}`, `mutation { addToCart(input: {productId: "17", quantity: 1}) { cart { lines { n: quantity } } } }`, "BACKEND_BAD_RESPONSE addToCart.cart.lines.0.n"},
		{"a review", `{"id":1,"rating":"five"}`, `mutation { addReview(input: {productId: "17", rating: 5, title: "t", body: "b"}) { review { stars: rating } } }`, "BACKEND_BAD_RESPONSE addReview.review.stars"},
		{"a picture", product, `{ product(id: "17") { images { url } } }`, "BACKEND_BAD_RESPONSE product.images"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStorefront(t, shopapitest.Answering(http.StatusOK, tt.answer))
			got := s.query(t, tt.document, nil)
			if !slices.Contains(got.codes(), tt.want) {
				t.Errorf("errors %v in %v; want %q", got.codes(), got.Data, tt.want)
			}
		})
	}
}
