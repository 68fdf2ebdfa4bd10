package shopapi

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"bff/clients"
)

// OrderQuery narrows a list of orders. Zero fields narrow nothing; Limit is
// needed. Cursor "" is the first page.
type OrderQuery struct {
	Status, Text         string
	CustomerID           int
	PlacedFrom, PlacedTo *time.Time
	Limit                int // more than a page holds is a page
	Cursor               string
}

// maxOrderPage is the largest page of orders that the backend gives.
const maxOrderPage = 100

// Orders fetches a page of orders, the latest first: a customer's own, any for
// staff. Never cached.
func (s *Shop) Orders(ctx context.Context, query OrderQuery) (*OrderPage, error) {
	page, found, err := clients.Fetch(ctx, s.backends, orderList, clients.Request{Path: "/orders", Query: query.values()})
	if err == nil && !found {
		page = &OrderPage{}
	}
	return page, err
}

var orderList = clients.Call[*OrderPage]{Source: Orders, Name: "orders.list"}

func (q OrderQuery) values() url.Values {
	values := url.Values{"limit": {strconv.Itoa(min(q.Limit, maxOrderPage))}}
	for name, text := range map[string]string{"status": q.Status, "q": q.Text, "cursor": q.Cursor} {
		if text != "" {
			values.Set(name, text)
		}
	}
	for name, at := range map[string]*time.Time{"placed_from": q.PlacedFrom, "placed_to": q.PlacedTo} {
		if at != nil {
			values.Set(name, at.UTC().Format(time.RFC3339))
		}
	}
	if q.CustomerID != 0 {
		values.Set("customer_id", strconv.Itoa(q.CustomerID))
	}
	return values
}

// Order fetches one order, for its owner and for staff; nil when there is none.
func (s *Shop) Order(ctx context.Context, id int) (*Order, error) {
	order, _, err := clients.Fetch(ctx, s.backends, orderByID, clients.Request{Path: clients.Path("/orders/{}", id)})
	return order, err
}

var orderByID = clients.Call[*Order]{Source: Orders, Name: "orders.get"}

// OrderEvents gives an order now and each time it changes, until ctx ends.
func (s *Shop) OrderEvents(ctx context.Context, id int) iter.Seq2[*Order, error] {
	return clients.Events(ctx, s.backends, orderEvents, clients.Request{Path: clients.Path("/orders/{}/events", id)})
}

var orderEvents = clients.Call[*Order]{Source: Orders, Name: "orders.events"}

// PlaceOrder makes an order of the cart of the customer who asks. The same
// idempotency key makes one order however often it is sent. What the backend
// refuses is a *Refusal.
func (s *Shop) PlaceOrder(ctx context.Context, to *Address, idempotencyKey string) (*Order, error) {
	body, err := json.Marshal(map[string]any{"shipping_address": to})
	if err != nil {
		return nil, err
	}
	order, _, err := clients.Fetch(ctx, s.backends, placeOrder, clients.Request{
		Method: http.MethodPost, Path: "/orders", Body: body, IdempotencyKey: idempotencyKey,
	})
	return order, refuse(err, refusals{
		http.StatusConflict:            {Code: CartEmpty, Message: "The cart is empty; put something into it first."},
		http.StatusUnprocessableEntity: {Code: InvalidInput, Message: "The address was not accepted; it needs street, city, postal code and country."},
	})
}

var placeOrder = clients.Call[*Order]{Source: Orders, Name: "orders.place"}

// PaidOrder tells the orders backend which payment an order has.
func (s *Shop) PaidOrder(ctx context.Context, id, paymentID int) (*Order, error) {
	return s.patchOrder(ctx, id, map[string]any{"payment_id": paymentID, "status": "paid"})
}

// SetOrderStatus moves an order on; status is lower case. Staff only. A move
// that the order's state does not allow is a *Refusal.
func (s *Shop) SetOrderStatus(ctx context.Context, id int, status string) (*Order, error) {
	return s.patchOrder(ctx, id, map[string]any{"status": status})
}

func (s *Shop) patchOrder(ctx context.Context, id int, change map[string]any) (*Order, error) {
	body, err := json.Marshal(change)
	if err != nil {
		return nil, err
	}
	order, _, err := clients.Fetch(ctx, s.backends, patchOrder, clients.Request{
		Method: http.MethodPatch, Path: clients.Path("/orders/{}", id), Body: body,
	})
	return order, refuse(err, refusals{
		http.StatusNotFound:            {Code: NotFound, Message: "There is no such order."},
		http.StatusConflict:            {Code: InvalidState, Message: "The order is not in a state that allows this."},
		http.StatusUnprocessableEntity: {Code: InvalidInput, Message: "There is no such status."},
	})
}

var patchOrder = clients.Call[*Order]{Source: Orders, Name: "orders.patch"}
