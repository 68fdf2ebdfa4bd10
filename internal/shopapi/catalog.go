package shopapi

import (
	"context"
	"net/url"
	"strconv"

	"bff/cache"
	"bff/clients"
)

// Product fetches one product; nil when there is none.
func (s *Shop) Product(ctx context.Context, id int) (*Product, error) {
	result := s.Products(ctx, []int{id})[0]
	return result.Value, result.Err
}

// Products fetches products by their ids, in their order.
func (s *Shop) Products(ctx context.Context, ids []int) []clients.Result[*Product] {
	return clients.FetchMany(ctx, s.backends, productsByID, ids)
}

type productList struct {
	Items []*Product `json:"items"`
}

var productsByID = clients.Batch[int, *Product]{
	Source: Catalog, Name: "products.byID", Cache: content,
	Tags:    productTags,
	Exists:  KnownProducts,
	Request: byIDs[int]("/v1/products"),
	Split: keyed(
		func(list productList) []*Product { return list.Items },
		func(p *Product) int { return p.ID },
	),
}

func productTags(p *Product) []string {
	return []string{cache.TypeTag("Product"), cache.EntityTag("Product", strconv.Itoa(p.ID))}
}

// ProductBySlug fetches one product by its slug; nil when there is none.
func (s *Shop) ProductBySlug(ctx context.Context, slug string) (*Product, error) {
	result := clients.FetchMany(ctx, s.backends, productBySlug, []string{slug})[0]
	return result.Value, result.Err
}

// productBySlug is a bulk call of one key, because the backend answers with a
// list: a slug that isn't in it was not found, and is forgotten as soon as that.
var productBySlug = clients.Batch[string, *Product]{
	Source: Catalog, Name: "products.bySlug", Cache: content, MaxSize: 1,
	Tags: productTags,
	Request: func(slugs []string) clients.Request {
		return clients.Request{Path: "/v1/products", Query: url.Values{"slug": {slugs[0]}}}
	},
	Split: keyed(
		func(list productList) []*Product { return list.Items },
		func(p *Product) string { return p.Slug },
	),
}

// Search is what to look for. Zero fields narrow nothing; Limit is needed.
type Search struct {
	Query, Category, Brand       string
	MinPriceCents, MaxPriceCents *int
	Sort                         string // relevance, newest, name, price_asc, price_desc
	Limit, Offset                int
}

// Search fetches a page of products.
func (s *Shop) Search(ctx context.Context, search Search) (*ProductPage, error) {
	page, _, err := clients.Fetch(ctx, s.backends, productSearch, clients.Request{
		Path: "/v1/products", Query: search.values(),
	})
	return page, err
}

var productSearch = clients.Call[*ProductPage]{Source: Catalog, Name: "products.search", Cache: search}

func (s Search) values() url.Values {
	values := url.Values{}
	for name, text := range map[string]string{"q": s.Query, "category": s.Category, "brand": s.Brand, "sort": s.Sort} {
		if text != "" {
			values.Set(name, text)
		}
	}
	for name, cents := range map[string]*int{"min_price_cents": s.MinPriceCents, "max_price_cents": s.MaxPriceCents} {
		if cents != nil {
			values.Set(name, strconv.Itoa(*cents))
		}
	}
	values.Set("limit", strconv.Itoa(s.Limit))
	values.Set("offset", strconv.Itoa(s.Offset))
	return values
}

// Category fetches one category; nil when there is none.
func (s *Shop) Category(ctx context.Context, slug string) (*Category, error) {
	result := s.CategoriesBySlug(ctx, []string{slug})[0]
	return result.Value, result.Err
}

type categoryList struct {
	Categories []*Category `json:"categories"`
}

// CategoriesBySlug fetches categories by their slugs, in their order.
func (s *Shop) CategoriesBySlug(ctx context.Context, slugs []string) []clients.Result[*Category] {
	return clients.FetchMany(ctx, s.backends, categoriesBySlug, slugs)
}

var categoriesBySlug = clients.Batch[string, *Category]{
	Source: Catalog, Name: "categories.bySlug", Cache: content,
	Request: byIDs[string]("/v1/categories"),
	Split: keyed(
		func(list categoryList) []*Category { return list.Categories },
		func(c *Category) string { return c.Slug },
	),
}

// Categories fetches all categories, parents first.
func (s *Shop) Categories(ctx context.Context) ([]*Category, error) {
	list, _, err := clients.Fetch(ctx, s.backends, allCategories, clients.Request{Path: "/v1/categories"})
	return list, err
}

var allCategories = clients.Call[[]*Category]{
	Source: Catalog, Name: "categories.all", Cache: content,
	Decode: unwrapped(func(list categoryList) []*Category { return list.Categories }),
}

// Home fetches the layout of the front page.
func (s *Shop) Home(ctx context.Context) (*Home, error) {
	home, found, err := clients.Fetch(ctx, s.backends, frontPage, clients.Request{Path: "/v1/home"})
	if err == nil && !found {
		home = &Home{}
	}
	return home, err
}

var frontPage = clients.Call[*Home]{Source: Catalog, Name: "home.get", Cache: content}

// byIDs makes the Request of a bulk call that takes its keys as `?ids=`.
func byIDs[K int | string](path string, more ...string) func([]K) clients.Request {
	return func(keys []K) clients.Request {
		query := url.Values{"ids": {joined(keys)}}
		for i := 0; i+1 < len(more); i += 2 {
			query.Set(more[i], more[i+1])
		}
		return clients.Request{Path: path, Query: query}
	}
}

// joined writes keys with commas between. It runs for each key of each list, as
// part of its cache key, so it does without fmt.
func joined[K int | string](keys []K) string {
	text := make([]byte, 0, 8*len(keys))
	for i, key := range keys {
		if i > 0 {
			text = append(text, ',')
		}
		switch k := any(key).(type) {
		case int:
			text = strconv.AppendInt(text, int64(k), 10)
		case string:
			text = append(text, k...)
		}
	}
	return string(text)
}
