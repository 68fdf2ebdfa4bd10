package graph_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bff/graph"
)

func answering(t *testing.T) http.Handler {
	t.Helper()
	return newHandler(t, graph.Options{Schema: schema(func(context.Context) (string, error) { return "mug", nil })})
}

// Clients that offer HTTP/2 with each request get their answer over HTTP/1.
func TestOfferOfHTTP2IsPassedOver(t *testing.T) {
	got := post(t, answering(t), query("{ name }"), "Connection", "Upgrade, HTTP2-Settings", "Upgrade", "h2c")
	if got.Status != http.StatusOK || got.Data == nil {
		t.Errorf("answer = %+v; want the data", got)
	}
}

// What browsers send for pages of other sites without asking for leave first
// can't change anything: the content types of forms are refused, GET runs
// queries only, and a GET as image or script is refused too.
func TestRequestsOfOtherSites(t *testing.T) {
	h := answering(t)
	get := "/test/graphql?query=" + url.QueryEscape("{ name }")
	for _, tt := range []struct {
		name, method, target string
		header               map[string]string
		status               int
	}{
		{"a form", "POST", "/test/graphql", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, 415},
		{"a form with files", "POST", "/test/graphql", map[string]string{"Content-Type": "multipart/form-data; boundary=x"}, 415},
		{"a form of text", "POST", "/test/graphql", map[string]string{"Content-Type": "text/plain"}, 415},
		{"text that claims to be JSON", "POST", "/test/graphql", map[string]string{"Content-Type": "text/plain; application/json"}, 415},
		{"no content type, as sendBeacon may", "POST", "/test/graphql", nil, 415},
		{"a form for events", "POST", "/test/graphql", map[string]string{"Content-Type": "text/plain", "Accept": "text/event-stream"}, 406},
		{"an image", "GET", get, map[string]string{"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "cross-site"}, 403},
		{"an image of a sister site", "GET", get, map[string]string{"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "same-site"}, 403},
		{"our own page's preload", "GET", get, map[string]string{"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "same-origin"}, 200},
		{"a fetch, which only a page that we allow can read", "GET", get, map[string]string{"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "cross-site"}, 200},
		{"no browser", "GET", get, nil, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), tt.method, tt.target, strings.NewReader(query("{ name }")))
			r.Header.Set("Cookie", "session=1")
			for name, value := range tt.header {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d: %s", w.Code, tt.status, w.Body)
			}
			if w.Header().Get("Access-Control-Allow-Origin") != "" {
				t.Error("another site's page is allowed to read this")
			}
		})
	}
}

// Nothing is kept by caches between here and the app unless somebody says so,
// and what is kept depends on what was accepted.
func TestCachingHeaders(t *testing.T) {
	h := answering(t)
	for name, body := range map[string]string{"data": query("{ name }"), "an error": query("{ nam }")} {
		got := post(t, h, body).Header
		if got.Get("Cache-Control") != "no-store" || got.Get("Vary") != "Accept" || got.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v; want no-store, Vary: Accept, nosniff", name, got)
		}
	}
}

// broken is a client whose execution panics outside of any field.
func broken() graphql.ExecutableSchema {
	mock := schema(nil).(*graphql.ExecutableSchemaMock)
	mock.ExecFunc = func(context.Context) graphql.ResponseHandler { panic("hunter2") }
	return mock
}

func TestPanicOutsideOfFields(t *testing.T) {
	var log strings.Builder
	h := newHandler(t, graph.Options{Schema: broken(), Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	got := post(t, h, query("{ name }"))
	if got.Status != http.StatusInternalServerError || got.code() != "INTERNAL_SERVER_ERROR" || strings.Contains(got.Errors[0].Message, "hunter2") {
		t.Errorf("answer = %+v; want 500 and nothing of the cause", got)
	}
	if !strings.Contains(log.String(), "hunter2") {
		t.Errorf("log = %s; want the cause", log.String())
	}
	log.Reset()
	defer func() {
		cause := recover()
		if err, ok := cause.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("a stream panicked with %v; want it cut off", cause)
		}
		if !strings.Contains(log.String(), "hunter2") {
			t.Errorf("log = %s; want the cause", log.String())
		}
	}()
	events(t, h, query("{ name }"))
}

// An error that JSON can't hold is still an error of a valid response.
func TestErrorThatCannotBeWritten(t *testing.T) {
	h := newHandler(t, graph.Options{Schema: schema(func(context.Context) (string, error) {
		return "", &gqlerror.Error{Message: "told", Extensions: map[string]any{"code": "X", "f": func() {}}}
	})})
	if got := post(t, h, query("{ name }")); got.code() != "INTERNAL_SERVER_ERROR" {
		t.Errorf("answer = %+v; want INTERNAL_SERVER_ERROR", got)
	}
}

// Long documents work, but a thousand of them must not fill the memory.
func TestLongDocumentsAreNotKept(t *testing.T) {
	h := answering(t)
	persisted := func(document string, withDocument bool) result {
		sum := sha256.Sum256([]byte(document))
		request := map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{
			"version": 1, "sha256Hash": hex.EncodeToString(sum[:]),
		}}}
		if withDocument {
			request["query"] = document
		}
		body, _ := json.Marshal(request)
		return post(t, h, string(body))
	}
	for _, tt := range []struct {
		name, document string
		kept           bool
	}{
		{"short", "{ name }", true},
		{"long", "{ name } #" + strings.Repeat("x", 200_000), false},
	} {
		if got := persisted(tt.document, true); got.Errors != nil {
			t.Errorf("%s: %+v; want an answer", tt.name, got)
		}
		if got := persisted(tt.document, false); (got.code() == nil) != tt.kept {
			t.Errorf("%s, by its hash: %+v; want it kept: %v", tt.name, got, tt.kept)
		}
	}
}
