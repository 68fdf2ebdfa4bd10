package mobile

import (
	"context"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
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
	page, err := r.shop.Search(ctx, shopapi.Search{Query: query, Sort: "relevance", Limit: first, Offset: skip})
	if err != nil {
		return nil, err
	}
	cards := resolve.Map(page.Items, newCard)
	batch.Together(ctx, cards)
	connection := &ProductCardConnection{
		Edges:    make([]*ProductCardEdge, len(cards)),
		PageInfo: relay.OffsetPage(skip, len(cards), page.Total),
	}
	for i, card := range cards {
		connection.Edges[i] = &ProductCardEdge{Cursor: relay.OffsetCursor(skip + i), Node: card}
	}
	return connection, nil
}
