package shopapi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"bff/clients"
)

// Stock fetches how many of each product there are, in the order of the ids.
func (s *Shop) Stock(ctx context.Context, productIDs []int) []clients.Result[*Stock] {
	return clients.FetchMany(ctx, s.backends, stockByProduct, productIDs)
}

var stockByProduct = clients.Batch[int, *Stock]{
	Source: Inventory, Name: "stock.byProduct", Cache: stock,
	Tags:    func(s *Stock) []string { return []string{stockTag(s.ProductID)} },
	Request: byIDs[int]("/stock"),
	Split: keyed(
		func(list []*Stock) []*Stock { return list },
		func(s *Stock) int { return s.ProductID },
	),
}

// stockTag is on everything that a change of a product's stock changes.
func stockTag(productID int) string { return "Stock:" + strconv.Itoa(productID) }

// StockPage is a page of all stock; Total counts all pages.
type StockPage struct {
	Items []*Stock
	Total int
}

// StockPage fetches a page of stock, counted from 1. Staff only; never cached,
// because who works with it must see what is.
func (s *Shop) StockPage(ctx context.Context, lowOnly bool, page, perPage int) (*StockPage, error) {
	query := url.Values{"page": {strconv.Itoa(page)}, "per_page": {strconv.Itoa(perPage)}}
	if lowOnly {
		query.Set("low", "true")
	}
	result, _, err := clients.Fetch(ctx, s.backends, stockList, clients.Request{Path: "/stock", Query: query})
	return result, err
}

var stockList = clients.Call[*StockPage]{
	Source: Inventory, Name: "stock.list",
	DecodeResponse: func(header http.Header, body []byte) (*StockPage, error) {
		var page StockPage
		if err := json.Unmarshal(body, &page.Items); err != nil {
			return nil, err
		}
		total, err := strconv.Atoi(header.Get("X-Total-Count"))
		page.Total = total
		return &page, err
	},
}

// SetStock sets the stock of many products. Each line succeeds or fails on its
// own: the results stand in the order of the lines. Staff only.
func (s *Shop) SetStock(ctx context.Context, lines []StockLine) ([]StockResult, error) {
	body, err := json.Marshal(map[string]any{"lines": lines})
	if err != nil {
		return nil, err
	}
	results, _, err := clients.Fetch(ctx, s.backends, setStock, clients.Request{
		Method: http.MethodPost, Path: "/stock/bulk", Body: body,
	})
	tags := make([]string, len(lines))
	for i, line := range lines {
		tags[i] = stockTag(line.ProductID)
	}
	s.changed(ctx, tags...) // also after an error: the backend may have got it
	return results, err
}

var setStock = clients.Call[[]StockResult]{
	Source: Inventory, Name: "stock.set",
	Idempotent: true, // it sets, it does not add
	Decode: unwrapped(func(envelope struct {
		Results []StockResult `json:"results"`
	},
	) []StockResult {
		return envelope.Results
	}),
}
