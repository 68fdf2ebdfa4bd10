package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"bff/graph/relay"
)

// shopper is a customer with a cart that only this caller changes, over two apps.
type shopper struct {
	b  *burst
	as caller
	id int
	// carts lists the carts that may be the customer's: one, or two after a change without a
	// clear outcome, which the next answer decides.
	carts [][]cartLine
}

// cartLine is a line; its id is empty until an answer has told it.
type cartLine struct {
	id                string
	product, quantity int
}

func newShopper(b *burst, id int, tenant string) *shopper {
	s := &shopper{b: b, id: id, as: caller{credentials: fmt.Sprintf("Bearer user-%d", id), tenant: tenant}}
	var lines []cartLine
	for _, item := range b.data.Carts[id].Items {
		lines = append(lines, cartLine{item.LineID, item.ProductID, item.Quantity})
	}
	s.carts = [][]cartLine{lines}
	return s
}

func (s *shopper) act(rng *rand.Rand) {
	switch n := rng.IntN(10); {
	case n < 2:
		s.b.products(rng, s.as)
	case n < 3:
		s.viewer(rng)
	case n < 4:
		s.orders(rng)
	case n < 8 && len(s.carts) == 1:
		s.change(rng)
	default:
		s.look(rng)
	}
}

// look reads the cart in one of the apps.
func (s *shopper) look(rng *rand.Rand) {
	q := question{name: "cart", client: "web", as: s.as, document: `{ viewer { email cart { ...C } } }` + webCart}
	want := func(lines []cartLine) map[string]any {
		return map[string]any{"viewer": map[string]any{"email": s.b.data.User(s.id).Email, "cart": s.web(lines)}}
	}
	at := []string{"viewer", "cart"}
	if rng.IntN(2) == 0 {
		q.name, q.client, q.document = "cart screen", "mobile", `{ cartScreen { ...C } }`+mobileCart
		want = func(lines []cartLine) map[string]any { return map[string]any{"cartScreen": s.mobile(lines)} }
		at = []string{"cartScreen"}
	}
	if got, ok := s.b.ask(q); ok {
		s.decide(q, got, want, at)
	}
}

// decide compares an answer with each cart that may be, and keeps those that it fits.
func (s *shopper) decide(q question, got burstAnswer, want func([]cartLine) map[string]any, at []string) {
	var fit [][]cartLine
	var problems []string
	for _, lines := range s.carts {
		if wrong := compare(want(lines), got); len(wrong) > 0 {
			problems = wrong
			continue
		}
		fit = append(fit, withIDs(lines, got.Data, at))
	}
	if len(fit) > 0 {
		s.carts, problems = fit, nil
	}
	s.b.checked(q, got, problems)
}

// withIDs takes over the ids of lines from an answer, if it has them.
func withIDs(lines []cartLine, data map[string]any, at []string) []cartLine {
	var value any = data
	for _, name := range append(at, "lines") {
		object, ok := value.(map[string]any)
		if !ok {
			return lines
		}
		value = object[name]
	}
	list, _ := value.([]any)
	out := slices.Clone(lines)
	for i := range min(len(list), len(out)) {
		if line, ok := list[i].(map[string]any); ok {
			out[i].id, _ = line["id"].(string)
		}
	}
	return out
}

// change adds to the cart or changes a line of it.
func (s *shopper) change(rng *rand.Rand) {
	lines := s.carts[0]
	if len(lines) > 3 || len(lines) > 0 && rng.IntN(2) == 0 {
		at := rng.IntN(len(lines))
		if lines[at].id != "" {
			s.changeLine(rng, lines, at)
		}
		return
	}
	product, quantity := hotProduct(rng), 1+rng.IntN(3)
	next := slices.Clone(lines)
	if at := slices.IndexFunc(next, func(l cartLine) bool { return l.product == product }); at >= 0 {
		next[at].quantity += quantity
		if next[at].quantity > 90 {
			return
		}
	} else {
		next = append(next, cartLine{product: product, quantity: quantity})
	}
	if rng.IntN(2) == 0 {
		s.mutate(question{
			name: "add to cart", client: "web", as: s.as,
			document:  `mutation($p: ID!, $q: Int!) { done: addToCart(input: { productId: $p, quantity: $q }) { cart { ...C } userErrors { code } } }` + webCart,
			variables: map[string]any{"p": relay.IntID("Product", product), "q": quantity},
		}, "cart", s.web, next)
		return
	}
	s.mutate(question{
		name: "add to cart", client: "mobile", as: s.as,
		document:  `mutation($p: ID!, $q: Int!) { done: addToCart(productId: $p, quantity: $q) { cartScreen { ...C } userErrors { code } } }` + mobileCart,
		variables: map[string]any{"p": product, "q": quantity},
	}, "cartScreen", s.mobile, next)
}

// changeLine sets a line's quantity; 0 takes it out.
func (s *shopper) changeLine(rng *rand.Rand, lines []cartLine, at int) {
	quantity := rng.IntN(4)
	next := slices.Clone(lines)
	if next[at].quantity = quantity; quantity == 0 {
		next = slices.Delete(next, at, at+1)
	}
	s.mutate(question{
		name: "change a line", client: "web", as: s.as,
		document:  `mutation($l: ID!, $q: Int!) { done: updateCartLine(input: { lineId: $l, quantity: $q }) { cart { ...C } userErrors { code } } }` + webCart,
		variables: map[string]any{"l": lines[at].id, "q": quantity},
	}, "cart", s.web, next)
}

// mutate sends a change that makes next of the cart. Without a clear answer it may have
// been done or not.
func (s *shopper) mutate(q question, field string, show func([]cartLine) map[string]any, next []cartLine) {
	got, ok := s.b.ask(q)
	payload, _ := got.Data["done"].(map[string]any)
	if !ok || payload[field] == nil {
		s.b.settle(s.as)
		s.carts = append(s.carts, next)
	} else {
		s.carts = [][]cartLine{next}
	}
	if !ok {
		return
	}
	problems := compare(map[string]any{"done": map[string]any{"userErrors": []any{}, field: show(next)}}, got)
	if payload[field] != nil {
		s.carts[0] = withIDs(next, got.Data, []string{"done", field})
	}
	s.b.checked(q, got, problems)
}

// The cart as the apps ask for it here.
const (
	webCart = ` fragment C on Cart {
		itemCount subtotal { amount } lines { id quantity total { amount } product { name price { current { amount } } } }
	}`
	mobileCart = ` fragment C on CartScreen { badge lines { id quantity card { id title } } }`
)

// lineID is the id of a line, any text when it is not known yet.
func lineID(id string) any {
	if id != "" {
		return id
	}
	return wanted(func(got any) string {
		if text, ok := got.(string); ok && text != "" {
			return ""
		}
		return "want an id"
	})
}

func (s *shopper) web(lines []cartLine) map[string]any {
	count, sum, shown := 0, 0, []any{}
	for _, l := range lines {
		cents := s.b.cents(l.product)
		count, sum = count+l.quantity, sum+cents*l.quantity
		shown = append(shown, map[string]any{
			"id": lineID(l.id), "quantity": l.quantity, "total": map[string]any{"amount": cents * l.quantity},
			"product": map[string]any{"name": s.b.name(l.product, s.as.tenant), "price": map[string]any{"current": map[string]any{"amount": cents}}},
		})
	}
	return map[string]any{"itemCount": count, "subtotal": map[string]any{"amount": sum}, "lines": shown}
}

func (s *shopper) mobile(lines []cartLine) map[string]any {
	count, shown := 0, []any{}
	for _, l := range lines {
		count += l.quantity
		shown = append(shown, map[string]any{
			"id": lineID(l.id), "quantity": l.quantity,
			"card": map[string]any{"id": relay.IntID("Product", l.product), "title": s.b.name(l.product, s.as.tenant)},
		})
	}
	return map[string]any{"badge": count, "lines": shown}
}
