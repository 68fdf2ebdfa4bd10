package mobile

import (
	"context"

	"bff/clients"
	"bff/connect/supply"
	"bff/graph/batch"
	"bff/graph/entity"
)

// CartScreen resolves Query.cartScreen: null for a visitor.
func (r queryResolver) CartScreen(ctx context.Context) (*CartScreen, error) {
	if !clients.SignedIn(ctx) {
		return nil, nil
	}
	return entity.Object(ctx, r.root.fetchQueryCart(ctx), ownCartScreen)
}

type cartScreenResolver struct{ *resolver }

// Badge resolves CartScreen.badge.
func (cartScreenResolver) Badge(_ context.Context, screen *CartScreen) (int, error) {
	return cartBadge(screen), nil
}

// cartBadge adds up all quantities.
func cartBadge(screen *CartScreen) int {
	count := 0
	for _, line := range screen.Lines {
		count += line.Quantity
	}
	return count
}

// TotalLabel resolves CartScreen.totalLabel. It adds up in the currency of the
// place, so that the sum fits the prices on the cards above it.
func (r cartScreenResolver) TotalLabel(ctx context.Context, objs []*CartScreen, locale string) ([]*string, error) {
	at, err := parsePlace(locale)
	if err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*CartScreen) ([]*string, error) {
		labels, errs := make([]*string, len(all)), make([]error, len(all))
		for i, screen := range all { // a request has one cart
			labels[i], errs[i] = r.total(ctx, screen, at)
		}
		return labels, batch.Errors(errs)
	})
}

// total writes what is in the cart at today's prices. A line whose price is not
// known makes the sum unknown, not smaller.
func (r *resolver) total(ctx context.Context, screen *CartScreen, at place) (*string, error) {
	cards := make([]*ProductCard, len(screen.Lines))
	for i, line := range screen.Lines {
		cards[i] = line.Card
	}
	cents := 0
	for i, price := range supply.Reading(r.fetchProductCardPrice(ctx, cards, at.currency), "cents") {
		if price.Err != nil || !price.Found {
			return nil, price.Err
		}
		cents += price.Value.Cents * screen.Lines[i].Quantity
	}
	text, err := at.money(cents, at.currency)
	if err != nil {
		return nil, err
	}
	return &text, nil
}
