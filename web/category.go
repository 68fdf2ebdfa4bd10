package web

import (
	"context"

	"bff/graph/entity"
)

// Category resolves Query.category: completing a category of which only the slug is
// known shares its call and its cache entry with those below products.
func (r queryResolver) Category(ctx context.Context, slug string) (*Category, error) {
	return entity.Find(ctx, stubCategory(slug), ownCategory, r.root.categoryType)
}
