package desktop

import (
	"context"
	"strings"

	"bff/connect/supply"
	"bff/graph/entity"
	"bff/graph/relay"
	"bff/internal/shopapi"
)

const (
	// maxOrders is the largest page of orders.
	maxOrders = 100
	// maxOrderPage is the largest page that the backend gives.
	maxOrderPage = 100
)

// Orders resolves Query.orders.
func (r queryResolver) Orders(ctx context.Context, filter *OrderFilter, first int, after *string) (*OrderConnection, error) {
	if filter != nil && filter.CustomerID != nil {
		if _, err := relay.IntKey("Customer", *filter.CustomerID); err != nil {
			return nil, err
		}
	}
	page, err := r.orders(ctx, filter, first, after)
	if err != nil {
		return nil, err
	}
	return entity.Object(ctx, page[0], ownOrderConnection)
}

// orders gives a page of the orders that match the filter: one result.
func (r *resolver) orders(ctx context.Context, filter *OrderFilter, first int, after *string) ([]supply.Result[*OrderConnection], error) {
	if err := relay.First(first, maxOrders); err != nil {
		return nil, err
	}
	at, err := relay.AfterToken(after)
	if err != nil {
		return nil, err
	}
	page := r.fetchQueryOrderPage(ctx, filter, min(at.Skip+first, maxOrderPage), at.Backend())
	return supply.Map(supply.Or([]supply.Result[*OrderPage]{page}, &OrderPage{}), func(p *OrderPage) *OrderConnection {
		return newOrderConnection(p, at)
	},
		supply.Move{From: "orders", To: []string{"nodes", "edges.node"}, Skip: at.Skip},
		supply.Move{From: "total", To: []string{"totalCount"}},
	), nil
}

// newOrderConnection is the page that starts somewhere in one of the backend's.
func newOrderConnection(p *OrderPage, at relay.Position) *OrderConnection {
	nodes := p.Orders[min(at.Skip, len(p.Orders)):]
	page := relay.TokenPage{At: at, Count: len(nodes), Next: relay.Next(p.Next)}
	connection := &OrderConnection{Nodes: nodes, PageInfo: page.Info(), TotalCount: p.Total}
	connection.Edges = make([]*OrderEdge, len(nodes))
	for i, node := range nodes {
		connection.Edges[i] = &OrderEdge{Cursor: page.Cursor(i), Node: node}
	}
	return connection
}

// Order resolves Query.order.
func (r queryResolver) Order(ctx context.Context, id string) (*Order, error) {
	return entity.Object(ctx, r.fetchQueryOrderByID(ctx, orderID(id)), ownOrder)
}

// orderID is the id of an order, of which people quote the number: "SO-100001".
func orderID(id string) string { return strings.TrimPrefix(id, "SO-") }

type paymentResolver struct{ *resolver }

// Amount resolves Payment.amount. One that can't be read fails its own payment:
// money is not guessed.
func (paymentResolver) Amount(_ context.Context, p *Payment) (*shopapi.Money, error) {
	return shopapi.Amount{Value: p.Value, Currency: p.Currency}.Money()
}
