package main

import (
	"fmt"
	"os"
	"testing"
)

// A page of products with everything costs the same few backend calls whatever
// its length: one per field and level, never one per product.
func TestBackendCallsOfAPage(t *testing.T) {
	document, err := os.ReadFile("../../web/operations/SearchPage.graphql")
	if err != nil {
		t.Fatal(err)
	}
	var cold []map[string]int
	for _, first := range []int{5, 50} {
		s := start(t, "--clients", "web")
		s.calls(t)
		variables := fmt.Sprintf(`{"query": "a", "first": %d}`, first)
		got := s.query(t, "web", string(document), variables, nil)
		if got.Errors != nil {
			t.Fatalf("errors: %+v", got.Errors)
		}
		if edges, _ := got.at("search", "edges").([]any); len(edges) != first {
			t.Fatalf("%d products; want %d", len(edges), first)
		}
		calls := s.calls(t)
		t.Logf("%d products, cold: %v", first, calls)
		cold = append(cold, calls)
		for route, n := range calls {
			if n != 1 {
				t.Errorf("%s: %d calls for %d products; want 1", route, n, first)
			}
		}

		s.query(t, "web", string(document), variables, nil)
		warm := s.calls(t)
		t.Logf("%d products, warm: %v", first, warm)
		if total(warm) > 1 { // stock may have expired by now
			t.Errorf("warm: %v; want none but stock", warm)
		}
		s.stop()
	}
	if total(cold[0]) != total(cold[1]) {
		t.Errorf("5 products cost %v, 50 cost %v; want as many calls", cold[0], cold[1])
	}
}

// Lists in lists are no exception: orders, their lines, their products and stock.
func TestBackendCallsOfNestedLists(t *testing.T) {
	s := start(t, "--clients", "desktop")
	s.calls(t)
	got := s.query(t, "desktop", `{ orders(first: 50) { nodes {
		customer { fullName } payment { status }
		lines { product { name stock { available } } stock { available } }
	} } }`, "", staff)
	if got.Errors != nil {
		t.Fatalf("errors: %+v", got.Errors)
	}
	calls := s.calls(t)
	t.Logf("50 orders: %v", calls)
	// Lines and products both ask for stock; the keys are the same, so one of the
	// two levels may find them in the cache. More than 100 keys take two requests.
	if n := total(calls); n > 9 {
		t.Errorf("%d calls: %v; want at most 9", n, calls)
	}
}

func TestBackendCallsOfTheFeed(t *testing.T) {
	document, err := os.ReadFile("../../mobile/operations/Feed.graphql")
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, "--clients", "mobile")
	s.calls(t)
	got := s.query(t, "mobile", string(document), `{"first": 30}`, customer)
	if got.Errors != nil {
		t.Fatalf("errors: %+v", got.Errors)
	}
	calls := s.calls(t)
	t.Logf("30 items: %v", calls)
	if n := total(calls); n > 12 {
		t.Errorf("%d calls: %v; want at most 12", n, calls)
	}
}
