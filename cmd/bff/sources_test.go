package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/clients/connector"
)

// Clients that declare one source in the same way share it. One that means another backend
// by the name is not taken for the first.
func TestDeclaredByTwoClients(t *testing.T) {
	declares := func(sources ...connector.Source) client {
		return client{sources: func() []connector.Source { return sources }}
	}
	a, b, other := connector.Source{Name: "a", BaseURL: "http://a"}, connector.Source{Name: "b", BaseURL: "http://b"}, connector.Source{Name: "a", BaseURL: "http://other"}
	got := declared([]client{declares(a, b), declares(b, a), declares(other)})
	if diff := cmp.Diff([]connector.Source{a, b, other}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a", "b"}, namesOf(got)); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// Configuring one source leaves the samples of the others on, and starts none for it.
func TestOwnBackendBesideSamples(t *testing.T) {
	own := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"summaries":[{"product_id":17,"average":1.5,"count":3,"histogram":[]}]}`))
	}))
	defer own.Close()
	s := startWith(t, []string{noFilter, "BFF_SOURCES_REVIEWS_URL=" + own.URL},
		"serve", "--clients", "web", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--shop-port", "0")
	got := s.query(t, "web", `{ product(id: 17) { name rating { count } } }`, "", nil)
	if len(got.Errors) > 0 || got.at("product", "name") != "Blue mug" || got.at("product", "rating", "count") != 3.0 {
		t.Errorf("%+v; want the sample's name and the own backend's count", got)
	}
	if banner := s.stdout.String(); strings.Contains(banner, "reviews") || !strings.Contains(banner, s.shop["catalog"]+"/_faults") {
		t.Errorf("the terminal says %s; want the samples that run, and one that can be broken", banner)
	}
	if url, ok := s.shop["reviews"]; ok {
		t.Errorf("the sample of reviews runs at %s beside the own one", url)
	}
	if got := s.query(t, "web", `{ product(id: 17) { name } }`, "", map[string]string{debugHeader: "1"}); strings.Contains(got.Header.Get("Age"), "0") {
		t.Error("calls of an own backend are shown to everybody who asks")
	}
}

// A listener on the port of a sample is refused before either starts, and only where that
// sample runs.
func TestListenerOnThePortOfASample(t *testing.T) {
	code, _, stderr := runOnce(t, nil, "check", "--listen", ":4004")
	want := `--listen: server.listen: ":4004" has the port of the sample backend reviews; expected another port, or another shop.port`
	if code != 2 || !strings.Contains(stderr, want) {
		t.Errorf("exit code %d, %s; want 2 and %q", code, stderr, want)
	}
	for _, environ := range [][]string{{"BFF_SOURCES_REVIEWS_URL=http://reviews"}, {"BFF_SHOP_PORT=0"}, {"BFF_SHOP_PORT=5001"}} {
		if code, _, stderr := runOnce(t, environ, "check", "--clients", "mobile", "--listen", ":4004"); code != 0 {
			t.Errorf("%v: exit code %d, %s; want 0", environ, code, stderr)
		}
	}
}

// Without samples a source that has no address is an error of every command that reads
// the configuration, with its name, its schema and what to write.
func TestSourceWithoutAddress(t *testing.T) {
	for _, command := range []string{"check", "config", "serve"} {
		code, _, stderr := runOnce(t, []string{"BFF_SHOP_ENABLED=false"}, command, "--clients", "web")
		if code != 2 {
			t.Errorf("bff %s: exit code %d; want 2", command, code)
		}
		for _, s := range declared(allClients) {
			want := `source "` + s.Name + `" (schema/shared/backends.graphql) has no address`
			if !strings.Contains(stderr, want) || !strings.Contains(stderr, "sources."+s.Name+".url") {
				t.Errorf("bff %s: %q is not in\n%s", command, want, stderr)
			}
		}
	}
}
