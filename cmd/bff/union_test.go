package main

import (
	"fmt"
	"reflect"
	"testing"
)

// In a list of several types each element gets what is its own: the truth is
// asked for product by product.
func TestUnionsGetTheirOwn(t *testing.T) {
	s := start(t, "--clients", "mobile")
	got := s.query(t, "mobile", `{ feed(first: 30) { edges { cursor node { __typename
		... on ProductSuggestion { reason card { ...Card } }
		... on ReviewCard { authorName product { ...Card } }
		... on Banner { title }
	} } } }
	fragment Card on ProductCard { id title nl: priceLabel(locale: "nl-NL") us: priceLabel(locale: "en-US") ratingLabel }`, "", customer)
	if got.Errors != nil {
		t.Fatalf("errors: %+v", got.Errors)
	}
	edges, _ := got.at("feed", "edges").([]any)
	types := map[any]int{}
	for i := range edges {
		kind := got.at("feed", "edges", i, "node", "__typename")
		types[kind]++
		card := got.at("feed", "edges", i, "node", "card")
		if kind == "ReviewCard" {
			card = got.at("feed", "edges", i, "node", "product")
		}
		if card == nil {
			continue
		}
		id := card.(map[string]any)["id"]
		alone := s.query(t, "mobile", fmt.Sprintf(`{ productScreen(id: %q) { card {
			id title nl: priceLabel(locale: "nl-NL") us: priceLabel(locale: "en-US") ratingLabel } } }`, id), "", customer)
		if want := alone.at("productScreen", "card"); !reflect.DeepEqual(card, want) {
			t.Errorf("%v at %d: %v; want %v", kind, i, card, want)
		}
	}
	if len(types) != 3 || len(edges) != 30 {
		t.Errorf("types %v in %d items; want all three in 30", types, len(edges))
	}

	// A cursor in the middle of the largest page asks for what it skips too, and
	// stays within the backend's largest page all the same.
	after := got.at("feed", "edges", 27, "cursor")
	rest := s.query(t, "mobile", fmt.Sprintf(`{ feed(first: 50, after: %q) { edges { node { __typename } } } }`, after), "", customer)
	if nodes, _ := rest.at("feed", "edges").([]any); rest.Errors != nil || len(nodes) == 0 {
		t.Errorf("after an edge in the middle: %+v; want what follows", rest)
	}
}
