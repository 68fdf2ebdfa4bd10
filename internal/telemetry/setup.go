package telemetry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// shutdownTimeout is what a collector that does not answer may cost the end of
// the process.
const shutdownTimeout = 5 * time.Second

// Options configures Setup. The zero value works.
type Options struct {
	// ServiceName stands in every span and metric unless OTEL_SERVICE_NAME says
	// otherwise; empty means "bff".
	ServiceName string
	// ServiceVersion is the build's version; empty leaves it out.
	ServiceVersion string
	// Clients are the clients that this process serves, for the attribute
	// bff.clients.
	Clients []string

	LogLevel  slog.Level // the least important line written; zero means info
	LogFormat LogFormat  // empty means LogAuto
	LogOutput io.Writer  // nil means os.Stderr; also where the console exporter writes
}

func (o Options) withDefaults() Options {
	if o.ServiceName == "" {
		o.ServiceName = "bff"
	}
	if o.LogOutput == nil {
		o.LogOutput = os.Stderr
	}
	return o
}

// Telemetry is what the rest of the program observes itself with. No field is
// nil.
type Telemetry struct {
	TracerProvider trace.TracerProvider
	MeterProvider  metric.MeterProvider
	Propagator     propagation.TextMapPropagator
	Logger         *slog.Logger
	Metrics        http.Handler // the Prometheus endpoint

	closers []func(context.Context) error
}

// Setup builds all of it. Its error names the variable or the option at fault.
// A collector that can't be reached is not an error. Setup changes no globals:
// see SetGlobal.
func Setup(ctx context.Context, o Options) (*Telemetry, error) {
	o = o.withDefaults()
	logger, err := newLogger(o)
	if err != nil {
		return nil, err
	}
	t := &Telemetry{Logger: logger}
	disabled := strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true")
	res, err := newResource(ctx, o)
	if err != nil {
		return nil, err
	}
	// From here on a failure closes what was started before it.
	if err := errors.Join(t.setupTraces(ctx, o, res, disabled), t.setupMetrics(ctx, res, disabled)); err != nil {
		return nil, errors.Join(err, t.Shutdown(ctx))
	}
	return t, nil
}

// Check reports what Setup would refuse in the OTEL_* variables, without starting
// anything: the error has a line for each, which names the variable.
func Check() error {
	_, resource := newResource(context.Background(), Options{}.withDefaults())
	_, _, traces := spanExporter()
	_, _, metrics := metricExporter()
	return errors.Join(resource, traces, metrics)
}

func (t *Telemetry) setupTraces(ctx context.Context, o Options, res *resource.Resource, disabled bool) error {
	standard := propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})
	exporter, err := newSpanExporter(ctx, o.LogOutput)
	if err != nil {
		return err
	}
	if exporter == nil || disabled {
		t.TracerProvider, t.Propagator = idProvider{}, idPropagator{standard}
		return nil
	}
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(exporter), // a full queue drops spans rather than wait
		sdktrace.WithResource(res),
	)
	t.closers = append(t.closers, provider.Shutdown)
	t.TracerProvider, t.Propagator = provider, standard
	return nil
}

func (t *Telemetry) setupMetrics(ctx context.Context, res *resource.Resource, disabled bool) error {
	registry, handler := newRegistry(t.Logger)
	t.Metrics = handler
	if disabled {
		t.MeterProvider = metricnoop.NewMeterProvider()
		return nil
	}
	provider, err := newMeterProvider(ctx, res, registry)
	if err != nil {
		return err
	}
	t.closers = append(t.closers, provider.Shutdown)
	t.MeterProvider = provider
	return nil
}

// newResource says who we are; the variables have the last word.
func newResource(ctx context.Context, o Options) (*resource.Resource, error) {
	attrs := []attribute.KeyValue{semconv.ServiceName(o.ServiceName)}
	if o.ServiceVersion != "" {
		attrs = append(attrs, semconv.ServiceVersion(o.ServiceVersion))
	}
	if len(o.Clients) > 0 {
		attrs = append(attrs, attribute.StringSlice("bff.clients", o.Clients))
	}
	res, err := resource.New(ctx,
		resource.WithTelemetrySDK(), resource.WithHost(),
		resource.WithAttributes(attrs...), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w; expected key=value pairs with commas between", err)
	}
	return res, nil
}

// SetGlobal makes t what libraries use that are handed nothing: the API's
// globals, slog's default, and the place where the SDK reports its own
// failures. For main; tests hand t around instead.
func (t *Telemetry) SetGlobal() {
	otel.SetTracerProvider(t.TracerProvider)
	otel.SetMeterProvider(t.MeterProvider)
	otel.SetTextMapPropagator(t.Propagator)
	otel.SetErrorHandler(newErrorLog(t.Logger, time.Now))
	slog.SetDefault(t.Logger)
}

// Shutdown sends what is still queued and stops all exporters, within 5 s or
// until ctx ends, so ctx can't be the one whose end stopped the program. What
// could not be sent is lost and named in the error.
func (t *Telemetry) Shutdown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, shutdownTimeout)
	defer cancel()
	errs := make([]error, len(t.closers))
	var wg sync.WaitGroup // at once: a stuck exporter must not cost the other its time
	for i, stop := range t.closers {
		wg.Go(func() { errs[i] = stop(ctx) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("telemetry: the last spans or metrics were not sent: %w", err)
	}
	return nil
}
