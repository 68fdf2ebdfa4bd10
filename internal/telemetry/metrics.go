package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
)

// cardinalityLimit is how many series one instrument may have. More are counted
// together, under otel.metric.overflow, so that a mistake in an attribute costs
// a dashboard and not the pod.
const cardinalityLimit = 2000

// secondBounds are the ones that the HTTP conventions advise, and three finer
// ones below: an answer from the cache takes less than 5 ms.
var secondBounds = []float64{.0005, .001, .0025, .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10}

// byteBounds go up to what limits allow; the SDK's stop at 10 kB.
var byteBounds = []float64{256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20}

// newRegistry returns a registry of our own, so that no library adds to it
// behind our back, and its HTTP side. Go's and the process's own metrics have
// the names that every Prometheus dashboard knows.
func newRegistry(logger *slog.Logger) (*prometheus.Registry, http.Handler) {
	registry := prometheus.NewRegistry()
	registry.MustRegister( // panics for a name that is there twice: the registry is new
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return registry, promhttp.HandlerFor(registry, promhttp.HandlerOpts{
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		ErrorHandling:     promhttp.ContinueOnError, // one bad collector does not hide the rest
		EnableOpenMetrics: true,                     // exemplars: from a slow bucket to a trace
	})
}

func newMeterProvider(ctx context.Context, res *resource.Resource, registry *prometheus.Registry) (*sdkmetric.MeterProvider, error) {
	exporter, err := otelprometheus.New(
		otelprometheus.WithRegisterer(registry),
		otelprometheus.WithoutScopeInfo(), // three labels per series that say which library counted
	)
	if err != nil {
		return nil, fmt.Errorf("telemetry: prometheus: %w", err)
	}
	options := []sdkmetric.Option{
		sdkmetric.WithReader(exporter),
		sdkmetric.WithResource(res),
		sdkmetric.WithCardinalityLimit(cardinalityLimit),
		sdkmetric.WithView(view),
	}
	reader, err := newMetricReader(ctx)
	if err != nil {
		return nil, err
	}
	if reader != nil {
		options = append(options, sdkmetric.WithReader(reader))
	}
	return sdkmetric.NewMeterProvider(options...), nil
}

// view chooses buckets by unit, and drops from server metrics what a caller
// makes up: the Host header. It is one function because an instrument that two
// views match is counted twice.
func view(i sdkmetric.Instrument) (sdkmetric.Stream, bool) {
	stream := sdkmetric.Stream{Name: i.Name, Description: i.Description, Unit: i.Unit}
	matched := false
	if strings.HasPrefix(i.Name, "http.server.") {
		stream.AttributeFilter = attribute.NewDenyKeysFilter("server.address", "server.port")
		matched = true
	}
	bounds := map[string][]float64{"s": secondBounds, "By": byteBounds}[i.Unit]
	if i.Kind == sdkmetric.InstrumentKindHistogram && bounds != nil {
		stream.Aggregation = sdkmetric.AggregationExplicitBucketHistogram{Boundaries: bounds}
		matched = true
	}
	return stream, matched
}
