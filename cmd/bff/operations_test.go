package main

import (
	"fmt"
	"strings"
	"testing"

	"bff/graph/playground"
)

// Every operation that an app sends works against the real server and the real
// sample backends.
func TestOperations(t *testing.T) {
	s := start(t)
	for _, c := range allClients {
		operations, err := playground.Operations(c.operations)
		if err != nil {
			t.Fatal(err)
		}
		least := map[string]int{"web": 8, "mobile": 8, "desktop": 8}[c.name]
		if len(operations) < max(least, 1) { // a new client begins with one
			t.Errorf("%s has %d operations; expected at least %d that its app sends", c.name, len(operations), max(least, 1))
		}
		for _, operation := range operations {
			if strings.Contains(operation.Document, "\nsubscription ") {
				continue // TestSubscription has it
			}
			t.Run(c.name+"/"+operation.Name, func(t *testing.T) {
				variables := prepare(t, s, operation)
				got := s.query(t, c.name, operation.Document, variables, c.headers)
				if len(got.Errors) > 0 || got.Status != 200 {
					t.Fatalf("status %d, errors %+v", got.Status, got.Errors)
				}
				for field, value := range got.Data {
					if value == nil {
						t.Errorf("%s is null", field)
					}
					if payload, ok := value.(map[string]any); ok && payload["userErrors"] != nil {
						if refused, _ := payload["userErrors"].([]any); len(refused) > 0 {
							t.Errorf("refused: %v", refused)
						}
					}
				}
			})
		}
	}
}

// prepare puts something into the cart where an operation needs it, and gives
// the operation's variables with the line that is there.
func prepare(t *testing.T, s *running, operation playground.Operation) (variables string) {
	t.Helper()
	switch operation.Name {
	case "PlaceOrder", "UpdateCartLine", "CartPage", "CartScreen":
		got := s.query(t, "web", `mutation { addToCart(input: {productId: "17"}) { cart { lines { id } } } }`, "", customer)
		if got.Errors != nil {
			t.Fatalf("add to cart: %+v", got.Errors)
		}
		line := got.at("addToCart", "cart", "lines", 0, "id")
		return strings.Replace(operation.Variables, `"l1"`, fmt.Sprintf("%q", line), 1)
	}
	return operation.Variables
}
