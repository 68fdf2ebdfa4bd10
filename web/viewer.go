package web

import (
	"context"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// maxRecommendations is the longest list of recommendations.
const maxRecommendations = 50

// Viewer resolves Query.viewer: null for a visitor.
func (r queryResolver) Viewer(ctx context.Context) (*Viewer, error) {
	user, err := r.shop.Me(ctx)
	if err != nil || user == nil {
		return nil, err
	}
	return &Viewer{
		ID:          relay.IntID("Customer", user.ID),
		DisplayName: user.DisplayName,
		FullName:    user.FullName,
		Email:       user.Email,
		AvatarURL:   r.picture(user.AvatarPath, 0),
		Currency:    user.Currency,
		Locale:      user.Locale,
		Addresses: resolve.Map(user.Addresses, func(a shopapi.Address) *Address {
			return newAddress(&a)
		}),
	}, nil
}

func newAddress(a *shopapi.Address) *Address {
	if a == nil {
		return nil
	}
	address := &Address{Street: a.Street, City: a.City, PostalCode: a.PostalCode, Country: a.Country}
	if a.Label != "" {
		address.Label = &a.Label
	}
	return address
}

// viewerResolver has the fields of the one viewer that a request can have, so
// none of them is a batch of more than one.
type viewerResolver struct{ *resolver }

func (r viewerResolver) Orders(ctx context.Context, objs []*Viewer, first int, after *string) ([]*OrderConnection, error) {
	if err := relay.First(first, maxOrders); err != nil {
		return nil, err
	}
	at, err := relay.AfterToken(after)
	if err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Viewer) ([]*OrderConnection, error) {
		connection, err := r.orders(ctx, first, at)
		return []*OrderConnection{connection}, err
	})
}

func (r viewerResolver) Cart(ctx context.Context, objs []*Viewer) ([]*Cart, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Viewer) ([]*Cart, error) {
		record, err := r.shop.Cart(ctx)
		if err != nil {
			return nil, err
		}
		return []*Cart{newCart(ctx, record)}, nil
	})
}

func (r viewerResolver) Recommendations(ctx context.Context, objs []*Viewer, first int) ([][]*Product, error) {
	if err := relay.First(first, maxRecommendations); err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Viewer) ([][]*Product, error) {
		recommended, err := r.shop.RecommendedForMe(ctx, first)
		if err != nil {
			return nil, err
		}
		return resolve.Lists(ctx, [][]int{shopapi.ProductIDs(recommended)}, r.shop.Products, r.newProduct)
	})
}
