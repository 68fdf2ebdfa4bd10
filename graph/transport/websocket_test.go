package transport_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

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
