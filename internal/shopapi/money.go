package shopapi

import (
	"fmt"

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
		return nil, fmt.Errorf("amount %q %q: %w", a.Value, a.Currency, err)
	}
	minor, err := amount.Int64()
	if err != nil {
		return nil, fmt.Errorf("amount %q %q: %w", a.Value, a.Currency, err)
	}
	return NewMoney(int(minor), a.Currency), nil
}

// NewAmount writes minor units as a decimal string.
func NewAmount(cents int, code string) (Amount, error) {
	amount, err := currency.NewAmountFromInt64(int64(cents), code)
	if err != nil {
		return Amount{}, err
	}
	return Amount{Value: amount.Number(), Currency: code}, nil
}
