package clients

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"bff/cache"
)

// Options configures New. The zero value works: no sources, no cache.
type Options struct {
	// Sources are the backends by name: "catalog". A name is made of letters, digits,
	// '-' and '_'; clients see it in messages.
	Sources map[string]SourceOptions

	// Cache holds the answers of calls that have a policy; nil means none.
	Cache *cache.Cache

	// Filters makes what knows which ids exist, each for the calls that ask for its
	// ids; nil means none. It is called at the end of New, with Backends that can
	// make calls already: a filter reads its ids from a backend too. Who makes a
	// filter closes it.
	Filters func(*Backends) (map[IDs]cache.Filter, error)

	// Transport sends the requests; nil means one that is tuned for few hosts
	// with many calls each. Spans, metrics and trace headers are added around it.
	Transport http.RoundTripper

	// Jitter returns a number in [0, 1) that spreads the delays of retries; nil
	// means a random one. It must be safe for concurrent use.
	Jitter func() float64

	Logger         *slog.Logger                  // nil means slog.Default()
	TracerProvider trace.TracerProvider          // nil means the global one
	MeterProvider  metric.MeterProvider          // nil means the global one
	Propagator     propagation.TextMapPropagator // nil means the global one
}

// IDs are the ids that a filter knows: those of one source, by what asks for them. The
// type that they are ids of says nothing: another source, or another request to the same
// one, may call something else by that name.
type IDs struct {
	Source string // "catalog"
	// Asked says how calls request them, in the words of the packages that make calls, such as
	// "GET /v1/products ids: $batch.id->joinNotNull(',')".
	Asked string
}

// SourceOptions configures one backend. Only URL is needed.
type SourceOptions struct {
	// URL is the backend's address, with the path that all its requests share:
	// "http://catalog:8080". Its host is what redirects may not leave.
	URL string

	// AttemptTimeout bounds one HTTP exchange, body included, and is at most Timeout; 0
	// means 1 s, or Timeout where that is less.
	AttemptTimeout time.Duration
	// Timeout bounds a call with all its retries; 0 means 3 s. A Call may set its
	// own.
	Timeout time.Duration

	Retry   RetryOptions
	Breaker BreakerOptions

	// MaxResponseBytes bounds a response's body in bytes, after decompression; 0
	// means 8 MiB.
	MaxResponseBytes int64
	// MaxConcurrent is how many calls may be under way at once; more wait until
	// their time is over. 0 means 256, a negative number no limit.
	MaxConcurrent int

	// PropagateHeaders are the headers of the incoming request that are sent on;
	// empty means none. Each is part of the cache key, so a header that differs
	// from user to user splits the cache. Authorization and Cookie are sent by
	// some calls only: see Call.Cache.
	PropagateHeaders []string
}

// RetryOptions says how failed attempts are repeated. Only transient failures of
// calls that may be repeated are.
type RetryOptions struct {
	// MaxAttempts includes the first one; 0 means 3, 1 means no retries.
	MaxAttempts int
	// BaseDelay is the upper end of the first delay, doubled for each further
	// one; 0 means 50 ms, a negative one no delay. The delay itself is random, from 0
	// to that end.
	BaseDelay time.Duration
	// MaxDelay bounds that end; 0 means 1 s, a negative one no delay. A backend's Retry-After may exceed it.
	MaxDelay time.Duration
	// Budget is how many retries a source may get per call, over all calls; 0
	// means 0.2, so that retries add at most 20 % to a backend's load. Ten more
	// are kept in reserve for quiet times. A negative one means no retries.
	Budget float64
}

// BreakerOptions says when a call that keeps failing is no longer made.
type BreakerOptions struct {
	// Disabled turns the breaker off.
	Disabled bool
	// FailureRate opens it, 0 < FailureRate <= 1; 0 means 0.5.
	FailureRate float64
	// Window is how many attempts the rate is taken over; 0 means 20. FailureRate
	// times Window failures open it, also when they are the very first attempts.
	Window int
	// OpenFor is how long no attempt is made; 0 means 5 s.
	OpenFor time.Duration
	// Probes is how many attempts must then succeed, one after the other, to close
	// it; 0 means 3.
	Probes int
}

func (o Options) withDefaults() Options {
	if o.Transport == nil {
		o.Transport = newTransport()
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.TracerProvider == nil {
		o.TracerProvider = otel.GetTracerProvider()
	}
	if o.MeterProvider == nil {
		o.MeterProvider = otel.GetMeterProvider()
	}
	if o.Propagator == nil {
		o.Propagator = otel.GetTextMapPropagator()
	}
	return o
}

// DefaultSource returns the options of a source of which nothing but the address is
// said. They are the defaults of the configuration too.
func DefaultSource() SourceOptions {
	return SourceOptions{
		AttemptTimeout:   time.Second,
		Timeout:          3 * time.Second,
		MaxResponseBytes: 8 << 20,
		MaxConcurrent:    256,
		Retry:            RetryOptions{MaxAttempts: 3, BaseDelay: 50 * time.Millisecond, MaxDelay: time.Second, Budget: 0.2},
		Breaker:          BreakerOptions{FailureRate: 0.5, Window: 20, OpenFor: 5 * time.Second, Probes: 3},
	}
}

func (o SourceOptions) withDefaults() SourceOptions {
	d := DefaultSource()
	o.Timeout = cmp.Or(o.Timeout, d.Timeout)
	o.AttemptTimeout = cmp.Or(o.AttemptTimeout, min(d.AttemptTimeout, o.Timeout))
	o.MaxResponseBytes = cmp.Or(o.MaxResponseBytes, d.MaxResponseBytes)
	o.MaxConcurrent = cmp.Or(o.MaxConcurrent, d.MaxConcurrent)
	o.Retry.MaxAttempts = cmp.Or(o.Retry.MaxAttempts, d.Retry.MaxAttempts)
	o.Retry.BaseDelay = cmp.Or(o.Retry.BaseDelay, d.Retry.BaseDelay)
	o.Retry.MaxDelay = cmp.Or(o.Retry.MaxDelay, d.Retry.MaxDelay)
	o.Retry.Budget = cmp.Or(o.Retry.Budget, d.Retry.Budget)
	o.Breaker.FailureRate = cmp.Or(o.Breaker.FailureRate, d.Breaker.FailureRate)
	o.Breaker.Window = cmp.Or(o.Breaker.Window, d.Breaker.Window)
	o.Breaker.OpenFor = cmp.Or(o.Breaker.OpenFor, d.Breaker.OpenFor)
	o.Breaker.Probes = cmp.Or(o.Breaker.Probes, d.Breaker.Probes)
	return o
}

var sourceName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

// validate names every value of o that can't work, in one error.
func (o SourceOptions) validate(name string) error {
	var errs []error
	bad := func(field string, got any, want string) {
		errs = append(errs, fmt.Errorf("clients: source %q: %s is %v; expected %s", name, field, got, want))
	}
	if !sourceName.MatchString(name) {
		bad("its name", name, "letters, digits, '-' and '_'")
	}
	if _, err := parseBase(o.URL); err != nil {
		bad("URL", fmt.Sprintf("%q", redact(o.URL)), err.Error())
	}
	for _, f := range []struct {
		name     string
		value    any
		negative bool
	}{
		{"AttemptTimeout", o.AttemptTimeout, o.AttemptTimeout < 0},
		{"Timeout", o.Timeout, o.Timeout < 0},
		{"Breaker.OpenFor", o.Breaker.OpenFor, o.Breaker.OpenFor < 0},
		{"MaxResponseBytes", o.MaxResponseBytes, o.MaxResponseBytes < 0},
		{"Retry.MaxAttempts", o.Retry.MaxAttempts, o.Retry.MaxAttempts < 0},
		{"Breaker.Window", o.Breaker.Window, o.Breaker.Window < 0},
		{"Breaker.Probes", o.Breaker.Probes, o.Breaker.Probes < 0},
	} {
		if f.negative {
			bad(f.name, f.value, "0 or more")
		}
	}
	if full := o.withDefaults(); full.AttemptTimeout > full.Timeout {
		bad("AttemptTimeout", o.AttemptTimeout, fmt.Sprintf("at most Timeout, which is %s", full.Timeout))
	}
	if o.Retry.Budget > 1 {
		bad("Retry.Budget", o.Retry.Budget, "1 or less")
	}
	if o.Breaker.FailureRate < 0 || o.Breaker.FailureRate > 1 {
		bad("Breaker.FailureRate", o.Breaker.FailureRate, "0 to 1")
	}
	for _, h := range o.PropagateHeaders {
		if reason := unpropagatable(h); reason != "" {
			bad("PropagateHeaders", fmt.Sprintf("%q", h), reason)
		}
	}
	return errors.Join(errs...)
}

// parseBase parses a source's URL; its error says what is expected.
func parseBase(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || !isHost(u) {
		return nil, errors.New(`an address such as "http://catalog:8080"`)
	}
	if u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		return nil, errors.New("an address without query and fragment")
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	u.RawPath = strings.TrimSuffix(u.RawPath, "/")
	return u, nil
}

// isHost reports that u names a host, and a port if there is a colon: ".internal" and
// "catalog:" are what is left of addresses whose variables are not set.
func isHost(u *url.URL) bool {
	name := u.Hostname()
	if name == "" || strings.HasPrefix(name, ".") || strings.Contains(name, "..") || strings.HasSuffix(u.Host, ":") {
		return false
	}
	if u.Port() == "" {
		return true
	}
	_, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil
}

// AddressOf returns what SourceOptions.URL is for a declared address, which may have a
// query and a slash at its end: requests add those, [Backends.Address] does not have
// them. The error says what an address is.
func AddressOf(declared string) (string, error) {
	before, _, _ := strings.Cut(declared, "?")
	u, err := parseBase(before)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// redact removes a password from a URL that goes into an error or a page.
func redact(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "(unreadable)"
	}
	return u.Redacted()
}
