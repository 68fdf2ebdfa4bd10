package mobile

import (
	"context"

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
	page := supply.ReadingOne(r.root.feedPage(ctx, min(at.Skip+first, maxFeedPage), at.Backend()), "next")
	return entity.Object(ctx, r.root.newFeedConnection(ctx, page, at), ownFeedConnection)
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
func (r *resolver) newFeedConnection(ctx context.Context, page supply.Result[*FeedPage], at relay.Position) supply.Result[*FeedConnection] {
	if page.Err != nil || !page.Found {
		return supply.Result[*FeedConnection]{Err: page.Err}
	}
	for _, p := range page.Problems {
		if len(p.Path) < 2 { // of the list
			return supply.Result[*FeedConnection]{Err: p.Error()}
		}
	}
	records := page.Value.Items[min(at.Skip, len(page.Value.Items)):]
	info := relay.TokenPage{At: at, Count: len(records), Next: relay.Next(page.Value.Next)}
	connection := &FeedConnection{Edges: make([]*FeedEdge, len(records)), PageInfo: info.Info()}
	nodes, problems := r.feedItems(ctx, records)
	for i, node := range nodes {
		connection.Edges[i] = &FeedEdge{Cursor: info.Cursor(i), Node: node}
	}
	out := supply.Known(connection)
	out.Problems = append(problems, recordProblems(page.Problems, at.Skip)...)
	return out
}

// recordProblems returns the problems of the items that a page shows, at their nodes.
func recordProblems(problems []supply.Problem, skip int) (out []supply.Problem) {
	for _, p := range problems {
		if p.Path[1].Index < skip {
			continue
		}
		below := p.Path[2:]
		if len(below) > 0 && below[0].Field != "" {
			below = below[1:] // of the suggestion or the banner, which is the node
		}
		out = append(out, atNode(p, p.Path[1].Index-skip, below))
	}
	return out
}

// atNode is a problem of the i-th node.
func atNode(p supply.Problem, i int, below []supply.Step) supply.Problem {
	p.Path = append([]supply.Step{{Field: "edges"}, {Index: i}, {Field: "node", Nullable: true}}, below...)
	return p
}

// feedItems makes one item of each record, nil when what it shows is gone or of a kind
// that this schema does not know, or when it cannot be had, which is a problem.
func (r *resolver) feedItems(ctx context.Context, records []*FeedRecord) (items []FeedItem, problems []supply.Problem) {
	items = make([]FeedItem, len(records))
	var asked []*FeedRecord
	var places []int
	for i, record := range records { // a nil pointer would be an item
		switch {
		case record == nil: // which is a problem of the page
		case record.Suggestion != nil:
			items[i] = record.Suggestion
		case record.Banner != nil:
			items[i] = record.Banner
		case record.ReviewID != nil:
			asked, places = append(asked, record), append(places, i)
		}
	}
	if len(asked) == 0 {
		return items, nil
	}
	for n, found := range r.fetchFeedRecordReview(ctx, asked) {
		if found.Err != nil {
			found.Problems = []supply.Problem{{Err: found.Err}}
		}
		for _, p := range found.Problems {
			problems = append(problems, atNode(p, places[n], p.Path))
		}
		if found.Value != nil {
			items[places[n]] = found.Value
		}
	}
	return items, problems
}
