package shop

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
)

// feedLength is how many items a feed has in all.
const feedLength = 300

// The three kinds of items; type tells them apart.
type (
	feedProduct struct {
		ID        string `json:"id"`
		Type      string `json:"type"` // product
		ProductID int    `json:"product_id"`
		Reason    string `json:"reason"`
	}
	feedReview struct {
		ID        string `json:"id"`
		Type      string `json:"type"` // review
		ReviewID  int    `json:"review_id"`
		ProductID int    `json:"product_id"`
	}
	feedBanner struct {
		ID           string `json:"id"`
		Type         string `json:"type"` // banner
		Title        string `json:"title"`
		Subtitle     string `json:"subtitle"`
		ImagePath    string `json:"image_path"`
		CategorySlug string `json:"category_slug"`
	}
)

// feed is an endless list that does end. Item n is always the same for the same
// customer, so pages fit together.
func (rc *recommendations) feed(w http.ResponseWriter, r *http.Request) *problem {
	customer := 0
	if r.Header.Get("Authorization") != "" {
		who, p := callerOf(r)
		if p != nil {
			return p
		}
		customer = who.user // 0 for staff, who see what everybody sees
	}
	limit, p := queryInt(r, "limit", 10, 1, 50)
	if p != nil {
		return p
	}
	start := 0
	if cursor := r.URL.Query().Get("cursor"); cursor != "" {
		var ok bool
		if start, ok = decodeCursor(cursor); !ok {
			return badRequest("cursor is not one that came from here")
		}
	}
	page := struct {
		Items      []any   `json:"items"`
		NextCursor *string `json:"next_cursor"`
	}{Items: []any{}}
	var tastes []string
	if customer != 0 {
		_, tastes = rc.tastesOf(customer)
	}
	for n := start; n < min(start+limit, feedLength); n++ {
		page.Items = append(page.Items, rc.feedItem(n, customer, tastes))
	}
	if start+limit < feedLength {
		next := encodeCursor(start + limit)
		page.NextCursor = &next
	}
	private(w)
	writeJSON(w, http.StatusOK, page)
	return nil
}

// feedItem is item n: of five, three are products, one a review and one a banner.
func (rc *recommendations) feedItem(n, customer int, tastes []string) any {
	rng := rand.New(rand.NewPCG(rc.Seed+uint64(customer), uint64(n)))
	id := fmt.Sprintf("f%d", n+1)
	switch n % 5 {
	case 2:
		review := rc.Reviews[len(rc.Reviews)-1-rng.IntN(4000)]
		return feedReview{id, "review", review.ID, review.ProductID}
	case 4:
		c := rc.Categories[rng.IntN(len(rc.Categories))]
		return feedBanner{id, "banner", c.Name + " week", c.Description, c.ImagePath, c.Slug}
	}
	if len(tastes) == 0 {
		productID := rc.best[min(rng.IntN(1000), rng.IntN(1000))]
		return feedProduct{id, "product", productID, "Popular in " + rc.names[rc.Product(productID).CategorySlug]}
	}
	shelf := rc.popular[tastes[rng.IntN(len(tastes))]]
	productID := shelf[min(rng.IntN(len(shelf)), rng.IntN(len(shelf)))]
	return feedProduct{id, "product", productID, "Because you like " + strings.ToLower(rc.names[rc.Product(productID).CategorySlug])}
}
