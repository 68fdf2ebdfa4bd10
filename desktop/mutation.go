package desktop

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// maxStockLines is how many lines setStock takes; the backend has the same limit.
const maxStockLines = 200

type mutationResolver struct{ *resolver }

// SetStock resolves Mutation.setStock. A line whose id can't be read fails
// alone, like one that the warehouse refuses.
func (r mutationResolver) SetStock(ctx context.Context, lines []*SetStockLine) (*SetStockPayload, error) {
	if len(lines) == 0 || len(lines) > maxStockLines {
		return nil, &relay.ArgumentError{Name: "lines", Problem: "has " + strconv.Itoa(len(lines)) + " entries; expected 1 to " + strconv.Itoa(maxStockLines)}
	}
	results := make([]*SetStockResult, len(lines))
	var wanted []shopapi.StockLine
	var at []int // where each wanted line stands in lines
	for i, line := range lines {
		results[i] = &SetStockResult{ProductID: line.ProductID}
		key, err := relay.IntKey("Product", line.ProductID)
		if err != nil {
			results[i].Error = &shopapi.UserError{Code: shopapi.InvalidInput, Message: err.Error(), Field: stockField(i, "productId")}
			continue
		}
		results[i].ProductKey = key
		wanted, at = append(wanted, shopapi.StockLine{ProductID: key, Available: line.Available}), append(at, i)
	}
	if len(wanted) > 0 {
		done, err := r.shop.SetStock(ctx, wanted)
		if err != nil {
			return nil, err
		}
		for n, i := range at[:min(len(at), len(done))] {
			setStockOutcome(results[i], done[n], i)
		}
	}
	batch.Together(ctx, results)
	return &SetStockPayload{Results: results}, nil
}

func setStockOutcome(result *SetStockResult, done shopapi.StockResult, line int) {
	switch {
	case done.Stock != nil:
		result.Stock = newStockLevel(done.Stock)
	case done.Status == http.StatusNotFound:
		result.Error = &shopapi.UserError{
			Code: shopapi.NotFound, Message: shopapi.NoSuchProduct.Message, Field: stockField(line, "productId"),
		}
	default:
		result.Error = &shopapi.UserError{
			Code: shopapi.InvalidInput, Message: "The stock was not accepted; it must be 0 or more.", Field: stockField(line, "available"),
		}
	}
}

func stockField(line int, name string) []string {
	return []string{"lines", strconv.Itoa(line), name}
}

type setStockResultResolver struct{ *resolver }

func (r setStockResultResolver) Product(ctx context.Context, objs []*SetStockResult) ([]*Product, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*SetStockResult) ([]*Product, error) {
		lists := resolve.Map(all, func(result *SetStockResult) []int {
			if result.ProductKey == 0 {
				return nil
			}
			return []int{result.ProductKey}
		})
		products, err := resolve.Lists(ctx, lists, r.shop.Products, newProduct)
		return resolve.FirstOf(products), err
	})
}

// UpdateOrderStatus resolves Mutation.updateOrderStatus.
func (r mutationResolver) UpdateOrderStatus(ctx context.Context, id string, status OrderStatus) (*UpdateOrderStatusPayload, error) {
	key, err := orderKey(id)
	if err != nil {
		return nil, err
	}
	record, err := r.shop.SetOrderStatus(ctx, key, strings.ToLower(status.String()))
	refused, err := shopapi.Refused(err)
	if err != nil {
		return nil, err
	}
	payload := &UpdateOrderStatusPayload{UserErrors: refused}
	if len(refused) == 0 {
		payload.Order = newOrders(ctx, []*shopapi.Order{record})[0]
	}
	return payload, nil
}
