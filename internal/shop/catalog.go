package shop

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"bff/internal/shop/data"
)

// catalog serves products, categories and the front page under /v1. All of it
// is immutable, so answers carry Cache-Control, and a product an ETag.
type catalog struct {
	*world
	index *productIndex
	home  home
}

func newCatalog(s *Service, w *world) {
	c := &catalog{world: w, index: newProductIndex(w.Set)}
	c.home = c.makeHome()
	s.refuse = func(w http.ResponseWriter, p *problem) {
		type detail struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		}
		p.begin(w)
		writeJSON(w, p.status, map[string]detail{"error": {p.code, p.message}})
	}
	s.handle("GET /v1/products", c.products)
	s.handle("GET /v1/products/{id}", c.product)
	s.handle("GET /v1/product-ids", c.productIDs)
	s.handle("GET /v1/categories", c.categories)
	s.handle("GET /v1/categories/{slug}", c.category)
	s.handle("GET /v1/home", c.homePage)
	s.handle("GET /img/{path...}", c.image)
	// The catalog's host stands in for the shop's CDN: frontends know one base URL
	// of pictures, and avatars are pictures.
	s.handle("GET /avatar/{file}", c.avatar)
}

// cacheable says for how many seconds an answer may be kept.
func cacheable(w http.ResponseWriter, seconds int) {
	w.Header().Set("Cache-Control", "max-age="+strconv.Itoa(seconds))
}

func (c *catalog) product(w http.ResponseWriter, r *http.Request) *problem {
	p := c.Product(pathID(r, "id"))
	if p == nil {
		return notFound("no product has the id " + r.PathValue("id"))
	}
	// Products never change, so the world and the id say it all.
	etag := fmt.Sprintf(`"%x-%d"`, c.Seed, p.ID)
	w.Header().Set("ETag", etag)
	cacheable(w, 60)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	writeJSON(w, http.StatusOK, p)
	return nil
}

// products has three forms: by ids, by slug, and the search.
func (c *catalog) products(w http.ResponseWriter, r *http.Request) *problem {
	query := r.URL.Query()
	items := []*data.Product{}
	switch {
	case query.Has("ids"):
		ids, p := queryIDs(r, http.StatusBadRequest)
		if p != nil {
			return p
		}
		for _, id := range ids {
			if product := c.Product(id); product != nil {
				items = append(items, product)
			}
		}
	case query.Has("slug"):
		if product := c.index.bySlug[query.Get("slug")]; product != nil {
			items = append(items, product)
		}
	default:
		return c.search(w, r)
	}
	cacheable(w, 60)
	writeJSON(w, http.StatusOK, map[string]any{"items": items})
	return nil
}

// productIDs pages through all ids, for those who want to know what exists.
func (c *catalog) productIDs(w http.ResponseWriter, r *http.Request) *problem {
	after, p := queryInt(r, "after", 0, 0, 1<<30)
	if p != nil {
		return p
	}
	limit, p := queryInt(r, "limit", 1000, 1, 5000)
	if p != nil {
		return p
	}
	answer := struct {
		IDs       []int `json:"ids"`
		NextAfter *int  `json:"next_after"`
	}{IDs: []int{}}
	last := min(after+limit, len(c.Products))
	for id := after + 1; id <= last; id++ {
		answer.IDs = append(answer.IDs, id)
	}
	if last < len(c.Products) {
		answer.NextAfter = &last
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

func (c *catalog) categories(w http.ResponseWriter, r *http.Request) *problem {
	found := c.Categories
	if r.URL.Query().Has("ids") {
		slugs, p := queryList(r, http.StatusBadRequest)
		if p != nil {
			return p
		}
		found = []data.Category{}
		for _, category := range c.Categories {
			if slices.Contains(slugs, category.Slug) {
				found = append(found, category)
			}
		}
	}
	cacheable(w, 300)
	writeJSON(w, http.StatusOK, map[string]any{"categories": found})
	return nil
}

func (c *catalog) category(w http.ResponseWriter, r *http.Request) *problem {
	slug := r.PathValue("slug")
	for i := range c.Categories {
		if c.Categories[i].Slug == slug {
			cacheable(w, 300)
			writeJSON(w, http.StatusOK, map[string]any{"category": &c.Categories[i]})
			return nil
		}
	}
	return notFound("no category has the slug " + strconv.Quote(slug))
}

// home is the layout of the front page.
type home struct {
	Hero     hero      `json:"hero"`
	Sections []section `json:"sections"`
}

type hero struct {
	Title     string `json:"title"`
	Subtitle  string `json:"subtitle"`
	ImagePath string `json:"image_path"`
	ProductID int    `json:"product_id"`
}

type section struct {
	Key        string `json:"key"`
	Title      string `json:"title"`
	ProductIDs []int  `json:"product_ids"`
}

func (c *catalog) homePage(w http.ResponseWriter, _ *http.Request) *problem {
	cacheable(w, 30)
	writeJSON(w, http.StatusOK, c.home)
	return nil
}

func (c *catalog) makeHome() home {
	const perSection = 12
	first := func(from []int, want func(id int) bool) []int {
		ids := []int{}
		for _, id := range from {
			if len(ids) < perSection && !c.Product(id).Discontinued && want(id) {
				ids = append(ids, id)
			}
		}
		return ids
	}
	in := func(slug string) func(int) bool {
		return func(id int) bool { return c.index.within(c.Product(id).CategorySlug, slug) }
	}
	all := func(int) bool { return true }
	return home{
		Hero: hero{Title: "Slow mornings", Subtitle: "Mugs, pots and pans for the first hour of the day", ImagePath: "/img/hero.jpg", ProductID: 17},
		Sections: []section{
			{"new", "New in", first(c.index.newest, all)},
			{"bestsellers", "Most loved", first(c.Popular, all)},
			{"deals", "This week's deals", first(c.Popular, func(id int) bool { return c.Prices[id-1].DiscountPercent >= 20 })},
			{"kitchen", "Around the kitchen table", first(c.Popular, in("kitchen"))},
			{"outdoor", "Out and about", first(c.Popular, in("sports"))},
		},
	}
}
