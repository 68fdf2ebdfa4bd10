package clients

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
)

func TestWithoutValues(t *testing.T) {
	for text, want := range map[string]string{
		"http://catalog/v1/products":               "http://catalog/v1/products",
		"http://catalog/?key=s3cr3t":               "http://catalog/?key=REDACTED",
		"http://catalog/?a=1&key=s3cr3t&b=&c=x%3D": "http://catalog/?a=REDACTED&key=REDACTED&b=REDACTED&c=REDACTED",
		"http://catalog/?s3cr3t":                   "http://catalog/?REDACTED",
		"http://catalog/?":                         "http://catalog/?REDACTED",
	} {
		if got := withoutValues(text); got != want {
			t.Errorf("withoutValues(%q) = %q; want %q", text, got, want)
		}
	}
}

func TestWithoutURL(t *testing.T) {
	cause := errors.New("connection refused")
	if got := withoutURL(&url.Error{Op: "Get", URL: "http://catalog/?key=" + secret, Err: cause}); !errors.Is(got, cause) || strings.Contains(got.Error(), secret) {
		t.Errorf("withoutURL = %v; want %v", got, cause)
	}
	if got := withoutURL(cause); !errors.Is(got, cause) {
		t.Errorf("withoutURL = %v; want %v", got, cause)
	}
}

// A key in a query is in no error and in no span, whatever becomes of the request.
func TestQueriesAreNotWritten(t *testing.T) {
	for _, answer := range []http.HandlerFunc{
		func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, `{"id":17}`) },
		func(w http.ResponseWriter, _ *http.Request) { hijack(w, "") },
		func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again?"+secret, http.StatusFound) },
		func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://elsewhere.test/?key="+secret, http.StatusFound)
		},
		func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "no JSON") },
	} {
		synctest.Test(t, func(t *testing.T) {
			var tel telemetry
			b := start(t, answer, tel.configure)
			_, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"},
				Request{Path: "/v1", RawQuery: "key=" + secret, Query: url.Values{"other": {secret}}})
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("error %v has the query", err)
			}
			for _, s := range tel.spans.Ended() {
				for _, a := range s.Attributes() {
					if strings.Contains(a.Value.String(), secret) {
						t.Errorf("span has %s %s", a.Key, a.Value.String())
					}
				}
				if strings.Contains(s.Status().Description, secret) {
					t.Errorf("span has status %s", s.Status().Description)
				}
			}
		})
	}
}
