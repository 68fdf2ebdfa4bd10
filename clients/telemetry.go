package clients

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// Each attempt is a client span with the attributes of OpenTelemetry's HTTP
// conventions, under the span of whoever asked. What happens between attempts
// stands as events on that outer span: "retry" and "circuit open".

const scope = "bff/clients"

const (
	sourceKey  = attribute.Key("bff.source")
	callKey    = attribute.Key("bff.call")
	outcomeKey = attribute.Key("bff.outcome")
	resendKey  = attribute.Key("http.request.resend_count")
	errorKey   = attribute.Key("error.type")
)

// attempt is what a request's context knows of it.
type attempt struct {
	e      *endpoint
	number int
}

type attemptKey struct{}

// withAttempt also adds source and call to the attempt's HTTP metrics.
func withAttempt(ctx context.Context, e *endpoint, number int) context.Context {
	labels := new(otelhttp.Labeler)
	labels.Add(sourceKey.String(e.src.name), callKey.String(e.name))
	ctx = otelhttp.ContextWithClientLabeler(ctx, labels)
	return context.WithValue(ctx, attemptKey{}, attempt{e, number})
}

func attemptOf(r *http.Request) (attempt, bool) {
	a, ok := r.Context().Value(attemptKey{}).(attempt)
	return a, ok
}

// traced wraps the transport of o with spans, metrics and trace headers.
func traced(o Options) http.RoundTripper {
	return otelhttp.NewTransport(attributes{o.Transport},
		otelhttp.WithTracerProvider(attemptProvider{o.TracerProvider}),
		otelhttp.WithMeterProvider(o.MeterProvider),
		otelhttp.WithPropagators(o.Propagator),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
			if a, ok := attemptOf(r); ok {
				return r.Method + " " + a.e.name
			}
			return r.Method
		}),
	)
}

// attributes is the transport within otelhttp's, where the span of the attempt
// is the current one.
type attributes struct{ next http.RoundTripper }

func (t attributes) RoundTrip(r *http.Request) (*http.Response, error) {
	if a, ok := attemptOf(r); ok {
		if span := trace.SpanFromContext(r.Context()); span.IsRecording() {
			span.SetAttributes(sourceKey.String(a.e.src.name), callKey.String(a.e.name))
			if a.number > 1 {
				span.SetAttributes(resendKey.Int(a.number - 1))
			}
		}
	}
	return t.next.RoundTrip(r)
}

func retryEvent(ctx context.Context, failure *Error, number int, delay time.Duration) {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		span.AddEvent("retry", trace.WithAttributes(
			resendKey.Int(number), errorKey.String(string(failure.Code)),
			attribute.Float64("bff.retry.delay", delay.Seconds()),
		))
	}
}

// instrument makes the metrics of b.
func (b *Backends) instrument(provider metric.MeterProvider) (err error) {
	meter := provider.Meter(scope)
	b.attempts, err = meter.Int64Counter("bff.backend.attempts",
		metric.WithDescription("Attempts to call a backend, by outcome: ok, not_found, cancelled by the caller, or the error's code."), metric.WithUnit("{attempt}"))
	if err != nil {
		return fmt.Errorf("clients: %w", err)
	}
	state, err := meter.Int64ObservableGauge("bff.backend.breaker.state",
		metric.WithDescription("Circuit breaker: 0 closed, 1 half-open, 2 open."))
	if err != nil {
		return fmt.Errorf("clients: %w", err)
	}
	b.gauge, err = meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		b.eachEndpoint(func(e *endpoint) {
			if e.breaker != nil {
				o.ObserveInt64(state, stateNumber(e.breaker.State()),
					metric.WithAttributes(sourceKey.String(e.src.name), callKey.String(e.name)))
			}
		})
		return nil
	}, state)
	if err != nil {
		return fmt.Errorf("clients: %w", err)
	}
	return nil
}

func stateNumber(s circuitbreaker.State) int64 {
	switch s {
	case circuitbreaker.OpenState:
		return 2
	case circuitbreaker.HalfOpenState:
		return 1
	default:
		return 0
	}
}

// outcomeCancelled is the outcome of an attempt whose caller left.
const outcomeCancelled = "cancelled"

// outcome is the attribute bff.outcome of a failed attempt.
func (e *Error) outcome() string {
	if e.Code == CodeCancelled {
		return outcomeCancelled
	}
	return string(e.Code)
}

// observe counts an attempt, or its refusal by the breaker.
func (b *Backends) observe(ctx context.Context, e *endpoint, failure *Error, found bool) {
	outcome := "ok"
	switch {
	case failure != nil:
		outcome = failure.outcome()
		e.counts.fail(failure.Code)
	case !found:
		outcome = "not_found"
	}
	if failure != nil && failure.Code == CodeCircuitOpen {
		trace.SpanFromContext(ctx).AddEvent("circuit open", trace.WithAttributes(sourceKey.String(e.src.name), callKey.String(e.name)))
	} else {
		e.counts.attempts.Add(1)
	}
	b.attempts.Add(ctx, 1, metric.WithAttributes(
		sourceKey.String(e.src.name), callKey.String(e.name), outcomeKey.String(outcome)))
}
