package shopapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"bff/clients"
	"bff/connect/supply"
	"bff/internal/shopapi"
)

type order struct{ status string }

// steps is a purchase that remembers its keys.
type steps struct {
	keys   []string
	paying error // what the payment's backend says
	paid   bool  // the order has been paid before
}

func (s *steps) purchase(key *string) shopapi.Purchase[order] {
	return shopapi.Purchase[order]{
		Method: "card", IdempotencyKey: key,
		Place: func(_ context.Context, key string) supply.Result[*order] {
			s.keys = append(s.keys, key)
			return supply.Result[*order]{Value: &order{"pending"}, Found: true}
		},
		Placed: func(*order) shopapi.Placed {
			return shopapi.Placed{ID: "o1", Total: shopapi.Money{Amount: 1999, Currency: "EUR"}, Paid: s.paid}
		},
		Pay: func(_ context.Context, order, method, value, currency string, _ *string, key string) supply.Result[string] {
			s.keys = append(s.keys, key)
			if order != "o1" || method != "card" || value != "19.99" || currency != "EUR" {
				s.paying = errors.New("another payment: " + strings.Join([]string{order, method, value, currency}, " "))
			}
			return supply.Result[string]{Value: "p1", Found: s.paying == nil, Err: s.paying}
		},
		Paid: func(_ context.Context, o, payment string) supply.Result[*order] {
			if o != "o1" || payment != "p1" {
				return supply.Result[*order]{Err: errors.New("another order")}
			}
			return supply.Result[*order]{Value: &order{"paid"}, Found: true}
		},
	}
}

// The steps have a key each, the same ones when all is sent again, whatever the caller
// wrote.
func TestPurchase(t *testing.T) {
	wild := "with\nnew lines and more than a header holds: " + strings.Repeat("x", 20_000)
	s := &steps{}
	for range 2 {
		got, err := s.purchase(&wild).Do(t.Context())
		if err != nil || got.status != "paid" {
			t.Fatalf("Do = %+v, %v; want a paid order", got, err)
		}
	}
	if len(s.keys) != 4 || s.keys[0] == s.keys[1] || s.keys[0] != s.keys[2] || s.keys[1] != s.keys[3] {
		t.Errorf("keys %q; want two, twice", s.keys)
	}
	for _, key := range s.keys {
		if len(key) > 64 || strings.ContainsAny(key, "\n ") {
			t.Errorf("key %q is not for a header", key)
		}
	}
	made := &steps{}
	for range 2 {
		if _, err := made.purchase(nil).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if made.keys[0] == made.keys[2] {
		t.Error("two purchases without a key have the same")
	}
}

func TestPaidPurchaseIsNotPaidAgain(t *testing.T) {
	s := &steps{paid: true}
	if got, err := s.purchase(nil).Do(t.Context()); err != nil || got == nil || len(s.keys) != 1 {
		t.Errorf("Do = %+v, %v after the keys %q; want the order, without a payment", got, err, s.keys)
	}
}

// A declined card leaves an order that waits for another payment: both are told.
func TestDeclinedPaymentKeepsTheOrder(t *testing.T) {
	s := &steps{paying: &clients.Error{Source: "payments", Status: http.StatusPaymentRequired, Err: errors.New("declined")}}
	got, err := s.purchase(nil).Do(t.Context())
	told, err := shopapi.Refused(err)
	if err != nil || len(told) != 1 || told[0].Code != shopapi.PaymentDeclined || got == nil || got.status != "pending" {
		t.Errorf("Do = %+v, %+v, %v; want PAYMENT_DECLINED and a pending order", got, told, err)
	}
}
