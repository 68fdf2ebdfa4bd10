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
	return r.priceLabels(ctx, objs, locale, "cents", func(p *PriceRecord) *int { return &p.Cents })
}

// WasPriceLabel resolves ProductCard.wasPriceLabel.
func (r productCardResolver) WasPriceLabel(ctx context.Context, objs []*ProductCard, locale string) ([]*string, error) {
	return r.priceLabels(ctx, objs, locale, "beforeCents", func(p *PriceRecord) *int { return p.BeforeCents })
}

// priceLabels writes one amount of each card's price, nil where it has none. field is
// that which cents reads.
func (r *resolver) priceLabels(
	ctx context.Context, objs []*ProductCard, locale, field string, cents func(*PriceRecord) *int,
) ([]*string, error) {
	at, err := parsePlace(locale)
	if err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductCard) ([]*string, error) {
		labels, errs := make([]*string, len(all)), make([]error, len(all))
		for i, price := range supply.Reading(r.fetchProductCardPrice(ctx, all, at.currency), field, "currency") {
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

// Badge resolves ProductCard.badge from price and stock. It fails when one of them fails
// that it depends on: of a product that is sold out, nobody asks for the discount.
func (r productCardResolver) Badge(ctx context.Context, objs []*ProductCard) ([]*string, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductCard) ([]*string, error) {
		var prices []supply.Result[*PriceRecord]
		var stock []supply.Result[*StockRecord]
		batch.Concurrently(
			func() { // the percentage is the same in all currencies
				prices = supply.Reading(r.fetchProductCardPrice(ctx, all, "EUR"), "discountPercent")
			},
			func() { stock = supply.Reading(r.fetchProductCardStock(ctx, all), "available", "low") },
		)
		badges, errs := make([]*string, len(all)), make([]error, len(all))
		for i := range all {
			badges[i], errs[i] = badge(prices[i], stock[i])
		}
		return badges, batch.Errors(errs)
	})
}

func badge(price supply.Result[*PriceRecord], stock supply.Result[*StockRecord]) (*string, error) {
	if stock.Err != nil {
		return nil, stock.Err
	}
	if label := badgeLabel(nil, stock.Value); label != nil {
		return label, nil
	}
	return badgeLabel(price.Value, stock.Value), price.Err
}

// RatingLabel resolves ProductCard.ratingLabel.
func (r productCardResolver) RatingLabel(ctx context.Context, objs []*ProductCard) ([]*string, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductCard) ([]*string, error) {
		return entity.PlainEach(ctx, supply.Map(r.fetchProductCardRating(ctx, all), ratingLabel))
	})
}
