package writebehind

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// Entry is one write.
type Entry struct {
	ID      string // unique, the same at every attempt: "devices.3:1700000000000-0"
	Key     string // what it is a write of; writes of one key stay in order
	Payload []byte
}

// Options configures New. Name, Client and Write are needed, the rest works as
// it is.
type Options struct {
	Name   string                // of the queue, in Redis and in metrics
	Client redis.UniversalClient // not closed by Close

	// Write delivers one entry. nil is delivered; an error is tried again unless
	// it is Permanent. Its context ends after Timeout, and when Close is called.
	Write func(ctx context.Context, e Entry) error

	Partitions int           // how many entries are delivered at once, at most; 0 means 8. The same in all processes
	Timeout    time.Duration // of one attempt; 0 means 10 s
	Attempts   int           // until an entry is parked; 0 means 10
	Backoff    time.Duration // before the second attempt, doubling up to 100 times as much; 0 means 100 ms
	Prefix     string        // of all keys in Redis; empty means "bff"

	Logger        *slog.Logger         // nil means slog.Default
	MeterProvider metric.MeterProvider // nil means the global one
}

// withDefaults fills in zero fields and names the first one that makes no sense.
func (o Options) withDefaults() (Options, error) {
	switch {
	case o.Name == "":
		return o, errors.New("writebehind: Options.Name is empty")
	case o.Client == nil:
		return o, errors.New("writebehind: Options.Client is nil")
	case o.Write == nil:
		return o, errors.New("writebehind: Options.Write is nil")
	case o.Partitions < 0 || o.Attempts < 0 || o.Timeout < 0 || o.Backoff < 0:
		return o, errors.New("writebehind: Options.Partitions, Attempts, Timeout and Backoff must not be negative")
	}
	if o.Partitions == 0 {
		o.Partitions = 8
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Attempts == 0 {
		o.Attempts = 10
	}
	if o.Backoff == 0 {
		o.Backoff = 100 * time.Millisecond
	}
	if o.Prefix == "" {
		o.Prefix = "bff"
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.MeterProvider == nil {
		o.MeterProvider = otel.GetMeterProvider()
	}
	return o, nil
}

// permanent marks an error that no further attempt can mend.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent wraps an error of Options.Write that is not worth another attempt:
// the entry is parked at once. Permanent(nil) is nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

// Queue is safe for concurrent use.
type Queue struct {
	options Options
	owner   string
	cancel  context.CancelFunc
	work    sync.WaitGroup

	entries metric.Int64Counter
	labels  map[string]metric.MeasurementOption
	warned  atomic.Int64 // when the log was last told that deliveries wait, Unix seconds
}

// warnEvery is how often the log is told that deliveries wait, in seconds: all
// partitions fail together, every second, for as long as Redis is away.
const warnEvery = 60

// warn logs why a partition waits, at most once in warnEvery for the whole queue.
func (q *Queue) warn(ctx context.Context, partition string, err error) {
	now := time.Now().Unix()
	last := q.warned.Load()
	if now-last < warnEvery || !q.warned.CompareAndSwap(last, now) {
		return
	}
	q.options.Logger.WarnContext(ctx, "writebehind: deliveries wait", "queue", q.options.Name, "partition", partition, "error", err)
}

// New returns a queue that takes writes and delivers them, its own and those that
// other processes left. Close ends it.
func New(options Options) (*Queue, error) {
	o, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	q := &Queue{options: o, owner: strconv.FormatUint(rand.Uint64(), 36), labels: map[string]metric.MeasurementOption{}}
	q.entries, err = o.MeterProvider.Meter("bff/cache/writebehind").Int64Counter("bff.writebehind.entries",
		metric.WithUnit("{entry}"), metric.WithDescription("Writes by what became of them."))
	if err != nil {
		return nil, fmt.Errorf("writebehind: metrics: %w", err)
	}
	for _, result := range []string{"added", "delivered", "retried", "parked"} {
		q.labels[result] = metric.WithAttributeSet(attribute.NewSet(
			attribute.String("queue", o.Name), attribute.String("result", result)))
	}
	ctx, cancel := context.WithCancel(context.Background())
	q.cancel = cancel
	for i := range o.Partitions {
		p := q.partition(i)
		q.work.Go(func() { p.run(ctx) })
	}
	return q, nil
}

// Close stops delivering; attempts that are under way see their context end. What
// is left stays in Redis.
func (q *Queue) Close() error {
	q.cancel()
	q.work.Wait()
	return nil
}

// Add takes one write. It is kept when Add returns nil. With an error it may have
// been kept or not; the caller adds it again, or does it without the queue.
func (q *Queue) Add(ctx context.Context, key string, payload []byte) error {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key))
	p := q.partition(int(h.Sum32() % uint32(q.options.Partitions)))
	err := q.options.Client.XAdd(ctx, &redis.XAddArgs{
		Stream: p.stream, Values: []any{"k", key, "p", payload},
	}).Err()
	if err != nil {
		return fmt.Errorf("writebehind: add: %w", err)
	}
	q.count("added")
	return nil
}

// Parked returns up to n entries of each partition that were given up, oldest
// first, for those who look after them.
func (q *Queue) Parked(ctx context.Context, n int64) ([]Entry, error) {
	var all []Entry
	for i := range q.options.Partitions {
		p := q.partition(i)
		messages, err := q.options.Client.XRangeN(ctx, p.parked, "-", "+", n).Result()
		if err != nil {
			return all, fmt.Errorf("writebehind: parked: %w", err)
		}
		for _, m := range messages {
			all = append(all, p.entry(m))
		}
	}
	return all, nil
}

// count counts one entry.
func (q *Queue) count(result string) {
	q.entries.Add(context.Background(), 1, q.labels[result])
}
