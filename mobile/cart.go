package mobile

import (
	"context"

	"bff/graph/batch"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// CartScreen resolves Query.cartScreen: null for a visitor.
func (r queryResolver) CartScreen(ctx context.Context) (*CartScreen, error) { return r.cartScreen(ctx) }

func (r *resolver) cartScreen(ctx context.Context) (*CartScreen, error) {
	if !shopapi.SignedIn(ctx) {
		return nil, nil
	}
	record, err := r.shop.Cart(ctx)
	if err != nil {
		return nil, err
	}
	return newCartScreen(ctx, record), nil
}

// newCartScreen makes the screen with its lines, which are resolved together.
func newCartScreen(ctx context.Context, c *shopapi.Cart) *CartScreen {
	screen := &CartScreen{Record: c}
	screen.Lines = resolve.Map(c.Items, func(item shopapi.CartItem) *CartScreenLine {
		screen.Badge += item.Quantity
		return &CartScreenLine{ID: item.LineID, Quantity: item.Quantity, ProductID: item.ProductID}
	})
	batch.Together(ctx, screen.Lines)
	return screen
}

type cartScreenResolver struct{ *resolver }

// TotalLabel adds up in the currency of the place, so that the sum fits the
// prices on the cards above it.
func (r cartScreenResolver) TotalLabel(ctx context.Context, objs []*CartScreen, locale string) ([]*string, error) {
	at, err := parsePlace(locale)
	if err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*CartScreen) ([]*string, error) {
		labels, errs := make([]*string, len(all)), make([]error, len(all))
		for i, screen := range all { // a request has one cart
			cart := *screen.Record
			cart.Currency = at.currency
			cents, known, err := r.shop.Total(ctx, &cart)
			if errs[i] = err; !known {
				continue
			}
			var text string
			if text, errs[i] = at.money(cents, at.currency); errs[i] == nil {
				labels[i] = &text
			}
		}
		return labels, batch.Errors(errs)
	})
}

type cartScreenLineResolver struct{ *resolver }

func (r cartScreenLineResolver) Card(ctx context.Context, objs []*CartScreenLine) ([]*ProductCard, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*CartScreenLine) ([]*ProductCard, error) {
		return r.cards(ctx, resolve.Map(all, func(l *CartScreenLine) int { return l.ProductID }))
	})
}
