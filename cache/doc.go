// Package cache answers a backend call from memory, else from Redis, else from
// the backend itself.
//
//	product := cache.Get(ctx, c, cache.Lookup{Key: key, Policy: policy}, codec, load)
//
// The life of one entry, for Policy{TTL: 1m, Stale: 30s, StaleIfError: 10m}.
// Both stale windows begin where freshness ends, as in RFC 5861:
//
//	0       fresh       1m       stale      1m30s   stale if error   11m
//	|-- served at once --|- served; one caller --|- served only if the --|- gone
//	                     |  reloads behind it    |  backend fails        |
//
// Level 1 is this process: decoded values, bounded by bytes, shared by all
// callers and therefore read-only. Level 2 is a [Store], Redis in production:
// one versioned envelope per entry, so that what one process fetched another
// one hits.
//
// What holds:
//
//   - Concurrent misses of a key make one load. A caller that gives up gets
//     ctx.Err() and does not cancel the load for the others. A load that panics
//     fails its callers with a [PanicError]; the process goes on.
//   - Level 2 down or slow is never the caller's error: a look-up waits for it at
//     most [Options.RedisTimeout] once, and not at all while its breaker is open.
//   - Not-found is a value: it is kept for Policy.Negative.
//   - Two look-ups share an entry only when their whole key, scope and subject are
//     equal. Hashes choose a slot, they never decide equality.
//   - A nil *Cache is a cache that is switched off: every look-up loads.
//
// Read [Get] first, then flight.go for what happens after a miss; envelope.go is
// what one entry looks like in Redis.
package cache
