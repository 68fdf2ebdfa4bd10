package shopapi

import (
	"context"

	"bff/clients"
)

// Prices fetches today's prices of products in one currency, in the order of
// the ids.
func (s *Shop) Prices(ctx context.Context, currency string, productIDs []int) []clients.Result[*Price] {
	return clients.FetchMany(ctx, s.backends, pricesIn(currency), productIDs)
}

func pricesIn(currency string) clients.Batch[int, *Price] {
	return clients.Batch[int, *Price]{
		Source: Pricing, Name: "prices.byProduct", Cache: prices,
		Request: byIDs[int]("/prices", "currency", currency),
		Split:   splitPrices,
	}
}

var splitPrices = keyed(
	func(envelope struct {
		Data []*Price `json:"data"`
	},
	) []*Price {
		return envelope.Data
	},
	func(p *Price) int { return p.ProductID },
)

// Total adds up today's prices of what is in a cart, in minor units of its
// currency. known is false when a product has no price.
func (s *Shop) Total(ctx context.Context, cart *Cart) (cents int, known bool, err error) {
	ids := make([]int, len(cart.Items))
	for i, item := range cart.Items {
		ids[i] = item.ProductID
	}
	for i, price := range s.Prices(ctx, cart.Currency, ids) {
		if price.Err != nil || !price.Found {
			return 0, false, price.Err
		}
		cents += price.Value.AmountCents * cart.Items[i].Quantity
	}
	return cents, true, nil
}
