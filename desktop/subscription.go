package desktop

import (
	"context"

	"bff/graph/relay"
	"bff/graph/stream"
	"bff/internal/shopapi"
)

type subscriptionResolver struct{ *resolver }

// OrderUpdated resolves Subscription.orderUpdated: the backend's event stream of
// one order, until the order is done or the client leaves.
func (r subscriptionResolver) OrderUpdated(ctx context.Context, id string) (<-chan *Order, error) {
	key, err := orderKey(id)
	if err != nil {
		return nil, err
	}
	record, err := r.shop.Order(ctx, key) // says at once who may not, and what is not there
	if err != nil {
		return nil, err
	}
	if record == nil {
		return nil, &relay.IDError{ID: id, Want: "Order"}
	}
	updates := make(chan *Order)
	go r.follow(ctx, key, updates) // ends with ctx, which ends with the subscription
	return updates, nil
}

// follow sends an order each time it changes and closes updates at the end.
func (r *resolver) follow(ctx context.Context, key int, updates chan<- *Order) {
	defer close(updates)
	for record, err := range r.shop.OrderEvents(ctx, key) {
		if err != nil {
			stream.Fail(ctx, err)
			return
		}
		select {
		case updates <- newOrder(record):
		case <-ctx.Done():
			return
		}
		if done(record) {
			return
		}
	}
}

// done tells whether nothing will change any more.
func done(o *shopapi.Order) bool { return o.Status == "delivered" || o.Status == "cancelled" }
