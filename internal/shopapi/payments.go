package shopapi

import (
	"context"
	"encoding/json"
	"net/http"

	"bff/clients"
)

// PaymentsByOrder fetches how orders were paid, in the order of their ids.
// Never cached.
func (s *Shop) PaymentsByOrder(ctx context.Context, orderIDs []int) []clients.Result[*Payment] {
	return clients.FetchMany(ctx, s.backends, paymentsByOrder, orderIDs)
}

var paymentsByOrder = clients.Batch[int, *Payment]{
	Source: Payments, Name: "payments.byOrder",
	Request: byIDs[int]("/payments/by-order"),
	Split: keyed(
		func(envelope struct {
			Payments []*Payment `json:"payments"`
		},
		) []*Payment {
			return envelope.Payments
		},
		func(p *Payment) int { return p.OrderID },
	),
}

// pay makes a payment. The same idempotency key pays once. A payment that is
// declined is a *Refusal.
func (s *Shop) pay(ctx context.Context, payment NewPayment, idempotencyKey string) (*Payment, error) {
	body, err := json.Marshal(payment)
	if err != nil {
		return nil, err
	}
	made, _, err := clients.Fetch(ctx, s.backends, makePayment, clients.Request{
		Method: http.MethodPost, Path: "/payments", Body: body, IdempotencyKey: idempotencyKey,
	})
	return made, refuse(err, refusals{
		http.StatusPaymentRequired:     {Code: PaymentDeclined, Message: "The payment was declined; the order waits for another one."},
		http.StatusUnprocessableEntity: {Code: InvalidInput, Message: "The payment was not accepted; a card needs a token."},
	})
}

var makePayment = clients.Call[*Payment]{Source: Payments, Name: "payments.make"}
