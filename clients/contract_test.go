package clients

import (
	"bytes"
	"compress/gzip"
	"errors"
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
			name: "JSON that is right to begin with", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, `{"id":17,"name":["`+secret+`"]}`) },
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
