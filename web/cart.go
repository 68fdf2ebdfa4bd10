package web

import (
	"context"

	"bff/graph/batch"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// newCart makes the cart with its lines, which are resolved together.
func newCart(ctx context.Context, c *shopapi.Cart) *Cart {
	cart := &Cart{ID: c.CartID, Record: c, UpdatedAt: c.UpdatedAt}
	cart.Lines = resolve.Map(c.Items, func(item shopapi.CartItem) *CartLine {
		cart.ItemCount += item.Quantity
		return &CartLine{
			ID:        item.LineID,
			ProductID: item.ProductID,
			Quantity:  item.Quantity,
			AddedAt:   item.AddedAt,
			Currency:  c.Currency,
		}
	})
	batch.Together(ctx, cart.Lines)
	return cart
}

type cartResolver struct{ *resolver }

// Subtotal adds up today's prices. A line whose price is not known makes the
// sum unknown, not smaller.
func (r cartResolver) Subtotal(ctx context.Context, objs []*Cart) ([]*shopapi.Money, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Cart) ([]*shopapi.Money, error) {
		sums := make([]*shopapi.Money, len(all))
		errs := make([]error, len(all))
		for i, cart := range all { // a request has one cart
			cents, known, err := r.shop.Total(ctx, cart.Record)
			if errs[i] = err; known {
				sums[i] = shopapi.NewMoney(cents, cart.Record.Currency)
			}
		}
		return sums, batch.Errors(errs)
	})
}

type cartLineResolver struct{ *resolver }

func (r cartLineResolver) Product(ctx context.Context, objs []*CartLine) ([]*Product, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*CartLine) ([]*Product, error) {
		return r.products(ctx, resolve.Map(all, func(l *CartLine) int { return l.ProductID }))
	})
}

func (r cartLineResolver) Total(ctx context.Context, objs []*CartLine) ([]*shopapi.Money, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*CartLine) ([]*shopapi.Money, error) {
		keys := resolve.Map(all, func(l *CartLine) int { return l.ProductID })
		totals, err := resolve.Each(r.shop.Prices(ctx, all[0].Currency, keys), func(p *shopapi.Price) *shopapi.Money {
			return shopapi.NewMoney(p.AmountCents, p.Currency)
		})
		for i, total := range totals {
			if total != nil {
				total.Amount *= all[i].Quantity
			}
		}
		return totals, err
	})
}
