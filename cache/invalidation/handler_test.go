package invalidation

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorder is an Invalidator that remembers.
type recorder struct {
	tags []string
	err  error
}

func (r *recorder) InvalidateTags(_ context.Context, tags ...string) (int, error) {
	r.tags = tags
	return len(tags), r.err
}

func TestHandler(t *testing.T) {
	const all = `[{"kind":"subgraph","subgraph":"catalog"},
		{"kind":"type","subgraph":"catalog","type":"Product"},
		{"kind":"cache_tag","subgraphs":["catalog"],"cache_tag":"product-17"}]`
	for _, tt := range []struct {
		name, method, key, body string
		down                    error
		status                  int
		answer                  string
		tags                    []string
	}{
		{"every kind", "POST", "secret", all, nil, 202, `{"count":3}`, []string{"source:catalog", "Product", "product-17"}},
		{"nothing to do", "POST", "secret", "[]", nil, 202, `{"count":0}`, nil},
		{"no key", "POST", "", all, nil, 401, "shared key", nil},
		{"a wrong key", "POST", "secret2", all, nil, 401, "shared key", nil},
		{"a Bearer is another key", "POST", "Bearer secret", all, nil, 401, "shared key", nil},
		{"not a POST", "GET", "secret", "", nil, 405, "want POST", nil},
		{"not a list", "POST", "secret", `{"kind":"type"}`, nil, 400, "want a JSON list", nil},
		{"not JSON", "POST", "secret", `x`, nil, 400, "want a JSON list", nil},
		{"an unknown kind", "POST", "secret", `[{"kind":"x"}]`, nil, 400, `invalidation 0: kind \"x\"`, nil},
		{"one bad one stops all", "POST", "secret", `[{"kind":"type","type":"T"},{"kind":"type"}]`, nil, 400, "invalidation 1", nil},
		{"too large", "POST", "secret", "[" + strings.Repeat(" ", maxBody), nil, 413, "more than", nil},
		{"others not told", "POST", "secret", `[{"kind":"type","type":"T"}]`, errors.New("redis down"), 503, "could not be told", []string{"T"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cache := &recorder{err: tt.down}
			h, err := New(Options{Cache: cache, SharedKey: "secret", Logger: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequestWithContext(t.Context(), tt.method, "/invalidation", strings.NewReader(tt.body))
			r.Header.Set("Authorization", tt.key)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			body, _ := io.ReadAll(w.Body)
			if w.Code != tt.status || !strings.Contains(string(body), tt.answer) || strings.Contains(string(body), "redis down") {
				t.Errorf("%d %s; want %d %s", w.Code, body, tt.status, tt.answer)
			}
			if !slices.Equal(cache.tags, tt.tags) {
				t.Errorf("tags %q, want %q", cache.tags, tt.tags)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	if _, err := New(Options{SharedKey: "k"}); err == nil {
		t.Error("no cache and no error")
	}
	if _, err := New(Options{Cache: &recorder{}}); err == nil {
		t.Error("no key and no error")
	}
}
