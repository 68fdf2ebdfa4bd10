package web

import (
	"context"

	"bff/clients"
	"bff/connect/supply"
	"bff/graph/batch"
	"bff/graph/entity"
	"bff/graph/relay"
)

// Viewer resolves Query.viewer: null for a visitor.
func (r queryResolver) Viewer(ctx context.Context) (*Viewer, error) {
	if !clients.SignedIn(ctx) {
		return nil, nil
	}
	return entity.Object(ctx, r.root.fetchQueryMe(ctx), ownViewer)
}

// viewerResolver has the fields of the one viewer that a request can have, so
// none of them is a batch of more than one.
type viewerResolver struct {
	connectedViewer
	root *resolver
}

// Orders resolves Viewer.orders.
func (r viewerResolver) Orders(ctx context.Context, objs []*Viewer, first int, after *string) ([]*OrderConnection, error) {
	if err := relay.First(first, maxOrders); err != nil {
		return nil, err
	}
	at, err := relay.AfterToken(after)
	if err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, _ []*Viewer) ([]*OrderConnection, error) {
		page := r.root.fetchQueryOrderPage(ctx, min(at.Skip+first, maxOrderPage), at.Backend())
		return entity.ObjectEach(ctx, supply.Map([]supply.Result[*OrderPage]{page}, func(p *OrderPage) *OrderConnection {
			return newOrderConnection(p, at)
		},
			supply.Move{From: "orders", To: []string{"nodes", "edges.node"}, Skip: at.Skip},
			supply.Move{From: "total", To: []string{"totalCount"}},
		), ownOrderConnection)
	})
}
