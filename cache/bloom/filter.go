package bloom

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// List returns one page of the ids that exist, and the name of the next page;
// empty after the last. The first page's name is empty.
type List func(ctx context.Context, page string) (ids []string, next string, err error)

// Options configures New. Name and List are needed, the rest works as it is.
type Options struct {
	Name string // of the kind of thing, "product": the attribute "filter" in metrics
	List List

	Refresh time.Duration // between two readings of the listing; 0 means 10 minutes
	MaxAge  time.Duration // a filter older than that lets everything through; 0 means 3 times Refresh
	Timeout time.Duration // for one reading; 0 means 1 minute

	FalsePositives float64 // the rate wanted, between 0 and 1; 0 means 0.01
	Trickle        float64 // unknown ids let through a second; 0 means 10, negative means none

	Now           func() time.Time     // nil means time.Now
	Logger        *slog.Logger         // nil means slog.Default
	MeterProvider metric.MeterProvider // nil means the global one
}

// Defaults returns what Options takes where nothing is said. They are the defaults of
// the configuration too.
func Defaults() Options {
	return Options{Refresh: 10 * time.Minute, Timeout: time.Minute, FalsePositives: 0.01, Trickle: 10}
}

// withDefaults fills in zero fields and names the first one that makes no sense.
func (o Options) withDefaults() (Options, error) {
	switch {
	case o.Name == "":
		return o, errors.New("bloom: Options.Name is empty")
	case o.List == nil:
		return o, errors.New("bloom: Options.List is nil")
	case o.FalsePositives < 0 || o.FalsePositives >= 1:
		return o, fmt.Errorf("bloom: Options.FalsePositives is %v; want a rate between 0 and 1", o.FalsePositives)
	case o.Refresh < 0 || o.MaxAge < 0 || o.Timeout < 0:
		return o, errors.New("bloom: Options.Refresh, MaxAge and Timeout must not be negative")
	}
	d := Defaults()
	if o.Refresh == 0 {
		o.Refresh = d.Refresh
	}
	if o.MaxAge == 0 {
		o.MaxAge = 3 * o.Refresh
	}
	if o.Timeout == 0 {
		o.Timeout = d.Timeout
	}
	if o.FalsePositives == 0 {
		o.FalsePositives = d.FalsePositives
	}
	if o.Trickle == 0 {
		o.Trickle = d.Trickle
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.MeterProvider == nil {
		o.MeterProvider = otel.GetMeterProvider()
	}
	return o, nil
}

// Filter knows which ids exist. It is safe for concurrent use.
type Filter struct {
	options Options
	cancel  context.CancelFunc
	done    chan struct{}
	again   chan struct{} // asks for an early refresh

	mu     sync.RWMutex
	known  *layers
	next   *layers   // being filled by a refresh, or nil: what is added meanwhile goes there, too
	loaded time.Time // when the listing that known comes from was read; zero before the first

	trickle sync.Mutex // guards the following; taken after mu, never before
	first   bucket     // for ids asked for the first time
	repeat  bucket     // for ids asked for again
	asked   *layers    // unknown ids that were asked for lately

	answers  metric.Int64Counter
	labels   [verdicts][]metric.AddOption
	repaired []metric.AddOption
	gauges   metric.Registration
}

// verdict is what the filter says of one look-up.
type verdict uint8

const (
	passed   verdict = iota // may exist
	blocked                 // does not exist, as far as we know
	trickled                // does not exist as far as we know, but is let through
	unready                 // the filter does not know enough
	verdicts
)

var verdictNames = [verdicts]string{"passed", "blocked", "trickled", "unready"}

// New returns a filter that reads the listing in the background and lets
// everything through until it has. Close ends it.
func New(options Options) (*Filter, error) {
	o, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	f := &Filter{
		options: o,
		done:    make(chan struct{}),
		again:   make(chan struct{}, 1),
		known:   newLayers(0, o.FalsePositives),
		first:   bucket{rate: o.Trickle},
		repeat:  bucket{rate: o.Trickle},
		asked:   newLayers(maxAsked, 0.01),
	}
	if err := f.instruments(); err != nil {
		return nil, fmt.Errorf("bloom: metrics: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	f.cancel = cancel
	go f.run(ctx)
	return f, nil
}

// Close stops the refreshing. The filter goes on answering until MaxAge.
func (f *Filter) Close() error {
	f.cancel()
	<-f.done
	return f.gauges.Unregister()
}

// Allow reports whether id may exist and is worth a load. The outcome of the load
// is to be told to [Filter.Loaded].
func (f *Filter) Allow(id string) bool {
	v := f.judge(id)
	f.answers.Add(context.Background(), 1, f.labels[v]...)
	return v != blocked
}

// judge decides about one look-up.
func (f *Filter) judge(id string) verdict {
	now := f.options.Now()
	f.mu.RLock()
	loaded, has := f.loaded, f.known.has(id)
	f.mu.RUnlock()
	switch {
	case has:
		return passed
	case loaded.IsZero() || now.Sub(loaded) > f.options.MaxAge:
		return unready
	case f.lucky(id, now):
		return trickled
	}
	return blocked
}

// maxAsked bounds the memory of unknown ids that were asked for.
const maxAsked = 1 << 16

// lucky reports whether an unknown id is part of the trickle.
func (f *Filter) lucky(id string, now time.Time) bool {
	if f.options.Trickle < 0 {
		return false
	}
	f.trickle.Lock()
	defer f.trickle.Unlock()
	if f.asked.has(id) && f.repeat.take(now) {
		return true
	}
	if f.asked.total >= maxAsked {
		f.asked = newLayers(maxAsked, 0.01)
	}
	f.asked.add(id)
	return f.first.take(now)
}

// Loaded tells what came of a load that Allow let through. An id that was found
// is known from now on.
func (f *Filter) Loaded(id string, found bool) {
	if !found || !f.add(id) {
		return
	}
	f.answers.Add(context.Background(), 1, f.repaired...)
	select { // where one is missing there may be more
	case f.again <- struct{}{}:
	default:
	}
}

// Add makes ids known, for events that say what was created.
func (f *Filter) Add(ids ...string) {
	for _, id := range ids {
		f.add(id)
	}
}

// add makes id known and reports whether it is news.
func (f *Filter) add(id string) bool {
	f.mu.RLock()
	known := f.known.has(id) && (f.next == nil || f.next.has(id))
	f.mu.RUnlock()
	if known {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next != nil {
		f.next.add(id)
	}
	return f.known.add(id) && !f.loaded.IsZero()
}

// instruments registers the metrics.
func (f *Filter) instruments() (err error) {
	meter := f.options.MeterProvider.Meter("bff/cache/bloom")
	filter := attribute.String("filter", f.options.Name)
	if f.answers, err = meter.Int64Counter("bff.cache.filter.requests", metric.WithUnit("{request}"),
		metric.WithDescription("Look-ups of ids by what the filter said, and repairs of the filter.")); err != nil {
		return err
	}
	label := func(result string) []metric.AddOption {
		return []metric.AddOption{metric.WithAttributeSet(attribute.NewSet(filter, attribute.String("result", result)))}
	}
	for v, name := range verdictNames {
		f.labels[v] = label(name)
	}
	f.repaired = label("repaired")
	rate, err := meter.Float64ObservableGauge("bff.cache.filter.false_positive.rate", metric.WithUnit("1"),
		metric.WithDescription("Share of unknown ids that the filter takes for known ones, estimated."))
	if err != nil {
		return err
	}
	ids, err := meter.Int64ObservableGauge("bff.cache.filter.size", metric.WithUnit("{id}"),
		metric.WithDescription("Ids that the filter knows."))
	if err != nil {
		return err
	}
	f.gauges, err = meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		f.mu.RLock()
		defer f.mu.RUnlock()
		o.ObserveFloat64(rate, f.known.falsePositives(), metric.WithAttributes(filter))
		o.ObserveInt64(ids, int64(f.known.total), metric.WithAttributes(filter))
		return nil
	}, rate, ids)
	return err
}
