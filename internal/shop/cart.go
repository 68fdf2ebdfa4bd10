package shop

import (
	"fmt"
	"net/http"
	"slices"
	"sync"

	"bff/internal/shop/data"
)

// maxQuantity bounds a line of a cart.
const maxQuantity = 99

// carts holds a cart per customer, made when it is first needed. Line ids are
// never used twice in one cart.
type carts struct {
	*world

	mu    sync.Mutex
	carts map[int]*cart
}

type cart struct {
	data.Cart
	lastLine int
}

func newCarts(w *world) *carts { return &carts{world: w, carts: map[int]*cart{}} }

// of is the customer's cart. The lock has to be held.
func (c *carts) of(customer int) *cart {
	if known := c.carts[customer]; known != nil {
		return known
	}
	made := &cart{Cart: data.Cart{CartID: fmt.Sprintf("cart-%d", customer), UserID: customer, Currency: "EUR", UpdatedAt: data.Now}}
	if seeded, ok := c.Carts[customer]; ok {
		made.Cart = seeded
	}
	// A copy: what is changed in place must not be the world's.
	made.Items = append([]data.CartItem{}, made.Items...)
	made.lastLine = len(made.Items)
	c.carts[customer] = made
	return made
}

// shown is a copy to be written without the lock.
func (c *cart) shown() data.Cart {
	shown := c.Cart
	shown.Items = append([]data.CartItem{}, c.Items...)
	return shown
}

// empty takes everything out of the cart.
func (c *carts) empty(customer int) []data.CartItem {
	c.mu.Lock()
	defer c.mu.Unlock()
	cart := c.of(customer)
	items := cart.Items
	if len(items) > 0 {
		cart.Items, cart.UpdatedAt = []data.CartItem{}, c.now()
	}
	return items
}

func (c *carts) show(w http.ResponseWriter, r *http.Request) *problem {
	customer, p := customerOf(r)
	if p != nil {
		return p
	}
	c.mu.Lock()
	shown := c.of(customer).shown()
	c.mu.Unlock()
	private(w)
	writeJSON(w, http.StatusOK, shown)
	return nil
}

func badQuantity() *problem {
	return invalid(http.StatusUnprocessableEntity, fmt.Sprintf("quantity has to be 1 to %d.", maxQuantity))
}

func (c *carts) addItem(w http.ResponseWriter, r *http.Request) *problem {
	customer, p := customerOf(r)
	if p != nil {
		return p
	}
	var body struct {
		ProductID int `json:"product_id"`
		Quantity  int `json:"quantity"`
	}
	if p := readJSON(w, r, &body); p != nil {
		return p
	}
	if c.Product(body.ProductID) == nil {
		return &problem{status: http.StatusUnprocessableEntity, code: "unknown_product", message: fmt.Sprintf("There is no product %d.", body.ProductID)}
	}
	shown, p := c.add(customer, body.ProductID, body.Quantity)
	if p != nil {
		return p
	}
	private(w)
	writeJSON(w, http.StatusCreated, shown)
	return nil
}

// add adds to the product's line, or makes one.
func (c *carts) add(customer, productID, quantity int) (data.Cart, *problem) {
	c.mu.Lock()
	defer c.mu.Unlock()
	cart := c.of(customer)
	i := slices.IndexFunc(cart.Items, func(item data.CartItem) bool { return item.ProductID == productID })
	sum := quantity
	if i >= 0 {
		sum += cart.Items[i].Quantity
	}
	if quantity < 1 || quantity > maxQuantity || sum > maxQuantity {
		return data.Cart{}, badQuantity()
	}
	cart.UpdatedAt = c.now()
	if i >= 0 {
		cart.Items[i].Quantity = sum
		return cart.shown(), nil
	}
	cart.lastLine++
	cart.Items = append(cart.Items, data.CartItem{
		LineID: fmt.Sprintf("l%d", cart.lastLine), ProductID: productID, Quantity: quantity, AddedAt: cart.UpdatedAt,
	})
	return cart.shown(), nil
}

func (c *carts) putItem(w http.ResponseWriter, r *http.Request) *problem {
	customer, p := customerOf(r)
	if p != nil {
		return p
	}
	var body struct {
		Quantity *int `json:"quantity"`
	}
	if p := readJSON(w, r, &body); p != nil {
		return p
	}
	if body.Quantity == nil || *body.Quantity < 0 || *body.Quantity > maxQuantity {
		return badQuantity()
	}
	shown, p := c.put(customer, r.PathValue("line_id"), *body.Quantity)
	if p != nil {
		return p
	}
	private(w)
	writeJSON(w, http.StatusOK, shown)
	return nil
}

// put sets a line's quantity; 0 removes it.
func (c *carts) put(customer int, lineID string, quantity int) (data.Cart, *problem) {
	c.mu.Lock()
	defer c.mu.Unlock()
	cart := c.of(customer)
	i := slices.IndexFunc(cart.Items, func(item data.CartItem) bool { return item.LineID == lineID })
	if i < 0 {
		return data.Cart{}, notFound("The cart has no line " + lineID + ".")
	}
	if quantity == 0 {
		cart.Items = slices.Delete(cart.Items, i, i+1)
	} else {
		cart.Items[i].Quantity = quantity
	}
	cart.UpdatedAt = c.now()
	return cart.shown(), nil
}
