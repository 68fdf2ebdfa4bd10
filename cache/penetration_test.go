package cache_test

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"bff/cache"
	"bff/cache/bloom"
)

// TestPenetration: 100,000 look-ups of ids that don't exist, with and without the
// filter, and a product that is created meanwhile.
func TestPenetration(t *testing.T) {
	const products, guesses = 1000, 100_000
	list := func(context.Context, string) (ids []string, next string, err error) {
		for i := range products {
			ids = append(ids, strconv.Itoa(i))
		}
		return ids, "", nil
	}
	for _, tt := range []struct {
		name     string
		filtered bool
		most     int64
	}{
		{"without a filter every guess is a backend call", false, guesses},
		{"with a filter at most 1 % and the trickle", true, guesses/100 + 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := pod(t, cache.Options{})
				var exists cache.Filter
				if tt.filtered {
					f, err := bloom.New(bloom.Options{Name: "product", List: list, Logger: quiet})
					if err != nil {
						t.Fatal(err)
					}
					defer f.Close()
					exists = f
				}
				synctest.Wait()
				var calls atomic.Int64
				created := false
				get := func(ids ...string) []cache.Entry[int] {
					ls := make([]cache.Lookup, len(ids))
					for i, id := range ids {
						ls[i] = cache.Lookup{Key: "GET /products/" + id, Policy: cache.Policy{TTL: steady.TTL}, Exists: exists, ID: id}
					}
					return cache.GetMany(t.Context(), c, ls, numbers, func(_ context.Context, missing []int) []cache.Loaded[int] {
						calls.Add(int64(len(missing)))
						loaded := make([]cache.Loaded[int], len(missing))
						for k, i := range missing {
							n, err := strconv.Atoi(ids[i])
							loaded[k] = cache.Loaded[int]{Value: n, Found: err == nil && (n < products || created)}
						}
						return loaded
					})
				}
				for from := 0; from < guesses; from += 1000 {
					ids := make([]string, 1000)
					for i := range ids {
						ids[i] = fmt.Sprint("guess-", from+i)
					}
					for _, e := range get(ids...) {
						if e.Found || e.Err != nil {
							t.Fatalf("%+v", e)
						}
					}
				}
				t.Logf("%d backend calls for %d guesses", calls.Load(), guesses)
				if n := calls.Load(); n > tt.most || !tt.filtered && n < tt.most {
					t.Errorf("%d backend calls, want at most %d", n, tt.most)
				}
				if e := get("999")[0]; !e.Found || e.Value != 999 {
					t.Errorf("an old product: %+v", e)
				}
				created = true
				if f, ok := exists.(*bloom.Filter); ok {
					f.Add("1000") // the event of its creation
				}
				if e := get("1000")[0]; !e.Found || e.Value != 1000 {
					t.Errorf("a new product: %+v", e)
				}
			})
		})
	}
}
