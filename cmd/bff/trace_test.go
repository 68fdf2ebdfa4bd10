package main

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
	spans := collector.Spans()
	for _, span := range spans {
		if span.TraceID != parent {
			t.Errorf("span %s is in trace %s; want the caller's", span.Name, span.TraceID)
		}
		for key := range span.Attributes {
			if strings.HasPrefix(key, "gql.request.") || strings.HasPrefix(key, "gql.resolver.args") || key == "graphql.document" {
				t.Errorf("span %s records %s; documents, arguments and variables stay out", span.Name, key)
			}
		}
	}
	golden(t, "testdata/trace.txt", oteltest.Tree(spans, "graphql.operation.name", "gql.resolver.batch.size", "http.response.status_code"))
}

var update = flag.Bool("update", false, "accept what the tests got as golden")

// golden compares with a file of testdata.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: accept with -update (-want +got):\n%s", file, diff)
	}
}
