package desktop

import (
	"context"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/shopapi"
)

// Customer resolves Query.customer.
func (r queryResolver) Customer(ctx context.Context, id string) (*Customer, error) {
	key, err := relay.IntKey("Customer", id)
	if err != nil {
		return nil, err
	}
	result := r.shop.Customers(ctx, []int{key})[0]
	if result.Err != nil || !result.Found {
		return nil, result.Err
	}
	return newCustomer(result.Value), nil
}

func newCustomer(u *shopapi.User) *Customer {
	customer := &Customer{
		Record:      u,
		ID:          relay.IntID("Customer", u.ID),
		FullName:    u.FullName,
		Email:       u.Email,
		Country:     u.Country,
		MemberSince: u.MemberSince,
	}
	if u.Phone != "" {
		customer.Phone = &u.Phone
	}
	return customer
}

type customerResolver struct{ *resolver }

// Orders resolves Customer.orders. The backend lists the orders of one customer
// at a time, so a list of customers would cost a call for each.
func (r customerResolver) Orders(ctx context.Context, objs []*Customer, first int, after *string) ([]*OrderConnection, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Customer) ([]*OrderConnection, error) {
		if len(all) > 1 {
			return nil, &relay.ArgumentError{Name: "first", Problem: "is given for several customers; expected one customer only"}
		}
		connection, err := r.orders(ctx, shopapi.OrderQuery{CustomerID: all[0].Record.ID}, first, after)
		return []*OrderConnection{connection}, err
	})
}
