// Package oteltest is an OpenTelemetry collector for tests: it takes spans over
// OTLP/HTTP, as a real exporter sends them, and shows them as a tree.
//
//	collector := oteltest.New(t)
//	collector.Setenv(t)
//	... run the program, shut its telemetry down ...
//	spans := collector.WaitFor(t, "the request", oteltest.Count(7))
//	got := oteltest.Tree(spans, "http.route")
//
//	bff SERVER POST /web/graphql http.route=/web/graphql
//	  query INTERNAL
//	    Product.reviews INTERNAL
//	      GET CLIENT
package oteltest

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	collectormetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// patience is how long WaitFor waits before it fails the test.
const patience = 15 * time.Second

// Receiver is a collector that keeps what it gets. Any goroutine may use it.
type Receiver struct {
	server *httptest.Server

	mu      sync.Mutex
	spans   []Span
	metrics map[string]bool
	arrived chan struct{} // closed and replaced when something arrives
}

// New starts a receiver on a port of its own; it stops with the test.
func New(t testing.TB) *Receiver {
	r := &Receiver{metrics: map[string]bool{}, arrived: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", r.traces)
	mux.HandleFunc("POST /v1/metrics", r.metricData)
	r.server = httptest.NewServer(mux)
	t.Cleanup(r.server.Close)
	return r
}

// URL is what OTEL_EXPORTER_OTLP_ENDPOINT is set to.
func (r *Receiver) URL() string { return r.server.URL }

// Setenv makes this process send its spans here, all of them and soon, for the length
// of the test.
func (r *Receiver) Setenv(t testing.TB) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL())
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
	t.Setenv("OTEL_TRACES_SAMPLER", "always_on")
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "20")
}

// Spans returns the spans so far, in the order they arrived.
func (r *Receiver) Spans() []Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.spans)
}

// Metrics returns the names of the metrics that arrived, sorted.
func (r *Receiver) Metrics() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	names := make([]string, 0, len(r.metrics))
	for name := range r.metrics {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Count is a condition for WaitFor: n spans or more.
func Count(n int) func([]Span) bool {
	return func(spans []Span) bool { return len(spans) >= n }
}

// WaitFor returns the spans as soon as enough says yes to them; it fails the
// test, naming what was expected, when that takes longer than 15 s.
func (r *Receiver) WaitFor(t testing.TB, what string, enough func([]Span) bool) []Span {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		r.mu.Lock()
		spans, arrived := slices.Clone(r.spans), r.arrived
		r.mu.Unlock()
		if enough(spans) {
			return spans
		}
		select {
		case <-arrived:
		case <-ctx.Done():
			t.Fatalf("%s: not enough spans after %s:\n%s", what, patience, Tree(spans))
		}
	}
}

func (r *Receiver) traces(w http.ResponseWriter, req *http.Request) {
	var message collectortrace.ExportTraceServiceRequest
	if !decode(w, req, &message) {
		return
	}
	r.store(func() { r.spans = append(r.spans, spansOf(&message)...) })
	answer(w, &collectortrace.ExportTraceServiceResponse{})
}

func (r *Receiver) metricData(w http.ResponseWriter, req *http.Request) {
	var message collectormetrics.ExportMetricsServiceRequest
	if !decode(w, req, &message) {
		return
	}
	r.store(func() {
		for _, resource := range message.GetResourceMetrics() {
			for _, scope := range resource.GetScopeMetrics() {
				for _, metric := range scope.GetMetrics() {
					r.metrics[metric.GetName()] = true
				}
			}
		}
	})
	answer(w, &collectormetrics.ExportMetricsServiceResponse{})
}

// store runs add under the lock and wakes those who wait.
func (r *Receiver) store(add func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	add()
	close(r.arrived)
	r.arrived = make(chan struct{})
}

func decode(w http.ResponseWriter, req *http.Request, into proto.Message) bool {
	err := read(req, into)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
	return err == nil
}

func read(req *http.Request, into proto.Message) error {
	var body io.Reader = req.Body
	if req.Header.Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(body)
		if err != nil {
			return fmt.Errorf("gzip: %w", err)
		}
		body = unzipped
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	return proto.Unmarshal(text, into)
}

func answer(w http.ResponseWriter, message proto.Message) {
	text, err := proto.Marshal(message)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
	_, _ = w.Write(text) // an exporter that went away needs no answer
}
