package shopapi

import (
	"context"
	"encoding/json"

	"bff/clients"
)

// The names of the sources, as they stand in the configuration.
const (
	Catalog         = "catalog"
	Pricing         = "pricing"
	Inventory       = "inventory"
	Reviews         = "reviews"
	Users           = "users"
	Orders          = "orders"
	Payments        = "payments"
	Recommendations = "recommendations"
)

// Shop asks the shop's backends. It is safe for concurrent use; what it gives
// may be shared with other requests and is read-only.
type Shop struct {
	backends *clients.Backends
	views    ViewQueue // nil means none
}

// New makes a Shop of backends that know the sources above.
func New(backends *clients.Backends) *Shop { return &Shop{backends: backends} }

// changed drops cached answers after a mutation. When that fails the mutation
// has still been made; old answers then live for their TTL, which is short for
// all that people change.
func (s *Shop) changed(ctx context.Context, tags ...string) {
	_ = s.backends.Invalidate(ctx, tags...) // the cache has logged and counted it
}

// Text is the text of an optional string, empty for nil.
func Text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// ProductIDs takes the ids out of recommendations.
func ProductIDs(recommended []Recommendation) []int {
	ids := make([]int, len(recommended))
	for i, r := range recommended {
		ids[i] = r.ProductID
	}
	return ids
}

// keyed makes the Split of a bulk call: unwrap finds the items in the body,
// key tells which key an item answers.
func keyed[K comparable, E, T any](unwrap func(E) []T, key func(T) K) func([]byte) (map[K]T, error) {
	return func(body []byte) (map[K]T, error) {
		var envelope E
		if err := json.Unmarshal(body, &envelope); err != nil {
			return nil, err
		}
		items := unwrap(envelope)
		byKey := make(map[K]T, len(items))
		for _, item := range items {
			byKey[key(item)] = item
		}
		return byKey, nil
	}
}

// unwrapped makes the Decode of a call whose answer has an envelope.
func unwrapped[E, T any](unwrap func(E) T) func([]byte) (T, error) {
	return func(body []byte) (T, error) {
		var envelope E
		if err := json.Unmarshal(body, &envelope); err != nil {
			var zero T
			return zero, err
		}
		return unwrap(envelope), nil
	}
}
