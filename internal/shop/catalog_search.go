package shop

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"bff/internal/shop/data"
)

// productIndex has the products in every order that a search can ask for, so
// that a search filters and never sorts.
type productIndex struct {
	bySlug map[string]*data.Product
	parent map[string]string // of a category's slug
	text   []string          // by product id - 1: name, brand and category, lower case
	newest []int
	orders map[string][]int // by the sort parameter
}

func newProductIndex(set *data.Set) *productIndex {
	x := &productIndex{bySlug: map[string]*data.Product{}, parent: map[string]string{}, text: make([]string, len(set.Products))}
	names := map[string]string{}
	for _, c := range set.Categories {
		names[c.Slug] = c.Name
		if c.ParentSlug != nil {
			x.parent[c.Slug] = *c.ParentSlug
		}
	}
	for i := range set.Products {
		p := &set.Products[i]
		x.bySlug[p.Slug] = p
		x.text[i] = strings.ToLower(p.Name + " " + p.Brand.Name + " " + names[p.CategorySlug])
	}
	sorted := func(compare func(a, b *data.Product) int) []int {
		ids := make([]int, len(set.Products))
		for i := range ids {
			ids[i] = i + 1
		}
		slices.SortStableFunc(ids, func(a, b int) int { return compare(&set.Products[a-1], &set.Products[b-1]) })
		return ids
	}
	x.newest = sorted(func(a, b *data.Product) int { return cmp.Compare(b.ID, a.ID) })
	x.orders = map[string][]int{
		"relevance":  set.Popular,
		"newest":     x.newest,
		"name":       sorted(func(a, b *data.Product) int { return cmp.Compare(a.Name, b.Name) }),
		"price_asc":  sorted(func(a, b *data.Product) int { return cmp.Compare(a.ListPriceCents, b.ListPriceCents) }),
		"price_desc": sorted(func(a, b *data.Product) int { return cmp.Compare(b.ListPriceCents, a.ListPriceCents) }),
	}
	return x
}

// within tells whether a category is the other one or on a shelf of it.
func (x *productIndex) within(slug, hall string) bool { return slug == hall || x.parent[slug] == hall }

// criteria is what a search asks for; zero fields don't narrow it.
type criteria struct {
	words                    []string // all have to occur
	category, brand          string
	minCents, maxCents       int
	sort                     string
	limit, offset            int
	hasCategory, byRelevance bool
}

func (x *productIndex) criteriaOf(r *http.Request) (criteria, *problem) {
	query := r.URL.Query()
	c := criteria{
		words:       strings.Fields(strings.ToLower(query.Get("q"))),
		category:    query.Get("category"),
		brand:       query.Get("brand"),
		sort:        cmp.Or(query.Get("sort"), "relevance"),
		hasCategory: query.Get("category") != "",
	}
	if x.orders[c.sort] == nil {
		return c, badRequest("sort is not one of relevance, newest, name, price_asc, price_desc")
	}
	c.byRelevance = c.sort == "relevance" && len(c.words) > 0
	for _, n := range []struct {
		into      *int
		name      string
		fallback  int
		low, high int
	}{
		{&c.minCents, "min_price_cents", 0, 0, 1 << 40},
		{&c.maxCents, "max_price_cents", 1 << 40, 0, 1 << 40},
		{&c.limit, "limit", 24, 1, maxIDs},
		{&c.offset, "offset", 0, 0, 1 << 30},
	} {
		var p *problem
		if *n.into, p = queryInt(r, n.name, n.fallback, n.low, n.high); p != nil {
			return c, p
		}
	}
	return c, nil
}

func (x *productIndex) matches(p *data.Product, c *criteria) bool {
	if p.ListPriceCents < c.minCents || p.ListPriceCents > c.maxCents ||
		c.brand != "" && !strings.EqualFold(p.Brand.Name, c.brand) ||
		c.hasCategory && !x.within(p.CategorySlug, c.category) {
		return false
	}
	for _, word := range c.words {
		if !strings.Contains(x.text[p.ID-1], word) {
			return false
		}
	}
	return true
}

// facet is a value to narrow the search by, and what it would leave.
type facet struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

type facets struct {
	Brands     []facet `json:"brands"`
	Categories []facet `json:"categories"`
}

// productPage is the answer to a search.
type productPage struct {
	Items  []*data.Product `json:"items"`
	Total  int             `json:"total"`
	Limit  int             `json:"limit"`
	Offset int             `json:"offset"`
	Facets facets          `json:"facets"`
}

func (c *catalog) search(w http.ResponseWriter, r *http.Request) *problem {
	want, p := c.index.criteriaOf(r)
	if p != nil {
		return p
	}
	found := c.find(&want)
	page := productPage{Items: []*data.Product{}, Total: len(found), Limit: want.limit, Offset: want.offset, Facets: facetsOf(found)}
	if want.offset < len(found) {
		page.Items = found[want.offset:min(want.offset+want.limit, len(found))]
	}
	cacheable(w, 30)
	writeJSON(w, http.StatusOK, page)
	return nil
}

// find lists the matching products in the order that is asked for. Relevance is:
// names that end in the query (a "mug" is a mug before it is a mug rack), then
// names with it, then the rest; the more popular first in each.
func (c *catalog) find(want *criteria) []*data.Product {
	var ranks [3][]*data.Product
	phrase := strings.Join(want.words, " ")
	for _, id := range c.index.orders[want.sort] {
		p := &c.Products[id-1]
		if !c.index.matches(p, want) {
			continue
		}
		rank := 0
		if want.byRelevance {
			switch name := strings.ToLower(p.Name); {
			case strings.HasSuffix(name, phrase):
			case strings.Contains(name, phrase):
				rank = 1
			default:
				rank = 2
			}
		}
		ranks[rank] = append(ranks[rank], p)
	}
	return slices.Concat(ranks[0], ranks[1], ranks[2])
}

// facetsOf counts brands and categories, the most frequent first.
func facetsOf(products []*data.Product) facets {
	brands, categories := map[string]int{}, map[string]int{}
	for _, p := range products {
		brands[p.Brand.Name]++
		categories[p.CategorySlug]++
	}
	return facets{topOf(brands), topOf(categories)}
}

func topOf(counts map[string]int) []facet {
	const most = 20
	all := make([]facet, 0, len(counts))
	for value, n := range counts {
		all = append(all, facet{value, n})
	}
	slices.SortFunc(all, func(a, b facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return all[:min(most, len(all))]
}
