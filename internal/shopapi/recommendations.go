package shopapi

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"

	"bff/cache"
	"bff/clients"
)

// Related fetches what is often looked at together with products, at most limit
// for each, in the order of the ids.
func (s *Shop) Related(ctx context.Context, productIDs []int, limit int) []clients.Result[[]Recommendation] {
	return clients.FetchMany(ctx, s.backends, related(limit), productIDs)
}

func related(limit int) clients.Batch[int, []Recommendation] {
	return clients.Batch[int, []Recommendation]{
		Source: Recommendations, Name: "recommendations.byProduct", Cache: suggestions,
		Request: byIDs[int]("/recommendations", "limit", strconv.Itoa(limit)),
		Split:   splitRecommendations,
	}
}

func splitRecommendations(body []byte) (map[int][]Recommendation, error) {
	var envelope struct {
		Results map[int][]Recommendation `json:"results"`
	}
	err := json.Unmarshal(body, &envelope)
	return envelope.Results, err
}

// RecommendedForMe fetches what the customer who asks may like.
func (s *Shop) RecommendedForMe(ctx context.Context, limit int) ([]Recommendation, error) {
	recommended, _, err := clients.Fetch(ctx, s.backends, forMe, clients.Request{
		Path: "/me/recommendations", Query: url.Values{"limit": {strconv.Itoa(limit)}},
	})
	return recommended, err
}

var forMe = clients.Call[[]Recommendation]{
	Source: Recommendations, Name: "recommendations.forMe", Cache: own,
	Decode: unwrapped(func(envelope struct {
		Recommended []Recommendation `json:"recommended"`
	},
	) []Recommendation {
		return envelope.Recommended
	}),
}

// maxFeedPage is the largest page of the feed that the backend gives.
const maxFeedPage = 50

// Feed fetches a page of the endless list, personal for a customer; cursor ""
// is the first. A limit of more than a page holds is a page.
func (s *Shop) Feed(ctx context.Context, limit int, cursor string) (*Feed, error) {
	query := url.Values{"limit": {strconv.Itoa(min(limit, maxFeedPage))}}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	call := feed
	if SignedIn(ctx) {
		call.Cache.Scope = cache.Private
	}
	page, found, err := clients.Fetch(ctx, s.backends, call, clients.Request{Path: "/feed", Query: query})
	if err == nil && !found {
		page = &Feed{}
	}
	return page, err
}

var feed = clients.Call[*Feed]{Source: Recommendations, Name: "feed.page", Cache: search}
