package shopapi

import (
	"fmt"
	"strconv"

	"github.com/bojanz/currency"
)

// Money is the GraphQL type of the same name: an amount in minor units.
type Money struct {
	Amount   int
	Currency string // ISO 4217
}

// NewMoney makes the amount of a price in minor units.
func NewMoney(cents int, currency string) *Money { return &Money{Amount: cents, Currency: currency} }

// Amount is money as the payments backend writes it: a decimal string in major
// units, "59.97".
type Amount struct {
	Value    string
	Currency string // ISO 4217
}

// Money reads an amount that is written as a decimal string, exactly.
func (a Amount) Money() (*Money, error) {
	amount, err := currency.NewAmount(a.Value, a.Currency)
	if err != nil {
		return nil, &AmountError{a.Value, a.Currency, err}
	}
	minor, err := amount.Int64()
	if err != nil {
		return nil, &AmountError{a.Value, a.Currency, err}
	}
	return NewMoney(int(minor), a.Currency), nil
}

// NewAmount writes minor units as a decimal string.
func NewAmount(cents int, code string) (Amount, error) {
	amount, err := currency.NewAmountFromInt64(int64(cents), code)
	if err != nil {
		return Amount{}, &AmountError{strconv.Itoa(cents), code, err}
	}
	return Amount{Value: amount.Number(), Currency: code}, nil
}

// AmountError is an amount of a backend that is no money: its digits, its currency.
type AmountError struct {
	Amount, Currency string
	Err              error
}

// Error is for the log.
func (e *AmountError) Error() string {
	return fmt.Sprintf("amount %q %q: %v", e.Amount, e.Currency, e.Err)
}

// Unwrap returns the cause.
func (e *AmountError) Unwrap() error { return e.Err }

// ErrorCode is the code for extensions.code.
func (e *AmountError) ErrorCode() string { return "BACKEND_BAD_RESPONSE" }

// PublicMessage says what is wrong, for the client.
func (e *AmountError) PublicMessage() string {
	return "A service sent an amount that could not be used."
}
