package shopapi_test

import (
	"errors"
	"strings"
	"testing"

	"bff/clients"
	"bff/internal/shopapi"
)

// What a backend refuses is told in our words; what fails stays an error.
func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		name   string
		refuse func(error) error
		status int
		body   string
		code   shopapi.UserErrorCode // empty: an error, not a refusal
		field  string
	}{
		{"an empty cart", shopapi.RefusedOrder, 409, `{"error":"cart_empty"}`, shopapi.CartEmpty, ""},
		{"a bad address", shopapi.RefusedOrder, 422, `{}`, shopapi.InvalidInput, ""},
		{"a visitor", shopapi.RefusedOrder, 401, `{}`, "", ""},
		{"a declined card", shopapi.RefusedPayment, 402, `{}`, shopapi.PaymentDeclined, ""},
		{"a card without a token", shopapi.RefusedPayment, 422, `{}`, shopapi.InvalidInput, ""},
		{"too many of it", shopapi.RefusedItem, 422, `{"error":"invalid"}`, shopapi.InvalidInput, "input.quantity"},
		{"a product that isn't there", shopapi.RefusedItem, 422, `{"error":"unknown_product"}`, shopapi.NotFound, "input.productId"},
		{"a refusal that nobody understands", shopapi.RefusedItem, 422, `<html>`, shopapi.InvalidInput, "input.quantity"},
		{"a line that isn't there", shopapi.RefusedLine, 404, `{}`, shopapi.NotFound, "input.lineId"},
		{"too many on a line", shopapi.RefusedLine, 422, `{}`, shopapi.InvalidInput, "input.quantity"},
		{"a review without words", shopapi.RefusedReview, 422, `{}`, shopapi.InvalidInput, ""},
		{"a review of nothing", shopapi.RefusedReview, 404, `{}`, shopapi.NotFound, ""},
		{"a move that the state forbids", shopapi.RefusedChange, 409, `{}`, shopapi.InvalidState, ""},
		{"an order that isn't there", shopapi.RefusedChange, 404, `{}`, shopapi.NotFound, ""},
		{"somebody else's order", shopapi.RefusedChange, 403, `{}`, "", ""},
		{"a device without a token", shopapi.RefusedDevice, 422, `{}`, shopapi.InvalidInput, ""},
		{"a backend that is down", shopapi.RefusedDevice, 500, `{}`, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rejected := &clients.Error{Source: "orders", Status: tt.status, Body: []byte(tt.body), Err: errors.New("rejected")}
			told, err := shopapi.Refused(tt.refuse(rejected))
			if tt.code == "" {
				if len(told) != 0 || !errors.Is(err, rejected) {
					t.Errorf("told %+v, error %v; want the backend's error", told, err)
				}
				return
			}
			if err != nil || len(told) != 1 || told[0].Code != tt.code || strings.Join(told[0].Field, ".") != tt.field || told[0].Message == "" {
				t.Fatalf("told %+v, error %v; want %s at %q", told, err, tt.code, tt.field)
			}
		})
	}
}

// A refusal is told to many; nobody's change of it may reach the others.
func TestRefusedIsACopy(t *testing.T) {
	refusal := shopapi.NoSuchProduct
	told, err := shopapi.Refused(&refusal)
	if err != nil || len(told) != 1 {
		t.Fatalf("Refused = %+v, %v", told, err)
	}
	told[0].Message = "changed"
	if refusal.Message == "changed" || shopapi.NoSuchProduct.Message == "changed" {
		t.Error("the refusal itself was changed")
	}
	if told, err := shopapi.Refused(nil); err != nil || told == nil || len(told) != 0 {
		t.Errorf("Refused(nil) = %v, %v; want an empty list, not null", told, err)
	}
}
