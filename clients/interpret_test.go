package clients

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
)

// what is a cause that says what clients may know.
type what struct {
	message, code string
	extensions    map[string]any
}

func (w what) Error() string { return "for the log" }

func (w what) Told() (message, code string, extensions map[string]any) {
	return w.message, w.code, w.extensions
}

// What a cause says takes the place of what the code says; without a code of its own
// that of the error stays.
func TestTold(t *testing.T) {
	for _, tt := range []struct {
		name          string
		cause         error
		message, code string
		extensions    int
	}{
		{"a cause that says nothing", errors.New("for the log"), "Forbidden.", "FORBIDDEN", 0},
		{"a message", what{message: "Not yours."}, "Not yours.", "FORBIDDEN", 0},
		{"a code", what{message: "Not yours.", code: "NOT_YOURS"}, "Not yours.", "NOT_YOURS", 0},
		{"extensions", what{message: "Not yours.", extensions: map[string]any{"a": 1}}, "Not yours.", "FORBIDDEN", 1},
		{"one that is wrapped", fmt.Errorf("more: %w", what{message: "Not yours.", code: "NOT_YOURS"}), "Not yours.", "NOT_YOURS", 0},
	} {
		e := &Error{Code: CodeForbidden, Source: "catalog", Err: tt.cause}
		if e.PublicMessage() != tt.message || e.ErrorCode() != tt.code || len(e.PublicExtensions()) != tt.extensions {
			t.Errorf("%s: %q, %s, %v; want %q, %s, %d", tt.name, e.PublicMessage(), e.ErrorCode(), e.PublicExtensions(), tt.message, tt.code, tt.extensions)
		}
	}
}

// An error of Interpret is one of the answer for a 2xx, and else of the status, with what
// the status means for another attempt and for whoever reads the body.
func TestErrorsOfInterpret(t *testing.T) {
	for _, tt := range []struct {
		status, attempts int
		code             Code
		class            Class
		body             string
	}{
		{200, 1, CodeBadResponse, Permanent, ""},
		{299, 1, CodeBadResponse, Permanent, ""},
		{400, 1, CodeBadUserInput, Permanent, "why"},
		{409, 1, CodeBadUserInput, Permanent, "why"},
		{503, 3, CodeUnavailable, Transient, ""},
	} {
		seen := &recorder{}
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen.record(r)
			w.WriteHeader(tt.status)
			fmt.Fprint(w, "why")
		}), nil)
		call := Call[string]{Source: "catalog", Name: "a", Interpret: func(Response) (string, bool, error) { return "", false, errors.New("not that") }}
		_, _, err := Fetch(t.Context(), b.Backends, call, Request{Path: "/a"})
		e := wantError(t, err, tt.code, tt.class)
		if string(e.Body) != tt.body || e.Status != tt.status {
			t.Errorf("%d: the error has the status %d and the body %q; want %q", tt.status, e.Status, e.Body, tt.body)
		}
		if n := seen.count(); n != tt.attempts {
			t.Errorf("%d: %d attempts; want %d", tt.status, n, tt.attempts)
		}
	}
}

// A Host header names the virtual host, and is no header beside it.
func TestHostHeader(t *testing.T) {
	seen := &recorder{}
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen.record(r)
		asJSON(w, http.StatusOK, `{"id":1}`)
	}), nil)
	for host, want := range map[string]string{"": "catalog.test", "tenant.test": "tenant.test"} {
		request := Request{Path: "/a"}
		if host != "" {
			request.Header = http.Header{"Host": {host}}
		}
		if _, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "a"}, request); err != nil {
			t.Fatal(err)
		}
		if got := seen.last(); got.Host != want || got.Header.Get("Host") != "" {
			t.Errorf("Host %q: sent to %q with %q; want %q", host, got.Host, got.Header, want)
		}
	}
}

// What can't be a query as it stands would end it, or the line.
func TestIsQuery(t *testing.T) {
	for raw, want := range map[string]bool{
		"": true, "a=1&b=%20": true, "a=[1]": true, "!~": true,
		"a=1#b": false, "a b": false, "a\nb": false, "a\x7fb": false, "ü": false, "\x00": false,
	} {
		if got := isQuery(raw); got != want {
			t.Errorf("%q: %v; want %v", raw, got, want)
		}
	}
}
