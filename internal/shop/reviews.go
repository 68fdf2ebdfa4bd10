package shop

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"bff/internal/shop/data"
)

// reviews serves what customers wrote, and takes new reviews.
type reviews struct {
	*world

	mu        sync.RWMutex
	all       []*data.Review   // by id - 1
	byProduct [][]*data.Review // by product id - 1, oldest first
}

func newReviews(s *Service, w *world) {
	rv := &reviews{world: w, all: slices.Clone(w.Reviews), byProduct: slices.Clone(w.ReviewsByProduct)}
	s.refuse = func(w http.ResponseWriter, p *problem) {
		fields := p.fields
		if fields == nil {
			fields = map[string]string{}
		}
		p.begin(w)
		writeJSON(w, p.status, struct {
			Code   string            `json:"code"`
			Detail string            `json:"detail"`
			Fields map[string]string `json:"fields"`
		}{reviewCode(p), p.message, fields})
	}
	s.handle("GET /reviews", rv.list)
	s.handle("POST /reviews", rv.create)
	s.handle("GET /reviews/{id}", rv.one)
	s.handle("GET /reviews/by-product", rv.forProducts)
	s.handle("GET /summaries", rv.summaries)
}

// reviewCode is the service's own word for a problem, upper case.
func reviewCode(p *problem) string {
	if p.code == "invalid" {
		return "VALIDATION"
	}
	return strings.ToUpper(p.code)
}

// of is the reviews of a product, oldest first. Reviews never change and the
// slice only grows, so it may be read without the lock.
func (rv *reviews) of(productID int) []*data.Review {
	rv.mu.RLock()
	defer rv.mu.RUnlock()
	if productID < 1 || productID > len(rv.byProduct) {
		return nil
	}
	return rv.byProduct[productID-1]
}

func (rv *reviews) get(id int) *data.Review {
	rv.mu.RLock()
	defer rv.mu.RUnlock()
	if id < 1 || id > len(rv.all) {
		return nil
	}
	return rv.all[id-1]
}

func (rv *reviews) one(w http.ResponseWriter, r *http.Request) *problem {
	review := rv.get(pathID(r, "id"))
	if review == nil {
		return notFound("no review " + r.PathValue("id"))
	}
	writeJSON(w, http.StatusOK, review)
	return nil
}

func (rv *reviews) list(w http.ResponseWriter, r *http.Request) *problem {
	switch query := r.URL.Query(); {
	case query.Has("ids"):
		ids, p := queryIDs(r, http.StatusUnprocessableEntity)
		if p != nil {
			return p
		}
		found := []*data.Review{}
		for _, id := range ids {
			if review := rv.get(id); review != nil {
				found = append(found, review)
			}
		}
		writeJSON(w, http.StatusOK, map[string]any{"reviews": found})
		return nil
	case query.Has("product_id"):
		return rv.page(w, r)
	default:
		return badRequest("send ids or product_id")
	}
}

func (rv *reviews) page(w http.ResponseWriter, r *http.Request) *problem {
	productID, p := queryInt(r, "product_id", 0, 1, 1<<40)
	if p != nil {
		return p
	}
	limit, p := queryInt(r, "limit", 10, 1, 100)
	if p != nil {
		return p
	}
	before := math.MaxInt
	if cursor := r.URL.Query().Get("cursor"); cursor != "" {
		var ok bool
		if before, ok = decodeCursor(cursor); !ok {
			return badRequest("cursor is not one that came from here")
		}
	}
	all := rv.of(productID)
	page := struct {
		Reviews    []*data.Review `json:"reviews"`
		NextCursor *string        `json:"next_cursor"`
		Total      int            `json:"total"`
	}{Reviews: []*data.Review{}, Total: len(all)}
	for _, review := range slices.Backward(all) {
		if review.ID >= before {
			continue
		}
		if len(page.Reviews) == limit {
			next := encodeCursor(page.Reviews[limit-1].ID)
			page.NextCursor = &next
			break
		}
		page.Reviews = append(page.Reviews, review)
	}
	writeJSON(w, http.StatusOK, page)
	return nil
}

// forProducts has an entry for every known product, also for those without
// reviews.
func (rv *reviews) forProducts(w http.ResponseWriter, r *http.Request) *problem {
	ids, p := queryIDs(r, http.StatusUnprocessableEntity)
	if p != nil {
		return p
	}
	limit, p := queryInt(r, "limit", 3, 0, 50)
	if p != nil {
		return p
	}
	type entry struct {
		ProductID int            `json:"product_id"`
		Total     int            `json:"total"`
		Reviews   []*data.Review `json:"reviews"`
	}
	entries := []entry{}
	for _, id := range ids {
		if rv.Product(id) == nil {
			continue
		}
		all := rv.of(id)
		newest := slices.Clone(all[max(0, len(all)-limit):])
		slices.Reverse(newest)
		if newest == nil {
			newest = []*data.Review{}
		}
		entries = append(entries, entry{id, len(all), newest})
	}
	writeJSON(w, http.StatusOK, map[string]any{"products": entries})
	return nil
}

// summary is what the reviews of a product come to; Histogram[0] is one star.
type summary struct {
	ProductID int     `json:"product_id"`
	Count     int     `json:"count"`
	Average   float64 `json:"average"` // two decimals; 0 without reviews
	Histogram [5]int  `json:"histogram"`
}

func (rv *reviews) summaries(w http.ResponseWriter, r *http.Request) *problem {
	ids, p := queryIDs(r, http.StatusUnprocessableEntity)
	if p != nil {
		return p
	}
	found := []summary{}
	for _, id := range ids {
		if rv.Product(id) != nil {
			found = append(found, summarise(id, rv.of(id)))
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"summaries": found})
	return nil
}

func summarise(productID int, all []*data.Review) summary {
	s := summary{ProductID: productID, Count: len(all)}
	sum := 0
	for _, review := range all {
		s.Histogram[review.Rating-1]++
		sum += review.Rating
	}
	if len(all) > 0 {
		s.Average = math.Round(100*float64(sum)/float64(len(all))) / 100
	}
	return s
}

type newReview struct {
	ProductID int    `json:"product_id"`
	Rating    int    `json:"rating"`
	Title     string `json:"title"`
	Body      string `json:"body"`
}

// check lists what is wrong, by field; nil when nothing is.
func (n *newReview) check() map[string]string {
	fields := map[string]string{}
	if n.Rating < 1 || n.Rating > 5 {
		fields["rating"] = "must be 1..5"
	}
	if length := utf8.RuneCountInString(strings.TrimSpace(n.Title)); length < 1 || length > 120 {
		fields["title"] = "must have 1..120 characters"
	}
	if length := utf8.RuneCountInString(n.Body); length > 5000 {
		fields["body"] = "must have at most 5000 characters"
	}
	if len(fields) == 0 {
		return nil
	}
	return fields
}

func (rv *reviews) create(w http.ResponseWriter, r *http.Request) *problem {
	author, p := customerOf(r)
	if p != nil {
		return p
	}
	var body newReview
	if p := readJSON(w, r, &body); p != nil {
		return p
	}
	if rv.Product(body.ProductID) == nil {
		return notFound("no such product")
	}
	if fields := body.check(); fields != nil {
		return &problem{status: http.StatusUnprocessableEntity, code: "validation", message: "The review is not complete.", fields: fields}
	}
	review := rv.add(author, body)
	w.Header().Set("Location", "/reviews/"+strconv.Itoa(review.ID))
	writeJSON(w, http.StatusCreated, review)
	return nil
}

func (rv *reviews) add(author int, body newReview) *data.Review {
	rv.mu.Lock()
	defer rv.mu.Unlock()
	review := &data.Review{
		ID: len(rv.all) + 1, ProductID: body.ProductID, AuthorID: author,
		Rating: body.Rating, Title: strings.TrimSpace(body.Title), Body: body.Body, CreatedAt: rv.now(),
	}
	rv.all = append(rv.all, review)
	rv.byProduct[body.ProductID-1] = append(rv.byProduct[body.ProductID-1], review)
	return review
}
