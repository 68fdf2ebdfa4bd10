// Package telemetry sets up OpenTelemetry and the log. It is the only package
// that knows the SDK: all others are handed providers of the API.
//
//	tel, err := telemetry.Setup(ctx, telemetry.Options{ServiceVersion: version})
//	defer tel.Shutdown(ctx)
//
//	signal    configured by                goes to
//	traces    OTEL_* variables             a collector; nowhere by default
//	metrics   OTEL_* variables             Prometheus, by Telemetry.Metrics; and a collector
//	log       Options                      standard error, with trace_id and span_id
//
// # What the variables do
//
// The SDK reads its variables from the process itself. A signal goes to a
// collector when its exporter is "otlp", or when none is named but an endpoint
// is: OTEL_EXPORTER_OTLP_ENDPOINT, or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT for
// one signal. (The specification's default, a collector on localhost, would
// fill the log of everybody who has none.) OTEL_EXPORTER_OTLP_PROTOCOL chooses
// grpc or http/protobuf, the default. OTEL_TRACES_EXPORTER may also be
// "console" or "none". OTEL_TRACES_SAMPLER, OTEL_BSP_*, OTEL_SERVICE_NAME,
// OTEL_RESOURCE_ATTRIBUTES and OTEL_SDK_DISABLED mean what they say.
//
// A collector that is down costs memory for one queue of spans and a line in
// the log per minute, never a request's time.
//
// # Without an exporter
//
// Errors and log lines should carry a trace id all the same, so that a user's
// report leads to the log. The tracer is then not the API's noop, which has
// ids only if the caller sent them, nor the SDK with a sampler that says no,
// which works and allocates for every span: idtracer.go gives each request an
// id and nothing to its other spans. For a request of ten spans with two
// attributes each (BenchmarkTracersOff; most of it is the callers' attributes):
//
//	noop, no ids         1.6 µs   40 allocations
//	ids only             1.2 µs   32 allocations
//	SDK, never sample    3.6 µs   60 allocations
//
// # Why not autoexport
//
// The contrib package autoexport would choose the exporters, but brings the
// ones for logs, a second Prometheus and their bridges: 16.4 MB against 15.2 MB
// for the smallest program with the four exporters chosen in exporter.go. gRPC
// is worth its place: the HTTP exporter alone is 14.8 MB, since OTLP's own
// types import gRPC.
//
// Read [Setup] first. The package oteltest below is a collector for tests.
package telemetry
