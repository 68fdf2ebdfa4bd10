package clients

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

// telemetry records what a test's Backends tell.
type telemetry struct {
	spans  *tracetest.SpanRecorder
	tracer trace.Tracer
	reader *metric.ManualReader
}

func (tel *telemetry) configure(o *Options, _ *SourceOptions) {
	tel.spans = tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(tel.spans))
	tel.tracer = provider.Tracer("test")
	tel.reader = metric.NewManualReader()
	o.TracerProvider = provider
	o.MeterProvider = metric.NewMeterProvider(metric.WithReader(tel.reader))
	o.Propagator = propagation.TraceContext{}
}

// collect returns the points of a metric as attributes and value.
func (tel *telemetry) collect(t *testing.T, name string) map[string]int64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := tel.reader.Collect(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	out := make(map[string]int64)
	for _, s := range all.ScopeMetrics {
		for _, m := range s.Metrics {
			if m.Name != name {
				continue
			}
			var points []metricdata.DataPoint[int64]
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				points = data.DataPoints
			case metricdata.Gauge[int64]:
				points = data.DataPoints
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					out[describe(p.Attributes.ToSlice())] = int64(p.Count)
				}
			}
			for _, p := range points {
				out[describe(p.Attributes.ToSlice())] = p.Value
			}
		}
	}
	return out
}

// describe writes our own attributes, sorted.
func describe(attrs []attribute.KeyValue) string {
	var texts []string
	for _, a := range attrs {
		if strings.HasPrefix(string(a.Key), "bff.") && a.Key != "bff.retry.delay" || a.Key == resendKey || a.Key == errorKey || a.Key == "level" || a.Key == "result" {
			texts = append(texts, strings.TrimPrefix(string(a.Key), "bff.")+"="+a.Value.String())
		}
	}
	slices.Sort(texts)
	return strings.Join(texts, " ")
}

func TestSpans(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tel telemetry
		var seen recorder
		b := start(t, flaky(&seen, 1, 503, nil), tel.configure)
		ctx, parent := tel.tracer.Start(t.Context(), "resolver")
		if _, _, err := Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "products.get"}, Request{Path: "/v1/products/17"}); err != nil {
			t.Fatal(err)
		}
		parent.End()

		spans := tel.spans.Ended()
		if len(spans) != 3 {
			t.Fatalf("%d spans; expected two attempts and their parent", len(spans))
		}
		for i, want := range []string{"call=products.get error.type=503 source=catalog", "call=products.get http.request.resend_count=1 source=catalog"} {
			s := spans[i]
			if s.Name() != "GET products.get" || s.SpanKind() != trace.SpanKindClient || s.Parent().SpanID() != parent.SpanContext().SpanID() {
				t.Errorf("span %d is %q, %s, below %s", i, s.Name(), s.SpanKind(), s.Parent().SpanID())
			}
			if got := describe(s.Attributes()); got != want {
				t.Errorf("span %d has %q; expected %q", i, got, want)
			}
			if got := seen.requests[i].Header.Get("Traceparent"); !strings.Contains(got, s.SpanContext().SpanID().String()) {
				t.Errorf("attempt %d was sent with %q; expected its own span", i, got)
			}
		}
		events := spans[2].Events()
		if len(events) != 1 || events[0].Name != "retry" || describe(events[0].Attributes) != "error.type=BACKEND_UNAVAILABLE http.request.resend_count=1" {
			t.Errorf("events %v of the parent; expected a retry", events)
		}
	})
}

func TestCircuitOpenIsAnEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tel telemetry
		var h switchable
		h.status.Store(500)
		b := start(t, &h, tel.configure)
		for range 10 {
			_, _, _ = Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
		}
		ctx, parent := tel.tracer.Start(t.Context(), "resolver")
		_, _, err := Fetch(ctx, b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
		parent.End()
		wantError(t, err, CodeCircuitOpen, Permanent)
		spans := tel.spans.Ended()
		if last := spans[len(spans)-1]; len(spans) != 11 || len(last.Events()) != 1 || last.Events()[0].Name != "circuit open" {
			t.Errorf("%d spans, events %v; expected no span for a call that wasn't made", len(spans), last.Events())
		}
	})
}

func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tel telemetry
		var h switchable
		b := start(t, &h, tel.configure)
		for _, status := range []int64{0, 0, 404, 422, 503} {
			h.status.Store(status)
			_, _, _ = Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
		}
		for outcome, want := range map[string]int64{"ok": 2, "not_found": 1, "BAD_USER_INPUT": 1, "BACKEND_UNAVAILABLE": 3} {
			if got := tel.collect(t, "bff.backend.attempts")["call=x outcome="+outcome+" source=catalog"]; got != want {
				t.Errorf("%d attempts with outcome %s; expected %d", got, outcome, want)
			}
		}
		if got := tel.collect(t, "http.client.request.duration")["call=x source=catalog"]; got == 0 {
			t.Errorf("no HTTP duration for the call: %v", tel.collect(t, "http.client.request.duration"))
		}
		if got, ok := tel.collect(t, "bff.backend.breaker.state")["call=x source=catalog"]; got != 0 || !ok {
			t.Errorf("breaker state %d, %v; expected 0, closed", got, ok)
		}
		h.status.Store(500)
		for range 10 {
			_, _, _ = Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{})
		}
		if got := tel.collect(t, "bff.backend.breaker.state")["call=x source=catalog"]; got != 2 {
			t.Errorf("breaker state %d; expected 2, open", got)
		}
	})
}

// An attempt's headers are its own: neither the next one nor the caller has them.
func TestHeadersOfAnAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tel telemetry
		var seen recorder
		b := start(t, flaky(&seen, 2, 503, nil), tel.configure)
		header := http.Header{"X-Own": {"1"}}
		if _, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{Header: header}); err != nil {
			t.Fatal(err)
		}
		if len(header) != 1 {
			t.Errorf("the caller's header became %v", header)
		}
		traces := make(map[string]bool)
		for _, r := range seen.requests {
			traces[r.Header.Get("Traceparent")] = true
		}
		if len(traces) != 3 {
			t.Errorf("%d trace headers in 3 attempts", len(traces))
		}
	})
}
