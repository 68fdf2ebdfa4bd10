package transport_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/coder/websocket"

	"bff/graph/transport"
)

func TestWhoAsksForAWebSocket(t *testing.T) {
	for upgrade, want := range map[string]bool{
		"": false, "websocket": true, "WebSocket": true, "h2c, websocket": true, "h2c": false, "HTTP/2.0": false,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Upgrade", upgrade)
		if got := (transport.WebSocket{}).Supports(r); got != want {
			t.Errorf("Upgrade %q: %v; want %v", upgrade, got, want)
		}
	}
}

// dial opens a WebSocket to a server of its own, as a page of origin.
func dial(t *testing.T, origin string) (context.Context, *websocket.Conn, *http.Response) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		transport.WebSocket{}.Do(w, r.WithContext(graphql.StartOperationTrace(r.Context())), newExecutor())
	}))
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	header := http.Header{"Accept": {"application/graphql-response+json"}}
	if origin != "" {
		header.Set("Origin", origin)
	}
	conn, response, err := websocket.Dial(ctx, server.URL, &websocket.DialOptions{
		HTTPClient: server.Client(), HTTPHeader: header, Subprotocols: []string{"graphql-transport-ws"},
	})
	if (err == nil) != (response != nil && response.StatusCode == http.StatusSwitchingProtocols) || response == nil {
		t.Fatal(err)
	}
	if conn != nil {
		t.Cleanup(func() { _ = conn.CloseNow() })
	}
	return ctx, conn, response
}

// A page of another site is answered as any other request is, and told what would do.
func TestRefusedWebSocketIsAnswered(t *testing.T) {
	_, conn, response := dial(t, "https://elsewhere.example")
	if conn != nil {
		t.Fatal("a page of another site has a WebSocket")
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	media := response.Header.Get("Content-Type")
	if response.StatusCode != http.StatusForbidden || media != "application/graphql-response+json; charset=utf-8" ||
		!json.Valid(body) || !strings.Contains(string(body), "from an allowed origin") {
		t.Errorf("status %d, %s: %s; want 403 with an error in the media type that was asked for", response.StatusCode, media, body)
	}
}

// Messages are read as strictly as bodies: a member that only looks like one of the
// protocol counts for nothing, and what is no message ends the connection.
func TestMessagesOfAWebSocket(t *testing.T) {
	for _, tt := range []struct{ name, message, want, reason string }{
		{"an operation", `{"id":"1","type":"subscribe","payload":{"query":"{ name }"}}`, `{"payload":{"data":{"name":"mug"}},"id":"1","type":"next"}`, ""},
		{
			"members in another case are others",
			`{"id":"1","type":"subscribe","TYPE":"complete","Id":"2","payload":{"query":"{ name }","Query":7}}`,
			`{"payload":{"data":{"name":"mug"}},"id":"1","type":"next"}`, "",
		},
		{"not JSON", `{"id":`, "", "it is not JSON (at byte 6)"},
		{"a member twice", `{"id":"1","id":"2"}`, "", "a member twice"},
		{"not an object", `[]`, "", "it is not an object"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, conn, _ := dial(t, "")
			for _, message := range []string{`{"type":"connection_init"}`, tt.message} {
				if err := conn.Write(ctx, websocket.MessageText, []byte(message)); err != nil {
					t.Fatal(err)
				}
			}
			got, err := firstAnswer(ctx, conn)
			if tt.reason == "" && (err != nil || got != tt.want) {
				t.Errorf("answer %s, %v; want %s", got, err, tt.want)
			}
			if tt.reason != "" && (websocket.CloseStatus(err) != 4400 || !strings.Contains(err.Error(), tt.reason)) {
				t.Errorf("answer %s, %v; want the end with 4400, %q", got, err, tt.reason)
			}
		})
	}
}

// firstAnswer is the first message that is not about the connection itself.
func firstAnswer(ctx context.Context, conn *websocket.Conn) (string, error) {
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			return "", err
		}
		if got := strings.TrimSpace(string(text)); !strings.Contains(got, `"connection_ack"`) && !strings.Contains(got, `"ping"`) {
			return got, nil
		}
	}
}
