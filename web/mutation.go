package web

import (
	"context"
	"strings"

	"bff/graph/relay"
	"bff/internal/shopapi"
)

type mutationResolver struct{ *resolver }

// AddToCart resolves Mutation.addToCart.
func (r mutationResolver) AddToCart(ctx context.Context, input AddToCartInput) (*CartPayload, error) {
	key, err := relay.IntKey("Product", input.ProductID)
	if err != nil {
		return nil, err
	}
	record, err := r.shop.AddToCart(ctx, key, input.Quantity)
	return newCartPayload(ctx, record, err)
}

// UpdateCartLine resolves Mutation.updateCartLine.
func (r mutationResolver) UpdateCartLine(ctx context.Context, input UpdateCartLineInput) (*CartPayload, error) {
	record, err := r.shop.UpdateCartLine(ctx, input.LineID, input.Quantity)
	return newCartPayload(ctx, record, err)
}

func newCartPayload(ctx context.Context, record *shopapi.Cart, err error) (*CartPayload, error) {
	refused, err := shopapi.Refused(err)
	if err != nil {
		return nil, err
	}
	payload := &CartPayload{UserErrors: refused}
	if len(refused) == 0 {
		payload.Cart = newCart(ctx, record)
	}
	return payload, nil
}

// PlaceOrder resolves Mutation.placeOrder.
func (r mutationResolver) PlaceOrder(ctx context.Context, input PlaceOrderInput) (*PlaceOrderPayload, error) {
	checkout := shopapi.Checkout{
		Method:         strings.ToLower(input.PaymentMethod.String()),
		CardToken:      shopapi.Text(input.CardToken),
		IdempotencyKey: shopapi.Text(input.IdempotencyKey),
	}
	if a := input.ShippingAddress; a != nil {
		checkout.To = &shopapi.Address{Street: a.Street, City: a.City, PostalCode: a.PostalCode, Country: a.Country}
	}
	record, err := r.shop.Checkout(ctx, checkout)
	refused, err := shopapi.Refused(err)
	if err != nil {
		return nil, err
	}
	payload := &PlaceOrderPayload{UserErrors: refused}
	if record != nil {
		payload.Order = newOrders(ctx, []*shopapi.Order{record})[0]
	}
	return payload, nil
}

// AddReview resolves Mutation.addReview.
func (r mutationResolver) AddReview(ctx context.Context, input AddReviewInput) (*AddReviewPayload, error) {
	key, err := relay.IntKey("Product", input.ProductID)
	if err != nil {
		return nil, err
	}
	record, err := r.shop.AddReview(ctx, shopapi.NewReview{
		ProductID: key, Rating: input.Rating, Title: input.Title, Body: input.Body,
	})
	refused, err := shopapi.Refused(err)
	if err != nil {
		return nil, err
	}
	payload := &AddReviewPayload{UserErrors: refused}
	if len(refused) == 0 {
		payload.Review = newReview(record)
	}
	return payload, nil
}
