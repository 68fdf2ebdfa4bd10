package shopapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"bff/clients"
)

// Cart fetches the cart of the customer who asks. Never cached.
func (s *Shop) Cart(ctx context.Context) (*Cart, error) {
	cart, _, err := clients.Fetch(ctx, s.backends, getCart, clients.Request{Path: "/cart"})
	return cart, err
}

var getCart = clients.Call[*Cart]{Source: Orders, Name: "cart.get", NotFound: []int{}}

// AddToCart puts a product into the cart. What the backend refuses is a
// *Refusal.
func (s *Shop) AddToCart(ctx context.Context, productID, quantity int) (*Cart, error) {
	cart, err := s.changeCart(ctx, addToCart, http.MethodPost, "/cart/items",
		map[string]any{"product_id": productID, "quantity": quantity})
	return cart, refuse(err, refusals{
		http.StatusUnprocessableEntity: refusedItem(err),
	})
}

// refusedItem tells the two reasons apart for which the backend takes a product
// not into the cart: only its error's code differs.
func refusedItem(err error) Refusal {
	var reason struct {
		Code string `json:"error"`
	}
	if failed, ok := errors.AsType[*clients.Error](err); ok && json.Unmarshal(failed.Body, &reason) == nil && reason.Code == "unknown_product" {
		refusal := NoSuchProduct
		refusal.Field = []string{"input", "productId"}
		return refusal
	}
	return badQuantity
}

var badQuantity = Refusal{
	Code: InvalidInput, Message: "The quantity is out of range; a line holds 1 to 99.", Field: []string{"input", "quantity"},
}

// UpdateCartLine changes the quantity of a line, 0 takes it out. What the
// backend refuses is a *Refusal.
func (s *Shop) UpdateCartLine(ctx context.Context, lineID string, quantity int) (*Cart, error) {
	cart, err := s.changeCart(ctx, updateCartLine, http.MethodPut, clients.Path("/cart/items/{}", lineID),
		map[string]any{"quantity": quantity})
	return cart, refuse(err, refusals{
		http.StatusNotFound:            {Code: NotFound, Message: "There is no such line in the cart.", Field: []string{"input", "lineId"}},
		http.StatusUnprocessableEntity: badQuantity,
	})
}

var (
	addToCart      = clients.Call[*Cart]{Source: Orders, Name: "cart.add"}
	updateCartLine = clients.Call[*Cart]{Source: Orders, Name: "cart.update"}
)

func (s *Shop) changeCart(
	ctx context.Context, call clients.Call[*Cart], method, path string, change map[string]any,
) (*Cart, error) {
	body, err := json.Marshal(change)
	if err != nil {
		return nil, err
	}
	cart, _, err := clients.Fetch(ctx, s.backends, call, clients.Request{Method: method, Path: path, Body: body})
	return cart, err
}
