package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// Options configures New. The zero value works: 64 MiB in the process, no level 2.
type Options struct {
	MaxBytes int64 // bound of level 1 in bytes of decoded values; 0 means 64 MiB

	Store        Store         // level 2; nil means level 1 only. Close does not close it
	RedisTimeout time.Duration // what a slow Store may cost one look-up; 0 means 50 ms

	// LoadTimeout ends a load, whose callers may all have gone; 0 means 30 s. A
	// load that ignores its context is abandoned then: its callers get the
	// error, the next one loads anew.
	LoadTimeout time.Duration

	// RetryAfter is how long a value that stands in for a failed load is served
	// before the next caller tries to load again; 0 means 1 s. It keeps callers
	// from waiting, one after the other, for a backend that is down.
	RetryAfter time.Duration

	// LeaseWait is how long a look-up lets another process load for it before it
	// loads for itself; 0 means 500 ms. LeaseTTL is after what time a process
	// that does not come back has lost its right to load; 0 means 3 s.
	LeaseWait, LeaseTTL time.Duration

	// MutationDelay is when Mutated invalidates for the second time: longer than
	// the lag of the backends' replicas; 0 means 500 ms.
	MutationDelay time.Duration

	// CutOffTTL is how much longer a process that cannot hear the invalidations
	// of others serves an entry of level 1; 0 means 1 minute. Entries loaded
	// meanwhile are served that long, too.
	CutOffTTL time.Duration

	Now    func() time.Time // the clock; nil means time.Now
	Random func() float64   // uniform in [0,1), for jitter; nil means math/rand/v2. Must be safe for concurrent use

	Logger         *slog.Logger         // nil means slog.Default
	TracerProvider trace.TracerProvider // nil means the global one
	MeterProvider  metric.MeterProvider // nil means the global one
}

// Defaults returns what Options takes where nothing is said. They are the defaults of
// the configuration too.
func Defaults() Options {
	return Options{
		MaxBytes:      64 << 20,
		RedisTimeout:  50 * time.Millisecond,
		LoadTimeout:   30 * time.Second,
		RetryAfter:    time.Second,
		LeaseWait:     500 * time.Millisecond,
		LeaseTTL:      3 * time.Second,
		CutOffTTL:     time.Minute,
		MutationDelay: 500 * time.Millisecond,
	}
}

// withDefaults returns o with its zero fields filled in, or an error that names
// the first field that makes no sense.
func (o Options) withDefaults() (Options, error) {
	for _, f := range []struct {
		name  string
		value int64
	}{
		{"MaxBytes", o.MaxBytes},
		{"RedisTimeout", int64(o.RedisTimeout)},
		{"LoadTimeout", int64(o.LoadTimeout)},
		{"LeaseWait", int64(o.LeaseWait)},
		{"LeaseTTL", int64(o.LeaseTTL)},
		{"CutOffTTL", int64(o.CutOffTTL)},
		{"MutationDelay", int64(o.MutationDelay)},
		{"RetryAfter", int64(o.RetryAfter)},
	} {
		if f.value < 0 {
			return o, fmt.Errorf("cache: Options.%s is %d; it must not be negative", f.name, f.value)
		}
	}
	d := Defaults()
	if o.MaxBytes == 0 {
		o.MaxBytes = d.MaxBytes
	}
	for _, f := range []struct {
		value *time.Duration
		usual time.Duration
	}{
		{&o.RedisTimeout, d.RedisTimeout},
		{&o.LoadTimeout, d.LoadTimeout},
		{&o.RetryAfter, d.RetryAfter},
		{&o.LeaseWait, d.LeaseWait},
		{&o.LeaseTTL, d.LeaseTTL},
		{&o.CutOffTTL, d.CutOffTTL},
		{&o.MutationDelay, d.MutationDelay},
	} {
		if *f.value == 0 {
			*f.value = f.usual
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o, nil
}

// Cache is a two-level cache for values of any type. It is safe for concurrent
// use. A nil *Cache is one that is switched off.
type Cache struct {
	options Options
	owner   string // names this process in leases
	ledger  *ledger
	level1  *level1
	level2  *level2 // nil without a Store
	flights *flights
	observe *observer

	// Loads and refreshes outlive their callers; Close ends them here.
	ctx    context.Context
	cancel context.CancelCauseFunc
	mu     sync.Mutex // guards closed and adding to work
	closed bool
	work   sync.WaitGroup
}

// closeGrace bounds how long Close waits for loads that ignore their context.
const closeGrace = 5 * time.Second

// New returns a working cache. It does not fail when the Store is down.
func New(options Options) (*Cache, error) {
	o, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	level1, err := newLevel1(o.MaxBytes)
	if err != nil {
		return nil, err
	}
	c := &Cache{
		options: o,
		owner:   strconv.FormatUint(rand.Uint64(), 36),
		ledger:  newLedger(),
		level1:  level1,
		flights: newFlights(),
	}
	c.ctx, c.cancel = context.WithCancelCause(context.Background())
	if o.Store != nil {
		c.level2 = &level2{store: o.Store, cache: c}
	}
	if c.observe, err = newObserver(c); err != nil {
		c.level1.close()
		return nil, err
	}
	if c.level2 != nil {
		c.level2.syncFirst()
		c.spawn(c.level2.follow)
	}
	return c, nil
}

// Close cuts running loads off and frees level 1. Look-ups that come later load
// for themselves. It waits for loads that ignore their context for 5 seconds and
// returns an error when one is still running then.
func (c *Cache) Close() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return nil
	}
	c.closed = true
	c.mu.Unlock()

	c.cancel(ErrClosed)
	done := make(chan struct{})
	go func() { c.work.Wait(); close(done) }()
	err := c.observe.close()
	timer := time.NewTimer(closeGrace)
	defer timer.Stop()
	select {
	case <-done:
		c.level1.close()
		return err
	case <-timer.C:
		return errors.Join(err, errors.New("cache: close: a load is still running"))
	}
}

// spawn runs f in a goroutine that Close waits for. It reports false, and does
// nothing, after Close.
func (c *Cache) spawn(f func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.work.Go(f)
	return true
}

// detach returns a context for work that outlives its caller: it keeps ctx's
// values, trace included, and ends after LoadTimeout or with Close.
func (c *Cache) detach(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, closed := context.WithCancelCause(context.WithoutCancel(ctx))
	ctx, cancel := context.WithTimeout(ctx, c.options.LoadTimeout)
	stop := context.AfterFunc(c.ctx, func() { closed(ErrClosed) })
	return ctx, func() { stop(); cancel(); closed(nil) }
}

// Delete makes the entries of keys, of all their subjects, invalid in both
// levels. See [Cache.InvalidateTags] for what it promises.
func (c *Cache) Delete(ctx context.Context, keys ...string) error {
	if c == nil || len(keys) == 0 {
		return nil
	}
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = keyName(key)
	}
	return c.invalidate(ctx, names)
}

// InvalidateTags makes every entry that carries one of the tags invalid in both
// levels, also those whose load has begun and not ended. When it returns nil no
// later look-up of this process answers an older value.
//
// It returns the number of different tags. The number of entries is not known:
// they are not visited, they are refused when they are asked for. An error means
// that this process has forgotten the entries but the others could not be told.
func (c *Cache) InvalidateTags(ctx context.Context, tags ...string) (int, error) {
	names := cleanTags(tags)
	if c == nil || len(names) == 0 {
		return 0, nil
	}
	return len(names), c.invalidate(ctx, names)
}

// Invalidations counts what this process knows to have been invalidated, by itself and by
// others: it grows before [Cache.InvalidateTags] returns, and by the time that a process
// has heard of another one's. What began at a smaller count may be too old. A nil c
// counts nothing.
func (c *Cache) Invalidations() uint64 {
	if c == nil {
		return 0
	}
	return c.ledger.version.Load()
}

// invalidate marks names here, then in the Store's log.
func (c *Cache) invalidate(ctx context.Context, names []string) error {
	c.ledger.invalidate(names, c.level2 != nil)
	if c.level2 == nil {
		return nil
	}
	return c.level2.publish(ctx, names)
}
