package cache

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"
)

// level2 is the Store behind its breaker and deadline. Its failures end here: they
// are counted and logged when the breaker opens, and look like misses to the rest.
type level2 struct {
	store   Store
	cache   *Cache
	breaker breaker

	cutSince atomic.Int64 // Unix nanoseconds; 0 while the link to the log is up
}

// errSkipped stands for a store that was not asked.
var errSkipped = errors.New("cache: level 2 is failing and was not asked")

// do asks the store within RedisTimeout, unless its breaker is open.
func (l *level2) do(ctx context.Context, reading bool, f func(ctx context.Context) error) error {
	if !l.breaker.allow() {
		return errSkipped
	}
	ctx, cancel := context.WithTimeout(ctx, l.cache.options.RedisTimeout)
	defer cancel()
	err := f(ctx)
	if errors.Is(err, ErrRefused) && !reading {
		return err // it is there and quick: reads may go on
	}
	if l.breaker.record(err != nil) {
		l.cache.observe.log.WarnContext(ctx, "cache: level 2 fails and is left alone for now", "error", err)
	}
	return err
}

// read returns the stored bytes of each key, all nil when the store can't say.
func (l *level2) read(ctx context.Context, keys []string) (values [][]byte, err error) {
	if !l.cache.ledger.synced() {
		return make([][]byte, len(keys)), errSkipped // nobody could say what is valid
	}
	err = l.do(ctx, true, func(ctx context.Context) error {
		var news News
		var err error
		values, news, err = l.store.Read(ctx, keys, l.cache.ledger.note().at)
		if err == nil && len(values) != len(keys) {
			err = errors.New("cache: the store returned a wrong number of values")
		}
		if err == nil {
			l.cache.ledger.learn(news)
		}
		if err == nil && (news.Gap || news.More) {
			values = make([][]byte, len(keys)) // the follower will sort it out
		}
		return err
	})
	if err != nil {
		return make([][]byte, len(keys)), err
	}
	return values, nil
}

// write stores the items that fs brought, best effort: what level 2 does not get it will be asked
// for and load again.
func (l *level2) write(ctx context.Context, fs []*flight, items []*item, codec erased) {
	now := l.cache.options.Now().UnixNano()
	records := make([]Record, 0, len(items))
	for i, it := range items {
		r, err := record(fs[i], it, codec, now)
		if err != nil {
			l.cache.observe.log.WarnContext(ctx, "cache: an entry does not go to level 2", "error", err)
			continue
		}
		if r.TTL >= time.Millisecond && !it.note.at.IsZero() {
			records = append(records, r)
		}
	}
	if len(records) > 0 {
		// A failure has been counted by do.
		_ = l.do(ctx, false, func(ctx context.Context) error { return l.store.Write(ctx, records) })
	}
}

// record encodes what f brought for the store.
func record(f *flight, it *item, codec erased, now int64) (Record, error) {
	e := envelope{found: it.found, life: it.life, cost: it.cost, at: it.note.at, tags: it.names.tags, size: it.size}
	if it.found {
		payload, err := codec.encode(it.value)
		if err != nil {
			return Record{}, err
		}
		e.payload = payload
	}
	if len(e.payload) > maxPayload || len(e.tags) > maxEntryTags {
		return Record{}, errors.New("cache: entry too large for level 2")
	}
	return Record{Key: f.key, Value: e.seal(f.digest), TTL: time.Duration(it.end() - now)}, nil
}

// publish tells the log that names are invalid, also when the caller gives up.
func (l *level2) publish(ctx context.Context, names []string) error {
	var events []Event
	for part := range slices.Chunk(names, atOnce) {
		events = append(events, Event{Names: part})
	}
	err := l.do(context.WithoutCancel(ctx), false, func(ctx context.Context) error {
		news, err := l.store.Publish(ctx, events, l.cache.ledger.note().at)
		if err == nil {
			l.cache.ledger.learn(news)
		}
		return err
	})
	l.cache.ledger.published(names, err == nil)
	return err
}

// fromLevel2 ends the flights that level 2 can answer and returns the others,
// with what level 2 has as their stand-in where the policy allows that.
// ok tells whether level 2 could be asked.
func (c *Cache) fromLevel2(ctx context.Context, fs []*flight, j job) (rest []*flight, ok bool) {
	if c.level2 == nil {
		return fs, false
	}
	keys := keysOf(fs)
	version := c.ledger.note().version
	values, err := c.level2.read(ctx, keys)
	if err != nil {
		r := resultError
		if errors.Is(err, errSkipped) {
			r = resultSkipped
		}
		c.observe.count(ctx, placeLevel2, r, len(fs))
		return fs, false
	}
	now := c.options.Now().UnixNano()
	var found, old []*flight
	for i, f := range fs {
		it := c.unpack(ctx, f, values[i], version, j.codec)
		switch at := c.usable(it, now, f, j.behind); at {
		case fresh:
			c.finish(f, outcome{item: it, status: HitLevel2}, true)
			found = append(found, f)
		case stale:
			c.finish(f, outcome{item: it, status: Stale}, false)
			old = append(old, f)
			c.level1.set(now, it)
		default:
			if at == onlyIfError {
				c.setStandIn(f, it)
			}
			rest = append(rest, f)
		}
	}
	c.keepFound(now, found)
	c.countLevel2(ctx, found, len(old), len(rest))
	if len(old) > 0 {
		c.refresh(ctx, wantsOf(old), j)
	}
	return rest, true
}

// usable is the phase in which it may serve f, gone when it may not at all.
// Behind a served answer only what is fresh and newer serves; the rest can
// stand in for a failed load.
func (c *Cache) usable(it *item, now int64, f *flight, behind bool) phase {
	if it == nil || !c.ledger.validStored(it.note, it.names) {
		return gone
	}
	at := it.at(now)
	if !behind || at > stale {
		return at
	}
	// Level 2 keeps milliseconds.
	known := c.standIn(f)
	older := known != nil && it.created/int64(time.Millisecond) <= known.created/int64(time.Millisecond)
	if at == stale || older {
		return onlyIfError
	}
	return at
}

// unpack decodes what level 2 returned for f; nil when there is nothing usable.
func (c *Cache) unpack(ctx context.Context, f *flight, b []byte, version uint64, codec erased) *item {
	if b == nil {
		return nil
	}
	e, err := open(f.digest, b)
	if err == nil {
		it := &item{
			id: f.id, found: e.found, life: e.life, size: e.size, cost: e.cost,
			names:  names{key: f.names.key, tags: e.tags},
			note:   note{version: version, at: e.at},
			spread: c.options.Random(),
		}
		if !e.found {
			return it
		}
		if it.value, err = codec.decode(e.payload); err == nil {
			return it
		}
	}
	c.observe.count(ctx, placeLevel2, resultError, 1)
	c.observe.log.DebugContext(ctx, "cache: an entry of level 2 is not usable", "error", err)
	return nil
}

// keepFound moves what level 2 answered to level 1.
func (c *Cache) keepFound(now int64, found []*flight) {
	if len(found) == 0 {
		return
	}
	items := make([]*item, len(found))
	for i, f := range found {
		items[i] = f.out.item
	}
	c.level1.set(now, items...)
	c.forget(found)
}

// countLevel2 counts the outcome of one round trip.
func (c *Cache) countLevel2(ctx context.Context, found []*flight, old, missed int) {
	negatives := 0
	for _, f := range found {
		if !f.out.item.found {
			negatives++
		}
	}
	c.observe.count(ctx, placeLevel2, resultHit, len(found)-negatives)
	c.observe.count(ctx, placeLevel2, resultNegative, negatives)
	c.observe.count(ctx, placeLevel2, resultStale, old)
	c.observe.count(ctx, placeLevel2, resultMiss, missed)
}

// wantsOf turns answered flights into wants for what comes behind them.
func wantsOf(fs []*flight) []want {
	wants := make([]want, 0, len(fs))
	for _, f := range fs {
		w := f.want
		w.fallback = f.out.item
		wants = append(wants, w)
	}
	return slices.Clip(wants)
}
