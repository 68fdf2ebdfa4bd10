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
//	level 1 -> level 2 -> filter -> lease -> load
//	           |------- one flight per key -------|
//
// What holds:
//
//   - Concurrent misses of a key make one load in this process and, by a lease,
//     one in all of them. A caller that gives up gets ctx.Err() and does not
//     cancel the load for the others. A load that panics fails its callers with a
//     [PanicError]; the process goes on.
//   - Level 2 down or slow is never the caller's error: a look-up waits for it at
//     most [Options.RedisTimeout] once, and not at all while its breaker is open.
//     bff.cache.requests{level="2",result="error"} counts it.
//   - Not-found is a value: it is kept for Policy.Negative. Ids that don't exist
//     can be kept away from the backend by a [Filter].
//   - Two look-ups share an entry only when their whole key, scope and subject are
//     equal. Hashes choose a slot, they never decide equality.
//   - After an invalidation has been acknowledged, an entry whose load began
//     before it is not served any more: by this process from that moment, by one
//     that is linked to the log as soon as it has heard (milliseconds), by one that
//     is cut off after [Options.CutOffTTL] at the latest, unless its backend fails.
//   - A nil *Cache is a cache that is switched off: every look-up loads.
//
// Why no old entry survives an invalidation: every load notes, before it begins,
// how far this process has read the log of invalidations, and its entry carries
// that note wherever it goes. An invalidation is a later place in that log. An
// entry is served only while nothing later than its note names one of its tags or
// its key. The order in which load, write and invalidation happen to finish does
// not matter; ledger.go has the details.
//
// Read [Get] first, then flight.go for what happens after a miss; envelope.go is
// what one entry looks like in Redis. Strategies by their usual names:
// read-through is [Get], cache-aside [Peek] and [Put], write-through [Put],
// write-behind is package writebehind.
package cache
