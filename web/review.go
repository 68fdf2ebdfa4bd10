package web

import (
	"context"

	"bff/connect/supply"
	"bff/graph/batch"
	"bff/graph/entity"
	"bff/graph/relay"
)

const (
	// maxReviews is the largest page of reviews.
	maxReviews = 50
	// maxReviewPage is the largest page that the backend gives.
	maxReviewPage = 100
)

// Reviews resolves Product.reviews: the first page of any number of products in
// one call, or a later page of one product.
func (r productResolver) Reviews(ctx context.Context, objs []*Product, first int, after *string) ([]*ReviewConnection, error) {
	if err := relay.First(first, maxReviews); err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Product) ([]*ReviewConnection, error) {
		if after == nil && len(all) > 1 {
			pages := r.root.fetchProductLatestReviews(ctx, all, first)
			return entity.ObjectEach(ctx, supply.Map(pages, firstReviews, reviewsAt(0)...), ownReviewConnection)
		}
		if len(all) > 1 {
			return nil, &relay.ArgumentError{Name: "after", Problem: "is given for several products; expected one product only"}
		}
		at, err := relay.AfterToken(after)
		if err != nil {
			return nil, err
		}
		limit := min(at.Skip+first, maxReviewPage)
		pages := supply.Or(r.root.fetchProductReviewPage(ctx, all, limit, at.Backend()), &ReviewPage{})
		return entity.ObjectEach(ctx, supply.Map(pages, func(p *ReviewPage) *ReviewConnection { return reviewsAfter(p, at) }, reviewsAt(at.Skip)...), ownReviewConnection)
	})
}

// reviewsAt is where the reviews of a page stand in a connection.
func reviewsAt(skip int) []supply.Move {
	return []supply.Move{
		{From: "reviews", To: []string{"nodes", "edges.node"}, Skip: skip},
		{From: "total", To: []string{"totalCount"}},
	}
}

// firstReviews is the page of the latest reviews. The bulk endpoint gives no token:
// cursors count from the first page.
func firstReviews(p *ReviewPage) *ReviewConnection {
	connection := newReviewConnection(p.Reviews, relay.TokenPage{Count: len(p.Reviews)}, p.Total)
	connection.PageInfo.HasNextPage = p.Total > len(p.Reviews)
	return connection
}

// reviewsAfter is the page that starts somewhere in one of the backend's.
func reviewsAfter(p *ReviewPage, at relay.Position) *ReviewConnection {
	nodes := p.Reviews[min(at.Skip, len(p.Reviews)):]
	return newReviewConnection(nodes, relay.TokenPage{At: at, Count: len(nodes), Next: relay.Next(p.Next)}, p.Total)
}

func newReviewConnection(nodes []*Review, page relay.TokenPage, total int) *ReviewConnection {
	connection := &ReviewConnection{Nodes: nodes, PageInfo: page.Info(), TotalCount: total}
	connection.Edges = make([]*ReviewEdge, len(nodes))
	for i, node := range nodes {
		connection.Edges[i] = &ReviewEdge{Cursor: page.Cursor(i), Node: node}
	}
	return connection
}

// review completes a review of which only the id is known, for Query.node.
func (r *resolver) review(ctx context.Context, id string) (*Review, error) {
	if _, err := relay.IntKey("Review", id); err != nil {
		return nil, err
	}
	return entity.Find(ctx, stubReview(id), ownReview, r.reviewType)
}
