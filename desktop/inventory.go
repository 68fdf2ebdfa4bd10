package desktop

import (
	"context"
	"slices"

	"bff/connect/supply"
	"bff/graph/entity"
	"bff/graph/relay"
)

// maxInventory is the largest page of stock; the backend has the same limit.
const maxInventory = 100

// Inventory resolves Query.inventory.
func (r queryResolver) Inventory(ctx context.Context, lowStockOnly bool, first int, after *string) (*InventoryConnection, error) {
	if err := relay.First(first, maxInventory); err != nil {
		return nil, err
	}
	skip, err := relay.AfterOffset(after)
	if err != nil {
		return nil, err
	}
	page := supply.MapOne(r.stockFrom(ctx, lowStockOnly, skip, first), func(p *StockPage) *InventoryConnection {
		return newInventoryConnection(p, skip)
	},
		supply.Move{From: "items", To: []string{"nodes", "edges.node"}},
		supply.Move{From: "total", To: []string{"totalCount"}},
	)
	return entity.Object(ctx, page, ownInventoryConnection)
}

func newInventoryConnection(page *StockPage, skip int) *InventoryConnection {
	connection := &InventoryConnection{
		Nodes:      page.Items,
		Edges:      make([]*InventoryEdge, len(page.Items)),
		PageInfo:   relay.OffsetPage(skip, len(page.Items), page.Total),
		TotalCount: page.Total,
	}
	for i, node := range page.Items {
		connection.Edges[i] = &InventoryEdge{Cursor: relay.OffsetCursor(skip + i), Node: node}
	}
	return connection
}

// stockFrom gives count items after the first skip. The backend counts in pages
// of a fixed size, so that a start within a page takes two of them.
func (r *resolver) stockFrom(ctx context.Context, lowOnly bool, skip, count int) supply.Result[*StockPage] {
	page, offset := skip/count+1, skip%count
	first := r.fetchQueryStockPage(ctx, lowOnly, page, count)
	if !first.Found || offset == 0 {
		return first
	}
	items := part(first, offset, count, 0)
	if page*count >= first.Value.Total {
		return items
	}
	second := r.fetchQueryStockPage(ctx, lowOnly, page+1, count)
	if !second.Found {
		return second
	}
	rest := part(second, 0, offset, len(items.Value.Items))
	items.Value.Items = append(items.Value.Items, rest.Value.Items...)
	items.Problems = append(items.Problems, rest.Problems...)
	return items
}

// part is a page of what another one has in from to to; its values that did not fit
// are where they are when at items stand before them.
func part(page supply.Result[*StockPage], from, to, at int) supply.Result[*StockPage] {
	items := page.Value.Items
	out := supply.Known(&StockPage{
		Total: page.Value.Total,
		Items: slices.Clone(items[min(from, len(items)):min(to, len(items))]),
	})
	for _, p := range page.Problems {
		if len(p.Path) > 1 { // of an item
			n := p.Path[1].Index
			if n < from || n >= to {
				continue
			}
			p.Path = slices.Clone(p.Path)
			p.Path[1].Index = n - from + at
		}
		out.Problems = append(out.Problems, p)
	}
	return out
}

// Product resolves Query.product.
func (r queryResolver) Product(ctx context.Context, id string) (*Product, error) {
	key, err := relay.IntKey("Product", id)
	if err != nil {
		return nil, err
	}
	return entity.Find(ctx, stubProduct(relay.IntID("Product", key)), ownProduct, r.productType)
}
