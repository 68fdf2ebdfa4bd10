package shopapi

import (
	"errors"

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
