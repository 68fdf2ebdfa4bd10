package telemetry

import (
	"context"
	"fmt"
	"io"
	"os"

	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// exporterName returns which exporter the variables ask for: the one that is
// named, else "otlp" when there is an endpoint, else "none".
func exporterName(signal string) string {
	if name := os.Getenv("OTEL_" + signal + "_EXPORTER"); name != "" {
		return name
	}
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT")+os.Getenv("OTEL_EXPORTER_OTLP_"+signal+"_ENDPOINT") != "" {
		return "otlp"
	}
	return "none"
}

// protocol returns what OTLP is spoken over: "grpc" or "http/protobuf".
func protocol(signal string) (string, error) {
	for _, name := range []string{"OTEL_EXPORTER_OTLP_" + signal + "_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
		switch value := os.Getenv(name); value {
		case "":
		case "grpc", "http/protobuf":
			return value, nil
		default:
			return "", fmt.Errorf("%s: %q is not supported; expected grpc or http/protobuf", name, value)
		}
	}
	return "http/protobuf", nil
}

// spanExporter returns which exporter spans go to, "none", "console" or "otlp", and what
// the last is spoken over.
func spanExporter() (name, over string, err error) {
	switch name = exporterName("TRACES"); name {
	case "none", "console":
		return name, "", nil
	case "otlp":
		over, err = protocol("TRACES")
		return name, over, err
	}
	return "", "", fmt.Errorf("OTEL_TRACES_EXPORTER: %q is not supported; expected otlp, console or none", name)
}

// metricExporter is the same for metrics, of which "none" is for Prometheus only.
func metricExporter() (name, over string, err error) {
	switch name = exporterName("METRICS"); name {
	case "none", "prometheus": // which is always there
		return "none", "", nil
	case "otlp":
		over, err = protocol("METRICS")
		return name, over, err
	}
	return "", "", fmt.Errorf("OTEL_METRICS_EXPORTER: %q is not supported; expected otlp, prometheus or none", name)
}

// newSpanExporter returns nil when spans go nowhere. No exporter connects
// before it has something to send.
func newSpanExporter(ctx context.Context, console io.Writer) (sdktrace.SpanExporter, error) {
	name, over, err := spanExporter()
	switch {
	case err != nil:
		return nil, err
	case name == "none":
		return nil, nil
	case name == "console":
		return stdouttrace.New(stdouttrace.WithWriter(console))
	case over == "grpc":
		return otlptracegrpc.New(ctx)
	default:
		return otlptracehttp.New(ctx)
	}
}

// newMetricReader returns nil when metrics are for Prometheus only.
func newMetricReader(ctx context.Context) (sdkmetric.Reader, error) {
	name, over, err := metricExporter()
	if err != nil || name == "none" {
		return nil, err
	}
	var exporter sdkmetric.Exporter
	if over == "grpc" {
		exporter, err = otlpmetricgrpc.New(ctx)
	} else {
		exporter, err = otlpmetrichttp.New(ctx)
	}
	if err != nil {
		return nil, err
	}
	return sdkmetric.NewPeriodicReader(exporter), nil
}
