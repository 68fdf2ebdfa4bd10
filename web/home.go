package web

import (
	"context"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// maxSection is the longest row of products on the front page.
const maxSection = 50

// Home resolves Query.home.
func (r queryResolver) Home(ctx context.Context) (*Home, error) {
	record, err := r.shop.Home(ctx)
	if err != nil {
		return nil, err
	}
	sections := resolve.Map(record.Sections, func(s shopapi.HomeSection) *HomeSection {
		return &HomeSection{Key: s.Key, Title: s.Title, ProductIDs: s.ProductIDs}
	})
	batch.Together(ctx, sections)
	return &Home{
		Hero: &Hero{
			ProductID: record.Hero.ProductID,
			Title:     record.Hero.Title,
			Subtitle:  record.Hero.Subtitle,
			ImageURL:  r.picture(record.Hero.ImagePath, 0),
		},
		Sections: sections,
	}, nil
}

type heroResolver struct{ *resolver }

func (r heroResolver) Product(ctx context.Context, objs []*Hero) ([]*Product, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Hero) ([]*Product, error) {
		return r.products(ctx, resolve.Map(all, func(h *Hero) int { return h.ProductID }))
	})
}

type homeSectionResolver struct{ *resolver }

func (r homeSectionResolver) Products(ctx context.Context, objs []*HomeSection, first int) ([][]*Product, error) {
	if err := relay.First(first, maxSection); err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*HomeSection) ([][]*Product, error) {
		lists := resolve.Map(all, func(s *HomeSection) []int { return s.ProductIDs[:min(first, len(s.ProductIDs))] })
		return resolve.Lists(ctx, lists, r.shop.Products, r.newProduct)
	})
}
