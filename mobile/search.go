package mobile

import (
	"context"

	"bff/connect/supply"
	"bff/graph/entity"
	"bff/graph/relay"
)

// maxSearch is the largest page of a search.
const maxSearch = 50

// Search resolves Query.search.
func (r queryResolver) Search(ctx context.Context, query string, first int, after *string) (*ProductCardConnection, error) {
	if err := relay.First(first, maxSearch); err != nil {
		return nil, err
	}
	skip, err := relay.AfterOffset(after)
	if err != nil {
		return nil, err
	}
	page := supply.MapOne(r.root.fetchQueryCardPage(ctx, query, first, skip), func(p *ProductCardPage) *ProductCardConnection {
		return newProductCardConnection(p, skip)
	}, supply.Move{From: "items", To: []string{"edges.node"}})
	return entity.Object(ctx, page, ownProductCardConnection)
}

func newProductCardConnection(page *ProductCardPage, skip int) *ProductCardConnection {
	connection := &ProductCardConnection{
		Edges:    make([]*ProductCardEdge, len(page.Items)),
		PageInfo: relay.OffsetPage(skip, len(page.Items), page.Total),
	}
	for i, card := range page.Items {
		connection.Edges[i] = &ProductCardEdge{Cursor: relay.OffsetCursor(skip + i), Node: card}
	}
	return connection
}
