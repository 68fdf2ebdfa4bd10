// Package shopapitest gives tests calls to the sample backends, in the process and
// without a network, that remember what was asked of them.
//
//	s := shopapitest.New(t, shopapitest.Sample(t))
//	resolvers := web.New(web.Options{Runtime: s.Runtime})
//	seen := s.Take() // what reached the backends
package shopapitest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"bff/cache"
	"bff/clients"
	"bff/clients/connector"
	"bff/internal/shop"
)

// Accounts of the sample backends, as the Authorization header has them.
const (
	Nobody   = ""
	Customer = "Bearer user-42"
	Another  = "Bearer user-43"
	Staff    = "Bearer staff-1"
)

// As is the context of a request with these credentials.
func As(t testing.TB, credentials string) context.Context {
	t.Helper()
	header := http.Header{}
	if credentials != Nobody {
		header.Set("Authorization", credentials)
	}
	return clients.WithIncoming(t.Context(), clients.NewIncoming(header))
}

// Exchange is a request as it reached a backend, and the answer.
type Exchange struct {
	Request       string // "catalog GET /v1/products?ids=1%2C2"
	Body          string
	Credentials   string // the Authorization header
	Idempotency   string // the Idempotency-Key header
	Status        int
	Answer        []byte
	AnswerPrivate bool // the backend said that it is for this person only
}

// Backends is handlers in the place of backends.
type Backends struct {
	Calls *clients.Backends // asks them, through a cache of its own
	// Runtime is what connectors ask them with.
	Runtime *connector.Runtime

	handlers map[string]http.Handler // by source

	mu   sync.Mutex
	seen []Exchange
	down map[string]bool
}

// Sample makes the sample backends' handlers, by source. State that a test
// changes in them stays changed.
func Sample(t testing.TB) map[string]http.Handler {
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

// Answering makes backends that all answer with this status and JSON.
func Answering(status int, body string) map[string]http.Handler {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
	handlers := map[string]http.Handler{}
	for _, name := range shop.Names() {
		handlers[name] = handler
	}
	return handlers
}

// New makes calls to the handlers that work until the test ends. Failed calls are not
// repeated.
func New(t testing.TB, handlers map[string]http.Handler) *Backends {
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
	b := &Backends{handlers: handlers, down: map[string]bool{}}
	calls, err := clients.New(clients.Options{
		Sources: sources, Cache: store, Transport: b, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = calls.Close() })
	b.Calls = calls
	if b.Runtime, err = connector.New(calls, connector.Options{Logger: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	return b
}

// Break makes a backend answer everything with status 500.
func (b *Backends) Break(source string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.down[source] = true
}

// Take gives what was seen since the last Take.
func (b *Backends) Take() []Exchange {
	b.mu.Lock()
	defer b.mu.Unlock()
	seen := b.seen
	b.seen = nil
	return seen
}

// RoundTrip implements http.RoundTripper. A stream has to end by itself: the
// answer is handed on as a whole.
func (b *Backends) RoundTrip(r *http.Request) (*http.Response, error) {
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
	if b.isDown(r.URL.Host) {
		w.WriteHeader(http.StatusInternalServerError)
	} else {
		b.handlers[r.URL.Host].ServeHTTP(w, r)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen = append(b.seen, Exchange{
		Request:       r.URL.Host + " " + r.Method + " " + r.URL.RequestURI(),
		Body:          string(body),
		Credentials:   r.Header.Get("Authorization"),
		Idempotency:   r.Header.Get("Idempotency-Key"),
		Status:        w.Code,
		Answer:        w.Body.Bytes(),
		AnswerPrivate: w.Header().Get("Cache-Control") == "private, no-store",
	})
	response := w.Result()
	response.Request = r
	return response, nil
}

func (b *Backends) isDown(source string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.down[source]
}
