package mobile

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// maxFeed is the largest page of the endless list.
const maxFeed = 50

// Feed resolves Query.feed.
func (r queryResolver) Feed(ctx context.Context, first int, after *string) (*FeedConnection, error) {
	if err := relay.First(first, maxFeed); err != nil {
		return nil, err
	}
	at, err := relay.AfterToken(after)
	if err != nil {
		return nil, err
	}
	record, err := r.shop.Feed(ctx, at.Skip+first, at.Token)
	if err != nil {
		return nil, err
	}
	items := record.Items[min(at.Skip, len(record.Items)):]
	page := relay.TokenPage{At: at, Count: len(items), Next: shopapi.Text(record.NextCursor)}
	connection := &FeedConnection{Edges: make([]*FeedEdge, len(items)), PageInfo: page.Info()}
	for i, node := range r.feedItems(ctx, items) {
		connection.Edges[i] = &FeedEdge{Cursor: page.Cursor(i), Node: node}
	}
	return connection, nil
}

// feedItems makes one item of each record, nil when what it shows is gone or
// of a kind that this schema does not know. Items of a kind are resolved
// together.
func (r *resolver) feedItems(ctx context.Context, records []shopapi.FeedItem) []FeedItem {
	reviews := r.feedReviews(ctx, records)
	items := make([]FeedItem, len(records))
	var suggestions []*ProductSuggestion
	for i, record := range records {
		switch record.Type {
		case "product":
			suggestion := &ProductSuggestion{Reason: record.Reason, ProductID: record.ProductID}
			suggestions = append(suggestions, suggestion)
			items[i] = suggestion
		case "review":
			if review := reviews[record.ReviewID]; review != nil { // a nil pointer would be an item
				items[i] = review
			}
		case "banner":
			items[i] = newCategoryBanner(record)
		}
	}
	batch.Together(ctx, suggestions)
	return items
}

// feedReviews fetches the reviews of all items, by their keys. Those that
// can't be had are left out and told once: the rest of the list still shows.
func (r *resolver) feedReviews(ctx context.Context, records []shopapi.FeedItem) map[int]*ReviewCard {
	var keys []int
	for _, record := range records {
		if record.Type == "review" {
			keys = append(keys, record.ReviewID)
		}
	}
	found := make(map[int]*ReviewCard, len(keys))
	if len(keys) == 0 {
		return found
	}
	results := r.shop.ReviewsByID(ctx, keys)
	var failed error
	var cards []*ReviewCard
	for i, result := range results {
		switch {
		case result.Err != nil:
			failed = result.Err
		case result.Found && found[keys[i]] == nil:
			found[keys[i]] = newReviewCard(result.Value)
			cards = append(cards, found[keys[i]])
		}
	}
	if failed != nil {
		graphql.AddError(ctx, failed)
	}
	batch.Together(ctx, cards)
	return found
}

type productSuggestionResolver struct{ *resolver }

func (r productSuggestionResolver) Card(ctx context.Context, objs []*ProductSuggestion) ([]*ProductCard, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductSuggestion) ([]*ProductCard, error) {
		return r.cards(ctx, resolve.Map(all, func(s *ProductSuggestion) int { return s.ProductID }))
	})
}
