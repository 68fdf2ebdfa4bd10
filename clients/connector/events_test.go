package connector_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"bff/clients"
	"bff/clients/connector"
	"bff/connect/mapping"
)

// stream answers with server-sent events.
type stream struct{ text, url string }

func (s *stream) RoundTrip(q *http.Request) (*http.Response, error) {
	s.url = q.URL.RequestURI()
	return &http.Response{
		StatusCode: http.StatusOK, Request: q, Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: io.NopCloser(strings.NewReader(s.text)),
	}, nil
}

// Each event is what the selection makes of it; one of which it makes nothing is passed
// over, and one that is no JSON is an error.
func TestEvents(t *testing.T) {
	for _, tt := range []struct {
		name, events, want string
		n                  int // how many results are awaited
	}{
		{"texts", "data: {\"v\":\"a\"}\n\ndata: {\"v\":\"b\"}\n\n", "a, b", 2},
		{"nothing between", "data: {\"v\":\"a\"}\n\ndata: {}\n\ndata: {\"v\":null}\n\ndata: {\"v\":\"b\"}\n\n", "a, b", 2},
		{"no JSON", "data: {\n\n", "BACKEND_BAD_RESPONSE", 1},
	} {
		network := &stream{text: tt.events}
		backends, err := clients.New(clients.Options{
			Transport: network, Logger: slog.New(slog.DiscardHandler), Sources: map[string]clients.SourceOptions{"shop": {URL: "http://shop.test"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		rt, err := connector.New(backends, connector.Options{})
		if err != nil {
			t.Fatal(err)
		}
		call := define(connector.Spec{Method: http.MethodGet, URL: "/events/{$args.id}", Selection: "$.v"}, connector.String)
		var got []string
		for r := range call.Events(t.Context(), rt, connector.Vars{Args: object("id", 7)}) {
			if got = append(got, said(r)); len(got) == tt.n {
				break
			}
		}
		if text := strings.Join(got, ", "); text != tt.want || network.url != "/events/7" {
			t.Errorf("%s: %s of %s; want %s of /events/7", tt.name, text, network.url, tt.want)
		}
		network.url = ""
		got = nil
		for r := range define(connector.Spec{Method: http.MethodGet, URL: "/events/{$args.id}"}, connector.String).Events(t.Context(), rt, connector.Vars{Args: object("id", "")}) {
			got = append(got, said(r))
		}
		if text := strings.Join(got, ", "); text != "BAD_USER_INPUT" || network.url != "" {
			t.Errorf("%s: a request that can't be made: %s, sent to %q", tt.name, text, network.url)
		}
		if err := backends.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A request for a single object has the same form as one for several.
func TestFetchThisOfOne(t *testing.T) {
	b := &backend{answer: func(r request) (int, string) { return 200, `"` + r.url + `"` }}
	call := get("/a/{$this.id}")
	for want, objects := range map[string][]mapping.Value{"/a/1": {object("id", 1)}, "/a/1, /a/1": {object("id", 1), object("id", 1)}, "": nil} {
		if got := allSaid(call.FetchThis(t.Context(), runtimeOf(t, b, nil), mapping.Null(), objects)); got != want {
			t.Errorf("%d objects: %q; want %q", len(objects), got, want)
		}
	}
}
