package desktop

import (
	"context"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// Product resolves Query.product.
func (r queryResolver) Product(ctx context.Context, id string) (*Product, error) {
	key, err := relay.IntKey("Product", id)
	if err != nil {
		return nil, err
	}
	record, err := r.shop.Product(ctx, key)
	if err != nil || record == nil {
		return nil, err
	}
	return newProduct(record), nil
}

func newProduct(p *shopapi.Product) *Product {
	return &Product{
		Record:       p,
		ID:           relay.IntID("Product", p.ID),
		Sku:          p.SKU,
		Name:         p.Name,
		BrandName:    p.Brand.Name,
		CategorySlug: p.CategorySlug,
		ListPrice:    shopapi.NewMoney(p.ListPriceCents, p.Currency),
		Discontinued: p.Discontinued,
	}
}

// products fetches products by their keys, one a parent.
func (r *resolver) products(ctx context.Context, keys []int) ([]*Product, error) {
	return resolve.Objects(ctx, r.shop.Products(ctx, keys), newProduct)
}

type productResolver struct{ *resolver }

func (r productResolver) Stock(ctx context.Context, objs []*Product) ([]*StockLevel, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Product) ([]*StockLevel, error) {
		return r.stock(ctx, resolve.Map(all, func(p *Product) int { return p.Record.ID }))
	})
}
