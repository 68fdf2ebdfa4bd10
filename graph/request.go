package graph

import (
	"context"
	"crypto/rand"
	"net/http"

	"go.opentelemetry.io/otel/trace"
)

// The headers by which people find a request again.
const (
	requestIDHeader = "X-Request-Id"
	traceIDHeader   = "X-Trace-Id"
)

// maxRequestID is the longest id taken over from a request, in bytes.
const maxRequestID = 128

type requestIDKey struct{}

// withRequestID gives each request an id, its own if it came with a sane one,
// and answers with it and with the trace id when there is a trace.
func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !saneID(id) {
			id = rand.Text()
		}
		w.Header().Set(requestIDHeader, id)
		if span := trace.SpanContextFromContext(r.Context()); span.HasTraceID() {
			w.Header().Set(traceIDHeader, span.TraceID().String())
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// saneID takes what can stand in a header and a log line without harm.
func saneID(id string) bool {
	for _, r := range id {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return id != "" && len(id) <= maxRequestID
}

// identify adds to an error's extensions what leads to its log lines: the
// trace id when there is a trace, else the request id.
func identify(ctx context.Context, extensions map[string]any) {
	if span := trace.SpanContextFromContext(ctx); span.HasTraceID() {
		extensions["traceId"] = span.TraceID().String()
		return
	}
	if id, ok := ctx.Value(requestIDKey{}).(string); ok {
		extensions["requestId"] = id
	}
}
