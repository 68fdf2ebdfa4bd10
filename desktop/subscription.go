package desktop

import (
	"context"

	"bff/clients/connector"
	"bff/graph/entity"
	"bff/graph/relay"
	"bff/graph/stream"
)

type subscriptionResolver struct{ *resolver }

// OrderUpdated resolves Subscription.orderUpdated: the backend's event stream of
// one order, until the order is done or the client leaves.
func (r subscriptionResolver) OrderUpdated(ctx context.Context, id string) (<-chan *Order, error) {
	order := r.fetchQueryOrderByID(ctx, orderID(id)) // says at once who may not, and what is not there
	if order.Err != nil {
		return nil, order.Err
	}
	if !order.Found {
		return nil, &relay.IDError{ID: id, Want: "Order"}
	}
	args, err := connector.Args(nil, connector.IDs{"id": keyOfOrder}, connector.Argument{Name: "id", Value: orderID(id)})
	if err != nil {
		return nil, err
	}
	return stream.Go(ctx, func(send func(*Order) bool) error {
		return r.follow(ctx, connector.Vars{Args: args}, send)
	}), nil
}

// follow sends an order each time it changes, until it is done.
func (r *resolver) follow(ctx context.Context, of connector.Vars, send func(*Order) bool) error {
	for event := range connectQueryOrderEvents0.Events(ctx, r.rt, of) {
		order, err := entity.Object(ctx, event, ownOrder)
		if err != nil {
			return err
		}
		if !send(order) || done(order) {
			return nil
		}
	}
	return nil
}

// done tells whether nothing will change any more.
func done(o *Order) bool { return o.Status == OrderStatusDelivered || o.Status == OrderStatusCancelled }
