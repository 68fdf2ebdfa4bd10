package clients

import (
	"context"
	"errors"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// otelhttp's spans are held back in two ways:
//
//   - It marks the span of every request that ends without an answer as failed, also
//     when the caller left: traces of a healthy backend would be full of errors. Such
//     a span ends with bff.outcome=cancelled here, and without an error.
//   - It records the whole URL. The values of its query are what callers asked with,
//     and perhaps a key: they are left out.

// attemptProvider makes the spans of attempts.
type attemptProvider struct{ trace.TracerProvider }

func (p attemptProvider) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return attemptTracer{p.TracerProvider.Tracer(name, options...)}
}

type attemptTracer struct{ trace.Tracer }

// Start returns the wrapper to otelhttp only: the context keeps the real span.
func (t attemptTracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	ctx, span := t.Tracer.Start(ctx, name, options...)
	if !span.IsRecording() {
		return ctx, span
	}
	return ctx, attemptSpan{span, ctx}
}

type attemptSpan struct {
	trace.Span

	ctx context.Context
}

// SetStatus sets the status, or the outcome where the caller left.
func (s attemptSpan) SetStatus(code codes.Code, description string) {
	if code == codes.Error && callerLeft(s.ctx) {
		s.Span.SetAttributes(outcomeKey.String(outcomeCancelled))
		return
	}
	s.Span.SetStatus(code, description)
}

// SetAttributes drops the type of the error that the end of the context is, and
// redacts the URL.
func (s attemptSpan) SetAttributes(attributes ...attribute.KeyValue) {
	if len(attributes) == 1 && attributes[0].Key == errorKey && callerLeft(s.ctx) {
		return
	}
	for i, a := range attributes {
		if a.Key == urlKey {
			attributes = slices.Clone(attributes)
			attributes[i] = urlKey.String(withoutValues(a.Value.AsString()))
			break
		}
	}
	s.Span.SetAttributes(attributes...)
}

const urlKey = attribute.Key("url.full")

// withoutValues replaces the values of a URL's query, as the conventions do with those
// that are secret.
//
// Source: https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/
func withoutValues(text string) string {
	base, query, found := strings.Cut(text, "?")
	if !found {
		return text
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if name, _, ok := strings.Cut(part, "="); ok {
			parts[i] = name + "=REDACTED"
		} else {
			parts[i] = "REDACTED" // a value without a name, or a name that says it all
		}
	}
	return base + "?" + strings.Join(parts, "&")
}

// callerLeft reports whether ctx was cancelled, by none of our own time limits.
func callerLeft(ctx context.Context) bool {
	if !errors.Is(ctx.Err(), context.Canceled) {
		return false
	}
	cause := context.Cause(ctx)
	return !errors.Is(cause, errAttemptTimeout) && !errors.Is(cause, errIdle)
}
