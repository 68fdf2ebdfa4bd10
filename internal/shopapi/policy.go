package shopapi

import (
	"time"

	"bff/cache"
)

// How long answers may be used. A shop can show yesterday's description during
// an outage, but not yesterday's stock.
var (
	// content is what editors write: products, categories, the front page.
	content = cache.Policy{TTL: 5 * time.Minute, Stale: time.Minute, StaleIfError: time.Hour, Negative: 10 * time.Second}
	// search is what a query finds.
	search = cache.Policy{TTL: 30 * time.Second, Stale: 30 * time.Second, StaleIfError: 10 * time.Minute}
	// prices change with campaigns.
	prices = cache.Policy{TTL: 30 * time.Second, Stale: 10 * time.Second, StaleIfError: time.Minute, Negative: 10 * time.Second}
	// stock sells out within seconds.
	stock = cache.Policy{TTL: 2 * time.Second, StaleIfError: 10 * time.Second, Negative: 2 * time.Second}
	// reviewed is what customers wrote, and what it comes to.
	reviewed = cache.Policy{TTL: 30 * time.Second, Stale: 30 * time.Second, StaleIfError: time.Hour}
	// profiles are names and pictures of customers.
	profiles = cache.Policy{TTL: 10 * time.Minute, Stale: 10 * time.Minute, StaleIfError: time.Hour, Negative: time.Minute}
	// suggestions are computed overnight.
	suggestions = cache.Policy{TTL: 10 * time.Minute, Stale: 10 * time.Minute, StaleIfError: 24 * time.Hour}
	// own is what belongs to one customer and changes seldom. Carts, orders and
	// payments are not cached at all.
	own = cache.Policy{TTL: 30 * time.Second, StaleIfError: time.Minute, Scope: cache.Private}
)
