package graph

import (
	"context"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	gqltransport "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
)

// maxInitHeaders bounds what a connection_init payload may carry.
const maxInitHeaders = 50

// webSocketTransport is gqlgen's transport for those who ask for a WebSocket.
// gqlgen's own takes every request with an Upgrade header, and so would refuse
// clients that offer HTTP/2 on each request (Upgrade: h2c), as Java's does.
type webSocketTransport struct{ gqltransport.Websocket }

// Supports implements graphql.Transport.
func (webSocketTransport) Supports(r *http.Request) bool {
	for _, header := range r.Header.Values("Upgrade") {
		for protocol := range strings.SplitSeq(header, ",") {
			if strings.EqualFold(strings.TrimSpace(protocol), "websocket") {
				return true
			}
		}
	}
	return false
}

// webSocket is gqlgen's transport with our limits.
func webSocket(o Options) webSocketTransport {
	limit := o.Limits.MaxBodyBytes
	if limit < 0 {
		limit = math.MaxInt64 / 2 // without any, the library's own is 32 KiB
	}
	return webSocketTransport{gqltransport.Websocket{
		Implementation: gqltransport.CoderWebsocketImplementation{
			AcceptOptions: websocket.AcceptOptions{OriginPatterns: o.AllowedOrigins},
		},
		InitTimeout:           10 * time.Second,
		KeepAlivePingInterval: 15 * time.Second, // graphql-ws, the older protocol
		PingPongInterval:      15 * time.Second, // graphql-transport-ws
		PayloadReadLimit:      &limit,
		InitFunc: func(
			ctx context.Context, payload gqltransport.InitPayload,
		) (context.Context, *gqltransport.InitPayload, error) {
			return o.ConnectionInit(ctx, initHeaders(payload)), nil, nil
		},
	}}
}

// initHeaders reads the headers that clients send as connection parameters:
// {"Authorization": "Bearer …"}, or the same below "headers", which wins. Of
// names that differ in case only, the one that sorts last wins.
func initHeaders(payload gqltransport.InitPayload) http.Header {
	header := http.Header{}
	nested, _ := payload["headers"].(map[string]any)
	for _, values := range []map[string]any{nested, payload} {
		level := http.Header{}
		for _, name := range slices.Sorted(maps.Keys(values)) {
			if text, ok := values[name].(string); ok {
				level.Set(name, text)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(level)) {
			if _, known := header[name]; !known && len(header) < maxInitHeaders {
				header[name] = level[name]
			}
		}
	}
	return header
}
