package shopapi_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"bff/cache"
	"bff/clients"
	"bff/internal/shop"
	"bff/internal/shopapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The accounts of the tests.
const (
	nobody   = ""
	customer = "Bearer user-42"
	another  = "Bearer user-43"
	staff    = "Bearer staff-1"
)

// as is the context of a request with these credentials.
func as(t *testing.T, credentials string) context.Context {
	t.Helper()
	header := http.Header{}
	if credentials != nobody {
		header.Set("Authorization", credentials)
	}
	return clients.WithIncoming(t.Context(), clients.NewIncoming(header))
}

// exchange is a request as it reached a backend, and the answer.
type exchange struct {
	request       string // "catalog GET /v1/products?ids=1,2"
	body          string
	credentials   string
	idempotency   string
	status        int
	answer        []byte
	answerPrivate bool
}

// backends carries requests to handlers without a network and remembers them.
type backends struct {
	handlers map[string]http.Handler // by source

	mu   sync.Mutex
	seen []exchange
}

func (b *backends) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	w := httptest.NewRecorder()
	b.handlers[r.URL.Host].ServeHTTP(w, r)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen = append(b.seen, exchange{
		request:       r.URL.Host + " " + r.Method + " " + r.URL.RequestURI(),
		body:          string(body),
		credentials:   r.Header.Get("Authorization"),
		idempotency:   r.Header.Get("Idempotency-Key"),
		status:        w.Code,
		answer:        w.Body.Bytes(),
		answerPrivate: w.Header().Get("Cache-Control") == "private, no-store",
	})
	response := w.Result()
	response.Request = r
	return response, nil
}

// take gives what was seen since the last take.
func (b *backends) take() []exchange {
	b.mu.Lock()
	defer b.mu.Unlock()
	seen := b.seen
	b.seen = nil
	return seen
}

// newShop is a Shop with a cache over these handlers, by source.
func newShop(t *testing.T, handlers map[string]http.Handler) (*shopapi.Shop, *backends) {
	t.Helper()
	store, err := cache.New(cache.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	sources := map[string]clients.SourceOptions{}
	for name := range handlers {
		sources[name] = clients.SourceOptions{
			URL: "http://" + name, PropagateHeaders: []string{"Authorization"},
			Retry: clients.RetryOptions{MaxAttempts: 1},
		}
	}
	recorded := &backends{handlers: handlers}
	calls, err := clients.New(clients.Options{
		Sources: sources, Cache: store, Transport: recorded, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = calls.Close() })
	return shopapi.New(calls), recorded
}

// sampleShop is a Shop over the sample backends, in the process.
func sampleShop(t *testing.T) (*shopapi.Shop, *backends) {
	t.Helper()
	return newShop(t, sampleBackends(t))
}

// sampleBackends are the sample backends' handlers, by source.
func sampleBackends(t *testing.T) map[string]http.Handler {
	t.Helper()
	sample, err := shop.New(shop.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sample.Close(context.WithoutCancel(t.Context())) })
	handlers := map[string]http.Handler{}
	for _, service := range sample.Services() {
		handlers[service.Name()] = service.Handler()
	}
	return handlers
}

// answering is a Shop whose backends all answer with this status and body.
func answering(t *testing.T, status int, body string) (*shopapi.Shop, *backends) {
	t.Helper()
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
	handlers := map[string]http.Handler{}
	for _, name := range shop.Names() {
		handlers[name] = handler
	}
	return newShop(t, handlers)
}
