package web_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"bff/internal/shopapi/shopapitest"
)

// BenchmarkCachedPage is the page of bench/page.sh without the network: all that
// it costs here.
func BenchmarkCachedPage(b *testing.B) {
	document, err := os.ReadFile("../bench/page.graphql")
	if err != nil {
		b.Fatal(err)
	}
	benchmark(b, string(document))
}

// BenchmarkCachedList is a page of 100 products with reviews and their authors,
// each behind an edge: every object of a level looks for its level.
func BenchmarkCachedList(b *testing.B) {
	benchmark(b, `{ search(query: "a", first: 100) { edges { node { name price { current { amount } }
		rating { count } reviews(first: 3) { edges { node { title author { displayName } } } } } } } }`)
}

func benchmark(b *testing.B, document string) {
	b.Helper()
	s := newStorefront(b, shopapitest.Sample(b))
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		b.Fatal(err)
	}
	ask := func() int {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/web/graphql", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		if bytes.Contains(w.Body.Bytes(), []byte(`"errors"`)) {
			b.Fatal(w.Body)
		}
		return w.Body.Len()
	}
	b.SetBytes(int64(ask())) // also fills the cache
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			ask()
		}
	})
}
