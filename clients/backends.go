package clients

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"

	"github.com/failsafe-go/failsafe-go/bulkhead"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"go.opentelemetry.io/otel/metric"

	"bff/cache"
)

// Backends holds what calls share: connections, breakers, budgets, the cache.
// It is safe for concurrent use.
type Backends struct {
	sources   map[string]*source
	endpoints sync.Map // endpointID -> *endpoint
	creating  sync.Mutex
	http      *http.Client
	base      http.RoundTripper
	cache     *cache.Cache
	filters   map[IDs]cache.Filter
	log       *slog.Logger
	retry     retrypolicy.RetryPolicy[bool]
	attempts  metric.Int64Counter
	gauge     metric.Registration
}

// source is one configured backend.
type source struct {
	name      string
	url       string // without a trailing slash
	opts      SourceOptions
	propagate []string // canonical and sorted
	tags      []string // of all its cache entries
	budget    *budget
	slots     bulkhead.Bulkhead[any] // nil: no limit
	jitter    func() float64
}

// endpoint is what is kept per source and call.
type endpoint struct {
	src     *source
	name    string
	breaker *breaker // nil: switched off
	counts  counts
}

type endpointID struct{ source, call string }

// New returns Backends for the sources of o, or an error that names every
// option that can't work. It connects to nothing: a backend that is down is
// noticed by the first call.
func New(o Options) (*Backends, error) {
	o = o.withDefaults()
	b := &Backends{
		sources: make(map[string]*source, len(o.Sources)), base: o.Transport, cache: o.Cache,
		log: o.Logger, retry: newRetryPolicy(),
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(o.Sources)) {
		if err := o.Sources[name].validate(name); err != nil {
			errs = append(errs, err)
			continue
		}
		b.sources[name] = newSource(name, o.Sources[name].withDefaults(), o.Jitter)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	b.http = &http.Client{Transport: traced(o), CheckRedirect: sameHost}
	if err := b.instrument(o.MeterProvider); err != nil {
		return nil, err
	}
	if o.Filters != nil {
		filters, err := o.Filters(b)
		if err != nil {
			return nil, errors.Join(err, b.Close())
		}
		b.filters = filters
	}
	return b, nil
}

func newSource(name string, o SourceOptions, jitter func() float64) *source {
	base, _ := parseBase(o.URL) // validated
	s := &source{
		name: name, url: base.String(), opts: o, propagate: canonicalNames(o.PropagateHeaders),
		tags: []string{cache.SourceTag(name)}, budget: newBudget(o.Retry.Budget), jitter: jitter,
	}
	if o.MaxConcurrent > 0 {
		s.slots = bulkhead.New[any](uint(o.MaxConcurrent))
	}
	return s
}

// Close ends what New started: metrics and idle connections. Calls that are
// under way go on; the cache isn't closed.
func (b *Backends) Close() error {
	if t, ok := b.base.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
	return b.gauge.Unregister()
}

// Invalidate drops what the cache holds of tags, in all processes that share
// it, for resolvers that changed something: now, and once more a little later,
// because a backend may read from a replica that does not know yet. Without a
// cache it does nothing.
func (b *Backends) Invalidate(ctx context.Context, tags ...string) error {
	if b.cache == nil || len(tags) == 0 {
		return nil
	}
	if err := b.cache.Mutated(ctx, tags...); err != nil {
		return fmt.Errorf("clients: invalidate: %w", err)
	}
	return nil
}

// Address is the URL of a source, without a slash at its end; ok is false for one
// that is not configured.
func (b *Backends) Address(source string) (url string, ok bool) {
	src, ok := b.sources[source]
	if !ok {
		return "", false
	}
	return src.url, true
}

// endpoint returns the state of a call, made when it is first used.
func (b *Backends) endpoint(source, call string) (*endpoint, error) {
	id := endpointID{source, call}
	if e, ok := b.endpoints.Load(id); ok {
		return e.(*endpoint), nil
	}
	src, ok := b.sources[source]
	if !ok {
		err := fmt.Errorf("no source %q is configured; there are %q", source, slices.Sorted(maps.Keys(b.sources)))
		return nil, &Error{Code: CodeInternal, Source: source, Call: call, Err: err}
	}
	if call == "" {
		return nil, &Error{Code: CodeInternal, Source: source, Err: errors.New("a call has no name")}
	}
	b.creating.Lock()
	defer b.creating.Unlock()
	if e, ok := b.endpoints.Load(id); ok {
		return e.(*endpoint), nil
	}
	e := &endpoint{src: src, name: call}
	if !src.opts.Breaker.Disabled {
		e.breaker = newBreaker(src.opts.Breaker, b.log.With("source", source, "call", call))
	}
	b.endpoints.Store(id, e)
	return e, nil
}

// fail makes the Error of a call that couldn't be made.
func (e *endpoint) fail(code Code, class Class, err error) *Error {
	return &Error{Class: class, Code: code, Source: e.src.name, Call: e.name, Err: err}
}
