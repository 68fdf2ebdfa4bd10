package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"bff/cache/redistest"
)

const (
	ratingOf17 = `{ product(id: 17) { rating { count } } }`
	ratingOf18 = `{ product(id: 18) { rating { count } } }`
	// reviewsChanged is the invalidation that the reviews backend sends after a change.
	reviewsChanged = `[{"kind":"subgraph","subgraph":"reviews"}]`
)

// A query that begins after a change was acknowledged joins nothing that began before:
// neither an identical query, nor its requests to backends.
func TestNothingJoinsAcrossAChange(t *testing.T) {
	addReview := func(t *testing.T, s *running) {
		got := s.query(t, "web", `mutation { addReview(input: { productId: "17", rating: 4, title: "Good", body: "It is" }) { review { rating } userErrors { code } } }`,
			"", customer)
		if len(got.Errors) > 0 || got.at("addReview", "review", "rating") != 4.0 {
			t.Fatalf("%+v", got)
		}
	}
	for _, tt := range []struct {
		name   string
		cache  string // whether it is on
		change func(*testing.T, *running)
	}{
		{"a mutation", "true", addReview},
		{"a mutation without a cache", "false", addReview},
		{"an invalidation", "true", invalidateReviews},
		{"an invalidation without a cache", "false", invalidateReviews},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reviews := startHeld(t)
			s := reviews.serve(t, "BFF_CACHE_ENABLED="+tt.cache)
			before := s.begin(t, ratingOf17)
			old := <-reviews.held
			tt.change(t, s)
			checkNotJoined(t, s, reviews, before, old)
		})
	}
}

// The same where another server took the invalidation, once this one has heard of it.
func TestNothingJoinsAcrossAnInvalidationElsewhere(t *testing.T) {
	reviews, shared := startHeld(t), "BFF_CACHE_REDIS_URL="+redistest.Start(t).URL()
	here, elsewhere := reviews.serve(t, shared), reviews.serve(t, shared)
	asks := func() bool {
		n := reviews.others.Load()
		if got := here.query(t, "web", ratingOf18, "", nil); got.at("product", "rating", "count") != 3.0 {
			t.Fatalf("%+v", got)
		}
		return reviews.others.Load() > n
	}
	waitUntil(t, func() bool { return !asks() }) // the answer is in the cache here
	before := here.begin(t, ratingOf17)
	old := <-reviews.held
	invalidateReviews(t, elsewhere)
	waitUntil(t, asks) // it has been heard of here
	checkNotJoined(t, here, reviews, before, old)
}

// checkNotJoined asks again what is in flight since before a change, and answers the new
// request first.
func checkNotJoined(t *testing.T, s *running, reviews *heldReviews, before <-chan answer, old chan<- string) {
	t.Helper()
	after := s.begin(t, ratingOf17)
	select {
	case now := <-reviews.held:
		now <- "2"
	case got := <-after:
		t.Fatalf("%+v; want an answer of a request of its own", got)
	}
	if got := <-after; got.at("product", "rating", "count") != 2.0 {
		t.Errorf("who came after the change got %+v; want the new count, 2", got)
	}
	old <- "1"
	if got := <-before; got.at("product", "rating", "count") != 1.0 {
		t.Errorf("who came before the change got %+v; want the old count, 1", got)
	}
}

// begin sends a query whose answer is waited for later.
func (s *running) begin(t *testing.T, query string) <-chan answer {
	t.Helper()
	out := make(chan answer, 1)
	go func() { out <- s.query(t, "web", query, "", nil) }()
	return out
}

func invalidateReviews(t *testing.T, s *running) {
	t.Helper()
	if got := s.do(t, http.MethodPost, s.admin+"/invalidation", reviewsChanged, map[string]string{"Authorization": "s3cret"}); got.StatusCode != http.StatusAccepted {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
}

// heldReviews is a reviews backend whose answers about product 17 are held.
type heldReviews struct {
	url    string
	held   chan chan<- string // what is sent there is the count that it answers
	others atomic.Int64       // requests about other products
}

func startHeld(t *testing.T) *heldReviews {
	t.Helper()
	b := &heldReviews{held: make(chan chan<- string)}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

// ServeHTTP implements http.Handler.
func (b *heldReviews) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	product, count := "18", "3"
	switch {
	case r.Method == http.MethodPost:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"id":1,"product_id":17,"rating":4,"title":"Good","body":"It is","created_at":"2026-01-02T03:04:05Z"}`))
		return
	case strings.Contains(r.URL.RawQuery, "17"):
		release := make(chan string)
		select {
		case b.held <- release:
		case <-r.Context().Done():
			return
		}
		select {
		case count = <-release:
		case <-r.Context().Done():
			return
		}
		product = "17"
	default:
		b.others.Add(1)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"summaries":[{"product_id":` + product + `,"average":1.5,"count":` + count + `,"histogram":[]}]}`))
}

// serve starts a server over it that waits for answers as long as it takes.
func (b *heldReviews) serve(t *testing.T, environ ...string) *running {
	t.Helper()
	return startWith(t, append([]string{
		noFilter, "BFF_SOURCES_REVIEWS_URL=" + b.url, "BFF_CACHE_INVALIDATION_SHARED_KEY=s3cret", "BFF_SERVER_REQUEST_TIMEOUT=1m",
		"BFF_TRAFFIC_SHAPING_ALL_TIMEOUT=1m", "BFF_TRAFFIC_SHAPING_ALL_ATTEMPT_TIMEOUT=1m", "BFF_TRAFFIC_SHAPING_ALL_RETRY_ENABLED=false",
	}, environ...), serveArgs("--clients", "web")...)
}
