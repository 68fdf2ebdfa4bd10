package web

import (
	"context"

	"bff/graph/batch"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// Category resolves Query.category.
func (r queryResolver) Category(ctx context.Context, slug string) (*Category, error) {
	record, err := r.shop.Category(ctx, slug)
	if err != nil || record == nil {
		return nil, err
	}
	return r.newCategory(record), nil
}

// Categories resolves Query.categories.
func (r queryResolver) Categories(ctx context.Context) ([]*Category, error) {
	records, err := r.shop.Categories(ctx)
	if err != nil {
		return nil, err
	}
	categories := resolve.Map(records, r.newCategory)
	batch.Together(ctx, categories)
	return categories, nil
}

func (r *resolver) newCategory(c *shopapi.Category) *Category {
	return &Category{
		Record:       c,
		Slug:         c.Slug,
		Name:         c.Name,
		Description:  c.Description,
		ProductCount: c.ProductCount,
		ImageURL:     r.picture(c.ImagePath, 0),
	}
}

// categories fetches categories by their slugs, one a parent.
func (r *resolver) categories(ctx context.Context, slugs []string) ([]*Category, error) {
	return resolve.Objects(ctx, r.shop.CategoriesBySlug(ctx, slugs), r.newCategory)
}

type categoryResolver struct{ *resolver }

func (r categoryResolver) Parent(ctx context.Context, objs []*Category) ([]*Category, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Category) ([]*Category, error) {
		lists := resolve.Map(all, func(c *Category) []string {
			if c.Record.ParentSlug == nil {
				return nil
			}
			return []string{*c.Record.ParentSlug}
		})
		parents, err := resolve.Lists(ctx, lists, r.shop.CategoriesBySlug, r.newCategory)
		return resolve.FirstOf(parents), err
	})
}
