package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"bff/cache/redistest"
)

const recordView = `mutation($id: ID!) { recordView(productId: $id) { accepted userErrors { code } } }`

// sourcesFile is a configuration whose backends are those of a sample shop that
// runs by itself, as the real ones do.
func sourcesFile(t *testing.T, shop *running) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("sources:\n")
	for _, name := range slices.Sorted(maps.Keys(shop.shop)) {
		fmt.Fprintf(&text, "  %s: { url: %q, propagate_headers: [Authorization] }\n", name, shop.shop[name])
	}
	path := filepath.Join(t.TempDir(), "bff.yaml")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// viewed is how often the recommendations backend knows products to have been
// looked at.
func viewed(t *testing.T, shop *running) map[int]int {
	t.Helper()
	var answer struct {
		Views []struct {
			ProductID int `json:"product_id"`
			Count     int `json:"count"`
		} `json:"views"`
	}
	got := shop.do(t, http.MethodGet, shop.shop["recommendations"]+"/views?ids=1,2,3,4,5,6,7,8,9,10", "", nil)
	if err := json.Unmarshal([]byte(got.body), &answer); err != nil {
		t.Fatalf("%v in %s", err, got.body)
	}
	counts := map[int]int{}
	for _, v := range answer.Views {
		if v.Count > 0 {
			counts[v.ProductID] = v.Count
		}
	}
	return counts
}

// look records n views of each of the products 1 to 10.
func look(t *testing.T, s *running, n int) {
	t.Helper()
	for i := range 10 * n {
		got := s.query(t, "mobile", recordView, fmt.Sprintf(`{"id":"%d"}`, i%10+1), customer)
		if got.Errors != nil || got.at("recordView", "accepted") != true {
			t.Fatalf("recordView: %+v; want it accepted", got)
		}
	}
}

func eachOfTen(n int) map[int]int {
	counts := map[int]int{}
	for id := range 10 {
		counts[id+1] = n
	}
	return counts
}

// queued is how many views are in Redis.
func queued(t *testing.T, client *redis.Client) (n int64) {
	t.Helper()
	for i := range viewPartitions {
		length, err := client.XLen(t.Context(), fmt.Sprintf("bff:wb:{views.%d}:q", i)).Result()
		if err != nil {
			t.Fatal(err)
		}
		n += length
	}
	return n
}

// While the recommendations backend is down views are taken. When it is back
// they all arrive, once each, though the server was restarted twice: before any
// could be delivered, and while they were.
func TestViewsSurviveOutageAndRestart(t *testing.T) {
	server := redistest.Start(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer client.Close()
	shop := startWith(t, nil, "shop", "--port", "0")
	file := sourcesFile(t, shop)
	begin := func() *running {
		return startWith(
			t, []string{noFilter, "BFF_CACHE_REDIS_URL=" + server.URL(), "BFF_CACHE_REDIS_TIMEOUT=5s", "BFF_TRAFFIC_SHAPING_ALL_CIRCUIT_BREAKER_SLEEP_WINDOW=50ms"},
			"serve", "--clients", "mobile", "--config", file, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
		)
	}
	left := func() int64 { return queued(t, client) }

	shop.fault(t, "recommendations", `{"down": true}`)
	first := begin()
	look(t, first, 3)
	first.stop()
	if n := left(); n != 30 {
		t.Fatalf("%d of 30 views are left in the queue; want all while the backend is down", n)
	}

	second := begin()
	look(t, second, 2)
	shop.fault(t, "recommendations", "")
	waitUntil(t, func() bool { return left() < 50 })
	second.stop()
	t.Logf("%d of 50 views were left for the next server", left())

	third := begin()
	waitUntil(t, func() bool { return left() == 0 })
	third.stop()
	if diff := cmp.Diff(eachOfTen(5), viewed(t, shop)); diff != "" {
		t.Errorf("views counted (-want +got):\n%s", diff)
	}
	for i := range viewPartitions {
		if n := client.XLen(t.Context(), fmt.Sprintf("bff:wb:{views.%d}:parked", i)).Val(); n != 0 {
			t.Errorf("partition %d: %d views are parked; want none", i, n)
		}
	}
}

// Without Redis, and while it does not take them, views go to the backend at
// once, and count once though Redis may have kept some.
func TestViewsWithoutQueue(t *testing.T) {
	server, full := redistest.Start(t), redistest.Start(t, "--maxmemory", "1")
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer client.Close()
	proxy := redistest.NewProxy(t, server.Addr())
	const variable = "BFF_CACHE_REDIS_URL="
	for _, tt := range []struct {
		name       string
		environ    []string
		fail, heal func()
	}{
		{"no Redis", nil, func() {}, func() {}},
		{"Redis is full", []string{variable + full.URL()}, func() {}, func() {}},
		{"Redis is slow", []string{variable + "redis://" + proxy.Addr()}, func() { proxy.Delay(time.Second) }, func() { proxy.Delay(0) }},
		{"Redis is gone", []string{variable + "redis://" + proxy.Addr()}, proxy.Cut, proxy.Heal},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := startWith(t, append(tt.environ, noFilter), serveArgs("--clients", "mobile")...)
			look(t, s, 1)
			tt.fail()
			look(t, s, 2)
			unknown := s.query(t, "mobile", recordView, `{"id":"999999"}`, nil)
			if unknown.at("recordView", "accepted") != false || unknown.at("recordView", "userErrors", 0, "code") != "NOT_FOUND" {
				t.Errorf("a product that isn't there: %+v; want NOT_FOUND", unknown)
			}
			counts := viewed(t, s)
			for id := range eachOfTen(2) {
				if counts[id] < 2 {
					t.Errorf("product %d: %d views counted; want the 2 that Redis did not take, at once", id, counts[id])
				}
			}
			tt.heal()
			waitUntil(t, func() bool { return queued(t, client) == 0 })
			if diff := cmp.Diff(eachOfTen(3), viewed(t, s)); diff != "" {
				t.Errorf("views counted in the end (-want +got):\n%s", diff)
			}
		})
	}
}
