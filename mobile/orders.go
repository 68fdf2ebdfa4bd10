package mobile

import (
	"context"
	"fmt"

	"bff/clients"
	"bff/connect/supply"
	"bff/graph/entity"
	"bff/graph/relay"
)

const (
	// maxOrders is the largest page of orders.
	maxOrders = 50
	// maxOrderPage is the largest page that the backend gives.
	maxOrderPage = 100
)

// OrdersScreen resolves Query.ordersScreen: null for a visitor.
func (r queryResolver) OrdersScreen(ctx context.Context, first int, after *string) (*OrdersScreen, error) {
	if err := relay.First(first, maxOrders); err != nil {
		return nil, err
	}
	at, err := relay.AfterToken(after)
	if err != nil || !clients.SignedIn(ctx) {
		return nil, err
	}
	page := orEmpty(r.root.fetchQueryOrderPage(ctx, min(at.Skip+first, maxOrderPage), at.Backend()))
	return entity.Plain(ctx, supply.MapOne(page, func(p *OrderPage) *OrdersScreen {
		return newOrdersScreen(p, at)
	}, supply.Move{From: "orders", To: []string{"orders"}, Skip: at.Skip}))
}

// newOrdersScreen is the page that starts somewhere in one of the backend's.
func newOrdersScreen(p *OrderPage, at relay.Position) *OrdersScreen {
	orders := p.Orders[min(at.Skip, len(p.Orders)):]
	page := relay.TokenPage{At: at, Count: len(orders), Next: relay.Next(p.Next)}
	return &OrdersScreen{Orders: orders, PageInfo: page.Info()}
}

type orderCardResolver struct{ *resolver }

// StatusLabel resolves OrderCard.statusLabel.
func (orderCardResolver) StatusLabel(_ context.Context, o *OrderCard) (string, error) {
	return statusLabel(o.Status), nil
}

// Summary resolves OrderCard.summary.
func (orderCardResolver) Summary(_ context.Context, o *OrderCard) (string, error) {
	return orderSummary(o.Lines), nil
}

// TotalLabel resolves OrderCard.totalLabel: in the currency that was paid, written
// as in the place.
func (orderCardResolver) TotalLabel(_ context.Context, o *OrderCard, locale string) (string, error) {
	at, err := parsePlace(locale)
	if err != nil {
		return "", err
	}
	return at.money(o.TotalCents, o.Currency)
}

// statusLabel says how far an order is. A status that is new to us shows as
// the backend names it.
func statusLabel(status string) string {
	switch status {
	case "pending":
		return "Waiting for payment"
	case "paid":
		return "Paid"
	case "packed":
		return "Packed"
	case "shipped":
		return "On its way"
	case "delivered":
		return "Delivered"
	case "cancelled":
		return "Cancelled"
	default:
		return status
	}
}

// orderSummary names the first product and counts the others, whatever their
// quantities.
func orderSummary(lines []*OrderCardLine) string {
	switch len(lines) {
	case 0:
		return "Nothing"
	case 1:
		return lines[0].Name
	default:
		return fmt.Sprintf("%s and %d more", lines[0].Name, len(lines)-1)
	}
}
