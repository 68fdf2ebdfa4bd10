package desktop

import (
	"context"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
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
	records, total, err := r.stockFrom(ctx, lowStockOnly, skip, first)
	if err != nil {
		return nil, err
	}
	nodes := resolve.Map(records, func(s *shopapi.Stock) *InventoryItem {
		return &InventoryItem{Record: s, Sku: s.SKU, Stock: newStockLevel(s)}
	})
	batch.Together(ctx, nodes)
	connection := &InventoryConnection{Nodes: nodes, PageInfo: relay.OffsetPage(skip, len(nodes), total), TotalCount: total}
	connection.Edges = make([]*InventoryEdge, len(nodes))
	for i, node := range nodes {
		connection.Edges[i] = &InventoryEdge{Cursor: relay.OffsetCursor(skip + i), Node: node}
	}
	return connection, nil
}

// stockFrom gives count items after the first skip. The backend counts in pages
// of a fixed size, so that a start within a page takes two of them.
func (r *resolver) stockFrom(ctx context.Context, lowOnly bool, skip, count int) ([]*shopapi.Stock, int, error) {
	page, offset := skip/count+1, skip%count
	first, err := r.shop.StockPage(ctx, lowOnly, page, count)
	if err != nil {
		return nil, 0, err
	}
	items := first.Items[min(offset, len(first.Items)):]
	if offset > 0 && page*count < first.Total {
		second, err := r.shop.StockPage(ctx, lowOnly, page+1, count)
		if err != nil {
			return nil, 0, err
		}
		items = append(items[:len(items):len(items)], second.Items[:min(offset, len(second.Items))]...)
	}
	return items, first.Total, nil
}

func newStockLevel(s *shopapi.Stock) *StockLevel {
	return &StockLevel{
		Available:         s.Available,
		Reserved:          s.Reserved,
		Warehouse:         s.Warehouse,
		LowStockThreshold: s.LowStockThreshold,
		IsLow:             s.IsLow(),
		RestockAt:         s.RestockAt,
		UpdatedAt:         s.UpdatedAt,
	}
}

// stock fetches the stock of products, one a parent.
func (r *resolver) stock(ctx context.Context, productIDs []int) ([]*StockLevel, error) {
	return resolve.Each(r.shop.Stock(ctx, productIDs), newStockLevel)
}

type inventoryItemResolver struct{ *resolver }

func (r inventoryItemResolver) Product(ctx context.Context, objs []*InventoryItem) ([]*Product, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*InventoryItem) ([]*Product, error) {
		return r.products(ctx, resolve.Map(all, func(i *InventoryItem) int { return i.Record.ProductID }))
	})
}
