package mobile

import (
	"context"
	"strings"

	"bff/connect/supply"
	"bff/graph"
	"bff/graph/entity"
	"bff/graph/relay"
	"bff/internal/shopapi"
)

type mutationResolver struct{ *resolver }

// AddToCart resolves Mutation.addToCart.
func (r mutationResolver) AddToCart(ctx context.Context, productID string, quantity int) (*AddToCartPayload, error) {
	if _, err := relay.IntKey("Product", productID); err != nil {
		return nil, err
	}
	changed := r.fetchMutationCartAdd(ctx, productID, quantity)
	refused, err := shopapi.Refused(shopapi.RefusedItem(changed.Err))
	if err != nil || len(refused) > 0 {
		return &AddToCartPayload{UserErrors: withoutInput(refused)}, err
	}
	screen := entity.Inside(ctx, "cartScreen", func(ctx context.Context) (*CartScreen, error) {
		return entity.Object(ctx, changed, ownCartScreen)
	})
	return &AddToCartPayload{CartScreen: screen, UserErrors: refused}, nil
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
	answers := map[*OrderCard]supply.Result[*OrderCard]{}
	read := func(answer supply.Result[*OrderCard]) supply.Result[*OrderCard] {
		answers[answer.Value] = answer
		return supply.ReadingOne(answer, "id", "totalCents", "currency", "paymentKey")
	}
	order, err := shopapi.Purchase[OrderCard]{
		Method:         strings.ToLower(input.PaymentMethod.String()),
		CardToken:      input.CardToken,
		IdempotencyKey: input.IdempotencyKey,
		Place: func(ctx context.Context, key string) supply.Result[*OrderCard] {
			return read(r.fetchMutationOrderPlace(ctx, key))
		},
		Placed: func(o *OrderCard) shopapi.Placed {
			return shopapi.Placed{ID: o.ID, Total: shopapi.Money{Amount: o.TotalCents, Currency: o.Currency}, Paid: o.PaymentKey != nil}
		},
		Pay: r.fetchMutationPaymentMake,
		Paid: func(ctx context.Context, id, payment string) supply.Result[*OrderCard] {
			return read(r.fetchMutationOrderPaid(ctx, id, payment))
		},
	}.Do(ctx)
	graph.Report(ctx, shopapi.OpenCause(err))
	refused, err := shopapi.Refused(err)
	if err != nil {
		return nil, err
	}
	payload := &PlaceOrderPayload{UserErrors: refused}
	if order != nil {
		payload.Order = entity.Inside(ctx, "order", func(ctx context.Context) (*OrderCard, error) {
			return entity.Plain(ctx, answers[order])
		})
	}
	return payload, nil
}

// RegisterDevice resolves Mutation.registerDevice.
func (r mutationResolver) RegisterDevice(ctx context.Context, input RegisterDeviceInput) (*RegisterDevicePayload, error) {
	if _, err := parsePlace(input.Locale); err != nil {
		return nil, err
	}
	device := r.fetchMutationDeviceRegister(ctx, input.Platform, input.PushToken, input.AppVersion, input.Locale)
	refused, err := shopapi.Refused(shopapi.RefusedDevice(device.Err))
	if err != nil || len(refused) > 0 {
		return &RegisterDevicePayload{UserErrors: refused}, err
	}
	id := entity.Inside(ctx, "deviceId", func(ctx context.Context) (*string, error) { return entity.Pointer(ctx, device) })
	return &RegisterDevicePayload{DeviceID: id, UserErrors: refused}, nil
}

// RecordView resolves Mutation.recordView.
func (r mutationResolver) RecordView(ctx context.Context, productID string) (*RecordViewPayload, error) {
	key, err := relay.IntKey("Product", productID)
	if err != nil {
		return nil, err
	}
	err = &shopapi.NoSuchProduct
	if !r.missing(ctx, key) {
		err = r.views.Record(ctx, key)
	}
	refused, err := shopapi.Refused(err)
	if err != nil {
		return nil, err
	}
	return &RecordViewPayload{Accepted: len(refused) == 0, UserErrors: refused}, nil
}

// missing tells whether the catalog, or what is cached of it, surely does not have a
// product; a catalog that is down says nothing.
func (r *resolver) missing(ctx context.Context, key int) bool {
	card := stubProductCard(relay.IntID("Product", key))
	found := r.completeProductCard0(ctx, []*ProductCard{card})[0]
	return found.Err == nil && !found.Found
}
