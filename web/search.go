package web

import (
	"context"
	"strings"

	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// maxSearch is the largest page of a search.
const maxSearch = 100

// Search resolves Query.search.
func (r queryResolver) Search(
	ctx context.Context, query string, filter *ProductFilter, sort ProductSort, first int, after *string,
) (*ProductConnection, error) {
	if err := relay.First(first, maxSearch); err != nil {
		return nil, err
	}
	skip, err := relay.AfterOffset(after)
	if err != nil {
		return nil, err
	}
	search := shopapi.Search{Query: query, Sort: strings.ToLower(sort.String()), Limit: first, Offset: skip}
	if filter != nil {
		search.Category, search.Brand = shopapi.Text(filter.Category), shopapi.Text(filter.Brand)
		search.MinPriceCents, search.MaxPriceCents = filter.MinPrice, filter.MaxPrice
	}
	page, err := r.shop.Search(ctx, search)
	if err != nil {
		return nil, err
	}
	return r.newProductConnection(ctx, page, skip), nil
}

func (r *resolver) newProductConnection(ctx context.Context, page *shopapi.ProductPage, skip int) *ProductConnection {
	nodes := r.newProducts(ctx, page.Items)
	connection := &ProductConnection{
		Nodes:      nodes,
		Edges:      make([]*ProductEdge, len(nodes)),
		PageInfo:   relay.OffsetPage(skip, len(nodes), page.Total),
		TotalCount: page.Total,
		Facets: &Facets{
			Brands:     resolve.Map(page.Facets.Brands, newFacet),
			Categories: resolve.Map(page.Facets.Categories, newFacet),
		},
	}
	for i, node := range nodes {
		connection.Edges[i] = &ProductEdge{Cursor: relay.OffsetCursor(skip + i), Node: node}
	}
	return connection
}

func newFacet(f shopapi.Facet) *Facet { return &Facet{Value: f.Value, Count: f.Count} }
