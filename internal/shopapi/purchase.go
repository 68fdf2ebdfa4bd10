package shopapi

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"bff/connect/supply"
)

// Purchase is an order to be placed and paid, in three steps of three backends: order,
// payment, order paid. O is a client's own order. The functions are the steps, and
// give what the connectors of the client gave.
type Purchase[O any] struct {
	Method         string  // card, paypal, invoice
	CardToken      *string // nil for none
	IdempotencyKey *string // any text; the same orders and pays once; nil makes one up

	Place  func(ctx context.Context, key string) supply.Result[*O]
	Placed func(*O) Placed
	Pay    func(ctx context.Context, order, method, value, currency string, cardToken *string, key string) supply.Result[string]
	Paid   func(ctx context.Context, order, payment string) supply.Result[*O]
}

// Placed is what paying has to know of an order.
type Placed struct {
	ID    string // opaque
	Total Money
	Paid  bool
}

// Do makes the steps. Each carries a key of its own made of the caller's, so that the
// whole can be sent again after any failure.
//
// What a backend refuses is a *Refusal. A payment that is refused leaves a pending
// order: both are returned.
func (p Purchase[O]) Do(ctx context.Context) (*O, error) {
	key := stepKey(Text(p.IdempotencyKey))
	placed := p.Place(ctx, key+".order")
	if placed.Err != nil || !placed.Found {
		return nil, RefusedOrder(placed.Err)
	}
	order := p.Placed(placed.Value)
	if order.Paid {
		return placed.Value, nil // sent again after all went well
	}
	amount, err := NewAmount(order.Total.Amount, order.Total.Currency)
	if err != nil {
		return placed.Value, err
	}
	payment := p.Pay(ctx, order.ID, p.Method, amount.Value, amount.Currency, p.CardToken, key+".payment")
	if payment.Err != nil {
		return placed.Value, RefusedPayment(payment.Err)
	}
	paid := p.Paid(ctx, order.ID, payment.Value)
	if paid.Err != nil || !paid.Found {
		return placed.Value, RefusedChange(paid.Err)
	}
	return paid.Value, nil
}

// stepKey makes what the steps' keys begin with. It is a digest, because the
// caller's text may be of any length and have what no header can carry.
func stepKey(key string) string {
	if key == "" {
		return rand.Text()
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}

// Text is the text of an optional string, empty for nil.
func Text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
