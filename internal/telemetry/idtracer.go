package telemetry

import (
	"context"
	"encoding/binary"
	"math/rand/v2"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/embedded"
	"go.opentelemetry.io/otel/trace/noop"
)

// idProvider is the tracer provider of a process without an exporter. It
// records nothing: the first span of a request gets an id, unless the caller
// sent one, and all spans below are that same span. A new root asked for below
// another span keeps its id too, so that the log leads from a background load
// to the request that started it.
type idProvider struct{ embedded.TracerProvider }

// Tracer implements trace.TracerProvider.
func (idProvider) Tracer(string, ...trace.TracerOption) trace.Tracer { return idTracer{} }

type idTracer struct{ embedded.Tracer }

// Start implements trace.Tracer.
func (idTracer) Start(ctx context.Context, _ string, _ ...trace.SpanStartOption) (context.Context, trace.Span) {
	if ctx == nil {
		ctx = context.Background()
	}
	current := trace.SpanFromContext(ctx)
	if _, ours := current.(*idSpan); ours {
		return ctx, current
	}
	span := &idSpan{context: current.SpanContext()}
	if !span.context.IsValid() {
		span.context, span.local = trace.NewSpanContext(newIDs()), true
	}
	return trace.ContextWithSpan(ctx, span), span
}

// newIDs returns a span context that says "not sampled". The ids must be
// unlikely to repeat, not hard to guess.
func newIDs() trace.SpanContextConfig {
	var c trace.SpanContextConfig
	binary.BigEndian.PutUint64(c.TraceID[:8], rand.Uint64())
	binary.BigEndian.PutUint64(c.TraceID[8:], rand.Uint64()|1) // never all zero, which means "none"
	binary.BigEndian.PutUint64(c.SpanID[:], rand.Uint64()|1)
	return c
}

// idSpan is a span that is nothing but its id.
type idSpan struct {
	noop.Span
	context trace.SpanContext
	local   bool // the id was made here, not sent by the caller
}

// SpanContext implements trace.Span.
func (s *idSpan) SpanContext() trace.SpanContext { return s.context }

// TracerProvider implements trace.Span.
func (*idSpan) TracerProvider() trace.TracerProvider { return idProvider{} }

// idPropagator passes on the trace of the caller, but no id that was made here:
// its "not sampled" would keep backends from tracing, which have exporters even
// if this process has none.
type idPropagator struct{ propagation.TextMapPropagator }

// Inject implements propagation.TextMapPropagator.
func (p idPropagator) Inject(ctx context.Context, carrier propagation.TextMapCarrier) {
	if span, ok := trace.SpanFromContext(ctx).(*idSpan); ok && span.local {
		ctx = trace.ContextWithSpan(ctx, noop.Span{})
	}
	p.TextMapPropagator.Inject(ctx, carrier)
}
