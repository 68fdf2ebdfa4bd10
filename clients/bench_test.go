package clients

import (
	"context"
	"net/http"
	"testing"
)

func BenchmarkFetchCached(b *testing.B) {
	var seen recorder
	backends := start(b, products(&seen), withCache(b))
	call := Call[product]{Source: "catalog", Name: "products.get", Cache: minute}
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, found, err := Fetch(ctx, backends.Backends, call, Request{Path: Path("/v1/products/{}", 17)}); !found || err != nil {
			b.Fatal(found, err)
		}
	}
}

func BenchmarkFetchManyCached(b *testing.B) {
	var seen recorder
	backends := start(b, products(&seen), withCache(b))
	call := bulk("EUR", minute)
	call.MaxSize = 100
	keys := make([]int, 50)
	for i := range keys {
		keys[i] = i
	}
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range FetchMany(ctx, backends.Backends, call, keys) {
			if !r.Found {
				b.Fatal(r.Err)
			}
		}
	}
}

func BenchmarkFetchUncached(b *testing.B) {
	backends := start(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, `{"id":17}`) }), nil)
	call := Call[product]{Source: "catalog", Name: "products.get"}
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, found, err := Fetch(ctx, backends.Backends, call, Request{Path: "/v1/products/17"}); !found || err != nil {
			b.Fatal(found, err)
		}
	}
}
