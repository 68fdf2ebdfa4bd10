package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

const followOrder = `subscription { orderUpdated(id: "SO-100001") { number status } }`

// message is one of the graphql-transport-ws protocol.
type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// A change that staff makes reaches another program through the backend's event
// stream and a WebSocket whose credentials are in its connection parameters.
func TestSubscription(t *testing.T) {
	s := start(t, "--clients", "desktop")
	status := s.query(t, "desktop", `{ order(id: "100001") { status } }`, "", staff).at("order", "status")
	next := map[any]string{"PENDING": "CANCELLED", "PAID": "PACKED", "PACKED": "SHIPPED", "SHIPPED": "DELIVERED"}[status]
	if next == "" {
		t.Fatalf("order 100001 is %v; the test needs one that can go on", status)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, s.base+"/desktop/graphql", &websocket.DialOptions{
		HTTPClient: s.client, Subprotocols: []string{"graphql-transport-ws"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	send := func(m message) {
		if err := wsjson.Write(ctx, conn, m); err != nil {
			t.Fatal(err)
		}
	}
	receive := func() message {
		for {
			var m message
			if err := wsjson.Read(ctx, conn, &m); err != nil {
				t.Fatal(err)
			}
			if m.Type != "ping" {
				return m
			}
		}
	}
	send(message{Type: "connection_init", Payload: json.RawMessage(`{"Authorization":"Bearer staff-1"}`)})
	if m := receive(); m.Type != "connection_ack" {
		t.Fatalf("got %+v; want connection_ack", m)
	}
	query, _ := json.Marshal(map[string]string{"query": followOrder})
	send(message{ID: "1", Type: "subscribe", Payload: query})
	if m := receive(); m.Type != "next" || !strings.Contains(string(m.Payload), `"`+status.(string)+`"`) {
		t.Fatalf("got %s %s; want the order as it is", m.Type, m.Payload)
	}
	changed := s.query(t, "desktop", `mutation { updateOrderStatus(id: "SO-100001", status: `+next+`) { order { status } userErrors { message } } }`, "", staff)
	if changed.at("updateOrderStatus", "order", "status") != next {
		t.Fatalf("updateOrderStatus: %+v", changed)
	}
	if m := receive(); m.Type != "next" || !strings.Contains(string(m.Payload), `"`+next+`"`) {
		t.Errorf("got %s %s; want the change to %s", m.Type, m.Payload, next)
	}
	send(message{ID: "1", Type: "complete"})
	_ = conn.Close(websocket.StatusNormalClosure, "")
}

// The same over server-sent events; and who is nobody is told so.
func TestSubscriptionOverServerSentEvents(t *testing.T) {
	s := start(t, "--clients", "desktop")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	first := func(header map[string]string) string {
		body, _ := json.Marshal(map[string]string{"query": followOrder})
		r, _ := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/desktop/graphql", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "text/event-stream")
		for name, value := range header {
			r.Header.Set(name, value)
		}
		response, err := s.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		lines := bufio.NewScanner(response.Body)
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data:"); ok && strings.TrimSpace(data) != "" {
				return data
			}
		}
		return ""
	}
	if got := first(staff); !strings.Contains(got, `"SO-100001"`) {
		t.Errorf("first event %q; want the order", got)
	}
	if got := first(nil); !strings.Contains(got, "UNAUTHENTICATED") {
		t.Errorf("without an account: %q; want UNAUTHENTICATED", got)
	}
}

// A drain does not wait for those who only listen.
func TestDrainEndsSubscriptions(t *testing.T) {
	s := start(t, "--clients", "desktop", "--drain-timeout", "1m")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, s.base+"/desktop/graphql", &websocket.DialOptions{
		HTTPClient: s.client, Subprotocols: []string{"graphql-transport-ws"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	if err := wsjson.Write(ctx, conn, message{Type: "connection_init"}); err != nil {
		t.Fatal(err)
	}
	if code := s.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, s.log)
	}
	for {
		if _, _, err := conn.Read(ctx); err != nil {
			break // closed, as it should be
		}
	}
	if ctx.Err() != nil {
		t.Error("the connection outlived the server")
	}
}
