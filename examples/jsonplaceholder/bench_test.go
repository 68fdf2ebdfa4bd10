package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The queries of the public benchmark, from the body of the request to the body of the
// answer, over a backend in the process: 100 posts by 10 users.
func BenchmarkPostsWithUsers(b *testing.B) { benchmarkCached(b, postsWithUsers) }
func BenchmarkPosts(b *testing.B)          { benchmarkCached(b, posts) }
func BenchmarkGreet(b *testing.B)          { benchmark(b, greet) } // calls nobody

// benchmarkCached measures with the answers of the backend in the cache, and without.
func benchmarkCached(b *testing.B, document string) {
	b.Run("cached", func(b *testing.B) { benchmark(b, document) })
	b.Run("uncached", func(b *testing.B) { benchmark(b, document, "BFF_CACHE_ENABLED=false") })
}

func benchmark(b *testing.B, document string, environ ...string) {
	s, backend := serveMemory(b, environ...)
	backend.calls = nil
	body := `{"query":"` + document + `"}`
	want := s.post(b, body)
	if strings.Contains(string(want), "errors") {
		b.Fatalf("%.500s", want)
	}
	b.SetBytes(int64(len(want)))
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		if w.Body.Len() != len(want) {
			b.Fatalf("%.500s", w.Body)
		}
	}
}
