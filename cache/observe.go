package cache

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

const scopeName = "bff/cache"

// result is the value of the attribute of that name in metrics and events.
type result uint8

const (
	resultHit result = iota
	resultNegative
	resultStale
	resultStaleIfError
	resultMiss
	resultShared
	resultBypass
	resultError
	resultFiltered
	resultSkipped   // level 2 was not asked: its breaker is open
	resultCancelled // the caller left before the answer
	results
)

var resultNames = [results]string{
	"hit", "negative", "stale", "stale_if_error", "miss", "shared", "bypass", "error", "filtered", "skipped", "cancelled",
}

// place is the value of the attribute "level".
type place uint8

const (
	placeLevel1 place = iota
	placeLevel2
	placeOrigin // the load function
	places
)

var placeNames = [places]string{"1", "2", "origin"}

// observer holds the instruments. What a level-1 hit needs is built beforehand,
// so that it allocates nothing.
type observer struct {
	log    *slog.Logger
	tracer trace.Tracer

	requests metric.Int64Counter
	load     metric.Float64Histogram
	age      metric.Float64Histogram
	leases   metric.Int64Counter
	relinks  metric.Int64Counter
	gauges   metric.Registration

	labels [places][results][]metric.AddOption
	ages   [places][]metric.RecordOption
	events [places][results]trace.SpanStartEventOption
}

// newObserver registers the instruments of c.
func newObserver(c *Cache) (*observer, error) {
	tracers, meters := c.options.TracerProvider, c.options.MeterProvider
	if tracers == nil {
		tracers = otel.GetTracerProvider()
	}
	if meters == nil {
		meters = otel.GetMeterProvider()
	}
	o := &observer{log: c.options.Logger, tracer: tracers.Tracer(scopeName)}
	for p := range places {
		level := attribute.String("level", placeNames[p])
		o.ages[p] = []metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(level))}
		for r := range results {
			set := attribute.NewSet(level, attribute.String("result", resultNames[r]))
			o.labels[p][r] = []metric.AddOption{metric.WithAttributeSet(set)}
			o.events[p][r] = trace.WithAttributes(
				attribute.String("cache.level", placeNames[p]),
				attribute.String("cache.result", resultNames[r]))
		}
	}
	if err := o.instruments(meters.Meter(scopeName), c); err != nil {
		return nil, fmt.Errorf("cache: metrics: %w", err)
	}
	return o, nil
}

// instruments creates counters, histograms and gauges.
func (o *observer) instruments(meter metric.Meter, c *Cache) (err error) {
	if o.requests, err = meter.Int64Counter("bff.cache.requests", metric.WithUnit("{request}"),
		metric.WithDescription("Look-ups by the level that was asked and what came of it.")); err != nil {
		return err
	}
	if o.load, err = meter.Float64Histogram("bff.cache.load.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of loads.")); err != nil {
		return err
	}
	if o.age, err = meter.Float64Histogram("bff.cache.entry.age", metric.WithUnit("s"),
		metric.WithDescription("Age of entries when they were served, by level."),
		metric.WithExplicitBucketBoundaries(0.1, 1, 5, 15, 60, 300, 900, 3600, 4*3600, 24*3600)); err != nil {
		return err
	}
	if o.leases, err = meter.Int64Counter("bff.cache.lease.waits", metric.WithUnit("{entry}"),
		metric.WithDescription("Entries that another process was loading, by how the wait ended.")); err != nil {
		return err
	}
	if o.relinks, err = meter.Int64Counter("bff.cache.relinks", metric.WithUnit("{relink}"),
		metric.WithDescription("Times that a cut link to level 2 came back, and whether level 1 had to be dropped.")); err != nil {
		return err
	}
	bytes, err := meter.Int64ObservableGauge("bff.cache.level1.size", metric.WithUnit("By"),
		metric.WithDescription("Bytes that level 1 holds."))
	if err != nil {
		return err
	}
	evicted, err := meter.Int64ObservableCounter("bff.cache.level1.evictions", metric.WithUnit("{entry}"),
		metric.WithDescription("Entries that level 1 gave up for others."))
	if err != nil {
		return err
	}
	open, err := meter.Int64ObservableGauge("bff.cache.level2.breaker.state", metric.WithUnit("1"),
		metric.WithDescription("1 while level 2 is not asked because it fails."))
	if err != nil {
		return err
	}
	o.gauges, err = meter.RegisterCallback(func(_ context.Context, observe metric.Observer) error {
		observe.ObserveInt64(bytes, c.level1.bytes())
		observe.ObserveInt64(evicted, c.level1.evicted.Load())
		if c.level2 != nil {
			state := int64(0)
			if !c.level2.breaker.allow() {
				state = 1
			}
			observe.ObserveInt64(open, state)
		}
		return nil
	}, bytes, evicted, open)
	return err
}

func (o *observer) close() error { return o.gauges.Unregister() }

// count adds n look-ups that ended with r at p.
func (o *observer) count(ctx context.Context, p place, r result, n int) {
	if n > 0 {
		o.requests.Add(ctx, int64(n), o.labels[p][r]...)
	}
}

// lookedUp adds the event of one look-up, or of n alike, to the current span.
func (o *observer) lookedUp(ctx context.Context, p place, r result, n int) {
	span := trace.SpanFromContext(ctx)
	if n == 0 || !span.IsRecording() {
		return
	}
	if n == 1 {
		span.AddEvent("cache.lookup", o.events[p][r])
		return
	}
	span.AddEvent("cache.lookup", o.events[p][r], trace.WithAttributes(attribute.Int("cache.keys", n)))
}

// served notes how old an entry was when it was served.
func (o *observer) served(ctx context.Context, p place, age time.Duration) {
	o.age.Record(ctx, age.Seconds(), o.ages[p]...)
}

// loaded notes how long a load took.
func (o *observer) loaded(ctx context.Context, took time.Duration) {
	o.load.Record(ctx, took.Seconds())
}

// How waiting for another process's lease ends.
const (
	leaseArrived = "arrived" // the entry came
	leaseTaken   = "taken"   // the holder gave up or died, this process loads
	leaseTimeout = "timeout" // waited long enough, this process loads, too
)

// leaseEnded counts n waits that ended so.
func (o *observer) leaseEnded(ctx context.Context, how string, n int) {
	if n > 0 {
		o.leases.Add(ctx, int64(n), metric.WithAttributes(attribute.String("result", how)))
	}
}

// relinked counts that the link is back.
func (o *observer) relinked(ctx context.Context, dropped bool) {
	o.relinks.Add(ctx, 1, metric.WithAttributes(attribute.Bool("dropped", dropped)))
	o.log.InfoContext(ctx, "cache: linked to level 2 again", "level1_dropped", dropped)
}

// span starts the span of look-ups that go beyond level 1.
func (o *observer) span(ctx context.Context, keys int, opts ...trace.SpanStartOption) (context.Context, trace.Span) {
	ctx, span := o.tracer.Start(ctx, "cache", opts...)
	if span.IsRecording() {
		span.SetAttributes(attribute.Int("cache.keys", keys))
	}
	return ctx, span
}

// refreshSpan starts the span of a reload behind a stale answer: a trace of its
// own, because the request that caused it may end at any time, with a link to it.
func (o *observer) refreshSpan(ctx context.Context, keys int) (context.Context, trace.Span) {
	link := trace.WithLinks(trace.LinkFromContext(ctx))
	return o.span(ctx, keys, trace.WithNewRoot(), link, trace.WithAttributes(attribute.Bool("cache.refresh", true)))
}

// fail marks a span as failed.
func fail(span trace.Span, err error) {
	if err != nil && span.IsRecording() {
		span.SetStatus(codes.Error, err.Error())
	}
}

// of maps a Status to the level and result that metrics and events show.
func (s Status) of(found bool) (place, result) {
	hit := resultHit
	if !found {
		hit = resultNegative
	}
	switch s {
	case HitLevel1:
		return placeLevel1, hit
	case HitLevel2:
		return placeLevel2, hit
	case Stale:
		return placeLevel1, resultStale
	case StaleIfError:
		return placeOrigin, resultStaleIfError
	case Shared:
		return placeOrigin, resultShared
	case Filtered:
		return placeOrigin, resultFiltered
	case Bypass:
		return placeOrigin, resultBypass
	}
	return placeOrigin, resultMiss
}
