package web

import (
	"context"
	"strings"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// maxOrders is the largest page of orders.
const maxOrders = 50

// orders gives a page of the customer's own orders.
func (r *resolver) orders(ctx context.Context, first int, at relay.Position) (*OrderConnection, error) {
	records, err := r.shop.Orders(ctx, shopapi.OrderQuery{Limit: at.Skip + first, Cursor: at.Token})
	if err != nil {
		return nil, err
	}
	nodes := newOrders(ctx, records.Results[min(at.Skip, len(records.Results)):])
	page := relay.TokenPage{At: at, Count: len(nodes), Next: shopapi.Text(records.Next)}
	connection := &OrderConnection{Nodes: nodes, PageInfo: page.Info(), TotalCount: records.TotalCount}
	connection.Edges = make([]*OrderEdge, len(nodes))
	for i, node := range nodes {
		connection.Edges[i] = &OrderEdge{Cursor: page.Cursor(i), Node: node}
	}
	return connection, nil
}

// order fetches one order for Query.node; the backend gives it to its owner.
func (r *resolver) order(ctx context.Context, id string) (*Order, error) {
	key, err := relay.IntKey("Order", id)
	if err != nil {
		return nil, err
	}
	record, err := r.shop.Order(ctx, key)
	if err != nil || record == nil {
		return nil, err
	}
	return newOrders(ctx, []*shopapi.Order{record})[0], nil
}

// newOrders makes orders whose lines are all resolved together.
func newOrders(ctx context.Context, records []*shopapi.Order) []*Order {
	var lines []*OrderLine
	orders := resolve.Map(records, func(o *shopapi.Order) *Order {
		order := newOrder(o)
		lines = append(lines, order.Lines...)
		return order
	})
	batch.Together(ctx, lines)
	return orders
}

func newOrder(o *shopapi.Order) *Order {
	return &Order{
		ID:              relay.IntID("Order", o.ID),
		Number:          o.Number,
		Status:          OrderStatus(strings.ToUpper(o.Status)),
		Total:           shopapi.NewMoney(o.TotalCents, o.Currency),
		PlacedAt:        o.PlacedAt,
		ShippingAddress: newAddress(o.ShippingAddress),
		Lines: resolve.Map(o.Lines, func(l shopapi.OrderLine) *OrderLine {
			return &OrderLine{
				ProductID: l.ProductID,
				Name:      l.Name,
				Quantity:  l.Quantity,
				UnitPrice: shopapi.NewMoney(l.UnitPriceCents, o.Currency),
				Total:     shopapi.NewMoney(l.UnitPriceCents*l.Quantity, o.Currency),
			}
		}),
	}
}

type orderLineResolver struct{ *resolver }

func (r orderLineResolver) Product(ctx context.Context, objs []*OrderLine) ([]*Product, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*OrderLine) ([]*Product, error) {
		return r.products(ctx, resolve.Map(all, func(l *OrderLine) int { return l.ProductID }))
	})
}
