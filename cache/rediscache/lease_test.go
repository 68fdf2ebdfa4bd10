package rediscache

import (
	"context"
	"errors"
	"testing"
	"time"

	"bff/cache"
	"bff/cache/redistest"
)

// TestLeaseIsReleased: however a load ends, the next process may load at once. Leases
// here last for an hour, and so does the patience of those who wait for one, so that one
// that is never given back is seen by a second pod that gets no answer.
func TestLeaseIsReleased(t *testing.T) {
	server := redistest.Start(t)
	for _, tt := range []struct {
		name string
		load func(ctx context.Context) cache.Loaded[int]
	}{
		{"a value", func(context.Context) cache.Loaded[int] { return cache.Loaded[int]{Value: 1, Found: true} }},
		{"nothing there", func(context.Context) cache.Loaded[int] { return cache.Loaded[int]{} }},
		{"a value that is not kept", func(context.Context) cache.Loaded[int] {
			return cache.Loaded[int]{Value: 1, Found: true, Policy: &cache.Policy{}}
		}},
		{"an error", func(context.Context) cache.Loaded[int] { return cache.Loaded[int]{Err: errors.New("backend down")} }},
		{"a panic", func(context.Context) cache.Loaded[int] { panic("a mistake") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			patient := cache.Options{LeaseTTL: time.Hour, LeaseWait: time.Hour, RedisTimeout: 5 * time.Second}
			first, second := pod(t, server.Addr(), patient), pod(t, server.Addr(), patient)
			l := cache.Lookup{Key: tt.name, Policy: policy}
			cache.Get(t.Context(), first, l, numbers, tt.load)

			// What was written is taken away, so that the second pod has to load.
			if err := second.Delete(t.Context(), l.Key); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			e := cache.Get(ctx, second, l, numbers, func(context.Context) cache.Loaded[int] {
				return cache.Loaded[int]{Value: 2, Found: true}
			})
			if e.Err != nil || e.Value != 2 {
				t.Errorf("the second pod: %d, %v; want 2: the first holds its lease", e.Value, e.Err)
			}
		})
	}
}
