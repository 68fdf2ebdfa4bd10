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

// steps is a purchase that remembers its keys, and fails where it is told to.
type steps struct {
	keys []string
	fail map[string]error // by step: order, payment, paid
	lost map[string]bool  // steps whose backend has no answer for us
	paid bool             // the order has been paid before
}

// step is a step's outcome.
func (s *steps) step(name string) (found bool, err error) {
	return s.fail[name] == nil && !s.lost[name], s.fail[name]
}

func (s *steps) purchase(key string, card *string) shopapi.Purchase[order] {
	return shopapi.Purchase[order]{
		Method: "card", CardToken: card, IdempotencyKey: key,
		Place: func(_ context.Context, key string) supply.Result[*order] {
			s.keys = append(s.keys, key)
			found, err := s.step("order")
			return supply.Result[*order]{Value: &order{"pending"}, Found: found, Err: err}
		},
		Placed: func(*order) shopapi.Placed {
			return shopapi.Placed{ID: "o1", Total: shopapi.Money{Amount: 1999, Currency: "EUR"}, Paid: s.paid}
		},
		Pay: func(_ context.Context, order, method, value, currency string, _ *string, key string) supply.Result[string] {
			s.keys = append(s.keys, key)
			found, err := s.step("payment")
			if order != "o1" || method != "card" || value != "19.99" || currency != "EUR" {
				err = errors.New("another payment: " + strings.Join([]string{order, method, value, currency}, " "))
			}
			return supply.Result[string]{Value: "p1", Found: found, Err: err}
		},
		Paid: func(_ context.Context, o, payment string) supply.Result[*order] {
			if o != "o1" || payment != "p1" {
				return supply.Result[*order]{Err: errors.New("another order")}
			}
			found, err := s.step("paid")
			return supply.Result[*order]{Value: &order{"paid"}, Found: found, Err: err}
		},
	}
}

// The steps have a key each, the same ones when all is sent again, whatever the caller
// wrote.
func TestPurchase(t *testing.T) {
	wild := "with\nnew lines and more than a header holds: " + strings.Repeat("x", 20_000)
	s := &steps{}
	for range 2 {
		got, err := s.purchase(wild, nil).Do(t.Context())
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
}

// A purchase without a key could not be sent again: it is refused before anything is
// done.
func TestPurchaseNeedsAKey(t *testing.T) {
	for _, key := range []string{"", " ", "\n\t"} {
		s := &steps{}
		_, err := s.purchase(key, nil).Do(t.Context())
		told, err := shopapi.Refused(err)
		if err != nil || len(told) != 1 || told[0].Code != shopapi.InvalidInput || strings.Join(told[0].Field, ".") != "input.idempotencyKey" || len(s.keys) > 0 {
			t.Errorf("key %q: told %+v, error %v, steps %q; want a refusal of the key and no step", key, told, err, s.keys)
		}
	}
}

// After a declined card another one is another payment of the same order. Nothing else
// makes another payment.
func TestPurchaseWithAnotherCard(t *testing.T) {
	visa, amex := "tok_visa", "tok_amex"
	s := &steps{}
	for _, card := range []*string{&visa, &amex, &visa, nil} {
		if _, err := s.purchase("k", card).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if s.keys[0] != s.keys[2] || s.keys[0] != s.keys[4] || s.keys[1] == s.keys[3] || s.keys[1] != s.keys[5] || s.keys[1] == s.keys[7] {
		t.Errorf("keys %q; want one order, and a payment for each card", s.keys)
	}
}

func TestPaidPurchaseIsNotPaidAgain(t *testing.T) {
	s := &steps{paid: true}
	if got, err := s.purchase("k", nil).Do(t.Context()); err != nil || got == nil || len(s.keys) != 1 {
		t.Errorf("Do = %+v, %v after the keys %q; want the order, without a payment", got, err, s.keys)
	}
}

// What the caller is told when a step does not go well. Once the order is placed it is
// a part of every answer.
func TestPurchasesThatAreNotFinished(t *testing.T) {
	down := &clients.Error{Code: clients.CodeUnavailable, Source: "x", Status: http.StatusServiceUnavailable, Err: errors.New("down")}
	status := func(status int, body string) error {
		return &clients.Error{Source: "x", Status: status, Body: []byte(body), Err: errors.New("refused")}
	}
	for _, tt := range []struct {
		name  string
		step  string
		err   error // nil: an answer without what is needed
		code  shopapi.UserErrorCode
		order bool
		cause bool // for the log
	}{
		{"the cart is empty", "order", status(409, `{}`), shopapi.CartEmpty, false, false},
		{"the order's backend fails", "order", down, "", false, false},
		{"the card is declined", "payment", status(402, `{}`), shopapi.PaymentDeclined, true, false},
		{"the card has no token", "payment", status(422, `{"reason":"invalid"}`), shopapi.InvalidInput, true, false},
		{"the order was cancelled", "payment", status(422, `{"reason":"not_payable"}`), shopapi.InvalidState, true, false},
		{"another card was authorised", "payment", status(409, `{"reason":"already_authorised"}`), shopapi.InvalidState, true, false},
		{"the payment's backend fails", "payment", down, shopapi.PaymentOpen, true, true},
		{"the payment has no id", "payment", nil, shopapi.PaymentOpen, true, true},
		{"the last step fails", "paid", down, shopapi.ConfirmationOpen, true, true},
		{"the last step has no order", "paid", nil, shopapi.ConfirmationOpen, true, true},
		{"the last step is refused", "paid", status(409, `{}`), shopapi.InvalidState, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &steps{fail: map[string]error{tt.step: tt.err}, lost: map[string]bool{tt.step: true}}
			got, err := s.purchase("k", nil).Do(t.Context())
			if (got != nil) != tt.order || got != nil && got.status != "pending" {
				t.Errorf("order %+v; want a pending one: %v", got, tt.order)
			}
			if cause := shopapi.OpenCause(err); (cause != nil) != tt.cause || tt.cause && tt.err != nil && !errors.Is(cause, tt.err) {
				t.Errorf("cause %v; want the backend's failure: %v", cause, tt.cause)
			}
			told, err := shopapi.Refused(err)
			if tt.code == "" {
				if !errors.Is(err, tt.err) || len(told) > 0 {
					t.Errorf("told %+v, error %v; want the failure", told, err)
				}
				return
			}
			if err != nil || len(told) != 1 || told[0].Code != tt.code || told[0].Message == "" {
				t.Errorf("told %+v, error %v; want %s", told, err, tt.code)
			}
		})
	}
}
