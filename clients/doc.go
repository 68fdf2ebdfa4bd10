// Package clients calls the backends on behalf of resolvers.
//
//	var productByID = clients.Call[Product]{Source: "catalog", Name: "products.get", Cache: cache.Policy{TTL: time.Minute}}
//
//	product, found, err := clients.Fetch(ctx, b, productByID, clients.Request{Path: clients.Path("/v1/products/{}", id)})
//
// What one call goes through, from the outside in, and the file for each step:
//
//	cache key, credentials   render.go, headers.go
//	cache                    package bff/cache, when the call has a policy
//	overall timeout          do.go
//	concurrency limit        do.go
//	retry                    retry.go, budget.go
//	circuit breaker          breaker.go: one per source and call
//	per-attempt timeout      do.go
//	one HTTP exchange        exchange.go, under its own client span
//	what came back           classify.go
//
// The package promises that every failure is an [*Error] with a code of a
// closed set, that not-found is a value and no error, that no call outlives its
// context or its timeout, that retries never multiply the load on a backend that
// is down, and that credentials of one user never reach an entry that others
// read (see Call.Cache).
//
// Read [Fetch] and [FetchMany] first, then do.go.
package clients
