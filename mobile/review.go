package mobile

import (
	"context"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

func newReviewCard(r *shopapi.Review) *ReviewCard {
	return &ReviewCard{ID: relay.IntID("Review", r.ID), Stars: r.Rating, Title: r.Title, Record: r}
}

type reviewCardResolver struct{ *resolver }

func (r reviewCardResolver) Text(_ context.Context, c *ReviewCard, maxLength int) (string, error) {
	return shorten(c.Record.Body, maxLength)
}

func (r reviewCardResolver) AuthorName(ctx context.Context, objs []*ReviewCard) ([]*string, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ReviewCard) ([]*string, error) {
		keys := resolve.Map(all, func(c *ReviewCard) int { return c.Record.AuthorID })
		return resolve.Each(r.shop.Users(ctx, keys), func(u *shopapi.User) *string { return &u.DisplayName })
	})
}

func (r reviewCardResolver) Product(ctx context.Context, objs []*ReviewCard) ([]*ProductCard, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ReviewCard) ([]*ProductCard, error) {
		return r.cards(ctx, resolve.Map(all, func(c *ReviewCard) int { return c.Record.ProductID }))
	})
}
