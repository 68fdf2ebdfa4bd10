package rediscache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"bff/cache"
)

// The log is one stream that every process reads from where it stands. Its last
// known entry is always read again: when it does not come back first, the log was
// trimmed beyond it or lost, and the reader must not go on as if nothing had
// happened. Pub/Sub could not tell.

const (
	field = "e"

	// newsAtOnce bounds what a read carries along, replayAtOnce a page of a replay.
	newsAtOnce   = 512
	replayAtOnce = 4096
)

// wire is an event in JSON.
type wire struct {
	Names []string `json:"names,omitempty"`
	All   bool     `json:"all,omitempty"`
}

// id is the stream's form of a position.
func id(p cache.Position) string {
	return strconv.FormatUint(p.Major, 10) + "-" + strconv.FormatUint(p.Minor, 10)
}

// position parses the stream's form.
func position(id string) (cache.Position, error) {
	major, minor, _ := strings.Cut(id, "-")
	a, err := strconv.ParseUint(major, 10, 64)
	if err != nil {
		return cache.Position{}, fmt.Errorf("rediscache: log position %q", id)
	}
	b, err := strconv.ParseUint(minor, 10, 64)
	if err != nil {
		return cache.Position{}, fmt.Errorf("rediscache: log position %q", id)
	}
	return cache.Position{Major: a, Minor: b}, nil
}

// tail queues the reading of the log from since on, since included; nil for a
// reader that does not know the log at all.
func (s *Store) tail(ctx context.Context, pipe redis.Cmdable, since cache.Position) *redis.XMessageSliceCmd {
	if since.IsZero() {
		return nil
	}
	return pipe.XRangeN(ctx, s.log, id(since), "+", newsAtOnce)
}

// newsOf turns the answer to tail into news.
func newsOf(tail *redis.XMessageSliceCmd, since cache.Position) (cache.News, error) {
	if tail == nil {
		return cache.News{}, nil
	}
	messages, err := tail.Result()
	if err != nil {
		return cache.News{}, failure("log", err)
	}
	if len(messages) == 0 || messages[0].ID != id(since) {
		return cache.News{Gap: true}, nil
	}
	events, seen, err := parse(messages[1:], since)
	return cache.News{Events: events, Seen: seen, More: len(messages) == newsAtOnce}, err
}

// parse turns messages into events and the position of the last of them.
func parse(messages []redis.XMessage, seen cache.Position) ([]cache.Dated, cache.Position, error) {
	var events []cache.Dated
	for _, m := range messages {
		at, err := position(m.ID)
		if err != nil {
			return nil, seen, err
		}
		var w wire
		text, _ := m.Values[field].(string)
		if err := json.Unmarshal([]byte(text), &w); err != nil {
			// Written by a version that we don't understand: whatever it
			// invalidates, all of it is gone after this.
			w = wire{All: true}
		}
		events = append(events, cache.Dated{At: at, Event: cache.Event(w)})
		seen = at
	}
	return events, seen, nil
}

// append queues the writing of events.
func (s *Store) append(ctx context.Context, pipe redis.Pipeliner, events []cache.Event) error {
	for _, e := range events {
		b, err := json.Marshal(wire(e))
		if err != nil {
			return fmt.Errorf("rediscache: event: %w", err)
		}
		pipe.XAdd(ctx, &redis.XAddArgs{
			Stream: s.log, MaxLen: s.options.LogLength, Approx: true,
			Values: []any{field, b},
		})
	}
	return nil
}

// Publish implements cache.Store.
func (s *Store) Publish(ctx context.Context, events []cache.Event, since cache.Position) (cache.News, error) {
	pipe := s.client.Pipeline()
	if err := s.append(ctx, pipe, events); err != nil {
		return cache.News{}, err
	}
	tail := s.tail(ctx, pipe, since)
	if err := run(ctx, pipe); err != nil {
		return cache.News{}, err
	}
	return newsOf(tail, since)
}

// Follow implements cache.Store. XREAD only wakes it up: what there is, and
// whether anything is missing, is read in the one way that Read uses, too.
func (s *Store) Follow(ctx context.Context, since cache.Position, wait time.Duration) (cache.News, error) {
	err := s.client.XRead(ctx, &redis.XReadArgs{
		Streams: []string{s.log, id(since)}, Count: 1, Block: wait,
	}).Err()
	if err != nil && !errors.Is(err, redis.Nil) {
		return cache.News{}, failure("follow", err)
	}
	tail := s.tail(ctx, s.client, since)
	return newsOf(tail, since)
}

// Replay implements cache.Store.
func (s *Store) Replay(ctx context.Context, since cache.Position) (cache.History, error) {
	info, err := s.client.XInfoStream(ctx, s.log).Result()
	if err != nil && strings.Contains(err.Error(), "no such key") {
		return s.begin(ctx, since)
	}
	if err != nil {
		return cache.History{}, failure("replay", err)
	}
	if info.Length == 0 { // trimmed to nothing by hand
		return s.begin(ctx, since)
	}
	var h cache.History
	if info.EntriesAdded != info.Length {
		if h.Horizon, err = position(info.FirstEntry.ID); err != nil {
			return h, err
		}
	}
	known := since.IsZero()
	for more := true; more; {
		var events []cache.Dated
		if events, more, err = s.page(ctx, h.Seen); err != nil {
			return h, err
		}
		for _, e := range events {
			known, h.Seen = known || e.At == since, e.At
		}
		h.Events = append(h.Events, events...)
	}
	// What is not there was trimmed, if it was before the first; else it is lost.
	h.Lost = !known && since.Compare(h.Horizon) >= 0
	return h, nil
}

// page reads the part of the log after a position and says whether there is more.
func (s *Store) page(ctx context.Context, after cache.Position) ([]cache.Dated, bool, error) {
	from := "-"
	if !after.IsZero() {
		from = "(" + id(after)
	}
	messages, err := s.client.XRangeN(ctx, s.log, from, "+", replayAtOnce).Result()
	if err != nil {
		return nil, false, failure("replay", err)
	}
	events, _, err := parse(messages, after)
	return events, len(messages) == replayAtOnce, err
}

// begin writes the first event of a log.
func (s *Store) begin(ctx context.Context, since cache.Position) (cache.History, error) {
	pipe := s.client.Pipeline()
	if err := s.append(ctx, pipe, []cache.Event{{All: true}}); err != nil {
		return cache.History{}, err
	}
	all := pipe.XRange(ctx, s.log, "-", "+")
	if err := run(ctx, pipe); err != nil {
		return cache.History{}, err
	}
	var h cache.History
	var err error
	h.Events, h.Seen, err = parse(all.Val(), cache.Position{})
	h.Lost = !since.IsZero()
	return h, err
}
