package mobile

import (
	"context"
	"fmt"

	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// maxOrders is the largest page of orders.
const maxOrders = 50

// OrdersScreen resolves Query.ordersScreen: null for a visitor.
func (r queryResolver) OrdersScreen(ctx context.Context, first int, after *string) (*OrdersScreen, error) {
	if err := relay.First(first, maxOrders); err != nil {
		return nil, err
	}
	at, err := relay.AfterToken(after)
	if err != nil || !shopapi.SignedIn(ctx) {
		return nil, err
	}
	records, err := r.shop.Orders(ctx, shopapi.OrderQuery{Limit: at.Skip + first, Cursor: at.Token})
	if err != nil {
		return nil, err
	}
	orders := resolve.Map(records.Results[min(at.Skip, len(records.Results)):], newOrderCard)
	page := relay.TokenPage{At: at, Count: len(orders), Next: shopapi.Text(records.Next)}
	return &OrdersScreen{Orders: orders, PageInfo: page.Info()}, nil
}

func newOrderCard(o *shopapi.Order) *OrderCard {
	return &OrderCard{
		ID:          relay.IntID("Order", o.ID),
		Number:      o.Number,
		StatusLabel: statusLabel(o.Status),
		PlacedAt:    o.PlacedAt,
		Summary:     orderSummary(o.Lines),
		Record:      o,
	}
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
func orderSummary(lines []shopapi.OrderLine) string {
	switch len(lines) {
	case 0:
		return "Nothing"
	case 1:
		return lines[0].Name
	default:
		return fmt.Sprintf("%s and %d more", lines[0].Name, len(lines)-1)
	}
}

type orderCardResolver struct{ *resolver }

// TotalLabel is in the currency that was paid, written as in the place.
func (r orderCardResolver) TotalLabel(_ context.Context, o *OrderCard, locale string) (string, error) {
	at, err := parsePlace(locale)
	if err != nil {
		return "", err
	}
	return at.money(o.Record.TotalCents, o.Record.Currency)
}
