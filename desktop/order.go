package desktop

import (
	"context"
	"strings"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// maxOrders is the largest page of orders.
const maxOrders = 100

// Orders resolves Query.orders.
func (r queryResolver) Orders(ctx context.Context, filter *OrderFilter, first int, after *string) (*OrderConnection, error) {
	var query shopapi.OrderQuery
	if filter != nil {
		query.Text, query.PlacedFrom, query.PlacedTo = shopapi.Text(filter.Query), filter.PlacedFrom, filter.PlacedTo
		if filter.Status != nil {
			query.Status = strings.ToLower(filter.Status.String())
		}
		if filter.CustomerID != nil {
			key, err := relay.IntKey("Customer", *filter.CustomerID)
			if err != nil {
				return nil, err
			}
			query.CustomerID = key
		}
	}
	return r.orders(ctx, query, first, after)
}

// orders gives a page of the orders that match the query.
func (r *resolver) orders(ctx context.Context, query shopapi.OrderQuery, first int, after *string) (*OrderConnection, error) {
	if err := relay.First(first, maxOrders); err != nil {
		return nil, err
	}
	at, err := relay.AfterToken(after)
	if err != nil {
		return nil, err
	}
	query.Limit, query.Cursor = at.Skip+first, at.Token
	records, err := r.shop.Orders(ctx, query)
	if err != nil {
		return nil, err
	}
	nodes := newOrders(ctx, records.Results[min(at.Skip, len(records.Results)):])
	page := relay.TokenPage{At: at, Count: len(nodes), Next: shopapi.Text(records.Next)}
	connection := &OrderConnection{Nodes: nodes, PageInfo: page.Info(), TotalCount: records.TotalCount}
	connection.Edges = make([]*OrderEdge, len(nodes))
	for i, node := range nodes {
		connection.Edges[i] = &OrderEdge{Cursor: page.Cursor(i), Node: node}
	}
	return connection, nil
}

// Order resolves Query.order.
func (r queryResolver) Order(ctx context.Context, id string) (*Order, error) {
	key, err := orderKey(id)
	if err != nil {
		return nil, err
	}
	record, err := r.shop.Order(ctx, key)
	if err != nil || record == nil {
		return nil, err
	}
	return newOrders(ctx, []*shopapi.Order{record})[0], nil
}

// orderKey reads an order's id or the number that people quote.
func orderKey(id string) (int, error) {
	return relay.IntKey("Order", strings.TrimPrefix(id, "SO-"))
}

// newOrders makes orders that are resolved together, and so are their lines.
func newOrders(ctx context.Context, records []*shopapi.Order) []*Order {
	var lines []*OrderLine
	orders := resolve.Map(records, func(o *shopapi.Order) *Order {
		order := newOrder(o)
		lines = append(lines, order.Lines...)
		return order
	})
	batch.Together(ctx, orders)
	batch.Together(ctx, lines)
	return orders
}

func newOrder(o *shopapi.Order) *Order {
	return &Order{
		Record:          o,
		ID:              relay.IntID("Order", o.ID),
		Number:          o.Number,
		Status:          OrderStatus(strings.ToUpper(o.Status)),
		Total:           shopapi.NewMoney(o.TotalCents, o.Currency),
		PlacedAt:        o.PlacedAt,
		UpdatedAt:       o.UpdatedAt,
		ShippingAddress: newAddress(o.ShippingAddress),
		Lines: resolve.Map(o.Lines, func(l shopapi.OrderLine) *OrderLine {
			return &OrderLine{
				ProductID:  l.ProductID,
				LineNumber: l.LineNo,
				Sku:        l.SKU,
				Name:       l.Name,
				Quantity:   l.Quantity,
				UnitPrice:  shopapi.NewMoney(l.UnitPriceCents, o.Currency),
			}
		}),
	}
}

func newAddress(a *shopapi.Address) *Address {
	if a == nil {
		return nil
	}
	return &Address{Street: a.Street, City: a.City, PostalCode: a.PostalCode, Country: a.Country}
}

type orderResolver struct{ *resolver }

func (r orderResolver) Customer(ctx context.Context, objs []*Order) ([]*Customer, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Order) ([]*Customer, error) {
		keys := resolve.Map(all, func(o *Order) int { return o.Record.CustomerID })
		return resolve.Objects(ctx, r.shop.Customers(ctx, keys), newCustomer)
	})
}

func (r orderResolver) Payment(ctx context.Context, objs []*Order) ([]*Payment, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Order) ([]*Payment, error) {
		return newPayments(r.shop.PaymentsByOrder(ctx, resolve.Map(all, func(o *Order) int { return o.Record.ID })))
	})
}

type orderLineResolver struct{ *resolver }

func lineProduct(l *OrderLine) int { return l.ProductID }

func (r orderLineResolver) Product(ctx context.Context, objs []*OrderLine) ([]*Product, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*OrderLine) ([]*Product, error) {
		return r.products(ctx, resolve.Map(all, lineProduct))
	})
}

func (r orderLineResolver) Stock(ctx context.Context, objs []*OrderLine) ([]*StockLevel, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*OrderLine) ([]*StockLevel, error) {
		return r.stock(ctx, resolve.Map(all, lineProduct))
	})
}
