package desktop

import (
	"context"
	"fmt"
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
	var problems []supply.Problem
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
		outcomes := r.fetchMutationStockSet(ctx, wanted)
		if outcomes.Err != nil {
			return nil, outcomes.Err
		}
		if len(outcomes.Value) != len(wanted) {
			return nil, &outcomeError{len(outcomes.Value), len(wanted)}
		}
		for n, i := range at {
			if outcomes.Value[n] != nil {
				setStockOutcome(results[i], outcomes.Value[n], i)
			}
		}
		problems = stockProblems(outcomes.Problems, at)
	}
	batch.Together(ctx, results)
	payload := supply.Known(&SetStockPayload{Results: results})
	payload.Problems = problems
	return entity.Plain(ctx, payload)
}

// outcomeError is an answer that does not say of each line what became of it.
type outcomeError struct{ outcomes, lines int }

func (e *outcomeError) Error() string {
	return fmt.Sprintf("%d outcomes for %d lines of stock", e.outcomes, e.lines)
}

// ErrorCode is the code for extensions.code.
func (e *outcomeError) ErrorCode() string { return "BACKEND_BAD_RESPONSE" }

// PublicMessage says for the client what is not known.
func (e *outcomeError) PublicMessage() string {
	return "The stock was sent, and the answer does not say what became of each line."
}

// stockProblems returns the problems of the outcomes of lines, at the results of these: at says where
// each of them stands.
func stockProblems(problems []supply.Problem, at []int) (out []supply.Problem) {
	for _, p := range problems {
		if len(p.Path) == 0 || p.Path[0].Index >= len(at) {
			continue
		}
		result := []supply.Step{{Field: "results"}, {Index: at[p.Path[0].Index]}}
		if len(p.Path) == 1 || p.Path[1].Field != "stock" { // nobody knows whether the line failed
			p.Path = []supply.Step{{Field: "stock", Nullable: true}}
		} else {
			p.Path = p.Path[1:]
		}
		p.Path = append(result, p.Path...)
		out = append(out, p)
	}
	return out
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
	order := entity.Inside(ctx, "order", func(ctx context.Context) (*Order, error) { return entity.Object(ctx, moved, ownOrder) })
	return &UpdateOrderStatusPayload{Order: order, UserErrors: refused}, nil
}
