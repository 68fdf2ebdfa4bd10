package shopapi

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"

	"bff/clients"
)

// UserErrorCode is the GraphQL enum of the reasons for which a mutation can be
// refused.
type UserErrorCode string

// The reasons; schema/shared/errors.graphql says what each means.
const (
	InvalidInput    UserErrorCode = "INVALID_INPUT"
	NotFound        UserErrorCode = "NOT_FOUND"
	CartEmpty       UserErrorCode = "CART_EMPTY"
	PaymentDeclined UserErrorCode = "PAYMENT_DECLINED"
	InvalidState    UserErrorCode = "INVALID_STATE"

	PaymentOpen      UserErrorCode = "PAYMENT_OPEN"
	ConfirmationOpen UserErrorCode = "CONFIRMATION_OPEN"
)

// UserError is the GraphQL type of the same name: a refusal in words for the
// person who asked. The words are ours: a backend's own never reach a client.
type UserError struct {
	Field   []string
	Message string
	Code    UserErrorCode
}

// Refusal is a UserError on its way through Go: the backend understood the
// request and said no.
type Refusal UserError

func (r *Refusal) Error() string { return string(r.Code) + ": " + r.Message }

// NoSuchProduct refuses a mutation of a product that isn't there.
var NoSuchProduct = Refusal{Code: NotFound, Message: "There is no such product."}

// refusals says what an HTTP status of one call means for the person who asked.
type refusals map[int]Refusal

// refuse turns a backend's rejection into its Refusal and leaves other errors as
// they are.
func refuse(err error, known refusals) error {
	var failed *clients.Error
	if !errors.As(err, &failed) {
		return err
	}
	if refusal, ok := known[failed.Status]; ok {
		return &refusal
	}
	return err
}

// Rejected reports whether a backend rejected a call with an HTTP status. A change that
// is made already may be rejected when it is sent again, after an answer was lost.
func Rejected(err error, status int) bool {
	failed, ok := errors.AsType[*clients.Error](err)
	return ok && failed.Status == status
}

// Refused splits a mutation's error: what to tell the person who asked, none
// when err is nil, and what has gone wrong otherwise.
func Refused(err error) ([]*UserError, error) {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		told := UserError(*refusal)
		return []*UserError{&told}, nil
	}
	return []*UserError{}, err
}

// RefusedItem says why a product was not put into the cart: only the error's code tells
// the two reasons apart.
func RefusedItem(err error) error {
	return refuse(err, refusals{http.StatusUnprocessableEntity: refusedItem(err)})
}

// refusedItem tells the two reasons apart for which the backend takes a product
// not into the cart: only its error's code differs.
func refusedItem(err error) Refusal {
	if reasonOf(err) == "unknown_product" {
		refusal := NoSuchProduct
		refusal.Field = []string{"input", "productId"}
		return refusal
	}
	return badQuantity
}

// reasonOf is the code in the body of a backend's rejection; empty when there is none.
func reasonOf(err error) string {
	var body struct {
		Error  string `json:"error"`  // as orders write it
		Reason string `json:"reason"` // as payments write it
	}
	failed, ok := errors.AsType[*clients.Error](err)
	if !ok || json.Unmarshal(failed.Body, &body) != nil {
		return ""
	}
	return cmp.Or(body.Error, body.Reason)
}

var badQuantity = Refusal{
	Code: InvalidInput, Message: "The quantity is out of range; a line holds 1 to 99.", Field: []string{"input", "quantity"},
}

// RefusedLine says why a line of the cart was not changed.
func RefusedLine(err error) error {
	return refuse(err, refusals{
		http.StatusNotFound:            {Code: NotFound, Message: "There is no such line in the cart.", Field: []string{"input", "lineId"}},
		http.StatusUnprocessableEntity: badQuantity,
	})
}

// RefusedReview says why a review was not written.
func RefusedReview(err error) error {
	return refuse(err, refusals{
		http.StatusNotFound:            NoSuchProduct,
		http.StatusUnprocessableEntity: {Code: InvalidInput, Message: "The review was not accepted; it needs a rating of 1 to 5, a title and a text."},
	})
}

// RefusedOrder says why the cart was not ordered.
func RefusedOrder(err error) error {
	return refuse(err, refusals{
		http.StatusConflict:            {Code: CartEmpty, Message: "The cart is empty; put something into it first."},
		http.StatusUnprocessableEntity: {Code: InvalidInput, Message: "The address was not accepted; it needs street, city, postal code and country."},
	})
}

// RefusedPayment says why a payment was not made.
func RefusedPayment(err error) error {
	unprocessable := Refusal{Code: InvalidInput, Message: "The payment was not accepted; a card needs a token."}
	if reasonOf(err) == "not_payable" {
		unprocessable = Refusal{Code: InvalidState, Message: "The order does not wait for a payment any more."}
	}
	return refuse(err, refusals{
		http.StatusPaymentRequired:     {Code: PaymentDeclined, Message: "The payment was declined; the order waits for another one. Send the request again, with the same key and another card or method."},
		http.StatusConflict:            {Code: InvalidState, Message: "The order has another payment already. Send the request again, with the same key, card and method as for that one."},
		http.StatusUnprocessableEntity: unprocessable,
	})
}

// RefusedChange says why an order was not moved on.
func RefusedChange(err error) error {
	return refuse(err, refusals{
		http.StatusNotFound:            {Code: NotFound, Message: "There is no such order."},
		http.StatusConflict:            {Code: InvalidState, Message: "The order is not in a state that allows this."},
		http.StatusUnprocessableEntity: {Code: InvalidInput, Message: "There is no such status."},
	})
}

// RefusedDevice says why a device was not registered.
func RefusedDevice(err error) error {
	return refuse(err, refusals{
		http.StatusUnprocessableEntity: {Code: InvalidInput, Message: "The device was not accepted; it needs a push token and a version."},
	})
}
