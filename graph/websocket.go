package graph

import (
	"context"
	"net/http"
	"time"

	gqltransport "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
)

// maxInitHeaders bounds what a connection_init payload may carry.
const maxInitHeaders = 50

// webSocket is gqlgen's transport with our limits.
func webSocket(o Options) gqltransport.Websocket {
	limit := o.Limits.MaxBodyBytes
	return gqltransport.Websocket{
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
	}
}

// initHeaders reads the headers that clients send as connection parameters:
// {"Authorization": "Bearer …"}, or the same below "headers".
func initHeaders(payload gqltransport.InitPayload) http.Header {
	header := http.Header{}
	nested, _ := payload["headers"].(map[string]any)
	for _, values := range []map[string]any{payload, nested} {
		for name, value := range values {
			text, ok := value.(string)
			if ok && len(header) < maxInitHeaders {
				header.Set(name, text)
			}
		}
	}
	return header
}
