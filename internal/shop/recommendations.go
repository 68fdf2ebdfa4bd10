package shop

import (
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"

	"bff/internal/shop/data"
)

// recommendations says what goes with a product or a customer. It looks at the
// category and at popularity; the same question gets the same answer.
type recommendations struct {
	*world
	popular map[string][]int // product ids by category slug, the most wanted first, none discontinued
	best    []int            // the same of all categories
	names   map[string]string
}

func newRecommendations(s *Service, w *world) {
	rc := &recommendations{world: w, popular: map[string][]int{}, names: map[string]string{}}
	for _, id := range w.Popular {
		if p := w.Product(id); !p.Discontinued {
			rc.popular[p.CategorySlug] = append(rc.popular[p.CategorySlug], id)
			rc.best = append(rc.best, id)
		}
	}
	for _, c := range w.Categories {
		rc.names[c.Slug] = c.Name
	}
	s.refuse = func(w http.ResponseWriter, p *problem) {
		p.begin(w)
		writeJSON(w, p.status, map[string]string{"error": p.message})
	}
	s.handle("GET /recommendations", rc.list)
	s.handle("GET /recommendations/{product_id}", rc.one)
	s.handle("GET /me/recommendations", rc.mine)
	s.handle("GET /feed", rc.feed)
	views := newViews(w)
	s.handle("GET /views", views.list)
	s.handle("POST /views", views.record)
}

// scored is a product and how well it fits, from 0 to 1.
type scored struct {
	ProductID int     `json:"product_id"`
	Score     float64 `json:"score"`
}

// score falls with the rank, and never to 0.
func score(rank int) float64 { return math.Round(96*math.Pow(0.95, float64(rank))) / 100 }

// maxScored bounds what is recommended for one product or customer.
const maxScored = 50

// with lists n products that go with one: mostly popular ones of its category.
func (rc *recommendations) with(p *data.Product, n int) []scored {
	rng := rand.New(rand.NewPCG(rc.Seed, uint64(p.ID)))
	shelf := rc.popular[p.CategorySlug]
	shelf = shelf[:min(len(shelf), 4*maxScored)]
	return rc.choose(rng, n, [][]int{shelf, shelf, shelf, rc.best[:4*maxScored]}, map[int]bool{p.ID: true})
}

// choose draws n products that are not taken yet, from the lists in turn.
func (rc *recommendations) choose(rng *rand.Rand, n int, from [][]int, taken map[int]bool) []scored {
	chosen := make([]scored, 0, n)
	for turn := 0; len(chosen) < n && turn < 20*maxScored; turn++ {
		list := from[turn%len(from)]
		if len(list) == 0 {
			continue
		}
		// Of two draws the more popular one.
		id := list[min(rng.IntN(len(list)), rng.IntN(len(list)))]
		if !taken[id] {
			taken[id] = true
			chosen = append(chosen, scored{id, score(len(chosen))})
		}
	}
	return chosen
}

func (rc *recommendations) list(w http.ResponseWriter, r *http.Request) *problem {
	if !r.URL.Query().Has("ids") {
		return badRequest("ids is missing")
	}
	ids, p := queryIDs(r, http.StatusBadRequest)
	if p != nil {
		return p
	}
	limit, p := queryInt(r, "limit", 4, 1, maxScored)
	if p != nil {
		return p
	}
	results := make(map[string][]scored, len(ids))
	for _, id := range ids {
		if product := rc.Product(id); product != nil {
			results[strconv.Itoa(id)] = rc.with(product, limit)
		}
	}
	cacheable(w, 300)
	writeJSON(w, http.StatusOK, map[string]any{"results": results})
	return nil
}

func (rc *recommendations) one(w http.ResponseWriter, r *http.Request) *problem {
	limit, p := queryInt(r, "limit", 4, 1, maxScored)
	if p != nil {
		return p
	}
	product := rc.Product(pathID(r, "product_id"))
	if product == nil {
		return notFound("no product " + r.PathValue("product_id"))
	}
	cacheable(w, 300)
	writeJSON(w, http.StatusOK, struct {
		ProductID   int      `json:"product_id"`
		Recommended []scored `json:"recommended"`
	}{product.ID, rc.with(product, limit)})
	return nil
}

func (rc *recommendations) mine(w http.ResponseWriter, r *http.Request) *problem {
	customer, p := customerOf(r)
	if p != nil {
		return p
	}
	limit, p := queryInt(r, "limit", 10, 1, maxScored)
	if p != nil {
		return p
	}
	bought, tastes := rc.tastesOf(customer)
	lists := [][]int{rc.best[:4*maxScored]}
	for _, slug := range tastes {
		lists = append(lists, rc.popular[slug])
	}
	rng := rand.New(rand.NewPCG(rc.Seed, uint64(customer)<<32))
	private(w)
	writeJSON(w, http.StatusOK, map[string]any{"recommended": rc.choose(rng, limit, lists, bought)})
	return nil
}

// tastesOf is what a customer has bought, and the categories of it, the latest
// first.
func (rc *recommendations) tastesOf(customer int) (bought map[int]bool, categories []string) {
	bought = map[int]bool{}
	for _, order := range slices.Backward(rc.orders.snapshot(customer)) {
		for _, line := range order.Lines {
			bought[line.ProductID] = true
			slug := rc.Product(line.ProductID).CategorySlug
			if len(categories) < 4 && !slices.Contains(categories, slug) {
				categories = append(categories, slug)
			}
		}
	}
	return bought, categories
}
