package desktop

import (
	"strconv"
	"strings"

	"bff/clients"
	"bff/graph/batch"
	"bff/internal/shopapi"
)

// newPayments makes one payment a result. An amount that can't be read fails
// its own payment: money is not guessed.
func newPayments(results []clients.Result[*shopapi.Payment]) ([]*Payment, error) {
	payments := make([]*Payment, len(results))
	errs := make([]error, len(results))
	for i, result := range results {
		if errs[i] = result.Err; result.Found {
			payments[i], errs[i] = newPayment(result.Value)
		}
	}
	return payments, batch.Errors(errs)
}

func newPayment(p *shopapi.Payment) (*Payment, error) {
	amount, err := p.Amount.Money()
	if err != nil {
		return nil, err
	}
	return &Payment{
		ID:           strconv.Itoa(p.ID),
		Method:       PaymentMethod(strings.ToUpper(p.Method)),
		Status:       PaymentStatus(strings.ToUpper(p.Status)),
		Amount:       amount,
		CardLast4:    p.CardLast4,
		AuthorisedAt: p.AuthorisedAt,
	}, nil
}
