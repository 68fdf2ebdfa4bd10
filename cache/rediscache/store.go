package rediscache

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"bff/cache"
)

// Options configures New. The zero value works.
type Options struct {
	Prefix string // of all keys; empty means "bff". In a cluster it must not hold a hash tag

	// LogLength is how many invalidations the log keeps, about; 0 means 65536.
	// Entries older than the log are not used, so it should cover the longest
	// life of an entry.
	LogLength int64
}

// Store is a cache.Store in Redis.
type Store struct {
	client  redis.UniversalClient
	options Options
	log     string
}

var _ cache.Store = (*Store)(nil)

// New returns a Store on a client of the caller's own making, which should have
// ContextTimeoutEnabled set and retries off. Close closes the client.
func New(client redis.UniversalClient, options Options) (*Store, error) {
	if client == nil {
		return nil, errors.New("rediscache: no client")
	}
	if options.LogLength < 0 {
		return nil, fmt.Errorf("rediscache: LogLength is %d; it must not be negative", options.LogLength)
	}
	if options.Prefix == "" {
		options.Prefix = "bff"
	}
	if options.LogLength == 0 {
		options.LogLength = 1 << 16
	}
	return &Store{client: client, options: options, log: options.Prefix + ":log"}, nil
}

// Close closes the connections.
func (s *Store) Close() error { return s.client.Close() }

func (s *Store) entry(key string) string { return s.options.Prefix + ":e:" + key }
func (s *Store) lease(key string) string { return s.options.Prefix + ":l:" + key }

// Read implements cache.Store. Keys are read one by one in one pipeline rather
// than by MGET, which a cluster refuses for keys of several nodes.
func (s *Store) Read(ctx context.Context, keys []string, since cache.Position) ([][]byte, cache.News, error) {
	pipe := s.client.Pipeline()
	gets := make([]*redis.StringCmd, len(keys))
	for i, key := range keys {
		gets[i] = pipe.Get(ctx, s.entry(key))
	}
	tail := s.tail(ctx, pipe, since)
	if err := run(ctx, pipe); err != nil {
		return nil, cache.News{}, err
	}
	values := make([][]byte, len(keys))
	for i, get := range gets {
		b, err := get.Bytes()
		if err != nil && !errors.Is(err, redis.Nil) {
			return nil, cache.News{}, failure("read", err)
		}
		values[i] = b
	}
	news, err := newsOf(tail, since)
	return values, news, err
}

// Write implements cache.Store.
func (s *Store) Write(ctx context.Context, records []cache.Record) error {
	pipe := s.client.Pipeline()
	for _, r := range records {
		pipe.Set(ctx, s.entry(r.Key), r.Value, r.TTL.Truncate(time.Millisecond))
	}
	return run(ctx, pipe)
}

// Lease implements cache.Store.
func (s *Store) Lease(ctx context.Context, keys []string, owner string, ttl time.Duration) ([]bool, error) {
	pipe := s.client.Pipeline()
	sets := make([]*redis.StatusCmd, len(keys))
	for i, key := range keys {
		sets[i] = pipe.SetArgs(ctx, s.lease(key), owner, redis.SetArgs{Mode: "NX", TTL: ttl})
	}
	if err := run(ctx, pipe); err != nil {
		return nil, err
	}
	got := make([]bool, len(keys))
	for i, set := range sets {
		if err := set.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return nil, failure("lease", err)
		}
		got[i] = set.Val() == "OK"
	}
	return got, nil
}

// release deletes a lease that is still its owner's.
const release = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end return 0`

// Release implements cache.Store.
func (s *Store) Release(ctx context.Context, keys []string, owner string) error {
	pipe := s.client.Pipeline()
	for _, key := range keys {
		pipe.Eval(ctx, release, []string{s.lease(key)}, owner)
	}
	return run(ctx, pipe)
}

// run executes a pipeline. Absent keys are not errors.
func run(ctx context.Context, pipe redis.Pipeliner) error {
	cmds, err := pipe.Exec(ctx)
	if err == nil {
		return nil
	}
	for _, cmd := range cmds {
		if err := cmd.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return failure(cmd.Name(), err)
		}
	}
	if errors.Is(err, redis.Nil) {
		return nil
	}
	return fmt.Errorf("rediscache: %w", err)
}

// failure names what failed and tells an answer of Redis from its absence.
func failure(what string, err error) error {
	var reply redis.Error
	if errors.As(err, &reply) {
		return fmt.Errorf("rediscache: %s: %w: %w", what, cache.ErrRefused, err)
	}
	return fmt.Errorf("rediscache: %s: %w", what, err)
}
