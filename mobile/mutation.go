package mobile

import (
	"context"
	"strings"

	"bff/graph/relay"
	"bff/internal/shopapi"
)

type mutationResolver struct{ *resolver }

// AddToCart resolves Mutation.addToCart.
func (r mutationResolver) AddToCart(ctx context.Context, productID string, quantity int) (*AddToCartPayload, error) {
	key, err := relay.IntKey("Product", productID)
	if err != nil {
		return nil, err
	}
	record, err := r.shop.AddToCart(ctx, key, quantity)
	refused, err := shopapi.Refused(err)
	if err != nil {
		return nil, err
	}
	if len(refused) > 0 {
		return &AddToCartPayload{UserErrors: withoutInput(refused)}, nil
	}
	return &AddToCartPayload{CartScreen: newCartScreen(ctx, record), UserErrors: refused}, nil
}

// withoutInput fits the paths of refusals to a mutation that takes its
// arguments bare, not in an input object.
func withoutInput(refused []*shopapi.UserError) []*shopapi.UserError {
	for _, e := range refused {
		if len(e.Field) > 1 && e.Field[0] == "input" {
			e.Field = e.Field[1:]
		}
	}
	return refused
}

// PlaceOrder resolves Mutation.placeOrder.
func (r mutationResolver) PlaceOrder(ctx context.Context, input PlaceOrderInput) (*PlaceOrderPayload, error) {
	record, err := r.shop.Checkout(ctx, shopapi.Checkout{
		Method:         strings.ToLower(input.PaymentMethod.String()),
		CardToken:      shopapi.Text(input.CardToken),
		IdempotencyKey: shopapi.Text(input.IdempotencyKey),
	})
	refused, err := shopapi.Refused(err)
	if err != nil {
		return nil, err
	}
	payload := &PlaceOrderPayload{UserErrors: refused}
	if record != nil {
		payload.Order = newOrderCard(record)
	}
	return payload, nil
}

// RegisterDevice resolves Mutation.registerDevice.
func (r mutationResolver) RegisterDevice(ctx context.Context, input RegisterDeviceInput) (*RegisterDevicePayload, error) {
	if _, err := parsePlace(input.Locale); err != nil {
		return nil, err
	}
	device, err := r.shop.RegisterDevice(ctx, shopapi.NewDevice{
		Platform:   strings.ToLower(input.Platform.String()),
		PushToken:  input.PushToken,
		AppVersion: input.AppVersion,
		Locale:     input.Locale,
	})
	refused, err := shopapi.Refused(err)
	if err != nil {
		return nil, err
	}
	payload := &RegisterDevicePayload{UserErrors: refused}
	if len(refused) == 0 {
		payload.DeviceID = &device.DeviceID
	}
	return payload, nil
}

// RecordView resolves Mutation.recordView.
func (r mutationResolver) RecordView(ctx context.Context, productID string) (*RecordViewPayload, error) {
	key, err := relay.IntKey("Product", productID)
	if err != nil {
		return nil, err
	}
	refused, err := shopapi.Refused(r.shop.RecordView(ctx, key))
	if err != nil {
		return nil, err
	}
	return &RecordViewPayload{Accepted: len(refused) == 0, UserErrors: refused}, nil
}
