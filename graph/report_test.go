package graph_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"bff/graph"
)

// What a resolver reports is in the log and on the span, and not in the answer.
func TestReport(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		log  string
	}{
		{"a failure", codedError{errors.New("dial tcp 10.0.0.7")}, "CIRCUIT_OPEN"},
		{"none", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			recorder := tracetest.NewSpanRecorder()
			h := newHandler(t, graph.Options{
				Logger:         slog.New(slog.NewTextHandler(&log, nil)),
				TracerProvider: sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder)),
				Schema: schema(func(ctx context.Context) (string, error) {
					graph.Report(ctx, tt.err)
					return "mug", nil
				}),
			})
			got := post(t, h, query("{ name }"))
			if data, _ := got.Data.(map[string]any); len(got.Errors) > 0 || data["name"] != "mug" {
				t.Errorf("answer %+v; want the name and no error", got)
			}
			if lines := strings.Count(log.String(), "\n"); lines > 1 || (lines == 1) != (tt.log != "") || !strings.Contains(log.String(), tt.log) {
				t.Errorf("log %q; want one line with %q", log.String(), tt.log)
			}
			failed := false
			for _, span := range recorder.Ended() {
				failed = failed || span.Status().Code == codes.Error
			}
			if failed != (tt.err != nil) {
				t.Errorf("a span has failed: %v; want %v", failed, tt.err != nil)
			}
		})
	}
}
