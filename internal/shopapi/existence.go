package shopapi

import (
	"context"
	"net/url"
	"strconv"

	"bff/clients"
)

// KnownProducts are the product ids of the catalog, by how the schemas ask for products.
var KnownProducts = clients.IDs{Source: "catalog", Asked: "GET /v1/products ids: $batch.id->joinNotNull(',')"}

// idPage is how many ids one reading of the listing takes.
const idPage = 1000

type idList struct {
	IDs       []int `json:"ids"`
	NextAfter *int  `json:"next_after"`
}

// ListProductIDs reads a page of the ids of all products: that after the id
// that page names, "" for the first. next is empty after the last page. It has
// the shape of bloom.List.
func ListProductIDs(ctx context.Context, backends *clients.Backends, page string) (ids []string, next string, err error) {
	query := url.Values{"limit": {strconv.Itoa(idPage)}}
	if page != "" {
		query.Set("after", page)
	}
	list, _, err := clients.Fetch(ctx, backends, productIDs, clients.Request{Path: "/v1/product-ids", Query: query})
	if err != nil {
		return nil, "", err
	}
	ids = make([]string, len(list.IDs))
	for i, id := range list.IDs {
		ids[i] = strconv.Itoa(id)
	}
	if list.NextAfter != nil {
		next = strconv.Itoa(*list.NextAfter)
	}
	return ids, next, nil
}

var productIDs = clients.Call[idList]{Source: "catalog", Name: "products.ids"}
