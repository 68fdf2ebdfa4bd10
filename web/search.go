package web

import (
	"context"

	"bff/connect/supply"
	"bff/graph/entity"
	"bff/graph/relay"
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
	page := supply.MapOne(r.root.fetchQueryProductPage(ctx, query, filter, sort, first, skip), func(p *ProductPage) *ProductConnection {
		return newProductConnection(p, skip)
	},
		supply.Move{From: "items", To: []string{"nodes", "edges.node"}},
		supply.Move{From: "total", To: []string{"totalCount"}},
		supply.Move{From: "facets", To: []string{"facets"}},
	)
	return entity.Object(ctx, page, ownProductConnection)
}

func newProductConnection(page *ProductPage, skip int) *ProductConnection {
	connection := &ProductConnection{
		Nodes:      page.Items,
		Edges:      make([]*ProductEdge, len(page.Items)),
		PageInfo:   relay.OffsetPage(skip, len(page.Items), page.Total),
		TotalCount: page.Total,
		Facets:     page.Facets,
	}
	for i, node := range page.Items {
		connection.Edges[i] = &ProductEdge{Cursor: relay.OffsetCursor(skip + i), Node: node}
	}
	return connection
}
