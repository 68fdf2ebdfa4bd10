package shopapi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"bff/clients"
)

// LatestReviews fetches the latest reviews of products, at most limit of each,
// in the order of the ids.
func (s *Shop) LatestReviews(ctx context.Context, productIDs []int, limit int) []clients.Result[*ProductReviews] {
	return clients.FetchMany(ctx, s.backends, latestReviews(limit), productIDs)
}

func latestReviews(limit int) clients.Batch[int, *ProductReviews] {
	return clients.Batch[int, *ProductReviews]{
		Source: Reviews, Name: "reviews.byProduct", Cache: reviewed,
		Tags:    func(p *ProductReviews) []string { return []string{reviewsTag(p.ProductID)} },
		Request: byIDs[int]("/reviews/by-product", "limit", strconv.Itoa(limit)),
		Split:   splitReviews,
	}
}

var splitReviews = keyed(
	func(envelope struct {
		Products []*ProductReviews `json:"products"`
	},
	) []*ProductReviews {
		return envelope.Products
	},
	func(p *ProductReviews) int { return p.ProductID },
)

// maxReviewPage is the largest page of reviews that the backend gives.
const maxReviewPage = 100

// ReviewPage fetches a page of one product's reviews; cursor "" is the first. A
// limit of more than a page holds is a page.
func (s *Shop) ReviewPage(ctx context.Context, productID, limit int, cursor string) (*ReviewPage, error) {
	query := url.Values{"product_id": {strconv.Itoa(productID)}, "limit": {strconv.Itoa(min(limit, maxReviewPage))}}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	page, found, err := clients.Fetch(ctx, s.backends, reviewPage, clients.Request{Path: "/reviews", Query: query})
	if err == nil && !found {
		page = &ReviewPage{}
	}
	return page, err
}

var reviewPage = clients.Call[*ReviewPage]{
	Source: Reviews, Name: "reviews.page", Cache: reviewed,
	Tags: func(page *ReviewPage) []string {
		if page == nil || len(page.Reviews) == 0 {
			return nil // an empty page doesn't say whose it is; it lives for its TTL
		}
		return []string{reviewsTag(page.Reviews[0].ProductID)}
	},
}

// reviewsTag is on everything that a new review of a product changes.
func reviewsTag(productID int) string { return "Reviews:" + strconv.Itoa(productID) }

// ReviewsByID fetches reviews by their ids, in their order.
func (s *Shop) ReviewsByID(ctx context.Context, ids []int) []clients.Result[*Review] {
	return clients.FetchMany(ctx, s.backends, reviewsByID, ids)
}

var reviewsByID = clients.Batch[int, *Review]{
	Source: Reviews, Name: "reviews.byID", Cache: reviewed,
	Request: byIDs[int]("/reviews"),
	Split: keyed(
		func(envelope struct {
			Reviews []*Review `json:"reviews"`
		},
		) []*Review {
			return envelope.Reviews
		},
		func(r *Review) int { return r.ID },
	),
}

// ReviewSummaries fetches what the reviews of products come to, in the order of
// the ids.
func (s *Shop) ReviewSummaries(ctx context.Context, productIDs []int) []clients.Result[*ReviewSummary] {
	return clients.FetchMany(ctx, s.backends, summaries, productIDs)
}

var summaries = clients.Batch[int, *ReviewSummary]{
	Source: Reviews, Name: "summaries.byProduct", Cache: reviewed,
	Tags:    func(s *ReviewSummary) []string { return []string{reviewsTag(s.ProductID)} },
	Request: byIDs[int]("/summaries"),
	Split: keyed(
		func(envelope struct {
			Summaries []*ReviewSummary `json:"summaries"`
		},
		) []*ReviewSummary {
			return envelope.Summaries
		},
		func(s *ReviewSummary) int { return s.ProductID },
	),
}

// AddReview writes a review as the customer who asks. A review that the backend
// refuses is a *Refusal.
func (s *Shop) AddReview(ctx context.Context, review NewReview) (*Review, error) {
	body, err := json.Marshal(review)
	if err != nil {
		return nil, err
	}
	added, _, err := clients.Fetch(ctx, s.backends, addReview, clients.Request{
		Method: http.MethodPost, Path: "/reviews", Body: body,
	})
	s.changed(ctx, reviewsTag(review.ProductID)) // also after an error: the backend may have got it
	return added, refuse(err, refusals{
		http.StatusNotFound:            NoSuchProduct,
		http.StatusUnprocessableEntity: {Code: InvalidInput, Message: "The review was not accepted; it needs a rating of 1 to 5, a title and a text."},
	})
}

var addReview = clients.Call[*Review]{Source: Reviews, Name: "reviews.add"}
