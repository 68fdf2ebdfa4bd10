package clients

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A secret that backends put everywhere, and that must never be shown.
const secret = "s3cr3t"

// hijack ends the connection after writing text to it as it stands.
func hijack(w http.ResponseWriter, text string) {
	conn, buf, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = buf.WriteString(text)
	_ = buf.Flush()
	_ = conn.Close()
}

// The contract of a call, against a backend that misbehaves in one way per row.
func TestMisbehavingBackend(t *testing.T) {
	for _, tt := range []struct {
		name     string
		method   string
		answer   http.HandlerFunc
		code     Code
		class    Class
		attempts int // that the backend sees
		text     string
	}{
		{
			name: "connection closed without an answer", attempts: 3, code: CodeUnavailable, class: Transient,
			answer: func(w http.ResponseWriter, _ *http.Request) { hijack(w, "") },
		},
		{
			name: "connection closed without an answer to a POST", method: "POST", attempts: 1, code: CodeUnavailable, class: Ambiguous,
			answer: func(w http.ResponseWriter, _ *http.Request) { hijack(w, "") },
		},
		{
			name: "not HTTP", attempts: 3, code: CodeUnavailable, class: Transient,
			answer: func(w http.ResponseWriter, _ *http.Request) { hijack(w, "SSH-2.0-"+secret+"\r\n\r\n") },
		},
		{
			name: "body cut short", attempts: 3, code: CodeUnavailable, class: Transient,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				hijack(w, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"id\":")
			},
		},
		{
			name: "chunked body cut short", attempts: 3, code: CodeUnavailable, class: Transient,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				hijack(w, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n")
			},
		},
		{
			name: "hangs before the headers", attempts: 3, code: CodeTimeout, class: Transient, // the third is cut short by the call's 5 s
			answer: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		},
		{
			name: "hangs on a POST", method: "POST", attempts: 1, code: CodeTimeout, class: Ambiguous,
			answer: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		},
		{
			name: "hangs in the body", attempts: 3, code: CodeTimeout, class: Transient,
			answer: func(w http.ResponseWriter, r *http.Request) {
				asJSON(w, 200, `{"id":`)
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			},
		},
		{
			name: "body of a byte a second", attempts: 3, code: CodeTimeout, class: Transient,
			answer: func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				for range 60 {
					if _, err := io.WriteString(w, " "); err != nil || http.NewResponseController(w).Flush() != nil {
						return
					}
					select {
					case <-r.Context().Done():
						return
					case <-time.After(time.Second):
					}
				}
			},
		},
		{
			name: "endless body", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				for chunk := bytes.Repeat([]byte(" "), 4096); ; {
					if _, err := w.Write(chunk); err != nil {
						return
					}
				}
			},
		},
		{
			name: "announces a huge body", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "9000000000")
				asJSON(w, 200, "{}")
			},
		},
		{
			name: "gzip bomb", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				w.Header().Set("Content-Type", "application/json")
				z := gzip.NewWriter(w)
				_, _ = z.Write(bytes.Repeat([]byte(" "), 2<<20))
				_ = z.Close()
			},
		},
		{
			name: "says gzip and isn't", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				asJSON(w, 200, `{"id":17,"name":"Blue mug"}`)
			},
		},
		{
			name: "an encoding nobody asked for", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "br")
				asJSON(w, 200, `{"id":17}`)
			},
		},
		{
			name: "garbage that says it is JSON", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, "<html>"+secret) },
		},
		{
			name: "JSON of another shape", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, `["`+secret+`"]`) },
		},
		{
			name: "two JSON values", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, `{"id":1}{"id":2}`) },
		},
		{
			name: "HTML of a proxy", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				_, _ = io.WriteString(w, `{"id":17}`)
			},
		},
		{
			name: "no content type", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = nil
				_, _ = io.WriteString(w, `{"id":17}`)
			},
		},
		{
			name: "empty body", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, "") },
		},
		{
			name: "redirect to another host", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://elsewhere.test/"+secret, http.StatusFound)
			},
		},
		{
			name: "redirect for ever", attempts: 4, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) },
		},
		{
			name: "headers without end", attempts: 3, code: CodeUnavailable, class: Transient,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
				asJSON(w, 200, `{"id":17}`)
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var seen recorder
				b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					seen.record(r)
					tt.answer(w, r)
				}), func(_ *Options, s *SourceOptions) { s.MaxResponseBytes = 1 << 20 })
				begin := time.Now()
				value, found, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "products.get"},
					Request{Method: tt.method, Path: "/v1/products/17", Header: http.Header{"X-Key": {secret}}})
				e := wantError(t, err, tt.code, tt.class)
				if found || value != (product{}) {
					t.Errorf("value %v, found %v beside an error", value, found)
				}
				if took := time.Since(begin); took > 5*time.Second {
					t.Errorf("took %s; expected at most the call's 5 s", took)
				}
				if got := seen.count(); got != tt.attempts {
					t.Errorf("%d attempts; expected %d", got, tt.attempts)
				}
				checkPublic(t, e)
			})
		})
	}
}

// checkPublic fails when what clients may see shows anything of the inside.
func checkPublic(t *testing.T, e *Error) {
	t.Helper()
	for _, inside := range []string{secret, "http", "://", "catalog.test", "/v1", "goroutine", "json:"} {
		if strings.Contains(e.PublicMessage(), inside) || strings.Contains(e.ErrorCode(), inside) {
			t.Errorf("public text %q (%s) shows %q", e.PublicMessage(), e.ErrorCode(), inside)
		}
	}
	if e.PublicMessage() == "" || !e.Code.Valid() {
		t.Errorf("public message %q, code %q", e.PublicMessage(), e.Code)
	}
	if e.Err == nil || e.Unwrap() != e.Err {
		t.Errorf("cause %v is lost", e.Err)
	}
	if strings.Contains(e.Error(), secret) && e.Status != 0 {
		t.Errorf("%q shows what the backend wrote", e.Error())
	}
}

// Every status there is, as answer to a GET and to a POST.
func TestEveryStatus(t *testing.T) {
	for _, method := range []string{"GET", "POST"} {
		for status := 200; status < 600; status++ {
			synctest.Test(t, func(t *testing.T) {
				var seen recorder
				b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					seen.record(r)
					asJSON(w, status, `{"id":17,"name":"`+secret+`"}`)
				}), nil)
				value, found, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "products.get"},
					Request{Method: method, Path: "/v1/products/17"})
				switch {
				case status == 204:
					if !found || err != nil || value != (product{}) {
						t.Errorf("%s %d: %v, %v, %v; expected a zero value that is found", method, status, value, found, err)
					}
				case status < 300:
					if !found || err != nil || value.ID != 17 {
						t.Errorf("%s %d: %v, %v, %v; expected the product", method, status, value, found, err)
					}
				case method == "GET" && (status == 404 || status == 410):
					if found || err != nil {
						t.Errorf("%s %d: %v, %v; expected not found", method, status, found, err)
					}
				default:
					checkStatusError(t, method, status, err, seen.count())
				}
			})
		}
	}
}

func checkStatusError(t *testing.T, method string, status int, err error, attempts int) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%s %d: error %v; expected an *Error", method, status, err)
	}
	checkPublic(t, e)
	if e.Status != status {
		t.Errorf("%s %d: status %d", method, status, e.Status)
	}
	if rejection := status >= 400 && status < 500; rejection != strings.Contains(string(e.Body), secret) {
		t.Errorf("%s %d: body %q; only rejections keep theirs", method, status, e.Body)
	}
	want := 1
	retried := status == 429 || method == "GET" && (status == 408 || status == 502 || status == 503 || status == 504)
	if retried {
		want = 3
	}
	if attempts != want {
		t.Errorf("%s %d: %d attempts; expected %d", method, status, attempts, want)
	}
	if (e.Class == Transient) != retried {
		t.Errorf("%s %d: class %s", method, status, e.Class)
	}
}

func TestClassifyStatus(t *testing.T) {
	for _, tt := range []struct {
		status int
		code   Code
	}{
		{301, CodeBadResponse},
		{304, CodeBadResponse},
		{400, CodeBadUserInput},
		{401, CodeUnauthenticated},
		{402, CodeBadUserInput},
		{403, CodeForbidden},
		{404, CodeBadUserInput}, // where it doesn't mean not found
		{408, CodeTimeout},
		{409, CodeBadUserInput},
		{422, CodeBadUserInput},
		{429, CodeRateLimited},
		{500, CodeUnavailable},
		{502, CodeUnavailable},
		{503, CodeUnavailable},
		{504, CodeTimeout},
		{599, CodeUnavailable},
		{700, CodeBadResponse},
	} {
		if got, _ := classifyStatus(tt.status, true); got != tt.code {
			t.Errorf("status %d is %s; expected %s", tt.status, got, tt.code)
		}
	}
}

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
		wantError(t, err, CodeTimeout, Permanent)
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
