// Package resolve holds what the resolvers of several clients share: turning the
// results of backend calls into fields.
//
//	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Product) ([]*Price, error) {
//		return resolve.Each(shop.Prices(ctx, "EUR", keys(all)), newPrice)
//	})
//
// A result that the backend does not have becomes nil, a failed one an error of
// its own parent's field.
package resolve

import (
	"context"
	"slices"

	"bff/clients"
	"bff/graph/batch"
)

// Each converts one result a parent, in their order. The error is nil or says
// which parents failed.
func Each[T, R any](results []clients.Result[T], convert func(T) R) ([]R, error) {
	out := make([]R, len(results))
	errs := make([]error, len(results))
	for i, result := range results {
		switch {
		case result.Err != nil:
			errs[i] = result.Err
		case result.Found:
			out[i] = convert(result.Value)
		}
	}
	return out, batch.Errors(errs)
}

// Objects is Each for results that become objects with fields of their own:
// they are put together, so that those fields are resolved in one go too.
func Objects[T, R any](ctx context.Context, results []clients.Result[T], convert func(T) *R) ([]*R, error) {
	out, err := Each(results, convert)
	batch.Together(ctx, out)
	return out, err
}

// Lists answers a field that is a list of objects per parent, each list known
// by its keys: one fetch for the keys of all parents. An object that several
// parents name is made once. What the backend does not have is left out of its
// lists; a failed key fails each list that it is in.
func Lists[K comparable, T, R any](
	ctx context.Context, lists [][]K, fetch func(context.Context, []K) []clients.Result[T], convert func(T) *R,
) ([][]*R, error) {
	keys, position := distinct(lists)
	objects, err := Objects(ctx, fetch(ctx, keys), convert)
	failed := perKey(err, len(keys))
	out := make([][]*R, len(lists))
	errs := make([]error, len(lists))
	for i, list := range lists {
		out[i] = make([]*R, 0, len(list))
		for _, key := range list {
			at := position[key]
			if failed[at] != nil {
				out[i], errs[i] = nil, failed[at]
				break
			}
			if objects[at] != nil {
				out[i] = append(out[i], objects[at])
			}
		}
	}
	return out, batch.Errors(errs)
}

// Linked is Lists for keys that come from a call of their own, one result a
// parent: a parent whose result failed has that error.
func Linked[L any, K comparable, T, R any](
	ctx context.Context, results []clients.Result[L], keys func(L) []K,
	fetch func(context.Context, []K) []clients.Result[T], convert func(T) *R,
) ([][]*R, error) {
	lists, linkErr := Each(results, keys)
	out, err := Lists(ctx, lists, fetch, convert)
	errs := perKey(linkErr, len(results))
	for i, listErr := range perKey(err, len(results)) {
		if errs[i] != nil {
			out[i] = nil
		} else {
			errs[i] = listErr
		}
	}
	return out, batch.Errors(errs)
}

// distinct lists the keys of all lists once and tells where each stands.
func distinct[K comparable](lists [][]K) ([]K, map[K]int) {
	var keys []K
	position := map[K]int{}
	for _, list := range lists {
		for _, key := range list {
			if _, known := position[key]; !known {
				position[key] = len(keys)
				keys = append(keys, key)
			}
		}
	}
	return keys, position
}

// perKey takes the error of Each or Lists apart; the slice is the caller's.
func perKey(err error, n int) []error {
	if some, ok := err.(interface{ Errors() []error }); ok { //nolint:errorlint // they return it unwrapped
		return slices.Clone(some.Errors())
	}
	return make([]error, n)
}

// Map collects one value of each object: the keys to fetch by.
func Map[P, K any](objs []P, key func(P) K) []K {
	keys := make([]K, len(objs))
	for i, obj := range objs {
		keys[i] = key(obj)
	}
	return keys
}

// FirstOf takes the first object of each list, nil of an empty one: for a field
// that may have no key at all.
func FirstOf[R any](lists [][]*R) []*R {
	out := make([]*R, len(lists))
	for i, list := range lists {
		if len(list) > 0 {
			out[i] = list[0]
		}
	}
	return out
}
