// Package bloom keeps look-ups of ids that don't exist away from a backend,
// without ever hiding one that does.
//
//	ids, err := bloom.New(bloom.Options{Name: "product", List: catalog.ProductIDs})
//	entry := cache.Get(ctx, c, cache.Lookup{Key: key, Exists: ids, ID: "17", Policy: policy}, codec, load)
//
// One [Filter] knows the ids of one kind of thing: from the backend's listing,
// page by page and again every Refresh; from events ([Filter.Add]); from loads
// that found something. A Bloom filter never forgets an id it was given, but the
// id may be newer than the filter. Therefore
//
//   - a filter that is not loaded yet, or older than MaxAge, lets everything through;
//   - "not known" still lets a trickle through, Trickle look-ups a second, and as
//     many again for ids that are asked for repeatedly: who guesses ids does not
//     repeat himself, who waits for a new product does;
//   - what the trickle finds is known from then on, and the listing is read again soon.
package bloom
