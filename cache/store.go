package cache

import (
	"context"
	"time"
)

// Store is level 2: bytes that all processes share, a log of invalidations that
// all of them read, and leases. The adapter for Redis is package rediscache.
//
// Keys are digests of a fixed alphabet and length; a Store adds its own prefix.
// Every call is given a context with a short deadline and must come back by
// then. Any error means that the store could not be asked; an absent key is not
// an error. A Store is safe for concurrent use.
type Store interface {
	// Read returns the value of each key, nil where there is none, and what the
	// log says after since. It is one round trip, however many keys there are.
	Read(ctx context.Context, keys []string, since Position) ([][]byte, News, error)

	// Write stores records in one round trip.
	Write(ctx context.Context, records []Record) error

	// Delete removes keys in one round trip.
	Delete(ctx context.Context, keys []string) error

	// Lease tries to take the exclusive right to load each key until ttl from
	// now and says which it got. It does not wait.
	Lease(ctx context.Context, keys []string, owner string, ttl time.Duration) ([]bool, error)

	// Release gives leases back; those of another owner are left alone.
	Release(ctx context.Context, keys []string, owner string) error

	// Publish appends an event to the log and returns the news after since,
	// which include the event itself.
	Publish(ctx context.Context, event Event, since Position) (News, error)

	// Follow returns the news after since as soon as there are any, or none
	// after wait. For the zero Position it returns at once all that the log
	// still holds and begins the log when there is none.
	Follow(ctx context.Context, since Position, wait time.Duration) (News, error)
}

// Record is one value on its way to the Store.
type Record struct {
	Key   string
	Value []byte
	TTL   time.Duration // at least a millisecond; after it the store forgets the record
}

// Event is one entry of the log: what became invalid.
type Event struct {
	Names []string // tags and names of keys
	All   bool     // everything; Names is ignored
}

// News is a part of the log.
type News struct {
	Events []Dated
	Seen   Position // the reader knows all of the log up to here; zero when nothing changed

	// Begin: this is not the sequel of what the reader knows but a new
	// beginning. The log was trimmed, or lost, or read from the zero Position.
	// What was noted before Horizon can't be judged by these events.
	Begin   bool
	Horizon Position

	// Lost: the store lost a part of the log that the reader has seen, so it may
	// hold entries whose invalidation it forgot.
	Lost bool
}

// Dated is an Event and its place in the log.
type Dated struct {
	At Position
	Event
}
