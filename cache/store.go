package cache

import (
	"context"
	"errors"
	"time"
)

// Store is level 2: bytes that all processes share, a log of invalidations that
// all of them read, and leases. The adapter for Redis is package rediscache.
//
// Keys are digests of a fixed alphabet and length; a Store adds its own prefix.
// Every call is given a context with a deadline and must come back by then. Any
// error means that the store could not be asked; an absent key is not an error.
// A Store is safe for concurrent use and keeps nothing it is given.
type Store interface {
	// Read returns the value of each key, nil where there is none, and what the
	// log says after since. It is one round trip, however many keys there are.
	Read(ctx context.Context, keys []string, since Position) ([][]byte, News, error)

	// Write stores records in one round trip.
	Write(ctx context.Context, records []Record) error

	// Lease tries to take the exclusive right to load each key until ttl from
	// now and says which it got. It does not wait.
	Lease(ctx context.Context, keys []string, owner string, ttl time.Duration) ([]bool, error)

	// Release gives leases back; those of another owner are left alone.
	Release(ctx context.Context, keys []string, owner string) error

	// Publish appends events to the log, then returns the news after since,
	// which include the events themselves.
	Publish(ctx context.Context, events []Event, since Position) (News, error)

	// Follow returns the news after since as soon as there are any, and none
	// after wait.
	Follow(ctx context.Context, since Position, wait time.Duration) (News, error)

	// Replay reads all that is left of the log, for a process that knows it up
	// to since, or does not know it at all (the zero Position). When there is no
	// log it begins one with an Event of All, because entries may be older.
	Replay(ctx context.Context, since Position) (History, error)
}

// Record is one value on its way to the Store.
type Record struct {
	Key   string
	Value []byte
	TTL   time.Duration // at least a millisecond; after it the store forgets the record
}

// Event is one entry of the log: what became invalid.
type Event struct {
	Names []string // tags and names of keys, in no order
	All   bool     // everything; Names is ignored
}

// Dated is an Event and its place in the log.
type Dated struct {
	At Position
	Event
}

// News is the part of the log after a position.
type News struct {
	Events []Dated  // oldest first
	Seen   Position // whoever knows Events knows all of the log up to here

	// Gap: the position is not in the log any more, so some events are missing
	// and Events is empty. Replay tells more.
	Gap bool

	// More: there was too much to bring along at once; Events are the first part.
	More bool
}

// ErrRefused is wrapped by errors with which a Store says that it is there and
// answers, but does not want to do this: it is full, or read-only.
var ErrRefused = errors.New("refused by the store")

// History is all that is left of the log.
type History struct {
	News
	Horizon Position // events up to here may be missing; zero when none are

	// Lost: the log has lost events that the reader had seen, so the store may
	// hold entries whose invalidation it has forgotten.
	Lost bool
}

// Position is a place in the log, which is totally ordered. The zero Position is
// before all others.
type Position struct{ Major, Minor uint64 }

// Compare returns -1, 0 or 1.
func (p Position) Compare(q Position) int {
	switch {
	case p == q:
		return 0
	case p.Major < q.Major || p.Major == q.Major && p.Minor < q.Minor:
		return -1
	}
	return 1
}

// IsZero reports whether p is before the whole log.
func (p Position) IsZero() bool { return p == Position{} }
