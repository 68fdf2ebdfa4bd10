package clients

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bff/cache"
)

// products answers /v1/products/{id}, and counts.
func products(seen *recorder) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/products/{id}", func(w http.ResponseWriter, r *http.Request) {
		seen.record(r)
		if id := r.PathValue("id"); id != "404" {
			asJSON(w, 200, fmt.Sprintf(`{"id":%s,"name":"for %s"}`, id, r.Header.Get("Authorization")))
			return
		}
		asJSON(w, 404, `{"error":{"code":"not_found"}}`)
	})
	mux.HandleFunc("GET /v1/products", func(w http.ResponseWriter, r *http.Request) {
		seen.record(r)
		var items []string
		for id := range strings.SplitSeq(r.URL.Query().Get("ids"), ",") {
			if id != "404" {
				items = append(items, fmt.Sprintf(`{"id":%s,"name":"in %s for %s"}`, id, r.URL.Query().Get("currency"), r.Header.Get("Authorization")))
			}
		}
		slices.Reverse(items) // in any order
		asJSON(w, 200, `{"items":[`+strings.Join(items, ",")+`]}`)
	})
	return mux
}

func TestFetchThroughTheCache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, products(&seen), withCache(t))
		call := Call[product]{Source: "catalog", Name: "products.get", Cache: minute}
		get := func(id int) (product, bool) {
			t.Helper()
			value, found, err := Fetch(t.Context(), b.Backends, call, Request{Path: Path("/v1/products/{}", id)})
			if err != nil {
				t.Fatal(err)
			}
			return value, found
		}
		for range 3 {
			if value, found := get(17); value.ID != 17 || !found {
				t.Errorf("%v, %v; expected product 17", value, found)
			}
		}
		if seen.count() != 1 {
			t.Errorf("%d requests for the same product within its minute; expected 1", seen.count())
		}
		get(18)
		if seen.count() != 2 {
			t.Errorf("%d requests for two products; expected 2", seen.count())
		}
		time.Sleep(time.Minute)
		get(17)
		if seen.count() != 3 {
			t.Errorf("%d requests; expected another one after the minute", seen.count())
		}
	})
}

func TestNotFoundIsCached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, products(&seen), withCache(t))
		call := Call[product]{Source: "catalog", Name: "products.get", Cache: cache.Policy{TTL: time.Minute, Negative: 10 * time.Second, Jitter: -1}}
		for range 3 {
			if _, found, err := Fetch(t.Context(), b.Backends, call, Request{Path: "/v1/products/404"}); found || err != nil {
				t.Errorf("found %v, error %v; expected not found", found, err)
			}
		}
		if seen.count() != 1 {
			t.Errorf("%d requests; expected 1", seen.count())
		}
	})
}

func TestStaleWhileTheBackendIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var down atomic.Bool
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if down.Load() {
				asJSON(w, 503, "{}")
				return
			}
			asJSON(w, 200, `{"id":17}`)
		}), withCache(t))
		call := Call[product]{Source: "catalog", Name: "x", Cache: cache.Policy{TTL: time.Minute, StaleIfError: time.Hour, Jitter: -1}}
		for range 2 {
			if _, found, err := Fetch(t.Context(), b.Backends, call, Request{}); !found || err != nil {
				t.Errorf("found %v, error %v; expected the last good answer", found, err)
			}
			down.Store(true)
			time.Sleep(2 * time.Minute)
		}
	})
}

// The caches of two calls that decode differently must not meet, although the
// backend is asked the same.
func TestCallsOfOtherTypesDontShare(t *testing.T) {
	var seen recorder
	b := start(t, products(&seen), withCache(t))
	r := Request{Path: "/v1/products/17"}
	if v, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x", Cache: minute}, r); err != nil || v.ID != 17 {
		t.Errorf("%v, %v", v, err)
	}
	if v, _, err := Fetch(t.Context(), b.Backends, Call[map[string]any]{Source: "catalog", Name: "x", Cache: minute}, r); err != nil || v["id"] != 17.0 {
		t.Errorf("%v, %v", v, err)
	}
}

func TestInvalidate(t *testing.T) {
	var seen recorder
	b := start(t, products(&seen), withCache(t))
	call := Call[product]{
		Source: "catalog", Name: "products.get", Cache: minute,
		Tags: func(p product) []string { return []string{"Product:" + strconv.Itoa(p.ID)} },
	}
	get := func() {
		t.Helper()
		if _, _, err := Fetch(t.Context(), b.Backends, call, Request{Path: "/v1/products/17"}); err != nil {
			t.Fatal(err)
		}
	}
	get()
	for _, tt := range []struct {
		tag  string
		want int // requests so far
	}{{"Product:18", 1}, {"Product:17", 2}} {
		if err := b.Invalidate(t.Context(), tt.tag); err != nil {
			t.Fatal(err)
		}
		get()
		if seen.count() != tt.want {
			t.Errorf("%d requests after invalidating %s; expected %d", seen.count(), tt.tag, tt.want)
		}
	}
}

// as is a context of an incoming request with these headers.
func as(ctx context.Context, pairs ...string) context.Context {
	h := make(http.Header)
	for pair := range slices.Chunk(pairs, 2) {
		h.Set(pair[0], pair[1])
	}
	return WithIncoming(ctx, NewIncoming(h))
}

// One user's answer must never be another one's. Each row asks as two users,
// then again as the first.
func TestCredentials(t *testing.T) {
	private := cache.Policy{TTL: time.Minute, Scope: cache.Private, Jitter: -1}
	for _, tt := range []struct {
		name      string
		propagate []string
		policy    cache.Policy
		names     [3]string // what the answers say
		requests  int
	}{
		{"private: sent, kept per user", []string{"Authorization"}, private, [3]string{"for user-1", "for user-2", "for user-1"}, 2},
		{"uncached: sent", []string{"authorization"}, cache.Policy{}, [3]string{"for user-1", "for user-2", "for user-1"}, 3},
		{"public: not sent, shared", []string{"Authorization"}, minute, [3]string{"for ", "for ", "for "}, 1},
		{"not on the list: not sent", nil, private, [3]string{"for ", "for ", "for "}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var seen recorder
			configure := withCache(t)
			b := start(t, products(&seen), func(o *Options, s *SourceOptions) {
				configure(o, s)
				s.PropagateHeaders = tt.propagate
			})
			call := Call[product]{Source: "catalog", Name: "products.get", Cache: tt.policy}
			for i, user := range []string{"user-1", "user-2", "user-1"} {
				value, _, err := Fetch(as(t.Context(), "Authorization", user), b.Backends, call, Request{Path: "/v1/products/17"})
				if err != nil || value.Name != tt.names[i] {
					t.Errorf("%s got %q, %v; expected %q", user, value.Name, err, tt.names[i])
				}
			}
			if seen.count() != tt.requests {
				t.Errorf("%d requests; expected %d", seen.count(), tt.requests)
			}
		})
	}
}

// A private answer for nobody in particular must not be kept: whose would it be?
func TestPrivateWithoutSubject(t *testing.T) {
	var seen recorder
	b := start(t, products(&seen), withCache(t))
	call := Call[product]{Source: "catalog", Name: "x", Cache: cache.Policy{TTL: time.Minute, Scope: cache.Private}}
	for range 2 {
		if _, _, err := Fetch(t.Context(), b.Backends, call, Request{Path: "/v1/products/17"}); err != nil {
			t.Fatal(err)
		}
	}
	if seen.count() != 2 {
		t.Errorf("%d requests; expected 2, none of them kept", seen.count())
	}
}

func TestPropagatedHeaders(t *testing.T) {
	var seen recorder
	configure := withCache(t)
	b := start(t, products(&seen), func(o *Options, s *SourceOptions) {
		configure(o, s)
		s.PropagateHeaders = []string{"accept-language", "X-Tenant", "Cookie"}
	})
	call := Call[product]{Source: "catalog", Name: "x", Cache: minute}
	for i, lang := range []string{"nl", "en", "nl"} {
		ctx := as(t.Context(), "Accept-Language", lang, "X-Other", secret, "Cookie", secret, "X-Tenant", "bad\x00")
		_, _, err := Fetch(ctx, b.Backends, call, Request{Path: "/v1/products/17", Header: http.Header{"x-tenant": {"own"}}})
		if err != nil {
			t.Fatal(err)
		}
		got := seen.last().Header
		if i < 2 && got.Get("Accept-Language") != lang || got.Get("X-Tenant") != "own" || got.Get("X-Other") != "" || got.Get("Cookie") != "" {
			t.Errorf("the backend got %v", got)
		}
	}
	if seen.count() != 2 {
		t.Errorf("%d requests; expected one per language", seen.count())
	}
}

func TestRequestHeaders(t *testing.T) {
	var seen recorder
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen.record(r)
		asJSON(w, 201, `{"id":1}`)
	}), nil)
	_, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{
		Method: "POST", Path: "/v1/orders", Query: url.Values{"b": {"2"}, "a": {"1", "&"}}, Body: []byte(`{"n":1}`), IdempotencyKey: "k-1",
	})
	if err != nil {
		t.Fatal(err)
	}
	r := seen.last()
	for name, want := range map[string]string{
		"Accept": "application/json", "Content-Type": "application/json", "Idempotency-Key": "k-1", "User-Agent": "bff",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q; expected %q", name, got, want)
		}
	}
	if ms, err := strconv.Atoi(r.Header.Get(deadlineHeader)); err != nil || ms < 1 || ms > 2000 {
		t.Errorf("%s: %q; expected at most the attempt's 2000", deadlineHeader, r.Header.Get(deadlineHeader))
	}
	if r.RequestURI != "/v1/orders?a=1&a=%26&b=2" || seen.bodies[0] != `{"n":1}` || r.ContentLength != 7 {
		t.Errorf("%s with body %q (%d)", r.RequestURI, seen.bodies[0], r.ContentLength)
	}
}

func TestForward(t *testing.T) {
	for _, tt := range []struct{ auth, other string }{{"", ""}, {"Bearer a", "Bearer b"}} {
		var in Incoming
		h := Forward(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { in = IncomingFrom(r.Context()) }))
		r, _ := http.NewRequest("GET", "/", nil)
		if tt.auth != "" {
			r.Header.Set("Authorization", tt.auth)
		}
		h.ServeHTTP(nil, r)
		if in.Header.Get("Authorization") != tt.auth || (in.Subject == "") != (tt.auth == "") || strings.Contains(in.Subject, "Bearer") {
			t.Errorf("incoming %v for %q", in, tt.auth)
		}
		if tt.auth != "" && in.Subject == digest(tt.other) {
			t.Errorf("%q and %q are the same subject", tt.auth, tt.other)
		}
	}
	if in := IncomingFrom(t.Context()); in.Subject != "" || in.Header != nil {
		t.Errorf("incoming %v of nothing", in)
	}
}

// A load that others wait for goes on when the first one leaves.
func TestCallerLeavesASharedLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen.record(r)
			time.Sleep(time.Second)
			asJSON(w, 200, `{"id":17}`)
		}), withCache(t))
		call := Call[product]{Source: "catalog", Name: "x", Cache: minute}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		left := make(chan error)
		go func() {
			_, _, err := Fetch(ctx, b.Backends, call, Request{})
			left <- err
		}()
		synctest.Wait()
		stayed := make(chan error)
		go func() {
			_, _, err := Fetch(t.Context(), b.Backends, call, Request{})
			stayed <- err
		}()
		wantError(t, <-left, CodeTimeout, Permanent)
		if err := <-stayed; err != nil || seen.count() != 1 {
			t.Errorf("the other caller got %v after %d requests; expected the answer of the first one", err, seen.count())
		}
	})
}
