package web

import (
	"context"
	"net/http"
	"strings"

	"bff/connect/supply"
	"bff/graph"
	"bff/graph/entity"
	"bff/graph/relay"
	"bff/internal/shopapi"
)

type mutationResolver struct{ *resolver }

// AddToCart resolves Mutation.addToCart.
func (r mutationResolver) AddToCart(ctx context.Context, input AddToCartInput) (*CartPayload, error) {
	if _, err := relay.IntKey("Product", input.ProductID); err != nil {
		return nil, err
	}
	return newCartPayload(ctx, r.fetchMutationCartAdd(ctx, input.ProductID, input.Quantity), shopapi.RefusedItem)
}

// UpdateCartLine resolves Mutation.updateCartLine. A line to take out that is gone was
// taken out, perhaps by an attempt whose answer was lost.
func (r mutationResolver) UpdateCartLine(ctx context.Context, input UpdateCartLineInput) (*CartPayload, error) {
	changed := r.fetchMutationCartUpdate(ctx, input.LineID, input.Quantity)
	if input.Quantity == 0 && shopapi.Rejected(changed.Err, http.StatusNotFound) {
		changed = r.fetchViewerCart(ctx, []*Viewer{{}})[0]
	}
	return newCartPayload(ctx, changed, shopapi.RefusedLine)
}

func newCartPayload(ctx context.Context, changed supply.Result[*Cart], refuse func(error) error) (*CartPayload, error) {
	refused, err := shopapi.Refused(refuse(changed.Err))
	if err != nil || len(refused) > 0 {
		return &CartPayload{UserErrors: refused}, err
	}
	cart := entity.Inside(ctx, "cart", func(ctx context.Context) (*Cart, error) { return entity.Object(ctx, changed, ownCart) })
	return &CartPayload{Cart: cart, UserErrors: refused}, nil
}

// PlaceOrder resolves Mutation.placeOrder.
func (r mutationResolver) PlaceOrder(ctx context.Context, input PlaceOrderInput) (*PlaceOrderPayload, error) {
	answers := map[*Order]supply.Result[*Order]{}
	read := func(answer supply.Result[*Order]) supply.Result[*Order] {
		answers[answer.Value] = answer
		return supply.ReadingOne(answer, "id", "total", "paymentKey")
	}
	order, err := shopapi.Purchase[Order]{
		Method:         strings.ToLower(input.PaymentMethod.String()),
		CardToken:      input.CardToken,
		IdempotencyKey: input.IdempotencyKey,
		Place: func(ctx context.Context, key string) supply.Result[*Order] {
			return read(r.fetchMutationOrderPlace(ctx, input.ShippingAddress, key))
		},
		Placed: func(o *Order) shopapi.Placed {
			return shopapi.Placed{ID: o.ID, Total: *o.Total, Paid: o.PaymentKey != nil}
		},
		Pay: r.fetchMutationPaymentMake,
		Paid: func(ctx context.Context, id, payment string) supply.Result[*Order] {
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
		payload.Order = entity.Inside(ctx, "order", func(ctx context.Context) (*Order, error) {
			return entity.Object(ctx, answers[order], ownOrder)
		})
	}
	return payload, nil
}

// AddReview resolves Mutation.addReview.
func (r mutationResolver) AddReview(ctx context.Context, input AddReviewInput) (*AddReviewPayload, error) {
	if _, err := relay.IntKey("Product", input.ProductID); err != nil {
		return nil, err
	}
	added := r.fetchMutationReviewAdd(ctx, input.ProductID, input.Rating, input.Title, input.Body)
	refused, err := shopapi.Refused(shopapi.RefusedReview(added.Err))
	if err != nil || len(refused) > 0 {
		return &AddReviewPayload{UserErrors: refused}, err
	}
	review := entity.Inside(ctx, "review", func(ctx context.Context) (*Review, error) {
		return entity.Entity(ctx, added, ownReview, r.reviewType)
	})
	return &AddReviewPayload{Review: review, UserErrors: refused}, nil
}
