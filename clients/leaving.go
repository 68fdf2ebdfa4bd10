package clients

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// otelhttp marks the span of every request that ends without an answer as failed,
// also when the caller left: traces of a healthy backend would be full of errors. The
// provider here makes spans that end such a request with bff.outcome=cancelled, and
// without an error.

// leavingProvider makes the spans of attempts.
type leavingProvider struct{ trace.TracerProvider }

func (p leavingProvider) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return leavingTracer{p.TracerProvider.Tracer(name, options...)}
}

type leavingTracer struct{ trace.Tracer }

// Start returns the wrapper to otelhttp only: the context keeps the real span.
func (t leavingTracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	ctx, span := t.Tracer.Start(ctx, name, options...)
	if !span.IsRecording() {
		return ctx, span
	}
	return ctx, leavingSpan{span, ctx}
}

type leavingSpan struct {
	trace.Span

	ctx context.Context
}

// SetStatus sets the status, or the outcome where the caller left.
func (s leavingSpan) SetStatus(code codes.Code, description string) {
	if code == codes.Error && callerLeft(s.ctx) {
		s.Span.SetAttributes(outcomeKey.String(outcomeCancelled))
		return
	}
	s.Span.SetStatus(code, description)
}

// SetAttributes drops the type of the error that the end of the context is.
func (s leavingSpan) SetAttributes(attributes ...attribute.KeyValue) {
	if len(attributes) == 1 && attributes[0].Key == errorKey && callerLeft(s.ctx) {
		return
	}
	s.Span.SetAttributes(attributes...)
}

// callerLeft reports whether ctx was cancelled, by none of our own time limits.
func callerLeft(ctx context.Context) bool {
	if !errors.Is(ctx.Err(), context.Canceled) {
		return false
	}
	cause := context.Cause(ctx)
	return !errors.Is(cause, errAttemptTimeout) && !errors.Is(cause, errIdle)
}
