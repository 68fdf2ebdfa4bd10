package main

import (
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"bff/graph/relay"
)

// question is a request with the answer that its caller must get.
type question struct {
	name      string
	client    string
	as        caller
	document  string
	variables map[string]any
	codes     []string // of errors beside those of outages
	leave     time.Duration
}

// questionNames are all that a burst asks.
var questionNames = []string{"products", "screen", "viewer", "orders", "cart", "cart screen", "add to cart", "change a line", "staff order", "stock", "set stock"}

// caller is who asks.
type caller struct {
	credentials string // the Authorization header; empty for a visitor
	tenant      string
}

func (c caller) String() string { return "[" + c.credentials + " " + c.tenant + "]" }

func transportFor(connections int) *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: connections}
}

// ask sends a question. ok is false when its caller left without an answer.
func (b *burst) ask(q question) (got burstAnswer, ok bool) {
	body, err := json.Marshal(map[string]any{"query": q.document, "variables": q.variables})
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if q.leave > 0 {
		defer time.AfterFunc(q.leave, cancel).Stop()
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.server.base+"/"+q.client+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if q.as.credentials != "" {
		r.Header.Set("Authorization", q.as.credentials)
	}
	if q.as.tenant != "" {
		r.Header.Set(tenantHeader, q.as.tenant)
	}
	response, err := b.server.client.Do(r)
	if err == nil {
		defer response.Body.Close()
		var text []byte
		if text, err = io.ReadAll(response.Body); err == nil {
			got, err = readBurstAnswer(string(text))
			if err != nil || response.StatusCode != http.StatusOK {
				b.checked(q, burstAnswer{text: string(text)}, []string{"status " + response.Status + " or no JSON"})
				return got, false
			}
			return got, true
		}
	}
	if ctx.Err() == nil {
		b.lose(err)
	}
	return got, false
}

// read asks a question that changes nothing, now and then without waiting for the
// answer, and compares.
func (b *burst) read(rng *rand.Rand, q question, want map[string]any) {
	if rng.IntN(15) == 0 {
		q.leave = time.Duration(1+rng.IntN(30)) * time.Millisecond
	}
	if got, ok := b.ask(q); ok {
		b.checked(q, got, compare(want, got, q.codes...))
	}
}

// hotProduct is one that many ask for.
func hotProduct(rng *rand.Rand) int { return 1 + rng.IntN(30) }

// someProduct is mostly a hot one, at times any, at times one that does not exist.
func someProduct(rng *rand.Rand) int {
	switch rng.IntN(10) {
	case 0:
		return 20_000 + rng.IntN(1000)
	case 1, 2:
		return 1 + rng.IntN(9000)
	default:
		return hotProduct(rng)
	}
}

// name is a product's name for a tenant.
func (b *burst) name(id int, tenant string) string {
	return nameFor(b.data.Product(id).Name, tenant)
}

func (b *burst) cents(id int) int { return b.data.Prices[id-1].AmountCents }

// products asks for two under three aliases.
func (b *burst) products(rng *rand.Rand, as caller) {
	first, second, skip := someProduct(rng), someProduct(rng), rng.IntN(2) == 0
	product := func(id int) any {
		if b.data.Product(id) == nil {
			return nil
		}
		return map[string]any{
			"id": relay.IntID("Product", id), "slug": b.data.Product(id).Slug, "label": b.name(id, as.tenant),
			"price": map[string]any{"current": map[string]any{"amount": b.cents(id), "currency": "EUR"}},
		}
	}
	again := any(nil)
	if b.data.Product(first) != nil {
		object := map[string]any{"key": relay.IntID("Product", first)}
		if !skip {
			object["name"] = b.name(first, as.tenant)
		}
		again = object
	}
	b.read(rng, question{
		name: "products", client: "web", as: as,
		document: `query($a: ID!, $b: ID!, $skip: Boolean!) {
			first: product(id: $a) { ...P } second: product(id: $b) { ...P } again: product(id: $a) { key: id name @skip(if: $skip) }
		} fragment P on Product { id slug label: name price { current { amount currency } } }`,
		variables: map[string]any{"a": first, "b": relay.IntID("Product", second), "skip": skip},
	}, map[string]any{"first": product(first), "second": product(second), "again": again})
}

// screen asks as the app does, in several languages.
func (b *burst) screen(rng *rand.Rand, as caller) {
	id := hotProduct(rng)
	locale := []string{"nl-NL", "en-IE", "de-DE"}[rng.IntN(3)]
	amount, _ := currency.NewAmountFromInt64(int64(b.cents(id)), "EUR")
	label := currency.NewFormatter(currency.NewLocale(locale)).Format(amount)
	b.read(rng, question{
		name: "screen", client: "mobile", as: as,
		document:  `query($id: ID!, $l: String!) { productScreen(id: $id) { card { id title priceLabel(locale: $l) } } }`,
		variables: map[string]any{"id": id, "l": locale},
	}, map[string]any{"productScreen": map[string]any{"card": map[string]any{
		"id": relay.IntID("Product", id), "title": b.name(id, as.tenant), "priceLabel": label,
	}}})
}
