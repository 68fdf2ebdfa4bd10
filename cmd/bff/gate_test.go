package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// gates stand before backends, one for each, and interrupt a step of a purchase.
type gates struct {
	urls map[string]string // of the gates, by source

	mu  sync.Mutex
	now *interruption // nil lets all pass
}

// interruption says what happens to the requests of one step.
type interruption struct {
	step  string // "orders POST /orders"
	after bool   // the backend has done it; otherwise it gets nothing
	once  bool   // only the first request is interrupted
	hold  bool   // no answer until released; otherwise status 503

	reached  chan struct{} // closed by the first
	released chan struct{} // closed to let go what is held
	first    sync.Once
}

func newInterruption(step string, after, hold, once bool) *interruption {
	return &interruption{step: step, after: after, hold: hold, once: once, reached: make(chan struct{}), released: make(chan struct{})}
}

func newGates(t *testing.T, urls map[string]string) *gates {
	t.Helper()
	g := &gates{urls: map[string]string{}}
	for name, text := range urls {
		to, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(to)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.pass(name, proxy, w, r) }))
		t.Cleanup(server.Close)
		g.urls[name] = server.URL
	}
	return g
}

// wait returns when a request has been interrupted; answered fails the test.
func (i *interruption) wait(t *testing.T, answered <-chan error) {
	t.Helper()
	select {
	case <-i.reached:
	case err := <-answered:
		t.Fatalf("answered (%v) before %s was reached", err, i.step)
	}
}

// set interrupts from now on; nil lets all pass.
func (g *gates) set(i *interruption) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now = i
}

// take is the interruption that r meets, nil for none.
func (g *gates) take(name string, r *http.Request) *interruption {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := g.now
	if i == nil || i.step != name+" "+r.Method+" "+routeOf(r.URL.Path) {
		return nil
	}
	if i.once {
		g.now = nil
	}
	return i
}

// routeOf is a path with a letter for each number.
func routeOf(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.Trim(part, "0123456789") == "" && part != "" {
			parts[i] = "n"
		}
	}
	return strings.Join(parts, "/")
}

func (g *gates) pass(name string, proxy http.Handler, w http.ResponseWriter, r *http.Request) {
	i := g.take(name, r)
	if i == nil {
		proxy.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	if i.after {
		proxy.ServeHTTP(answer, r)
	}
	i.first.Do(func() { close(i.reached) })
	if i.hold {
		<-i.released
		if !i.after { // r has waited; the client of the gate may be gone
			proxy.ServeHTTP(answer, r)
		}
	} else {
		answer = httptest.NewRecorder()
		answer.Header().Set("Content-Type", "application/json")
		answer.WriteHeader(http.StatusServiceUnavailable)
	}
	for key, values := range answer.Header() {
		w.Header()[key] = slices.Clone(values)
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}
