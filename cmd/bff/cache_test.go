package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// serveArgs is `bff serve` on free ports.
func serveArgs(more ...string) []string {
	return append([]string{"serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--shop-port", "0"}, more...)
}

// A backend tells that its data changed, and the next answer is new.
func TestInvalidation(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startWith(t, []string{noFilter, "BFF_CACHE_INVALIDATION_SHARED_KEY_FILE=" + secret}, serveArgs("--clients", "web")...)
	ask := func() (asked bool) {
		s.calls(t)
		if got := s.query(t, "web", `{ product(id: "17") { name } }`, "", nil); got.at("product", "name") != "Blue mug" {
			t.Fatalf("%+v", got)
		}
		return s.calls(t)["catalog GET /v1/products"] > 0
	}
	if first, second := ask(), ask(); !first || second {
		t.Fatalf("asked at first %v, then %v; want once", first, second)
	}
	for _, body := range []string{
		`[{"kind":"cache_tag","subgraphs":["catalog"],"cache_tag":"Product:17"}]`,
		`[{"kind":"type","subgraph":"catalog","type":"Product"}]`,
		`[{"kind":"subgraph","subgraph":"catalog"}]`,
	} {
		got := s.do(t, http.MethodPost, s.admin+"/invalidation", body, map[string]string{"Authorization": "s3cret"})
		if got.StatusCode != http.StatusAccepted {
			t.Errorf("%s: %d %s", body, got.StatusCode, got.body)
		}
		if !ask() {
			t.Errorf("after %s the backend was not asked again", body)
		}
	}
	if got := s.do(t, http.MethodPost, s.admin+"/invalidation", `[]`, map[string]string{"Authorization": "guess"}); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a wrong key: %d; want 401", got.StatusCode)
	}
	open := start(t, "--clients", "web")
	if got := open.do(t, http.MethodPost, open.admin+"/invalidation", `[]`, nil); got.StatusCode != http.StatusNotFound {
		t.Errorf("without a key configured: %d; want 404", got.StatusCode)
	}
}

// Backends that invalidate are answered as usual while the cache is switched off.
func TestInvalidationWithoutCache(t *testing.T) {
	s := startWith(t, []string{noFilter, "BFF_CACHE_INVALIDATION_SHARED_KEY=s3cret", "BFF_CACHE_ENABLED=false"}, serveArgs("--clients", "web")...)
	for key, want := range map[string]int{"s3cret": http.StatusAccepted, "guess": http.StatusUnauthorized} {
		got := s.do(t, http.MethodPost, s.admin+"/invalidation", `[{"kind":"type","subgraph":"catalog","type":"Product"}]`, map[string]string{"Authorization": key})
		if got.StatusCode != want {
			t.Errorf("key %q: %d %s; want %d", key, got.StatusCode, got.body, want)
		}
	}
}

// A developer who asks is told where data comes from; nobody else is.
func TestCacheDebug(t *testing.T) {
	s := start(t, "--clients", "web")
	plain := s.do(t, http.MethodPost, s.base+"/graphql", `{"query":"{ product(id: 17) { name } }"}`, nil)
	if plain.Header.Get("Age") != "" {
		t.Errorf("an answer nobody asked about has Age %q", plain.Header.Get("Age"))
	}
	var got response
	const want = `"extensions":{"cache":[{"source":"catalog","call":"productsByID","status":"hit-1","count":1,"age_ms":`
	waitUntil(t, func() bool { // level 1 takes an entry a moment after it was loaded
		got = s.do(t, http.MethodPost, s.base+"/graphql", `{"query":"{ product(id: 17) { name } }"}`, map[string]string{"Bff-Cache-Debug": "1"})
		return strings.Contains(got.body, want)
	})
	if got.Header.Get("Age") == "" {
		t.Error("no Age header")
	}
}

// Ids that don't exist stop reaching the backend once the filter has read the
// listing; those that do go on.
func TestExistenceFilter(t *testing.T) {
	s := startWith(t, nil, serveArgs("--clients", "web")...)
	waitUntil(t, func() bool {
		got := s.do(t, http.MethodGet, s.shop["catalog"]+"/_stats", "", nil)
		return strings.Contains(got.body, `"GET /v1/product-ids":11`) || strings.Contains(got.body, `"GET /v1/product-ids":10`)
	})
	s.calls(t)
	const n = 200
	for i := range n {
		got := s.query(t, "web", fmt.Sprintf(`{ product(id: "%d") { name } }`, 1_000_000+i), "", nil)
		if got.Errors != nil || got.Data["product"] != nil {
			t.Fatalf("an id that isn't there: %+v; want null", got)
		}
	}
	asked := s.calls(t)["catalog GET /v1/products"]
	t.Logf("%d ids that don't exist: %d backend calls", n, asked)
	if asked > n/2 {
		t.Errorf("%d of %d ids that don't exist reached the backend; want a trickle", asked, n)
	}
	if got := s.query(t, "web", `{ product(id: "9999") { name } }`, "", nil); got.at("product", "name") == nil {
		t.Errorf("an id that exists: %+v", got)
	}
}
