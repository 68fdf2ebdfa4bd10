package mobile

import (
	"context"

	"bff/connect/supply"
	"bff/graph/batch"
	"bff/graph/entity"
	"bff/internal/shopapi"
)

// productCardResolver has the texts of cards. What they say comes from connected
// fields that no client sees.
type productCardResolver struct{ *resolver }

// Image resolves ProductCard.image. A product without pictures has the empty
// address.
func (r productCardResolver) Image(_ context.Context, c *ProductCard, width int) (string, error) {
	if len(c.Pictures) == 0 {
		return "", shopapi.CheckPictureWidth(width)
	}
	return r.picture(c.Pictures[0].Path, width)
}

// Summary resolves ProductCard.summary.
func (productCardResolver) Summary(_ context.Context, c *ProductCard, maxLength int) (string, error) {
	return shorten(c.Description, maxLength)
}

// PriceLabel resolves ProductCard.priceLabel.
func (r productCardResolver) PriceLabel(ctx context.Context, objs []*ProductCard, locale string) ([]*string, error) {
	return r.priceLabels(ctx, objs, locale, func(p *PriceRecord) *int { return &p.Cents })
}

// WasPriceLabel resolves ProductCard.wasPriceLabel.
func (r productCardResolver) WasPriceLabel(ctx context.Context, objs []*ProductCard, locale string) ([]*string, error) {
	return r.priceLabels(ctx, objs, locale, func(p *PriceRecord) *int { return p.BeforeCents })
}

// priceLabels writes one amount of each card's price, nil where it has none.
func (r *resolver) priceLabels(
	ctx context.Context, objs []*ProductCard, locale string, cents func(*PriceRecord) *int,
) ([]*string, error) {
	at, err := parsePlace(locale)
	if err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductCard) ([]*string, error) {
		labels, errs := make([]*string, len(all)), make([]error, len(all))
		for i, price := range r.prices(ctx, all, at.currency) {
			if errs[i] = price.Err; !price.Found || cents(price.Value) == nil {
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

// prices are today's prices of what is on cards.
func (r *resolver) prices(ctx context.Context, cards []*ProductCard, currency string) []supply.Result[*PriceRecord] {
	return whole(r.fetchProductCardPrice(ctx, cards, currency))
}

// stock is how many there are of what is on cards.
func (r *resolver) stock(ctx context.Context, cards []*ProductCard) []supply.Result[*StockRecord] {
	return whole(r.fetchProductCardStock(ctx, cards))
}

// whole are results that can be used as they are: those with a value that does not fit
// have failed.
func whole[T any](results []supply.Result[T]) []supply.Result[T] {
	return supply.Map(results, func(value T) T { return value })
}

// Badge resolves ProductCard.badge from price and stock. One that fails is an
// error only when the other has nothing to say.
func (r productCardResolver) Badge(ctx context.Context, objs []*ProductCard) ([]*string, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductCard) ([]*string, error) {
		var prices []supply.Result[*PriceRecord]
		var stock []supply.Result[*StockRecord]
		batch.Concurrently(
			func() { prices = r.prices(ctx, all, "EUR") }, // a percentage is the same in all
			func() { stock = r.stock(ctx, all) },
		)
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

// RatingLabel resolves ProductCard.ratingLabel.
func (r productCardResolver) RatingLabel(ctx context.Context, objs []*ProductCard) ([]*string, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductCard) ([]*string, error) {
		return entity.PlainEach(ctx, supply.Map(r.fetchProductCardRating(ctx, all), ratingLabel))
	})
}
