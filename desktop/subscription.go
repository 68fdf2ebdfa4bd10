package desktop

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"bff/clients/connector"
	"bff/connect/supply"
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
		order, err := updated(ctx, event)
		if err != nil {
			return err
		}
		if !send(order) || done(order) {
			return nil
		}
	}
	return nil
}

// updated is the order of an event. The errors of a subscription's ctx are in no response,
// so a selected value that does not fit is the stream's error.
func updated(ctx context.Context, event supply.Result[*Order]) (*Order, error) {
	aside := graphql.WithFreshResponseContext(ctx)
	order, err := entity.Object(aside, event, ownOrder)
	if wrong := graphql.GetErrors(aside); err == nil && len(wrong) > 0 {
		return nil, wrong[0]
	}
	return order, err
}

// done tells whether nothing will change any more.
func done(o *Order) bool { return o.Status == OrderStatusDelivered || o.Status == OrderStatusCancelled }
