package graph_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"bff/graph"
	"bff/graph/document"
)

// frame is a message of graphql-transport-ws.
type frame struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// converse opens a WebSocket, sends connection_init and one operation, and gives
// what comes back until the operation is over.
func converse(t *testing.T, h http.Handler, init, document string) []frame {
	t.Helper()
	server := httptest.NewServer(h)
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
	for _, message := range []frame{
		{Type: "connection_init", Payload: json.RawMessage(init)},
		{ID: "1", Type: "subscribe", Payload: json.RawMessage(query(document))},
	} {
		if err := wsjson.Write(ctx, conn, message); err != nil {
			t.Fatal(err)
		}
	}
	var got []frame
	for {
		var message frame
		if err := wsjson.Read(ctx, conn, &message); err != nil {
			t.Fatalf("%v after %+v", err, got)
		}
		if message.Type == "ping" {
			continue
		}
		got = append(got, message)
		if message.Type == "complete" || message.Type == "error" {
			_ = conn.Close(websocket.StatusNormalClosure, "")
			return got
		}
	}
}

type callerKey struct{}

// The headers of connection_init reach the resolvers of all operations.
func TestHeadersOfConnectionInit(t *testing.T) {
	h := newHandler(t, graph.Options{
		Limits: graph.Limits{MaxBodyBytes: -1},
		ConnectionInit: func(ctx context.Context, header http.Header) context.Context {
			return context.WithValue(ctx, callerKey{}, header.Get("Authorization"))
		},
		Schema: schema(func(ctx context.Context) (string, error) {
			caller, _ := ctx.Value(callerKey{}).(string)
			return caller, nil
		}),
	})
	long := "{ name } #" + strings.Repeat("x", 100_000) // no limit is none, not the library's
	got := converse(t, h, `{"headers":{"authorization":"Bearer staff-1"}}`, long)
	if len(got) != 3 || got[0].Type != "connection_ack" || !strings.Contains(string(got[1].Payload), "Bearer staff-1") {
		t.Errorf("messages %s; want the caller's header in the data", got)
	}
}

// What goes wrong over a WebSocket tells as little as over HTTP.
func TestFailuresOverWebSocket(t *testing.T) {
	for _, tt := range []struct {
		name, document string
		options        graph.Options
		want           string
	}{
		{"a panic outside of any field", "{ name }", graph.Options{Schema: broken()}, "Internal server error"},
		{"a panic in a field", "{ name }", graph.Options{Schema: schema(func(context.Context) (string, error) { panic("hunter2") })}, "INTERNAL_SERVER_ERROR"},
		{"a document that does not parse", "{", graph.Options{Schema: broken()}, "GRAPHQL_PARSE_FAILED"},
		{"one that is too deep", "{ self { name } }", graph.Options{Schema: broken(), Limits: graph.Limits{Document: document.Limits{Depth: 1}}}, "GRAPHQL_VALIDATION_FAILED"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.options.Logger = slog.New(slog.DiscardHandler)
			got := converse(t, newHandler(t, tt.options), `{}`, tt.document)
			text, _ := json.Marshal(got)
			if !strings.Contains(string(text), tt.want) || strings.Contains(string(text), "hunter2") {
				t.Errorf("messages %s; want %q and nothing of the cause", text, tt.want)
			}
		})
	}
}
