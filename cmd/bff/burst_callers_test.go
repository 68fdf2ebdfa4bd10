package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"bff/graph/relay"
)

// callers makes those of all kinds. Each runs in a goroutine of its own, which owns what
// it changes: a cart, or the stock of some products.
func (b *burst) callers(crowd int) []func(*rand.Rand) {
	var all []func(*rand.Rand)
	tenants := []string{"", "a", "b"}
	for i := range 8 * crowd {
		as := caller{tenant: tenants[i%len(tenants)]}
		all = append(all, func(rng *rand.Rand) { b.visit(rng, as) })
	}
	for i := range 6 * crowd {
		s := newShopper(b, 200+i, tenants[i%len(tenants)])
		all = append(all, s.act)
	}
	for i := range 3 * crowd {
		s := newClerk(b, i, tenants[i%len(tenants)])
		all = append(all, s.act)
	}
	return all
}

func (b *burst) visit(rng *rand.Rand, as caller) {
	if rng.IntN(3) == 0 {
		b.screen(rng, as)
		return
	}
	b.products(rng, as)
}

// settle waits until the backends have nothing more to do for a caller whose change
// had no clear outcome.
func (b *burst) settle(as caller) {
	for range 400 {
		if b.backends.idle(as.credentials) {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// viewer asks who the customer is, and for the last orders.
func (s *shopper) viewer(rng *rand.Rand) {
	user := s.b.data.User(s.id)
	nodes := []any{}
	orders := s.b.data.OrdersByCustomer[s.id-1]
	for i := len(orders) - 1; i >= 0 && len(nodes) < 2; i-- {
		nodes = append(nodes, map[string]any{"number": orders[i].Number, "total": map[string]any{"amount": orders[i].TotalCents}})
	}
	s.b.read(rng, question{
		name: "viewer", client: "web", as: s.as,
		document: `{ me: viewer { id email fullName orders(first: 2) { nodes { number total { amount } } } } }`,
	}, map[string]any{"me": map[string]any{
		"id": relay.IntID("Customer", s.id), "email": user.Email, "fullName": user.FullName, "orders": map[string]any{"nodes": nodes},
	}})
}

// orders asks for an order of the customer's own and for one of somebody else, which
// must not be seen.
func (s *shopper) orders(rng *rand.Rand) {
	other := s.b.data.Orders[rng.IntN(len(s.b.data.Orders))]
	mine := s.b.data.OrdersByCustomer[s.id-1]
	if other.CustomerID == s.id || len(mine) == 0 {
		return
	}
	own := mine[rng.IntN(len(mine))]
	s.b.read(rng, question{
		name: "orders", client: "web", as: s.as, codes: []string{"FORBIDDEN"},
		document:  `query($own: ID!, $other: ID!) { other: node(id: $other) { id } own: node(id: $own) { ... on Order { id number total { amount } } } }`,
		variables: map[string]any{"own": relay.IntID("Order", own.ID), "other": relay.IntID("Order", other.ID)},
	}, map[string]any{"other": nil, "own": map[string]any{
		"id": relay.IntID("Order", own.ID), "number": own.Number, "total": map[string]any{"amount": own.TotalCents},
	}})
}

// clerk is one of the staff, who counts the stock of some products that no other clerk
// counts.
type clerk struct {
	b        *burst
	as       caller
	products []int
	stock    map[int][]int // what may be the stock of a product: one number, or two after a change without a clear outcome
}

func newClerk(b *burst, i int, tenant string) *clerk {
	c := &clerk{b: b, as: caller{credentials: fmt.Sprintf("Bearer staff-%d", i+1), tenant: tenant}, stock: map[int][]int{}}
	for k := range 6 {
		id := 9_100 + i*6 + k
		c.products = append(c.products, id)
		c.stock[id] = []int{b.data.Stock[id-1].Available}
	}
	return c
}

func (c *clerk) act(rng *rand.Rand) {
	switch rng.IntN(4) {
	case 0:
		c.set(rng)
	case 1:
		c.order(rng)
	default:
		c.look(rng)
	}
}

func (c *clerk) pick(rng *rand.Rand) int { return c.products[rng.IntN(len(c.products))] }

// look reads the stock of a product, which is what the clerk has set last.
func (c *clerk) look(rng *rand.Rand) {
	id := c.pick(rng)
	q := question{
		name: "stock", client: "desktop", as: c.as, variables: map[string]any{"id": id},
		document: `query($id: ID!) { product(id: $id) { name stock { available } } }`,
	}
	got, ok := c.b.ask(q)
	if !ok {
		return
	}
	var problems []string
	for _, available := range c.stock[id] {
		problems = compare(map[string]any{"product": map[string]any{
			"name": c.b.name(id, c.as.tenant), "stock": map[string]any{"available": available},
		}}, got)
		if len(problems) == 0 {
			if len(got.Errors) == 0 {
				c.stock[id] = []int{available}
			}
			break
		}
	}
	c.b.checked(q, got, problems)
}

// set sets the stock of two products.
func (c *clerk) set(rng *rand.Rand) {
	ids := []int{c.pick(rng), 0}
	for ids[1] = c.pick(rng); ids[1] == ids[0]; {
		ids[1] = c.pick(rng)
	}
	var lines, results []any
	values := map[int]int{}
	for _, id := range ids {
		values[id] = rng.IntN(1000)
		lines = append(lines, map[string]any{"productId": relay.IntID("Product", id), "available": values[id]})
		results = append(results, map[string]any{
			"productId": relay.IntID("Product", id), "error": nil, "stock": map[string]any{"available": values[id]},
			"product": map[string]any{"name": c.b.name(id, c.as.tenant)},
		})
	}
	q := question{
		name: "set stock", client: "desktop", as: c.as, variables: map[string]any{"lines": lines},
		document: `mutation($lines: [SetStockLine!]!) { setStock(lines: $lines) { results { productId stock { available } error { code } product { name } } } }`,
	}
	got, ok := c.b.ask(q)
	if ok {
		c.b.checked(q, got, compare(map[string]any{"setStock": map[string]any{"results": results}}, got))
	}
	done := ok && got.Data["setStock"] != nil
	if !done {
		c.b.settle(c.as)
	}
	for _, id := range ids {
		if done {
			c.stock[id] = nil
		}
		c.stock[id] = append(c.stock[id], values[id])
	}
}

// order reads any order with its customer.
func (c *clerk) order(rng *rand.Rand) {
	order := c.b.data.Orders[rng.IntN(200)]
	c.b.read(rng, question{
		name: "staff order", client: "desktop", as: c.as, variables: map[string]any{"n": order.Number},
		document: `query($n: ID!) { order(id: $n) { number total { amount } customer { email } } }`,
	}, map[string]any{"order": map[string]any{
		"number": order.Number, "total": map[string]any{"amount": order.TotalCents},
		"customer": map[string]any{"email": c.b.data.User(order.CustomerID).Email},
	}})
}
