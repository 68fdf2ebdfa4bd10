package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"bff/internal/telemetry"
	"bff/internal/telemetry/oteltest"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bare takes away the OTEL_ variables that the test itself may run with.
func bare(t *testing.T) {
	for _, line := range os.Environ() {
		if name, _, _ := strings.Cut(line, "="); strings.HasPrefix(name, "OTEL_") {
			t.Setenv(name, "")
		}
	}
}

func setup(t *testing.T, o telemetry.Options) (*telemetry.Telemetry, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	o.LogOutput = &log
	tel, err := telemetry.Setup(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return tel, &log
}

func shutdown(t *testing.T, tel *telemetry.Telemetry) {
	t.Helper()
	if err := tel.Shutdown(context.Background()); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}

func TestTracesReachTheCollector(t *testing.T) {
	bare(t)
	collector := oteltest.New(t)
	collector.Setenv(t)
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
	tel, _ := setup(t, telemetry.Options{ServiceVersion: "1.2.3", Clients: []string{"web"}})

	incoming := propagation.MapCarrier{"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
	ctx := tel.Propagator.Extract(t.Context(), incoming)
	tracer := tel.TracerProvider.Tracer("test")
	ctx, server := tracer.Start(ctx, "POST /web/graphql", trace.WithSpanKind(trace.SpanKindServer))
	for _, name := range []string{"reviews", "pricing"} {
		_, call := tracer.Start(ctx, "GET", trace.WithSpanKind(trace.SpanKindClient),
			trace.WithAttributes(attribute.String("peer.service", name), attribute.Int("n", 1)))
		call.AddEvent("retry", trace.WithAttributes(attribute.Int("attempt", 2)))
		call.End()
	}
	outgoing := propagation.MapCarrier{}
	tel.Propagator.Inject(ctx, outgoing)
	server.End()
	shutdown(t, tel)

	spans := collector.WaitFor(t, "a request with two calls", oteltest.Count(3))
	want := `POST /web/graphql SERVER
  GET CLIENT peer.service=pricing [retry attempt=2]
  GET CLIENT peer.service=reviews [retry attempt=2]
`
	if diff := cmp.Diff(want, oteltest.Tree(spans, "peer.service", "attempt")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, s := range spans {
		if s.TraceID != "0af7651916cd43dd8448eb211c80319c" || s.Service != "bff" {
			t.Errorf("span %+v; want the caller's trace and the service bff", s)
		}
	}
	if got := outgoing["traceparent"]; !strings.HasPrefix(got, "00-0af7651916cd43dd8448eb211c80319c-") || !strings.HasSuffix(got, "-01") {
		t.Errorf("outgoing traceparent %q; want the caller's trace, sampled", got)
	}
}

func TestSamplerIsHonoured(t *testing.T) {
	bare(t)
	collector := oteltest.New(t)
	collector.Setenv(t)
	t.Setenv("OTEL_TRACES_SAMPLER", "always_off")
	tel, _ := setup(t, telemetry.Options{})
	_, span := tel.TracerProvider.Tracer("test").Start(t.Context(), "x")
	if span.IsRecording() {
		t.Error("a span records although the sampler says no")
	}
	span.End()
	shutdown(t, tel)
	if spans := collector.Spans(); len(spans) != 0 {
		t.Errorf("%d spans were sent", len(spans))
	}
}

func TestTracesAreOffUnlessAskedFor(t *testing.T) {
	for _, tt := range []struct {
		name      string
		env       map[string]string
		recording bool
	}{
		{"nothing set", nil, false},
		{"none by name", map[string]string{"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1"}, false},
		{"only metrics have an endpoint", map[string]string{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://127.0.0.1:1", "OTEL_METRICS_EXPORTER": "none"}, false},
		{"the SDK is disabled", map[string]string{"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "console"}, false},
		{"console", map[string]string{"OTEL_TRACES_EXPORTER": "console"}, true},
		{"traces have an endpoint", map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1"}, true},
		{"gRPC", map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bare(t)
			for name, value := range tt.env {
				t.Setenv(name, value)
			}
			tel, _ := setup(t, telemetry.Options{})
			_, span := tel.TracerProvider.Tracer("test").Start(t.Context(), "x")
			if span.IsRecording() != tt.recording {
				t.Errorf("recording = %v; want %v", span.IsRecording(), tt.recording)
			}
			if !span.SpanContext().TraceID().IsValid() {
				t.Error("a request has no trace id")
			}
			shutdown(t, tel) // the span did not end: there is nothing to send
		})
	}
}

func TestConsoleWritesSpans(t *testing.T) {
	bare(t)
	t.Setenv("OTEL_TRACES_EXPORTER", "console")
	tel, out := setup(t, telemetry.Options{})
	_, span := tel.TracerProvider.Tracer("test").Start(t.Context(), "a-span")
	span.End()
	shutdown(t, tel)
	if !strings.Contains(out.String(), `"Name":"a-span"`) {
		t.Errorf("no span in %s", out)
	}
}

func TestSetupErrors(t *testing.T) {
	for _, tt := range []struct {
		name, variable, value string
		options               telemetry.Options
		want                  string
	}{
		{"trace exporter", "OTEL_TRACES_EXPORTER", "zipkin", telemetry.Options{}, `OTEL_TRACES_EXPORTER: "zipkin" is not supported; expected otlp, console or none`},
		{"metric exporter", "OTEL_METRICS_EXPORTER", "statsd", telemetry.Options{}, `OTEL_METRICS_EXPORTER: "statsd" is not supported; expected otlp, prometheus or none`},
		{"protocol", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json", telemetry.Options{}, `OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json" is not supported; expected grpc or http/protobuf`},
		{"resource", "OTEL_RESOURCE_ATTRIBUTES", "a,b", telemetry.Options{}, `OTEL_RESOURCE_ATTRIBUTES: error detecting resource: partial resource: missing value: [a b]; expected key=value pairs with commas between`},
		{"log format", "OTEL_TRACES_EXPORTER", "none", telemetry.Options{LogFormat: "xml"}, `telemetry: log format "xml" is not known; expected auto, json or text`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bare(t)
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
			t.Setenv("OTEL_METRICS_EXPORTER", "none")
			t.Setenv(tt.variable, tt.value)
			if _, err := telemetry.Setup(t.Context(), tt.options); err == nil || err.Error() != tt.want {
				t.Errorf("Setup:\n got %v\nwant %s", err, tt.want)
			}
			// What Setup refuses in the variables, Check finds without starting anything.
			if err := telemetry.Check(); tt.options.LogFormat == "" && (err == nil || err.Error() != tt.want) {
				t.Errorf("Check:\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}

// A collector that takes requests and never answers must not hold up the end of
// the process.
func TestShutdownEndsWithItsContext(t *testing.T) {
	bare(t)
	asked, release := make(chan struct{}, 100), make(chan struct{})
	stuck := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked <- struct{}{}
		<-release
	}))
	defer stuck.Close()
	defer close(release)
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", stuck.URL)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "1")
	tel, _ := setup(t, telemetry.Options{})
	_, span := tel.TracerProvider.Tracer("test").Start(t.Context(), "x")
	span.End()
	<-asked
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := tel.Shutdown(ctx); err == nil || !strings.Contains(err.Error(), "were not sent") {
		t.Errorf("Shutdown = %v; want what was lost", err)
	}
}

func scrape(t *testing.T, tel *telemetry.Telemetry) string {
	t.Helper()
	w := httptest.NewRecorder()
	tel.Metrics.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("metrics: status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestPrometheus(t *testing.T) {
	bare(t)
	tel, _ := setup(t, telemetry.Options{})
	defer shutdown(t, tel)
	meter := tel.MeterProvider.Meter("test")
	duration, err := meter.Float64Histogram("http.server.request.duration", metric.WithUnit("s"))
	if err != nil {
		t.Fatal(err)
	}
	duration.Record(t.Context(), 0.0007, metric.WithAttributes(
		attribute.String("http.route", "/web/graphql"), attribute.String("server.address", "made.up.by.the.caller")))
	size, err := meter.Int64Histogram("http.server.response.body.size", metric.WithUnit("By"))
	if err != nil {
		t.Fatal(err)
	}
	size.Record(t.Context(), 300)
	cache, err := meter.Int64Counter("bff.cache.requests")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3000 { // a mistake: a key as an attribute
		cache.Add(t.Context(), 1, metric.WithAttributes(attribute.String("key", fmt.Sprint(i))))
	}

	text := scrape(t, tel)
	for _, want := range []string{
		`http_server_request_duration_seconds_bucket{http_route="/web/graphql",le="0.0005"} 0`,
		`http_server_request_duration_seconds_bucket{http_route="/web/graphql",le="0.001"} 1`,
		`http_server_response_body_size_bytes_bucket{le="1024"} 1`,
		`bff_cache_requests_total{otel_metric_overflow="true"}`,
		"go_goroutines ", "target_info{", `service_name="bff"`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	if strings.Contains(text, "made.up.by.the.caller") {
		t.Error("a caller's Host header is a label")
	}
	if n := strings.Count(text, "bff_cache_requests_total{"); n > 2000 {
		t.Errorf("%d series of one instrument; want 2000 at most", n)
	}
}

func TestMetricsReachTheCollector(t *testing.T) {
	bare(t)
	collector := oteltest.New(t)
	collector.Setenv(t)
	t.Setenv("OTEL_TRACES_EXPORTER", "none")
	tel, _ := setup(t, telemetry.Options{})
	counter, err := tel.MeterProvider.Meter("test").Int64Counter("bff.backend.attempts")
	if err != nil {
		t.Fatal(err)
	}
	counter.Add(t.Context(), 1)
	shutdown(t, tel) // sends what it has
	if diff := cmp.Diff([]string{"bff.backend.attempts"}, collector.Metrics()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !strings.Contains(scrape(t, tel), "go_goroutines") {
		t.Error("Prometheus has nothing when metrics go to a collector too")
	}
}

func TestDisabledSDKKeepsTheEndpoint(t *testing.T) {
	bare(t)
	t.Setenv("OTEL_SDK_DISABLED", "true")
	tel, _ := setup(t, telemetry.Options{})
	defer shutdown(t, tel)
	counter, err := tel.MeterProvider.Meter("test").Int64Counter("bff.backend.attempts")
	if err != nil {
		t.Fatal(err)
	}
	counter.Add(t.Context(), 1)
	if text := scrape(t, tel); strings.Contains(text, "bff_backend") || !strings.Contains(text, "go_goroutines") {
		t.Errorf("want the process's metrics only:\n%s", text)
	}
}

func TestLog(t *testing.T) {
	bare(t)
	tel, out := setup(t, telemetry.Options{})
	defer shutdown(t, tel)
	ctx, span := tel.TracerProvider.Tracer("test").Start(t.Context(), "x")
	tel.Logger.DebugContext(ctx, "too fine")
	tel.Logger.With("client", "web").InfoContext(ctx, "served")
	tel.Logger.Info("no span")

	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines; want 2:\n%s", len(lines), out)
	}
	var line map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &line); err != nil {
		t.Fatalf("a log that is no terminal must be JSON: %v", err)
	}
	for key, want := range map[string]any{
		"msg": "served", "client": "web", "level": "INFO",
		"trace_id": span.SpanContext().TraceID().String(), "span_id": span.SpanContext().SpanID().String(),
	} {
		if line[key] != want {
			t.Errorf("%s = %v; want %v", key, line[key], want)
		}
	}
	if strings.Contains(lines[1], "trace_id") {
		t.Errorf("a line without a span has a trace id: %s", lines[1])
	}

	text, out := setup(t, telemetry.Options{LogFormat: telemetry.LogText, LogLevel: slog.LevelDebug})
	defer shutdown(t, text)
	text.Logger.WithGroup("g").DebugContext(ctx, "fine", "k", 1)
	if !strings.Contains(out.String(), "level=DEBUG msg=fine g.k=1 g.trace_id=") {
		t.Errorf("text log: %s", out)
	}
}
