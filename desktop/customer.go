package desktop

import (
	"context"

	"bff/graph/batch"
	"bff/graph/entity"
	"bff/graph/relay"
)

// Customer resolves Query.customer.
func (r queryResolver) Customer(ctx context.Context, id string) (*Customer, error) {
	key, err := relay.IntKey("Customer", id)
	if err != nil {
		return nil, err
	}
	return entity.Find(ctx, stubCustomer(relay.IntID("Customer", key)), ownCustomer, r.customerType)
}

type customerResolver struct{ *resolver }

// Orders resolves Customer.orders. The backend lists the orders of one customer
// at a time, so a list of customers would cost a call for each.
func (r customerResolver) Orders(ctx context.Context, objs []*Customer, first int, after *string) ([]*OrderConnection, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Customer) ([]*OrderConnection, error) {
		if len(all) > 1 {
			return nil, &relay.ArgumentError{Name: "first", Problem: "is given for several customers; expected one customer only"}
		}
		page, err := r.orders(ctx, &OrderFilter{CustomerID: &all[0].ID}, first, after)
		if err != nil {
			return nil, err
		}
		return entity.ObjectEach(ctx, page, ownOrderConnection)
	})
}
