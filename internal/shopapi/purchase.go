package shopapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"bff/connect/supply"
)

// Purchase is an order to be placed and paid, in three steps of three backends: order,
// payment, order paid. O is a client's own order. The functions are the steps, and
// give what the connectors of the client gave.
type Purchase[O any] struct {
	Method         string  // card, paypal, invoice
	CardToken      *string // nil for none
	IdempotencyKey string  // any text that is not blank; the same orders and pays once

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

// Do makes the steps. Each carries a key made of the caller's, so that the whole can
// be sent again after any failure, to this process or to another: what was done is not
// done twice, and what is open is done.
//
// What a backend refuses is a *Refusal. A payment that is refused leaves a pending
// order: both are returned. So are the order and an *OpenError when a backend fails
// after the order was placed.
func (p Purchase[O]) Do(ctx context.Context) (*O, error) {
	if strings.TrimSpace(p.IdempotencyKey) == "" {
		return nil, &noKey
	}
	placed := p.Place(ctx, stepKey("order", p.IdempotencyKey))
	if placed.Err != nil || !placed.Found {
		return nil, RefusedOrder(placed.Err)
	}
	order := p.Placed(placed.Value)
	if order.Paid {
		return placed.Value, nil // sent again after all went well
	}
	amount, err := NewAmount(order.Total.Amount, order.Total.Currency)
	if err != nil {
		return placed.Value, open(PaymentOpen, err)
	}
	// After a declined card another one is another payment of the same order.
	key := stepKey("payment", p.IdempotencyKey, p.Method, Text(p.CardToken))
	payment := p.Pay(ctx, order.ID, p.Method, amount.Value, amount.Currency, p.CardToken, key)
	if payment.Err != nil || !payment.Found {
		return placed.Value, open(PaymentOpen, RefusedPayment(missing(payment.Err, "the payment has no id")))
	}
	paid := p.Paid(ctx, order.ID, payment.Value)
	if paid.Err != nil || !paid.Found {
		return placed.Value, open(ConfirmationOpen, RefusedChange(missing(paid.Err, "there is no such order any more")))
	}
	return paid.Value, nil
}

// noKey refuses a purchase that could not be sent again.
var noKey = Refusal{
	Code: InvalidInput, Message: "The key is blank; expected a text that is new for each order.", Field: []string{"input", "idempotencyKey"},
}

// OpenError is a failure after the order was placed: the purchase is half done. It
// wraps a *Refusal, which says what is open, and the failure.
type OpenError struct {
	Refusal Refusal
	Cause   error
}

// Error is for the log.
func (e *OpenError) Error() string { return fmt.Sprintf("%s: %v", e.Refusal.Code, e.Cause) }

// Unwrap returns what the person who asked may know, and the failure.
func (e *OpenError) Unwrap() []error { return []error{&e.Refusal, e.Cause} }

var openMessages = map[UserErrorCode]string{
	PaymentOpen:      "The order is placed; whether it is paid is not known yet. Send the same request again, with the same key, to finish it.",
	ConfirmationOpen: "The order is placed and its payment is made; the order does not say so yet. Send the same request again, with the same key, to finish it.",
}

// open is err, a step's: as it is when the backend refused, else an *OpenError.
func open(code UserErrorCode, err error) error {
	if _, refused := errors.AsType[*Refusal](err); refused {
		return err
	}
	return &OpenError{Refusal: Refusal{Code: code, Message: openMessages[code]}, Cause: err}
}

// OpenCause is the failure that left a purchase half done, nil when none did. The
// answer does not tell it, so whoever runs the server has to be told.
func OpenCause(err error) error {
	if e, ok := errors.AsType[*OpenError](err); ok {
		return e.Cause
	}
	return nil
}

// missing is err, or the error of an answer that lacks what it must have.
func missing(err error, what string) error {
	if err == nil {
		return errors.New(what)
	}
	return err
}

// stepKey is the Idempotency-Key of a step: a digest of the parts, because the caller's
// text may be of any length and have what no header can carry.
func stepKey(step string, parts ...string) string {
	hash := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(hash, "%d:%s", len(part), part) // so that no two lists look the same
	}
	return hex.EncodeToString(hash.Sum(nil)[:16]) + "." + step
}

// Text is the text of an optional string, empty for nil.
func Text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
