// Package rediscache keeps level 2 of a cache in Redis 7 or later: single,
// Sentinel or Cluster.
//
//	store, err := rediscache.Open(rediscache.Config{URLs: []string{"redis://redis:6379"}})
//	c, err := cache.New(cache.Options{Store: store})
//
// What it writes, for the prefix "bff":
//
//	bff:e:<digest>   string  one entry, with Redis' own expiry
//	bff:l:<digest>   string  a lease: the owner's name, with expiry
//	bff:log          stream  invalidations, one field "e" of JSON
//
// Nothing is scanned and nothing is indexed: an invalidation is one XADD, and
// every read brings along what the log says since (see package cache).
//
// An ACL needs GET, SET, EVAL, XADD, XRANGE, XREAD and XINFO on bff:*.
//
// Commands are not retried and no command waits longer than its context says:
// what to do about a Redis that fails is the cache's decision.
package rediscache
