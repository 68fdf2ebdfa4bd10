package web

import (
	"context"

	"bff/graph/entity"
	"bff/graph/relay"
)

const (
	// maxOrders is the largest page of orders.
	maxOrders = 50
	// maxOrderPage is the largest page that the backend gives.
	maxOrderPage = 100
)

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

// order fetches one order for Query.node; the backend gives it to its owner.
func (r *resolver) order(ctx context.Context, id string) (*Order, error) {
	return entity.Object(ctx, r.fetchQueryOrderByID(ctx, id), ownOrder)
}
