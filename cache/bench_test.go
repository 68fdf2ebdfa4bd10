package cache_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/metric"

	"bff/cache"
	"bff/cache/rediscache"
	"bff/cache/redistest"
)

// benchPolicy lives as long as any benchmark.
var benchPolicy = cache.Policy{TTL: 24 * time.Hour}

// thing is about what a product is in JSON: 300 bytes.
type thing struct {
	ID, Name, Description string
	Price                 int
	Tags                  []string
}

var (
	things = cache.JSON[thing]()
	sample = thing{"17", "Blue mug", fmt.Sprintf("%0200d", 17), 1299, []string{"kitchen", "blue"}}
)

func loadThing(context.Context) cache.Loaded[thing] {
	return cache.Loaded[thing]{Value: sample, Found: true}
}

func BenchmarkHitLevel1(b *testing.B) {
	c := pod(b, cache.Options{})
	l := cache.Lookup{Key: "GET http://catalog/products/17", Policy: benchPolicy}
	for cache.Get(b.Context(), c, l, things, loadThing).Status != cache.HitLevel1 {
	}
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		cache.Get(ctx, c, l, things, loadThing)
	}
}

// BenchmarkHitLevel1Metered is a hit as a server with metrics has it.
func BenchmarkHitLevel1Metered(b *testing.B) {
	provider := metric.NewMeterProvider(metric.WithReader(metric.NewManualReader()))
	c := pod(b, cache.Options{MeterProvider: provider})
	l := cache.Lookup{Key: "GET http://catalog/products/17", Policy: benchPolicy}
	for cache.Get(b.Context(), c, l, things, loadThing).Status != cache.HitLevel1 {
	}
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		cache.Get(ctx, c, l, things, loadThing)
	}
}

func BenchmarkHitLevel1Parallel(b *testing.B) {
	c := pod(b, cache.Options{})
	l := cache.Lookup{Key: "GET http://catalog/products/17", Policy: benchPolicy}
	for cache.Get(b.Context(), c, l, things, loadThing).Status != cache.HitLevel1 {
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			cache.Get(context.Background(), c, l, things, loadThing)
		}
	})
}

func BenchmarkMiss(b *testing.B) {
	c := pod(b, cache.Options{})
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		cache.Get(b.Context(), c, cache.Lookup{Key: fmt.Sprint(n), Policy: benchPolicy}, things, loadThing)
	}
}

// withRedis returns a pod on a real Redis.
func withRedis(b *testing.B) *cache.Cache {
	server := redistest.Start(b)
	store, err := rediscache.Open(rediscache.Config{URLs: []string{server.URL()}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	return pod(b, cache.Options{Store: store, RedisTimeout: time.Second})
}

// BenchmarkHitLevel2 has a level 1 that is too small for any entry.
func BenchmarkHitLevel2(b *testing.B) {
	server := redistest.Start(b)
	store, err := rediscache.Open(rediscache.Config{URLs: []string{server.URL()}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	c := pod(b, cache.Options{Store: store, RedisTimeout: time.Second, MaxBytes: 1})
	l := cache.Lookup{Key: "GET http://catalog/products/17", Policy: benchPolicy}
	for cache.Get(b.Context(), c, l, things, loadThing).Status != cache.HitLevel2 {
	}
	b.ReportAllocs()
	for b.Loop() {
		cache.Get(b.Context(), c, l, things, loadThing)
	}
}

func BenchmarkGetMany100(b *testing.B) {
	loadMany := func(_ context.Context, missing []int) []cache.Loaded[thing] {
		loaded := make([]cache.Loaded[thing], len(missing))
		for i := range loaded {
			loaded[i] = cache.Loaded[thing]{Value: sample, Found: true}
		}
		return loaded
	}
	for _, level2 := range []bool{false, true} {
		for _, hits := range []int{0, 50, 100} {
			b.Run(fmt.Sprintf("redis=%v/hits=%d%%", level2, hits), func(b *testing.B) {
				c := pod(b, cache.Options{})
				if level2 {
					c = withRedis(b)
				}
				ls := make([]cache.Lookup, 100)
				round := 0
				fill := func() {
					round++
					for i := range ls {
						key := fmt.Sprintf("GET http://catalog/products/%d", i)
						if i >= hits {
							key += fmt.Sprint("?", round)
						}
						ls[i] = cache.Lookup{Key: key, Policy: benchPolicy}
					}
				}
				fill()
				cache.GetMany(b.Context(), c, ls, things, loadMany)
				b.ReportAllocs()
				for b.Loop() {
					if hits < 100 {
						fill()
					}
					cache.GetMany(b.Context(), c, ls, things, loadMany)
				}
			})
		}
	}
}
