package shop

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bff/internal/shop/data"
)

// orders serves orders, carts and the events of an order. Errors look like those
// of OAuth: error, error_description.
type orders struct {
	*world
	book  *orderBook
	carts *carts
	names []string // of products, lower case, by id - 1

	inject *injector // streams end when the service goes down
}

func newOrders(s *Service, w *world) {
	o := &orders{world: w, book: w.orders, carts: newCarts(w), names: make([]string, len(w.Products)), inject: s.inject}
	for i := range w.Products {
		o.names[i] = strings.ToLower(w.Products[i].Name)
	}
	s.refuse = func(w http.ResponseWriter, p *problem) {
		p.begin(w)
		writeJSON(w, p.status, map[string]string{"error": p.code, "error_description": p.message})
	}
	s.handle("GET /orders", o.list)
	s.handle("POST /orders", o.place)
	s.handle("GET /orders/{id}", o.one)
	s.handle("PATCH /orders/{id}", o.patch)
	s.handle("GET /orders/{id}/events", o.events)
	s.handle("GET /cart", o.carts.show)
	s.handle("POST /cart/items", o.carts.addItem)
	s.handle("PUT /cart/items/{line_id}", o.carts.putItem)
}

// visible is the order of the path, if the caller may see it.
func (o *orders) visible(r *http.Request) (*data.Order, caller, *problem) {
	who, p := callerOf(r)
	if p != nil {
		return nil, who, p
	}
	order := o.book.get(pathID(r, "id"))
	if order == nil {
		return nil, who, notFound("There is no order " + r.PathValue("id") + ".")
	}
	if !who.mayRead(order.CustomerID) {
		return nil, who, forbidden("This order is somebody else's.")
	}
	return order, who, nil
}

func (o *orders) one(w http.ResponseWriter, r *http.Request) *problem {
	order, _, p := o.visible(r)
	if p != nil {
		return p
	}
	private(w)
	writeJSON(w, http.StatusOK, order)
	return nil
}

// orderPage is a page of orders, newest first.
type orderPage struct {
	Results    []*data.Order `json:"results"`
	Next       *string       `json:"next"`
	TotalCount int           `json:"total_count"`
}

func (o *orders) list(w http.ResponseWriter, r *http.Request) *problem {
	who, p := callerOf(r)
	if p != nil {
		return p
	}
	var page orderPage
	if r.URL.Query().Has("ids") {
		page, p = o.byIDs(r, who)
	} else {
		page, p = o.find(r, who)
	}
	if p != nil {
		return p
	}
	private(w)
	writeJSON(w, http.StatusOK, page)
	return nil
}

func (o *orders) byIDs(r *http.Request, who caller) (orderPage, *problem) {
	ids, p := queryIDs(r, http.StatusBadRequest)
	page := orderPage{Results: []*data.Order{}}
	for _, id := range ids {
		if order := o.book.get(id); order != nil && who.mayRead(order.CustomerID) {
			page.Results = append(page.Results, order)
		}
	}
	page.TotalCount = len(page.Results)
	return page, p
}

func (o *orders) find(r *http.Request, who caller) (orderPage, *problem) {
	filter, p := o.filterOf(r, who)
	if p != nil {
		return orderPage{}, p
	}
	page := orderPage{Results: []*data.Order{}}
	for _, order := range slices.Backward(o.book.snapshot(filter.customer)) {
		if !filter.matches(order) {
			continue
		}
		page.TotalCount++
		switch {
		case order.ID >= filter.before:
		case len(page.Results) < filter.limit:
			page.Results = append(page.Results, order)
		case page.Next == nil:
			next := encodeCursor(page.Results[filter.limit-1].ID)
			page.Next = &next
		}
	}
	return page, nil
}

// orderFilter is what a list of orders is narrowed by; zero fields don't.
type orderFilter struct {
	customer int
	status   string
	number   string    // prefix, lower case
	products []bool    // by id - 1, that the text occurs in; nil when there is no text
	from, to time.Time // placed at from or later, before to
	before   int       // ids of the page are lower
	limit    int
}

var orderStatuses = []string{data.OrderPending, data.OrderPaid, data.OrderPacked, data.OrderShipped, data.OrderDelivered, data.OrderCancelled}

func (o *orders) filterOf(r *http.Request, who caller) (f orderFilter, p *problem) {
	query := r.URL.Query()
	f = orderFilter{customer: who.user, status: query.Get("status"), before: math.MaxInt}
	customer, p := queryInt(r, "customer_id", 0, 1, 1<<40)
	if p != nil {
		return f, p
	}
	if customer != 0 {
		if !who.mayRead(customer) {
			return f, forbidden("The orders of customer " + query.Get("customer_id") + " are not yours.")
		}
		f.customer = customer
	}
	if f.status != "" && !slices.Contains(orderStatuses, f.status) {
		return f, badRequest("status is not one of " + strings.Join(orderStatuses, ", "))
	}
	if f.limit, p = queryInt(r, "limit", 20, 1, 100); p != nil {
		return f, p
	}
	if f.from, p = queryTime(r, "placed_from"); p != nil {
		return f, p
	}
	if f.to, p = queryTime(r, "placed_to"); p != nil {
		return f, p
	}
	if cursor := query.Get("cursor"); cursor != "" {
		var ok bool
		if f.before, ok = decodeCursor(cursor); !ok {
			return f, badRequest("cursor is not one that came from here")
		}
	}
	o.search(&f, strings.ToLower(strings.TrimSpace(query.Get("q"))))
	return f, nil
}

// search looks the text up in product names once, not in every order's lines.
func (o *orders) search(f *orderFilter, text string) {
	if text == "" {
		return
	}
	f.number = text
	f.products = make([]bool, len(o.names))
	for i, name := range o.names {
		f.products[i] = strings.Contains(name, text)
	}
}

func queryTime(r *http.Request, name string) (time.Time, *problem) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, badRequest(name + " is " + strconv.Quote(text) + "; want a time as in RFC 3339: 2026-01-31T00:00:00Z")
	}
	return t, nil
}

func (f *orderFilter) matches(o *data.Order) bool {
	if f.status != "" && o.Status != f.status ||
		!f.from.IsZero() && o.PlacedAt.Before(f.from) ||
		!f.to.IsZero() && !o.PlacedAt.Before(f.to) {
		return false
	}
	if f.products == nil || strings.HasPrefix(strings.ToLower(o.Number), f.number) {
		return true
	}
	return slices.ContainsFunc(o.Lines, func(l data.OrderLine) bool { return f.products[l.ProductID-1] })
}

// place makes an order of the cart, at today's prices, and empties the cart.
func (o *orders) place(w http.ResponseWriter, r *http.Request) *problem {
	customer, p := customerOf(r)
	if p != nil {
		return p
	}
	var body struct {
		ShippingAddress *data.ShippingAddress `json:"shipping_address"`
	}
	if r.ContentLength != 0 {
		if p := readJSON(w, r, &body); p != nil {
			return p
		}
	}
	address := o.User(customer).DefaultAddress()
	if body.ShippingAddress != nil {
		address = *body.ShippingAddress
		if address.Street == "" || address.City == "" || address.PostalCode == "" || address.Country == "" {
			return invalid(http.StatusUnprocessableEntity, "shipping_address needs street, city, postal_code and country.")
		}
	}
	order, isNew := o.book.add(customer, r.Header.Get("Idempotency-Key"), func() *data.Order {
		return o.orderOf(customer, o.carts.empty(customer), address)
	})
	if order == nil {
		return &problem{status: http.StatusConflict, code: "cart_empty", message: "There is nothing in the cart."}
	}
	if !isNew {
		w.Header().Set("Idempotency-Replayed", "true")
	}
	w.Header().Set("Location", "/orders/"+strconv.Itoa(order.ID))
	private(w)
	writeJSON(w, http.StatusCreated, order)
	return nil
}

// orderOf is an order without a number, nil when there is nothing to order.
func (o *orders) orderOf(customer int, items []data.CartItem, to data.ShippingAddress) *data.Order {
	if len(items) == 0 {
		return nil
	}
	at := o.now()
	order := &data.Order{CustomerID: customer, Status: data.OrderPending, Currency: "EUR", PlacedAt: at, UpdatedAt: at, ShippingAddress: to}
	for i, item := range items {
		product := o.Product(item.ProductID)
		order.Lines = append(order.Lines, data.OrderLine{
			LineNo: i + 1, ProductID: product.ID, SKU: product.SKU, Name: product.Name,
			Quantity: item.Quantity, UnitPriceCents: o.Prices[product.ID-1].AmountCents,
		})
	}
	order.TotalCents = data.TotalOf(order.Lines)
	return order
}
