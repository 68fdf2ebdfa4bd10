package desktop

import (
	"context"
	"net/http"
	"strconv"

	"bff/connect/supply"
	"bff/graph/batch"
	"bff/graph/entity"
	"bff/graph/relay"
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
	var wanted []*SetStockLine
	var tags []string
	var at []int // where each wanted line stands in lines
	for i, line := range lines {
		results[i] = &SetStockResult{ProductID: line.ProductID}
		key, err := relay.IntKey("Product", line.ProductID)
		if err != nil {
			results[i].Error = &shopapi.UserError{Code: shopapi.InvalidInput, Message: err.Error(), Field: stockField(i, "productId")}
			continue
		}
		results[i].ProductKey = key
		wanted, tags, at = append(wanted, line), append(tags, "Stock:"+strconv.Itoa(key)), append(at, i)
	}
	if len(wanted) > 0 {
		// Also after an error: the backend may have got it.
		defer func() { _ = r.rt.Backends().Invalidate(ctx, tags...) }() // the cache has logged and counted it
		outcomes, err := entity.Plain(ctx, r.fetchMutationStockSet(ctx, wanted))
		if err != nil {
			return nil, err
		}
		for n, i := range at[:min(len(at), len(outcomes))] {
			setStockOutcome(results[i], outcomes[n], i)
		}
	}
	batch.Together(ctx, results)
	return &SetStockPayload{Results: results}, nil
}

func setStockOutcome(result *SetStockResult, outcome *StockOutcome, line int) {
	switch {
	case outcome.Stock != nil:
		result.Stock = outcome.Stock
	case outcome.Status == http.StatusNotFound:
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

// Product resolves SetStockResult.product.
func (r setStockResultResolver) Product(ctx context.Context, objs []*SetStockResult) ([]*Product, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*SetStockResult) ([]*Product, error) {
		products := make([]supply.Result[*Product], len(all))
		for i, result := range all {
			if result.ProductKey != 0 {
				products[i] = supply.Known(stubProduct(relay.IntID("Product", result.ProductKey)))
			}
		}
		return entity.EntityEach(ctx, products, ownProduct, r.productType)
	})
}

// UpdateOrderStatus resolves Mutation.updateOrderStatus. An order that is there already
// was moved, perhaps by an attempt whose answer was lost.
func (r mutationResolver) UpdateOrderStatus(ctx context.Context, id string, status OrderStatus) (*UpdateOrderStatusPayload, error) {
	moved := r.fetchMutationOrderMove(ctx, orderID(id), status)
	if shopapi.Rejected(moved.Err, http.StatusConflict) {
		if now := r.fetchQueryOrderByID(ctx, orderID(id)); now.Err == nil && now.Found && now.Value.Status == status {
			moved = now
		}
	}
	refused, err := shopapi.Refused(shopapi.RefusedChange(moved.Err))
	if err != nil || len(refused) > 0 {
		return &UpdateOrderStatusPayload{UserErrors: refused}, err
	}
	order, err := entity.Object(ctx, moved, ownOrder)
	return &UpdateOrderStatusPayload{Order: order, UserErrors: refused}, err
}
