package mobile

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"bff/clients"
	"bff/connect/supply"
	"bff/graph/entity"
	"bff/graph/relay"
)

const (
	// maxFeed is the largest page of the endless list.
	maxFeed = 50
	// maxFeedPage is the largest page that the backend gives.
	maxFeedPage = 50
)

// Feed resolves Query.feed.
func (r queryResolver) Feed(ctx context.Context, first int, after *string) (*FeedConnection, error) {
	if err := relay.First(first, maxFeed); err != nil {
		return nil, err
	}
	at, err := relay.AfterToken(after)
	if err != nil {
		return nil, err
	}
	page := supply.MapOne(r.root.feedPage(ctx, min(at.Skip+first, maxFeedPage), at.Backend()), func(p *FeedPage) *FeedConnection {
		return r.root.newFeedConnection(ctx, p, at)
	})
	return entity.Object(ctx, page, ownFeedConnection)
}

// feedPage asks for the list of whoever asks: that of a customer is kept for that
// customer alone, that of visitors for all.
func (r *resolver) feedPage(ctx context.Context, limit int, cursor *string) supply.Result[*FeedPage] {
	if clients.SignedIn(ctx) {
		return orEmpty(r.fetchQueryMyFeedPage(ctx, limit, cursor))
	}
	return orEmpty(r.fetchQueryFeedPage(ctx, limit, cursor))
}

// orEmpty puts an empty page in the place of one that is not there.
func orEmpty[T any](page supply.Result[*T]) supply.Result[*T] {
	return supply.Or([]supply.Result[*T]{page}, new(T))[0]
}

// newFeedConnection is the page that starts somewhere in one of the backend's.
func (r *resolver) newFeedConnection(ctx context.Context, p *FeedPage, at relay.Position) *FeedConnection {
	records := p.Items[min(at.Skip, len(p.Items)):]
	page := relay.TokenPage{At: at, Count: len(records), Next: relay.Next(p.Next)}
	connection := &FeedConnection{Edges: make([]*FeedEdge, len(records)), PageInfo: page.Info()}
	for i, node := range r.feedItems(ctx, records) {
		connection.Edges[i] = &FeedEdge{Cursor: page.Cursor(i), Node: node}
	}
	return connection
}

// feedItems makes one item of each record, nil when what it shows is gone or
// of a kind that this schema does not know.
func (r *resolver) feedItems(ctx context.Context, records []*FeedRecord) []FeedItem {
	reviews := r.feedReviews(ctx, records)
	items := make([]FeedItem, len(records))
	for i, record := range records { // a nil pointer would be an item
		switch review := reviews[record]; {
		case record.Suggestion != nil:
			items[i] = record.Suggestion
		case record.Banner != nil:
			items[i] = record.Banner
		case review != nil:
			items[i] = review
		}
	}
	return items
}

// feedReviews fetches the reviews of all items. Those that can't be had are left
// out and told once: the rest of the list still shows.
func (r *resolver) feedReviews(ctx context.Context, records []*FeedRecord) map[*FeedRecord]*ReviewCard {
	var asked []*FeedRecord
	for _, record := range records {
		if record.ReviewID != nil {
			asked = append(asked, record)
		}
	}
	if len(asked) == 0 {
		return nil
	}
	found := make(map[*FeedRecord]*ReviewCard, len(asked))
	var failed error
	for i, result := range whole(r.fetchFeedRecordReview(ctx, asked)) {
		if result.Err != nil {
			failed = result.Err
		}
		found[asked[i]] = result.Value
	}
	if failed != nil {
		graphql.AddError(ctx, failed)
	}
	return found
}
