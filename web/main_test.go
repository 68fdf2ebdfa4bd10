package web_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"bff/clients"
	"bff/graph"
	"bff/internal/shopapi/shopapitest"
	"bff/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// storefront is the web schema, served, over backends in the process.
type storefront struct {
	*shopapitest.Backends

	handler http.Handler
}

func newStorefront(t testing.TB, handlers map[string]http.Handler) *storefront {
	t.Helper()
	backends := shopapitest.New(t, handlers)
	handler, err := graph.New(graph.Options{
		Client: "web", Logger: slog.New(slog.DiscardHandler),
		Schema: web.NewExecutableSchema(web.Config{Resolvers: web.New(web.Options{Runtime: backends.Runtime})}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &storefront{Backends: backends, handler: clients.Forward(handler)}
}

// answer is a GraphQL response.
type answer struct {
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

// codes lists the errors: "BACKEND_UNAVAILABLE product.related".
func (a answer) codes() []string {
	var all []string
	for _, e := range a.Errors {
		path := make([]string, len(e.Path))
		for i, step := range e.Path {
			path[i] = fmt.Sprint(step)
		}
		all = append(all, fmt.Sprint(e.Extensions["code"], " ", strings.Join(path, ".")))
	}
	return all
}

func (s *storefront) query(t *testing.T, document string, variables map[string]any) answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/web/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	var got answer
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return got
}

// requests counts what reached the backends since the last count, by the part
// before the query string.
func (s *storefront) requests() map[string]int {
	counts := map[string]int{}
	for _, e := range s.Take() {
		route, _, _ := strings.Cut(e.Request, "?")
		counts[route]++
	}
	return counts
}
