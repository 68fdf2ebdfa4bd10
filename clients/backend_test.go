package clients

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"bff/cache"
)

// product is what most tests decode to.
type product struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// memoryNetwork is a listener and its dialer without sockets, so that tests run
// in a synctest bubble.
type memoryNetwork struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newMemoryNetwork() *memoryNetwork {
	return &memoryNetwork{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (n *memoryNetwork) Accept() (net.Conn, error) {
	select {
	case c := <-n.conns:
		return c, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

func (n *memoryNetwork) Close() error {
	n.once.Do(func() { close(n.closed) })
	return nil
}

func (n *memoryNetwork) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "memory"} }

// dial fails as a socket does when nobody listens.
func (n *memoryNetwork) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case n.conns <- theirs:
		return ours, nil
	case <-n.closed:
		return nil, &net.OpError{Op: "dial", Net: "memory", Err: errors.New("connection refused")}
	case <-ctx.Done():
		return nil, &net.OpError{Op: "dial", Net: "memory", Err: ctx.Err()}
	}
}

// backend is a server in memory and Backends whose only source, "catalog", is
// that server.
type backend struct {
	*Backends
	network *memoryNetwork
}

// start serves h. configure may change the options; nil leaves them. Retries
// wait for the whole of their delay, so that time can be told.
func start(t testing.TB, h http.Handler, configure func(*Options, *SourceOptions)) *backend {
	t.Helper()
	network := newMemoryNetwork()
	var handlers sync.WaitGroup
	handlers.Add(1) // ours, so that it isn't zero while handlers come and go
	counted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers.Add(1)
		defer handlers.Done()
		h.ServeHTTP(w, r)
	})
	server := &http.Server{Handler: counted, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(network)
	}()
	transport := newTransport()
	transport.DialContext = network.dial
	o := Options{
		Transport: transport,
		Jitter:    func() float64 { return 1 },
		Logger:    slog.New(slog.DiscardHandler),
	}
	// The numbers that tests count on, whatever the defaults are.
	s := SourceOptions{URL: "http://catalog.test", AttemptTimeout: 2 * time.Second, Timeout: 5 * time.Second, Breaker: BreakerOptions{Probes: 2}}
	if configure != nil {
		configure(&o, &s)
	}
	s.AttemptTimeout = min(s.AttemptTimeout, s.Timeout)
	o.Sources = map[string]SourceOptions{"catalog": s}
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		transport.CloseIdleConnections()
		_ = server.Close()
		<-done
		handlers.Done()
		handlers.Wait() // a bubble must not end before them
	})
	return &backend{b, network}
}

// withCache gives the options a cache that is closed with the test.
func withCache(t testing.TB) func(*Options, *SourceOptions) {
	t.Helper()
	c, err := cache.New(cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return func(o *Options, _ *SourceOptions) { o.Cache = c }
}

// asJSON answers body as JSON.
func asJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// recorder keeps the requests that a handler saw.
type recorder struct {
	mu       sync.Mutex
	requests []*http.Request
	bodies   []string
}

func (r *recorder) record(req *http.Request) int {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, req)
	r.bodies = append(r.bodies, string(body))
	return len(r.requests)
}

func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.requests)
}

func (r *recorder) last() *http.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.requests[len(r.requests)-1]
}

// wantError fails the test unless err is an *Error of code and class.
func wantError(t *testing.T, err error, code Code, class Class) *Error {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("error %v (%T); expected an *Error", err, err)
	}
	if e.Code != code || e.Class != class {
		t.Errorf("%s, %s (%v); expected %s, %s", e.Code, e.Class, e, code, class)
	}
	return e
}
