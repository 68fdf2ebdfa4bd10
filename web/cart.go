package web

import (
	"context"

	"bff/connect/supply"
	"bff/graph/batch"
	"bff/internal/shopapi"
)

type cartResolver struct{ *resolver }

// ItemCount resolves Cart.itemCount.
func (cartResolver) ItemCount(_ context.Context, cart *Cart) (int, error) {
	count := 0
	for _, line := range cart.Lines {
		count += line.Quantity
	}
	return count, nil
}

// Subtotal adds up today's prices. A line whose price is not known makes the
// sum unknown, not smaller.
func (r cartResolver) Subtotal(ctx context.Context, objs []*Cart) ([]*shopapi.Money, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Cart) ([]*shopapi.Money, error) {
		sums := make([]*shopapi.Money, len(all))
		errs := make([]error, len(all))
		for i, cart := range all { // a request has one cart
			sums[i], errs[i] = r.subtotal(ctx, cart)
		}
		return sums, batch.Errors(errs)
	})
}

func (r *resolver) subtotal(ctx context.Context, cart *Cart) (*shopapi.Money, error) {
	sum := &shopapi.Money{Currency: cart.Currency}
	for i, price := range r.prices(ctx, cart.Lines, cart.Currency) {
		if price.Err != nil || !price.Found {
			return nil, price.Err
		}
		sum.Amount += price.Value.Current.Amount * cart.Lines[i].Quantity
	}
	return sum, nil
}

// prices are today's prices of what is in lines, as Go computes with them.
func (r *resolver) prices(ctx context.Context, lines []*CartLine, currency string) []supply.Result[*Price] {
	products := make([]*Product, len(lines))
	for i, line := range lines {
		products[i] = line.Product
	}
	return supply.Reading(r.fetchProductPrice(ctx, products, currency), "current")
}

type cartLineResolver struct {
	connectedCartLine
	root *resolver
}

// Total resolves CartLine.total.
func (r cartLineResolver) Total(ctx context.Context, objs []*CartLine) ([]*shopapi.Money, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*CartLine) ([]*shopapi.Money, error) {
		totals := make([]*shopapi.Money, len(all))
		errs := make([]error, len(all))
		for i, price := range r.root.prices(ctx, all, all[0].Currency) {
			if errs[i] = price.Err; price.Found {
				now := price.Value.Current
				totals[i] = &shopapi.Money{Amount: now.Amount * all[i].Quantity, Currency: now.Currency}
			}
		}
		return totals, batch.Errors(errs)
	})
}
