package clients

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestNobodyListens(t *testing.T) {
	for _, method := range []string{"GET", "POST"} { // nothing was sent, so both may be repeated
		synctest.Test(t, func(t *testing.T) {
			b := start(t, http.NotFoundHandler(), nil)
			_ = b.network.Close()
			_, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{Method: method})
			wantError(t, err, CodeUnavailable, Transient)
			if got := b.Status()[0].Calls[0].Retries; got != 2 {
				t.Errorf("%s: %d retries; expected 2", method, got)
			}
		})
	}
}

func TestCallerLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), nil)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			time.Sleep(100 * time.Millisecond)
			cancel()
		}()
		begin := time.Now()
		_, _, err := Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
		wantError(t, err, CodeCancelled, Permanent)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v doesn't wrap context.Canceled", err)
		}
		if took := time.Since(begin); took != 100*time.Millisecond {
			t.Errorf("returned after %s; expected at once, after 100ms", took)
		}
	})
}

func TestCallersDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			seen.record(r)
			<-r.Context().Done()
		}), nil)
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		defer cancel()
		_, _, err := Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
		wantError(t, err, CodeTimeout, Permanent)
		if got := seen.last().Header.Get(deadlineHeader); got != "700" {
			t.Errorf("%s: %q; expected what the caller has left, 700", deadlineHeader, got)
		}
	})
}

func TestTimeoutOfTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			seen.record(r)
			<-r.Context().Done()
		}), nil)
		begin := time.Now()
		_, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x", Timeout: 3 * time.Second}, Request{})
		wantError(t, err, CodeTimeout, Transient)
		// 2 s, a delay of 50 ms, and what is left of 3 s.
		if took := time.Since(begin); took != 3*time.Second || seen.count() != 2 {
			t.Errorf("%d attempts in %s; expected 2 in 3s", seen.count(), took)
		}
		if got := seen.last().Header.Get(deadlineHeader); got != "950" {
			t.Errorf("%s: %q; expected 950", deadlineHeader, got)
		}
	})
}

func TestMistakesOfOurOwn(t *testing.T) {
	b := start(t, http.NotFoundHandler(), nil)
	for _, tt := range []struct {
		name string
		call Call[product]
		r    Request
		code Code
	}{
		{"no such source", Call[product]{Source: "catalogue", Name: "x"}, Request{}, CodeInternal},
		{"no name", Call[product]{Source: "catalog"}, Request{}, CodeInternal},
		{"relative path", Call[product]{Source: "catalog", Name: "x"}, Request{Path: "v1"}, CodeInternal},
		{"unescaped path", Call[product]{Source: "catalog", Name: "x"}, Request{Path: "/a b"}, CodeInternal},
		{"query in the path", Call[product]{Source: "catalog", Name: "x"}, Request{Path: "/a?b=c"}, CodeInternal},
		{"broken escape", Call[product]{Source: "catalog", Name: "x"}, Request{Path: "/%zz"}, CodeInternal},
		{"method", Call[product]{Source: "catalog", Name: "x"}, Request{Method: "GET /\r\nX: y"}, CodeInternal},
		{"header name", Call[product]{Source: "catalog", Name: "x"}, Request{Header: http.Header{"a b": {"c"}}}, CodeInternal},
		{"header value", Call[product]{Source: "catalog", Name: "x"}, Request{Header: http.Header{"A": {"c\r\nB: d"}}}, CodeInternal},
		{"idempotency key", Call[product]{Source: "catalog", Name: "x"}, Request{IdempotencyKey: "c\r\nB: d"}, CodeInternal},
		{"cached mutation", Call[product]{Source: "catalog", Name: "x", Cache: minute}, Request{Method: "POST"}, CodeInternal},
		{"an id that is empty", Call[product]{Source: "catalog", Name: "x"}, Request{Path: Path("/v1/{}", "")}, CodeBadUserInput},
		{"an id that is a parent", Call[product]{Source: "catalog", Name: "x"}, Request{Path: Path("/v1/{}", "..")}, CodeBadUserInput},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, found, err := Fetch(t.Context(), b.Backends, tt.call, tt.r)
			if e := wantError(t, err, tt.code, Permanent); found {
				t.Errorf("found beside %v", e)
			}
		})
	}
}

func TestDecodePanics(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, "{}") }), nil)
	_, _, err := Fetch(t.Context(), b.Backends, Call[product]{
		Source: "catalog", Name: "x",
		Decode: func([]byte) (product, error) { panic("index out of range") },
	}, Request{})
	e := wantError(t, err, CodeInternal, Permanent)
	if !strings.Contains(e.Error(), "index out of range") {
		t.Errorf("%q doesn't tell the log what happened", e)
	}
}

func TestRedirectWithinTheSource(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
			return
		}
		asJSON(w, 200, `{"id":17}`)
	}), nil)
	value, found, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{Path: "/old"})
	if !found || err != nil || value.ID != 17 {
		t.Errorf("%v, %v, %v; expected the product", value, found, err)
	}
}

func TestProblemJSONAndGzipAreFine(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/hal+json; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = fmt.Fprint(z, `{"id":17}`)
		_ = z.Close()
	}), nil)
	value, found, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
	if !found || err != nil || value.ID != 17 {
		t.Errorf("%v, %v, %v; expected the product", value, found, err)
	}
}

func TestNotFoundStatuses(t *testing.T) {
	for _, tt := range []struct {
		name     string
		method   string
		status   int
		notFound []int
		want     bool // that it means not found
	}{
		{"404 of GET", "GET", 404, nil, true},
		{"410 of GET", "GET", 410, nil, true},
		{"404 of POST is a rejection", "POST", 404, nil, false},
		{"none", "GET", 404, []int{}, false},
		{"of its own", "PUT", 412, []int{412}, true},
		{"of its own only", "GET", 404, []int{412}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asJSON(w, tt.status, "{}") }), nil)
			_, found, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x", NotFound: tt.notFound}, Request{Method: tt.method})
			if found || (err == nil) != tt.want {
				t.Errorf("found %v, error %v", found, err)
			}
		})
	}
}

func TestCallerHasLeftAlready(t *testing.T) {
	var seen recorder
	b := start(t, products(&seen), nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{Path: "/v1/products/17"})
	wantError(t, err, CodeCancelled, Permanent)
	if !errors.Is(err, context.Canceled) || seen.count() != 0 {
		t.Errorf("%v after %d requests; expected context.Canceled and none", err, seen.count())
	}
}

func TestDecoders(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Total-Count", "3")
		asJSON(w, 200, `{"id":17}`)
	}), nil)
	for _, tt := range []struct {
		name string
		call Call[string]
		want string
	}{
		{"Decode", Call[string]{Decode: func(body []byte) (string, error) { return string(body), nil }}, `{"id":17}`},
		{"DecodeResponse comes first", Call[string]{
			DecodeResponse: func(h http.Header, _ []byte) (string, error) { return h.Get("X-Total-Count"), nil },
			Decode:         func([]byte) (string, error) { return "", errors.New("not this one") },
		}, "3"},
	} {
		tt.call.Source, tt.call.Name = "catalog", "x"
		if got, _, err := Fetch(t.Context(), b.Backends, tt.call, Request{}); got != tt.want || err != nil {
			t.Errorf("%s: %q, %v; expected %q", tt.name, got, err, tt.want)
		}
	}
}

// HEAD announces the size of a body that it doesn't send.
func TestHead(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9")
		asJSON(w, 200, `{"id":17}`)
	}), nil)
	if _, found, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{Method: "HEAD"}); !found || err != nil {
		t.Errorf("found %v, error %v", found, err)
	}
}

// A certificate that isn't trusted doesn't become so by asking again.
func TestUntrustedCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.StartTLS()
	defer server.Close()
	b, err := New(Options{Sources: map[string]SourceOptions{"catalog": {URL: server.URL}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	_, _, err = Fetch(t.Context(), b, Call[product]{Source: "catalog", Name: "x"}, Request{})
	checkPublic(t, wantError(t, err, CodeUnavailable, Permanent))
}

// Whoever can't be connected to in time was sent nothing: even a POST may be
// repeated.
func TestConnectTimeout(t *testing.T) {
	b := start(t, http.NotFoundHandler(), func(o *Options, _ *SourceOptions) {
		o.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}
		}
	})
	_, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{Method: "POST"})
	wantError(t, err, CodeTimeout, Transient)
}

// First uses at once must agree on one breaker.
func TestFirstUseAtOnce(t *testing.T) {
	var seen recorder
	b := start(t, products(&seen), nil)
	var calls sync.WaitGroup
	for range 20 {
		calls.Go(func() {
			if _, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{Path: "/v1/products/17"}); err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	if s := breakerState(t, b); s.Calls != 20 || s.Attempts != 20 {
		t.Errorf("%+v; expected 20 calls of one", s)
	}
}
