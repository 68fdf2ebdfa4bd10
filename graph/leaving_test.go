package graph_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"bff/graph"
)

type cancelledError struct{ error }

func (cancelledError) ErrorCode() string     { return "CANCELLED" }
func (cancelledError) PublicMessage() string { return "The request was cancelled." }

// A client that leaves is an outcome of its own: no line of the log says that something
// failed, no span is one of an error, and the request's status is 499.
func TestLeavingIsNoFailure(t *testing.T) {
	for _, tt := range []struct {
		name   string
		err    error
		failed bool // something failed beside that
	}{
		{"the context's own error", context.Canceled, false},
		{"wrapped", fmt.Errorf("reviews: %w", context.Canceled), false},
		{"a backend call's", cancelledError{context.Canceled}, false},
		{"a failure before the client left", errors.New("division by zero"), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			recorder := tracetest.NewSpanRecorder()
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			h := newHandler(t, graph.Options{
				Logger:         slog.New(slog.NewTextHandler(&log, nil)),
				TracerProvider: sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder)),
				Schema: schema(func(context.Context) (string, error) {
					leave()
					return "", tt.err
				}),
			})
			r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/test/graphql", strings.NewReader(query("{ name }")))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != 499 {
				t.Errorf("status %d; want 499", w.Code)
			}
			if logged := log.Len() > 0; logged != tt.failed {
				t.Errorf("log %q; want a line: %v", log.String(), tt.failed)
			}
			outcome := false
			for _, span := range recorder.Ended() {
				if failed := span.Status().Code == codes.Error; failed && !tt.failed {
					t.Errorf("span %q has the status of an error", span.Name())
				}
				for _, a := range span.Attributes() {
					outcome = outcome || a.Key == "bff.outcome" && a.Value.AsString() == "cancelled"
				}
			}
			if outcome == tt.failed {
				t.Errorf("a span has the outcome cancelled: %v; want %v", outcome, !tt.failed)
			}
		})
	}
}
