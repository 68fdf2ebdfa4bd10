package graph_test

import (
	"context"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"bff/graph"
)

// traced sends an operation with a variable and gives what the spans recorded.
func traced(t *testing.T, o graph.Options) (tracetest.SpanStubs, result) {
	t.Helper()
	recorder := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder))
	t.Cleanup(func() { _ = provider.Shutdown(context.WithoutCancel(t.Context())) })
	o.TracerProvider, o.Propagator = provider, propagation.TraceContext{}
	o.Schema = schema(func(context.Context) (string, error) { return "", codedError{context.Canceled} })
	got := post(t, newHandler(t, o), `{"query":"query Named($hunter2: Int) { name(limit: $hunter2) }","variables":{"hunter2":4711}}`)
	return tracetest.SpanStubsFromReadOnlySpans(recorder.Ended()), got
}

func attributes(spans tracetest.SpanStubs) map[attribute.Key]string {
	all := map[attribute.Key]string{}
	for _, span := range spans {
		for _, a := range span.Attributes {
			all[a.Key] = a.Value.String()
		}
	}
	return all
}

// Documents and variables may hold secrets: each is recorded only when asked for.
func TestWhatSpansRecord(t *testing.T) {
	for _, tt := range []struct {
		name                string
		tracing             graph.Tracing
		document, variables bool
	}{
		{"nothing by default", graph.Tracing{}, false, false},
		{"the document", graph.Tracing{Document: true}, true, false},
		{"the variables", graph.Tracing{Variables: true}, false, true},
		{"both", graph.Tracing{Document: true, Variables: true}, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			spans, _ := traced(t, graph.Options{Tracing: tt.tracing})
			recorded := attributes(spans)
			if got := strings.Contains(recorded["graphql.document"], "hunter2"); got != tt.document {
				t.Errorf("graphql.document is %q; want it %v", recorded["graphql.document"], tt.document)
			}
			variables := false
			for key, value := range recorded {
				if strings.Contains(string(key), "\x00") {
					t.Errorf("%q is recorded; no client sent such a variable", key)
				}
				if strings.Contains(value, "4711") {
					variables = true
				}
				if strings.Contains(value, "hunter2") && key != "graphql.document" && !tt.variables {
					t.Errorf("%s is %q", key, value)
				}
			}
			if variables != tt.variables {
				t.Errorf("variables recorded: %v; want %v in %v", variables, tt.variables, recorded)
			}
		})
	}
}

func TestOperationSpan(t *testing.T) {
	spans, got := traced(t, graph.Options{})
	names := map[string]tracetest.SpanStub{}
	for _, span := range spans {
		names[span.Name] = span
	}
	operation, ok := names["query"]
	if !ok {
		t.Fatalf("spans %v; want one named by the operation's type alone", names)
	}
	recorded := attributes(tracetest.SpanStubs{operation})
	for key, want := range map[attribute.Key]string{
		"graphql.operation.name": "Named", "graphql.operation.type": "query", "bff.client": "test", "error.type": "CIRCUIT_OPEN",
	} {
		if recorded[key] != want {
			t.Errorf("%s is %q; want %q", key, recorded[key], want)
		}
	}
	if operation.Status.Description != "" {
		t.Errorf("the span says %q; want no message, it may tell what is hidden", operation.Status.Description)
	}

	// With a trace an error leads to it, and so does the header.
	id := operation.SpanContext.TraceID().String()
	if got.Errors[0].Extensions["traceId"] != id || got.Header.Get("X-Trace-Id") != id {
		t.Errorf("extensions %v, header %q; want the trace id %s", got.Errors[0].Extensions, got.Header.Get("X-Trace-Id"), id)
	}
	if _, both := got.Errors[0].Extensions["requestId"]; both {
		t.Error("the request id is there too; want one way to the log lines")
	}
}
