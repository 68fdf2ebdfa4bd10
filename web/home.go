package web

import (
	"context"

	"bff/connect/supply"
	"bff/graph/batch"
	"bff/graph/entity"
	"bff/graph/relay"
)

// maxSection is the longest row of products on the front page.
const maxSection = 50

type homeSectionResolver struct{ *resolver }

// Products resolves HomeSection.products: of a row the layout gives the keys only.
func (r homeSectionResolver) Products(ctx context.Context, objs []*HomeSection, first int) ([][]*Product, error) {
	if err := relay.First(first, maxSection); err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*HomeSection) ([][]*Product, error) {
		rows := make([]supply.Result[[]*Product], len(all))
		for i, section := range all {
			rows[i] = supply.Known(firstProducts(section.ProductIds, first))
		}
		return entity.EntitiesEach(ctx, rows, ownProduct, r.productType, false)
	})
}

func firstProducts(keys []string, first int) []*Product {
	row := make([]*Product, 0, min(first, len(keys)))
	for _, key := range keys[:cap(row)] {
		row = append(row, stubProduct(relay.ID("Product", key)))
	}
	return row
}
