package storetest

import (
	"context"
	"slices"
	"sync"
	"time"

	"bff/cache"
)

// Op names a method of cache.Store for Memory.Fault.
type Op string

// The operations of a Store.
const (
	Read    Op = "read"
	Write   Op = "write"
	Lease   Op = "lease"
	Release Op = "release"
	Publish Op = "publish"
	Follow  Op = "follow"
	Replay  Op = "replay"
)

// Memory is a Store in this process, for tests: with the clock of time.Now, so
// that it lives in a synctest bubble, and with faults. Its zero value works.
type Memory struct {
	// Fault is called before each operation; an error is the operation's. It may
	// sleep, but not longer than ctx allows. nil means no faults. Set it before
	// the first use, or have it look at what the test changes.
	Fault func(ctx context.Context, op Op) error

	mu     sync.Mutex
	values map[string]kept
	leases map[string]kept
	log    []cache.Dated
	trim   cache.Position // events up to here are gone
	last   uint64
	news   chan struct{} // closed and replaced when the log grows
	counts map[Op]int
}

// kept is a value until a time.
type kept struct {
	value []byte
	until time.Time
}

var _ cache.Store = (*Memory)(nil)

// enter counts op and lets it fail.
func (m *Memory) enter(ctx context.Context, op Op) error {
	m.mu.Lock()
	if m.counts == nil {
		m.counts = map[Op]int{}
		m.values, m.leases = map[string]kept{}, map[string]kept{}
		m.news = make(chan struct{})
	}
	m.counts[op]++
	m.mu.Unlock()
	if m.Fault != nil {
		if err := m.Fault(ctx, op); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Count returns how often op was called.
func (m *Memory) Count(op Op) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.counts[op]
}

// Keys returns the keys of all entries.
func (m *Memory) Keys() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := make([]string, 0, len(m.values))
	for key := range m.values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Value returns the bytes of an entry, nil when there is none.
func (m *Memory) Value(key string) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[key].value
}

// SetValue replaces the bytes of an entry behind the cache's back.
func (m *Memory) SetValue(key string, value []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.values[key]
	e.value = value
	m.values[key] = e
}

// Forget loses the newest events of the log, as a failover to a late replica
// does; Trim loses the oldest, as Redis does with a log that is full.
func (m *Memory) Forget(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.log = m.log[:max(0, len(m.log)-n)]
}

// Trim drops the n oldest events.
func (m *Memory) Trim(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n = min(n, len(m.log))
	if n > 0 {
		m.trim = m.log[n-1].At
		m.log = m.log[n:]
	}
}

// Read implements cache.Store.
func (m *Memory) Read(ctx context.Context, keys []string, since cache.Position) ([][]byte, cache.News, error) {
	if err := m.enter(ctx, Read); err != nil {
		return nil, cache.News{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	values := make([][]byte, len(keys))
	for i, key := range keys {
		if e, ok := m.values[key]; ok && time.Now().Before(e.until) {
			values[i] = slices.Clone(e.value)
		}
	}
	return values, m.after(since), nil
}

// Write implements cache.Store.
func (m *Memory) Write(ctx context.Context, records []cache.Record) error {
	if err := m.enter(ctx, Write); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range records {
		m.values[r.Key] = kept{slices.Clone(r.Value), time.Now().Add(r.TTL)}
	}
	return nil
}

// Lease implements cache.Store.
func (m *Memory) Lease(ctx context.Context, keys []string, owner string, ttl time.Duration) ([]bool, error) {
	if err := m.enter(ctx, Lease); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	got := make([]bool, len(keys))
	for i, key := range keys {
		if e, ok := m.leases[key]; ok && time.Now().Before(e.until) {
			continue
		}
		m.leases[key] = kept{[]byte(owner), time.Now().Add(ttl)}
		got[i] = true
	}
	return got, nil
}

// Release implements cache.Store.
func (m *Memory) Release(ctx context.Context, keys []string, owner string) error {
	if err := m.enter(ctx, Release); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range keys {
		if string(m.leases[key].value) == owner {
			delete(m.leases, key)
		}
	}
	return nil
}

// Publish implements cache.Store.
func (m *Memory) Publish(ctx context.Context, events []cache.Event, since cache.Position) (cache.News, error) {
	if err := m.enter(ctx, Publish); err != nil {
		return cache.News{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range events {
		m.add(e)
	}
	return m.after(since), nil
}

// Follow implements cache.Store.
func (m *Memory) Follow(ctx context.Context, since cache.Position, wait time.Duration) (cache.News, error) {
	if err := m.enter(ctx, Follow); err != nil {
		return cache.News{}, err
	}
	m.mu.Lock()
	news, grown := m.after(since), m.news
	m.mu.Unlock()
	if news.Gap || len(news.Events) > 0 {
		return news, nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-grown:
	case <-timer.C:
	case <-ctx.Done():
		return cache.News{}, ctx.Err()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.after(since), nil
}

// Replay implements cache.Store.
func (m *Memory) Replay(ctx context.Context, since cache.Position) (cache.History, error) {
	if err := m.enter(ctx, Replay); err != nil {
		return cache.History{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	h := cache.History{Horizon: m.trim}
	known := since.IsZero() || slices.ContainsFunc(m.log, func(d cache.Dated) bool { return d.At == since })
	h.Lost = !known && (len(m.log) == 0 || since.Compare(m.trim) > 0)
	if len(m.log) == 0 {
		m.add(cache.Event{All: true})
	}
	h.Events = slices.Clone(m.log)
	h.Seen = m.log[len(m.log)-1].At
	return h, nil
}

// add appends to the log. The caller holds mu.
func (m *Memory) add(e cache.Event) {
	m.last++
	m.log = append(m.log, cache.Dated{At: cache.Position{Major: m.last}, Event: e})
	close(m.news)
	m.news = make(chan struct{})
}

// after returns the log after a position. The caller holds mu.
func (m *Memory) after(since cache.Position) cache.News {
	if since.IsZero() {
		return cache.News{}
	}
	i := slices.IndexFunc(m.log, func(d cache.Dated) bool { return d.At == since })
	if i < 0 {
		return cache.News{Gap: true}
	}
	return cache.News{Events: slices.Clone(m.log[i+1:]), Seen: m.log[len(m.log)-1].At}
}
