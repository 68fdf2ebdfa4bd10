package web

import (
	"context"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// Reviews resolves Product.reviews: the first page of any number of products in
// one call, or a later page of one product.
func (r productResolver) Reviews(ctx context.Context, objs []*Product, first int, after *string) ([]*ReviewConnection, error) {
	if err := relay.First(first, maxReviews); err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Product) ([]*ReviewConnection, error) {
		if after == nil && len(all) > 1 {
			return r.firstReviews(ctx, all, first)
		}
		if len(all) > 1 {
			return nil, &relay.ArgumentError{Name: "after", Problem: "is given for several products; expected one product only"}
		}
		page, err := r.reviewPage(ctx, all[0], first, after)
		return []*ReviewConnection{page}, err
	})
}

// firstReviews gives the latest reviews of many products; their authors are
// resolved together.
func (r *resolver) firstReviews(ctx context.Context, products []*Product, first int) ([]*ReviewConnection, error) {
	var reviews []*Review
	results := r.shop.LatestReviews(ctx, resolve.Map(products, productKey), first)
	connections, err := resolve.Each(results, func(p *shopapi.ProductReviews) *ReviewConnection {
		nodes := resolve.Map(p.Reviews, newReview)
		reviews = append(reviews, nodes...)
		// The bulk endpoint gives no token: cursors count from the first page.
		connection := newReviewConnection(nodes, relay.TokenPage{Count: len(nodes)}, p.Total)
		connection.PageInfo.HasNextPage = p.Total > len(nodes)
		return connection
	})
	batch.Together(ctx, reviews)
	return connections, err
}

// reviewPage gives any page of one product's reviews.
func (r *resolver) reviewPage(ctx context.Context, p *Product, first int, after *string) (*ReviewConnection, error) {
	at, err := relay.AfterToken(after)
	if err != nil {
		return nil, err
	}
	records, err := r.shop.ReviewPage(ctx, p.Record.ID, at.Skip+first, at.Token)
	if err != nil {
		return nil, err
	}
	nodes := resolve.Map(records.Reviews[min(at.Skip, len(records.Reviews)):], newReview)
	batch.Together(ctx, nodes)
	page := relay.TokenPage{At: at, Count: len(nodes), Next: shopapi.Text(records.NextCursor)}
	return newReviewConnection(nodes, page, records.Total), nil
}

func newReviewConnection(nodes []*Review, page relay.TokenPage, total int) *ReviewConnection {
	connection := &ReviewConnection{Nodes: nodes, PageInfo: page.Info(), TotalCount: total}
	connection.Edges = make([]*ReviewEdge, len(nodes))
	for i, node := range nodes {
		connection.Edges[i] = &ReviewEdge{Cursor: page.Cursor(i), Node: node}
	}
	return connection
}

func newReview(record *shopapi.Review) *Review {
	return &Review{
		Record:       record,
		ID:           relay.IntID("Review", record.ID),
		Rating:       record.Rating,
		Title:        record.Title,
		Body:         record.Body,
		CreatedAt:    record.CreatedAt,
		HelpfulCount: record.HelpfulCount,
	}
}

// review fetches one review for Query.node.
func (r *resolver) review(ctx context.Context, id string) (*Review, error) {
	key, err := relay.IntKey("Review", id)
	if err != nil {
		return nil, err
	}
	result := r.shop.ReviewsByID(ctx, []int{key})[0]
	if result.Err != nil || !result.Found {
		return nil, result.Err
	}
	return newReview(result.Value), nil
}

type reviewResolver struct{ *resolver }

func (r reviewResolver) Author(ctx context.Context, objs []*Review) ([]*Customer, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Review) ([]*Customer, error) {
		keys := resolve.Map(all, func(review *Review) int { return review.Record.AuthorID })
		return resolve.Each(r.shop.Users(ctx, keys), func(u *shopapi.User) *Customer {
			return &Customer{
				DisplayName: u.DisplayName,
				AvatarURL:   r.picture(u.AvatarPath, 0),
				Country:     u.Country,
				MemberSince: u.MemberSince,
			}
		})
	})
}
