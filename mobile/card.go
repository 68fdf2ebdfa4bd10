package mobile

import (
	"context"
	"sync"

	"bff/clients"
	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

func newCard(p *shopapi.Product) *ProductCard {
	return &ProductCard{ID: relay.IntID("Product", p.ID), Title: p.Name, Record: p}
}

// cards fetches cards by the products' keys, one a parent; they are resolved
// together.
func (r *resolver) cards(ctx context.Context, keys []int) ([]*ProductCard, error) {
	return resolve.Objects(ctx, r.shop.Products(ctx, keys), newCard)
}

func cardKey(c *ProductCard) int { return c.Record.ID }

type productCardResolver struct{ *resolver }

// Image resolves ProductCard.image. A product without pictures has the empty
// address.
func (r productCardResolver) Image(_ context.Context, c *ProductCard, width int) (string, error) {
	if len(c.Record.Images) == 0 {
		return "", shopapi.CheckPictureWidth(width)
	}
	return r.picture(c.Record.Images[0].Path, width)
}

func (r productCardResolver) Summary(_ context.Context, c *ProductCard, maxLength int) (string, error) {
	return shorten(c.Record.Description, maxLength)
}

func (r productCardResolver) PriceLabel(ctx context.Context, objs []*ProductCard, locale string) ([]*string, error) {
	return r.priceLabels(ctx, objs, locale, func(p *shopapi.Price) *int { return &p.AmountCents })
}

func (r productCardResolver) WasPriceLabel(ctx context.Context, objs []*ProductCard, locale string) ([]*string, error) {
	return r.priceLabels(ctx, objs, locale, func(p *shopapi.Price) *int { return p.CompareAtCents })
}

// priceLabels writes one amount of each card's price, nil where it has none.
func (r *resolver) priceLabels(
	ctx context.Context, objs []*ProductCard, locale string, cents func(*shopapi.Price) *int,
) ([]*string, error) {
	at, err := parsePlace(locale)
	if err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductCard) ([]*string, error) {
		results := r.shop.Prices(ctx, at.currency, resolve.Map(all, cardKey))
		labels, errs := make([]*string, len(all)), make([]error, len(all))
		for i, price := range results {
			if errs[i] = price.Err; price.Err != nil || !price.Found || cents(price.Value) == nil {
				continue
			}
			var text string
			if text, errs[i] = at.money(*cents(price.Value), price.Value.Currency); errs[i] == nil {
				labels[i] = &text
			}
		}
		return labels, batch.Errors(errs)
	})
}

// Badge resolves ProductCard.badge from price and stock. One that fails is an
// error only when the other has nothing to say.
func (r productCardResolver) Badge(ctx context.Context, objs []*ProductCard) ([]*string, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductCard) ([]*string, error) {
		keys := resolve.Map(all, cardKey)
		var prices []clients.Result[*shopapi.Price]
		var fetching sync.WaitGroup
		fetching.Go(func() { prices = r.shop.Prices(ctx, "EUR", keys) }) // a percentage is the same in all
		stock := r.shop.Stock(ctx, keys)
		fetching.Wait()
		badges, errs := make([]*string, len(all)), make([]error, len(all))
		for i := range all {
			badges[i] = badgeLabel(prices[i].Value, stock[i].Value)
			if badges[i] != nil {
				continue
			}
			if errs[i] = stock[i].Err; errs[i] == nil {
				errs[i] = prices[i].Err
			}
		}
		return badges, batch.Errors(errs)
	})
}

func (r productCardResolver) RatingLabel(ctx context.Context, objs []*ProductCard) ([]*string, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductCard) ([]*string, error) {
		return resolve.Each(r.shop.ReviewSummaries(ctx, resolve.Map(all, cardKey)), ratingLabel)
	})
}
