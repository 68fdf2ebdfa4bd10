package desktop_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"bff/graph/relay"
	"bff/internal/shopapi/shopapitest"
)

// warehouse is an inventory backend that counts in pages, with this many items.
func warehouse(total int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
		if page < 1 || size < 1 || size > 100 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		items := []map[string]any{}
		for n := (page - 1) * size; n < min(page*size, total); n++ {
			items = append(items, map[string]any{
				"product_id": n + 1, "sku": fmt.Sprint(n), "available": 0, "reserved": 0, "warehouse": "",
				"low_stock_threshold": 0, "restock_at": nil, "updated_at": time.Time{},
			})
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Total-Count", strconv.Itoa(total))
		_ = json.NewEncoder(w).Encode(items)
	})
}

type inventory struct {
	Inventory struct {
		Nodes      []struct{ Sku string }
		Edges      []struct{ Cursor string }
		TotalCount int
		PageInfo   struct {
			HasNextPage, HasPreviousPage bool
			EndCursor                    *string
		}
	}
}

const inventoryPage = `query($first: Int!, $after: String) { inventory(first: $first, after: $after) {
	nodes { sku } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage endCursor } } }`

// The backend has pages of a fixed size, a connection starts anywhere: every
// start and size must give exactly the items that follow, in at most two calls.
func TestInventoryPages(t *testing.T) {
	for _, total := range []int{0, 1, 7, 23} {
		o := newOffice(t, map[string]http.Handler{"inventory": warehouse(total)})
		for first := 1; first <= 12; first++ {
			for skip := 0; skip <= total+2; skip++ {
				variables := map[string]any{"first": first}
				if skip > 0 {
					variables["after"] = relay.OffsetCursor(skip - 1)
				}
				var got inventory
				if errors := o.query(t, inventoryPage, variables, &got); errors != "" {
					t.Fatalf("%d items, first %d after %d: %s", total, first, skip, errors)
				}
				var want, skus []string
				for n := skip; n < min(skip+first, total); n++ {
					want = append(want, fmt.Sprint(n))
				}
				for _, node := range got.Inventory.Nodes {
					skus = append(skus, node.Sku)
				}
				if fmt.Sprint(skus) != fmt.Sprint(want) || got.Inventory.TotalCount != total {
					t.Errorf("%d items, first %d after %d: %v of %d; want %v", total, first, skip, skus, got.Inventory.TotalCount, want)
				}
				if more := skip+first < total; got.Inventory.PageInfo.HasNextPage != more {
					t.Errorf("%d items, first %d after %d: hasNextPage %v; want %v", total, first, skip, !more, more)
				}
				if calls := len(o.Take()); calls > 2 {
					t.Errorf("%d items, first %d after %d: %d calls; want at most 2", total, first, skip, calls)
				}
			}
		}
	}
}

func TestInventoryArguments(t *testing.T) {
	o := newOffice(t, map[string]http.Handler{"inventory": warehouse(3)})
	for name, variables := range map[string]map[string]any{
		"none": {"first": 0}, "too many": {"first": 101}, "a bad cursor": {"first": 1, "after": "x"},
	} {
		var got inventory
		if errors := o.query(t, inventoryPage, variables, &got); errors == "" || len(o.Take()) != 0 {
			t.Errorf("%s: no error, or a call", name)
		}
	}
}

// A value that does not fit is an error at the place where its item stands in the
// connection, whichever of the backend's pages it came in; beyond the connection it
// is none.
func TestInventoryValueThatDoesNotFit(t *testing.T) {
	for bad, want := range map[int]string{0: "", 1: "nodes 0", 2: "nodes 1", 3: "nodes 2", 4: ""} {
		t.Run(fmt.Sprint(bad), func(t *testing.T) {
			handlers := shopapitest.Sample(t)
			handlers["inventory"] = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				items := []map[string]any{}
				page, _ := strconv.Atoi(r.URL.Query().Get("page"))
				for n := (page - 1) * 3; n < page*3; n++ {
					item := map[string]any{"product_id": n + 1, "sku": fmt.Sprint(n), "low_stock_threshold": 1, "available": 2}
					if n == bad {
						item["available"] = "many"
					}
					items = append(items, item)
				}
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("X-Total-Count", "9")
				_ = json.NewEncoder(w).Encode(items)
			})
			o := newOffice(t, handlers)
			var errors []struct {
				Path       []any
				Extensions struct{ Code string }
			}
			text := o.query(t, `query($after: String) { inventory(first: 3, after: $after) { nodes { stock { available } } } }`,
				map[string]any{"after": relay.OffsetCursor(0)}, nil)
			if text == "" && want == "" {
				return
			}
			if err := json.Unmarshal([]byte(text), &errors); err != nil || len(errors) != 1 {
				t.Fatalf("errors %q; want one at %q", text, want)
			}
			path := errors[0].Path
			if got := fmt.Sprint(path[1], " ", path[2]); got != want || errors[0].Extensions.Code != "BACKEND_BAD_RESPONSE" {
				t.Errorf("errors %s; want BACKEND_BAD_RESPONSE at %s", text, want)
			}
		})
	}
}

// Who sets stock sees it, although stock is cached, and however it is reached.
func TestSetStockIsSeenAtOnce(t *testing.T) {
	o := newOffice(t, shopapitest.Sample(t))
	const ask = `{ product(id: "17") { stock { available } } order(id: "SO-100001") { lines { product { id } stock { available } } } }`
	var got struct {
		Product struct{ Stock struct{ Available int } }
		Order   struct {
			Lines []struct {
				Product struct{ ID string }
				Stock   struct{ Available int }
			}
		}
	}
	for _, available := range []int{5, 6} {
		set := fmt.Sprintf(`mutation { setStock(lines: [{productId: "17", available: %d}]) { results { error { code } } } }`, available)
		if errors := o.query(t, set, nil, nil); errors != "" {
			t.Fatal(errors)
		}
		if errors := o.query(t, ask, nil, &got); errors != "" || got.Product.Stock.Available != available {
			t.Errorf("stock %d, %s; want %d", got.Product.Stock.Available, errors, available)
		}
		line := got.Order.Lines[0]
		if line.Product.ID != relay.IntID("Product", 17) || line.Stock.Available != available {
			t.Errorf("a line has %d of %s; want %d of product 17", line.Stock.Available, line.Product.ID, available)
		}
	}
}
