package main

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"bff/cache/rediscache"
	"bff/cache/writebehind"
	"bff/clients"
	"bff/internal/shopapi"
	"bff/internal/telemetry"
)

// viewQueue takes product views while nobody waits for the recommendations
// backend, which may be down for hours. Without Redis there is no queue.
type viewQueue struct {
	client  redis.UniversalClient // nil without Redis
	queue   *writebehind.Queue    // nil without Redis
	timeout time.Duration
}

const (
	// viewPartitions is the same in all processes, see writebehind.Options.
	viewPartitions = 4
	// viewAttempts, at up to 10 s between two, is half a day: no outage of usual
	// length parks views, and one that the backend chokes on does not hold up the
	// others of its partition for ever. Those that it refuses are parked at once.
	viewAttempts = 10_000
	// viewConnections leaves some for requests while each partition waits on one.
	viewConnections = viewPartitions + 16
)

// newViewQueue starts to deliver what is queued, also what other processes left.
func newViewQueue(p plan, backends *clients.Backends, tel *telemetry.Telemetry) (*viewQueue, error) {
	if p.redis == nil {
		return &viewQueue{}, nil
	}
	where := *p.redis
	// A client of its own: what waits for new views must not keep connections from
	// the cache.
	where.PoolSize = viewConnections
	client, err := rediscache.Client(where)
	if err != nil {
		return nil, err
	}
	queue, err := writebehind.New(writebehind.Options{
		Name:   "views",
		Client: client,
		Write: func(ctx context.Context, e writebehind.Entry) error {
			return shopapi.DeliverView(ctx, backends, e)
		},
		Partitions:    viewPartitions,
		Attempts:      viewAttempts,
		Prefix:        where.Prefix,
		Logger:        tel.Logger,
		MeterProvider: tel.MeterProvider,
	})
	if err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return &viewQueue{client: client, queue: queue, timeout: p.cache.RedisTimeout}, nil
}

// of makes what takes views: through the queue, if there is one.
func (v *viewQueue) of(backends *clients.Backends) *shopapi.Views {
	if v.queue == nil {
		return shopapi.NewViews(backends, nil)
	}
	return shopapi.NewViews(backends, v)
}

// Add implements shopapi.ViewQueue. It waits for Redis no longer than the cache
// does; the view is then sent at once.
func (v *viewQueue) Add(ctx context.Context, key string, payload []byte) error {
	ctx, cancel := context.WithTimeout(ctx, v.timeout)
	defer cancel()
	return v.queue.Add(ctx, key, payload)
}

// close ends the deliveries. What is left stays in Redis for the next process.
func (v *viewQueue) close(context.Context) error {
	if v.queue == nil {
		return nil
	}
	return errors.Join(v.queue.Close(), v.client.Close())
}
