package graph

import (
	"context"
	"maps"
	"math"
	"net/http"
	"slices"
	"time"

	gqltransport "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"

	"bff/graph/transport"
)

// maxInitHeaders bounds what a connection_init payload may carry.
const maxInitHeaders = 50

// webSocket is the transport with our limits.
func webSocket(o Options) transport.WebSocket {
	limit := o.Limits.MaxBodyBytes
	if limit < 0 {
		limit = math.MaxInt64 / 2 // without any, the library's own is 32 KiB
	}
	return transport.WebSocket{
		Accept: websocket.AcceptOptions{OriginPatterns: o.AllowedOrigins},
		Websocket: gqltransport.Websocket{
			InitTimeout:           10 * time.Second,
			KeepAlivePingInterval: 15 * time.Second, // graphql-ws, the older protocol
			PingPongInterval:      15 * time.Second, // graphql-transport-ws
			PayloadReadLimit:      &limit,
			InitFunc: func(
				ctx context.Context, payload gqltransport.InitPayload,
			) (context.Context, *gqltransport.InitPayload, error) {
				return o.ConnectionInit(ctx, initHeaders(payload)), nil, nil
			},
		},
	}
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
