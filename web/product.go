package web

import (
	"context"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// The limits of lists below a product.
const (
	maxImages  = 20
	maxReviews = 50
	maxRelated = 20
)

// Product resolves Query.product.
func (r queryResolver) Product(ctx context.Context, id, slug *string) (*Product, error) {
	var record *shopapi.Product
	var err error
	switch {
	case id != nil && slug == nil:
		var key int
		if key, err = relay.IntKey("Product", *id); err != nil {
			return nil, err
		}
		record, err = r.shop.Product(ctx, key)
	case slug != nil && id == nil:
		record, err = r.shop.ProductBySlug(ctx, *slug)
	default:
		err = &relay.ArgumentError{Name: "id", Problem: "or slug is needed; expected exactly one of the two"}
	}
	if err != nil || record == nil {
		return nil, err
	}
	return r.newProduct(record), nil
}

// newProduct makes the fields that need no further call.
func (r *resolver) newProduct(p *shopapi.Product) *Product {
	product := &Product{
		Record:       p,
		ID:           relay.IntID("Product", p.ID),
		Slug:         p.Slug,
		Name:         p.Name,
		Description:  p.Description,
		Brand:        &Brand{Name: p.Brand.Name},
		Attributes:   make([]*Attribute, len(p.Attributes)),
		CreatedAt:    p.CreatedAt,
		Discontinued: p.Discontinued,
	}
	for i, a := range p.Attributes {
		product.Attributes[i] = &Attribute{Name: a.Name, Value: a.Value}
	}
	if len(p.Images) > 0 {
		url := r.picture(p.Images[0].Path, 0)
		product.ImageURL = &url
	}
	return product
}

// newProducts makes products that are resolved together.
func (r *resolver) newProducts(ctx context.Context, records []*shopapi.Product) []*Product {
	products := resolve.Map(records, r.newProduct)
	batch.Together(ctx, products)
	return products
}

// products fetches products by their keys, one a parent.
func (r *resolver) products(ctx context.Context, keys []int) ([]*Product, error) {
	return resolve.Objects(ctx, r.shop.Products(ctx, keys), r.newProduct)
}

func productKey(p *Product) int { return p.Record.ID }

type productResolver struct{ *resolver }

func (r productResolver) Images(_ context.Context, p *Product, first int) ([]*Image, error) {
	if err := relay.First(first, maxImages); err != nil {
		return nil, err
	}
	records := p.Record.Images[:min(first, len(p.Record.Images))]
	return resolve.Map(records, func(i shopapi.Image) *Image {
		return &Image{Path: i.Path, Alt: i.Alt, Width: i.Width, Height: i.Height}
	}), nil
}

func (r productResolver) Category(ctx context.Context, objs []*Product) ([]*Category, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Product) ([]*Category, error) {
		return r.categories(ctx, resolve.Map(all, func(p *Product) string { return p.Record.CategorySlug }))
	})
}

func (r productResolver) Price(ctx context.Context, objs []*Product, currency string) ([]*Price, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Product) ([]*Price, error) {
		return resolve.Each(r.shop.Prices(ctx, currency, resolve.Map(all, productKey)), newPrice)
	})
}

func newPrice(p *shopapi.Price) *Price {
	price := &Price{
		Current:         shopapi.NewMoney(p.AmountCents, p.Currency),
		DiscountPercent: p.DiscountPercent,
		ValidUntil:      p.ValidUntil,
	}
	if p.CompareAtCents != nil {
		price.CompareAt = shopapi.NewMoney(*p.CompareAtCents, p.Currency)
	}
	return price
}

func (r productResolver) Availability(ctx context.Context, objs []*Product) ([]*Availability, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Product) ([]*Availability, error) {
		return resolve.Each(r.shop.Stock(ctx, resolve.Map(all, productKey)), newAvailability)
	})
}

func newAvailability(s *shopapi.Stock) *Availability {
	a := &Availability{InStock: s.Available > 0, RestockAt: s.RestockAt, Status: StockStatusInStock}
	switch {
	case s.Available <= 0:
		a.Status = StockStatusOutOfStock
	case s.IsLow():
		left := s.Available
		a.Status, a.OnlyLeft = StockStatusLowStock, &left
	}
	return a
}

func (r productResolver) Rating(ctx context.Context, objs []*Product) ([]*Rating, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Product) ([]*Rating, error) {
		return resolve.Each(r.shop.ReviewSummaries(ctx, resolve.Map(all, productKey)), newRating)
	})
}

func newRating(s *shopapi.ReviewSummary) *Rating {
	rating := &Rating{Count: s.Count, Histogram: s.Histogram}
	if s.Count > 0 {
		rating.Average = &s.Average
	}
	return rating
}

func (r productResolver) Related(ctx context.Context, objs []*Product, first int) ([][]*Product, error) {
	if err := relay.First(first, maxRelated); err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Product) ([][]*Product, error) {
		related := r.shop.Related(ctx, resolve.Map(all, productKey), first)
		return resolve.Linked(ctx, related, shopapi.ProductIDs, r.shop.Products, r.newProduct)
	})
}

type imageResolver struct{ *resolver }

func (r imageResolver) URL(_ context.Context, image *Image, width *int) (string, error) {
	if width == nil {
		return r.picture(image.Path, 0), nil
	}
	if err := shopapi.CheckPictureWidth(*width); err != nil {
		return "", err
	}
	return r.picture(image.Path, *width), nil
}
