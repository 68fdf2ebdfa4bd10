package shopapi

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

// Checkout is an order to be placed and paid.
type Checkout struct {
	To             *Address // nil means the customer's default
	Method         string   // card, paypal, invoice
	CardToken      string
	IdempotencyKey string // any text; the same orders and pays once; empty makes one up
}

// Checkout orders what is in the cart and pays for it, in three steps of three
// backends: order, payment, order paid. Each step carries a key of its own made
// of the caller's, so that the whole can be sent again after any failure.
//
// A payment that is refused leaves a pending order: both are returned.
func (s *Shop) Checkout(ctx context.Context, c Checkout) (*Order, error) {
	key := stepKey(c.IdempotencyKey)
	order, err := s.PlaceOrder(ctx, c.To, key+".order")
	if err != nil {
		return nil, err
	}
	if order.PaymentID != nil {
		return order, nil // sent again after all went well
	}
	amount, err := NewAmount(order.TotalCents, order.Currency)
	if err != nil {
		return order, err
	}
	payment, err := s.pay(ctx, NewPayment{
		OrderID: order.ID, Method: c.Method, Amount: amount, CardToken: c.CardToken,
	}, key+".payment")
	if err != nil {
		return order, err
	}
	paid, err := s.PaidOrder(ctx, order.ID, payment.ID)
	if err != nil {
		return order, err
	}
	return paid, nil
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
