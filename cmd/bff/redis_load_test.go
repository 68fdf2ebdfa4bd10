package main

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bff/cache/redistest"
)

// slower bounds the ratio of the time of a request without Redis to that with a good one,
// when its backends answer in place of level 2. A request that waits for Redis takes
// lostTimeout, many times as much. Both are measured in the same run, so a busy machine
// slows both.
const (
	slower      = 6
	lostTimeout = "500ms"
)

// Redis dies or freezes under load and comes back: no request fails, and what the
// requests take meanwhile is compared with before and after. Nearly all are judged, by
// the median and by three of four; the few that find out about it wait for it.
func TestRedisLostUnderLoad(t *testing.T) {
	for _, tt := range []struct {
		name       string
		lose, back func(*redistest.Server)
	}{
		{"killed", (*redistest.Server).Kill, (*redistest.Server).Run},
		{"frozen", (*redistest.Server).Freeze, (*redistest.Server).Thaw},
	} {
		t.Run(tt.name, func(t *testing.T) {
			redis := redistest.Start(t)
			s := startWith(t, []string{noFilter, "BFF_CACHE_REDIS_URL=" + redis.URL(), "BFF_CACHE_REDIS_TIMEOUT=" + lostTimeout}, serveArgs("--clients", "web")...)
			var next atomic.Int64
			load(t, s, &next, func() {}) // warms up what is measured
			before := load(t, s, &next, func() {})
			lost := load(t, s, &next, func() { tt.lose(redis) })
			after := load(t, s, &next, func() { tt.back(redis) })
			for _, part := range []int{50, 75} {
				usual, took := min(before.share(part), after.share(part)), lost.share(part)
				t.Logf("%d %% of requests: at most %s with Redis, %s while it is %s", part, usual, took, tt.name)
				if took > slower*usual {
					t.Errorf("%d %% of requests took up to %s while Redis was %s, and %s with it; want at most %d times as long", part, took, tt.name, usual, slower)
				}
			}
		})
	}
}

// latencies holds the durations of requests, the shortest first.
type latencies []time.Duration

// share returns the duration that this percentage of the requests did not exceed.
func (l latencies) share(percent int) time.Duration { return l[len(l)*percent/100] }

// load asks for pages by several workers, while and for a while after something happens.
// No request may fail. next counts the products, so that level 1 has few of them.
func load(t *testing.T, s *running, next *atomic.Int64, during func()) latencies {
	t.Helper()
	var mu sync.Mutex
	var took latencies
	var done atomic.Int64
	stop := make(chan struct{})
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				begin := time.Now()
				got := s.query(t, "web", fmt.Sprintf(`{ product(id: "%d") { name price { current { amount } } availability { inStock } } }`, next.Add(1)%3000+1), "", nil)
				if got.Errors != nil || got.at("product", "name") == nil {
					t.Errorf("a request failed: %+v", got)
				}
				mu.Lock()
				took = append(took, time.Since(begin))
				mu.Unlock()
				done.Add(1)
			}
		})
	}
	during()
	reached := done.Load()
	waitUntil(t, func() bool { return done.Load() > reached+400 })
	close(stop)
	workers.Wait()
	slices.Sort(took)
	return took
}
