package graph_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"bff/graph"
)

// A page of another site cannot open a WebSocket with the user's cookies, unless its
// host is allowed.
func TestOriginOfAWebSocket(t *testing.T) {
	for _, tt := range []struct {
		name, origin string
		allowed      []string
		accepted     bool
	}{
		{"no browser", "", nil, true},
		{"the server's own page", "OWN", nil, true},
		{"a page of another site", "https://evil.example", nil, false},
		{"one whose host is the start of another", "https://shop.example.evil.example", []string{"shop.example"}, false},
		{"one that is allowed", "https://shop.example", []string{"shop.example"}, true},
		{"one that a pattern allows", "https://www.shop.example", []string{"*.shop.example"}, true},
		{"a sandboxed page", "null", []string{"shop.example"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(newHandler(t, graph.Options{
				Schema:         schema(func(context.Context) (string, error) { return "mug", nil }),
				AllowedOrigins: tt.allowed,
			}))
			defer server.Close()
			header := http.Header{}
			if tt.origin != "" {
				header.Set("Origin", strings.Replace(tt.origin, "OWN", server.URL, 1))
			}
			conn, response, err := websocket.Dial(t.Context(), server.URL, &websocket.DialOptions{
				HTTPClient: server.Client(), HTTPHeader: header, Subprotocols: []string{"graphql-transport-ws"},
			})
			if conn != nil {
				defer conn.CloseNow()
			}
			if (err == nil) != tt.accepted {
				t.Fatalf("dial: %v; want it accepted: %v", err, tt.accepted)
			}
			if !tt.accepted && response.StatusCode != http.StatusForbidden {
				t.Errorf("status %d; want 403", response.StatusCode)
			}
		})
	}
}

// A message over the limit ends the connection, and one within it does not; a message
// that is read in two ways is none.
func TestMessagesOfAWebSocket(t *testing.T) {
	subscribe := func(payload string) string {
		return `{"id":"1","type":"subscribe","payload":` + payload + `}`
	}
	for _, tt := range []struct {
		name, message string
		want          string               // in the answer; empty: the connection is closed
		status        websocket.StatusCode // then
	}{
		{"within the limit", subscribe(query("{ name } #" + strings.Repeat("x", 800))), "mug", 0},
		{"over the limit", subscribe(query("{ name } #" + strings.Repeat("x", 2000))), "", websocket.StatusMessageTooBig},
		{"a member twice", `{"id":"1","id":"2","type":"subscribe","payload":{"query":"{ name }"}}`, "", 4400},
		{"a variable twice", subscribe(`{"query":"{ name }","variables":{"a":1,"a":2}}`), "", 4400},
		{"half of a surrogate pair", subscribe(`{"query":"{ name }","variables":{"a":"\ud800"}}`), "", 4400},
		{"a name that looks like another", subscribe(`{"query":"{ name }","Query":"{ nam }"}`), "mug", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(newHandler(t, graph.Options{
				Schema: schema(func(context.Context) (string, error) { return "mug", nil }),
				Limits: graph.Limits{MaxBodyBytes: 1000},
			}))
			defer server.Close()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			conn, _, err := websocket.Dial(ctx, server.URL, &websocket.DialOptions{
				HTTPClient: server.Client(), Subprotocols: []string{"graphql-transport-ws"},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer conn.CloseNow()
			for _, message := range []string{`{"type":"connection_init"}`, tt.message} {
				if err := conn.Write(ctx, websocket.MessageText, []byte(message)); err != nil {
					t.Fatal(err)
				}
			}
			var got []string
			for {
				var message json.RawMessage
				if err = wsjson.Read(ctx, conn, &message); err != nil || strings.Contains(string(message), `"complete"`) {
					break
				}
				got = append(got, string(message))
			}
			answered := strings.Contains(strings.Join(got, " "), "mug")
			if answered != (tt.want != "") {
				t.Errorf("messages %s, then %v; want %q", got, err, tt.want)
			}
			if tt.want == "" && websocket.CloseStatus(err) != tt.status {
				t.Errorf("closed with %v; want status %d", err, tt.status)
			}
		})
	}
}
