package httpserver

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// inFlight counts the requests that are served. http.Server counts too, but
// forgets a connection that was hijacked, which a WebSocket is for hours.
type inFlight struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed while n is 0
}

func newInFlight() *inFlight {
	f := &inFlight{idle: make(chan struct{})}
	close(f.idle)
	return f
}

func (f *inFlight) add() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n == 0 {
		f.idle = make(chan struct{})
	}
	f.n++
}

func (f *inFlight) done() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n--; f.n == 0 {
		close(f.idle)
	}
}

func (f *inFlight) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}

// wait returns nil when nothing is served, ctx's error when that ends first.
// Nothing may be added while it waits.
func (f *inFlight) wait(ctx context.Context) error {
	f.mu.Lock()
	idle := f.idle
	f.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// serverKey is that of the server in the contexts of its requests.
type serverKey struct{}

// Begin counts work that was begun for the request of ctx and goes on when its client
// leaves. A drain waits for it as for a request, until done is called; bound ends when
// it waits no longer. Outside of a request nothing is counted and bound never ends.
func Begin(ctx context.Context) (bound context.Context, done func()) {
	s, ok := ctx.Value(serverKey{}).(*Server)
	if !ok {
		return context.Background(), func() {}
	}
	s.running.add()
	return s.requests.ctx, s.running.done
}

// track counts requests, bounds the reading of their bodies, and gives streams
// a context that ends when the drain begins.
func (s *Server) track(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.running.add()
		defer s.running.done()
		if r.ContentLength != 0 { // -1, a chunked body, is one too
			r.Body = newTimedBody(w, r.Body, s.options.ReadBodyTimeout)
		}
		if isStream(r) {
			ctx, cancel := context.WithCancelCause(r.Context())
			defer cancel(nil)
			defer context.AfterFunc(s.streams.ctx, func() { cancel(context.Cause(s.streams.ctx)) })()
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// isStream recognises the requests whose answers have no natural end. A
// multipart answer has one: it carries the late parts of one operation.
func isStream(r *http.Request) bool {
	return r.Header.Get("Upgrade") != "" || strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// timedBody reads a body with a deadline and takes the deadline away at its
// end: net/http goes on reading then, to notice that the client went away, and
// would mistake the deadline for that.
type timedBody struct {
	io.ReadCloser
	connection *http.ResponseController
}

func newTimedBody(w http.ResponseWriter, body io.ReadCloser, timeout time.Duration) io.ReadCloser {
	connection := http.NewResponseController(w)
	if connection.SetReadDeadline(time.Now().Add(timeout)) != nil {
		return body // a writer without deadlines is a test's recorder
	}
	return &timedBody{body, connection}
}

func (b *timedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		_ = b.connection.SetReadDeadline(time.Time{}) // it could be set, so it can be cleared
	}
	return n, err
}
