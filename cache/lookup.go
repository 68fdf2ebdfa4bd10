package cache

import (
	"errors"
	"fmt"
	"time"
)

// Lookup is one question to the cache.
type Lookup struct {
	// Key is the full text of the call: everything that shapes the decoded
	// value, such as source, rendered request, declared headers and mapping.
	// Look-ups of equal keys share an entry, look-ups of other keys never do.
	Key string

	// Subject is who asks, "user:42". It is part of a Private entry's identity
	// and ignored for Public ones. A Private look-up without a subject is not
	// cached and not shared.
	Subject string

	Policy Policy
	Tags   []string // added to Policy.Tags

	// Exists, when not nil, is asked before a load whether ID may exist at all.
	// Where it says no the answer is not-found, with the status Filtered.
	Exists Filter
	ID     string
}

// Filter knows which ids of one kind exist; *bloom.Filter is one. It is safe for
// concurrent use.
type Filter interface {
	// Allow reports whether id may exist and is worth a load.
	Allow(id string) bool
	// Loaded tells what came of a load that Allow let through.
	Loaded(id string, found bool)
}

// Loaded is what a load function found.
type Loaded[T any] struct {
	Value T
	Found bool     // false: the backend says there is none; Value is ignored
	Tags  []string // known only from the answer; added to the look-up's tags

	// Policy replaces the look-up's policy when not nil, for a backend that
	// says Cache-Control. An answer that turns out to be Private although the
	// look-up was Public is neither stored nor given to other callers.
	Policy *Policy

	Size int   // bytes that Value holds in memory; 0 means measure it
	Err  error // the load failed; the other fields are ignored. Failures are not cached
}

// Entry is the answer to one Lookup.
type Entry[T any] struct {
	Value T    // shared with other callers: read-only
	Found bool // false when the backend has no such thing, and when Err is set
	Err   error

	Status Status
	Age    time.Duration // since the load ended
	Fresh  time.Duration // how much longer it is fresh; 0 or less when it is not
}

// Status says where an Entry comes from.
type Status uint8

const (
	// Bypass: the cache was not asked, the loader was.
	Bypass Status = iota
	// HitLevel1: fresh, from this process.
	HitLevel1
	// HitLevel2: fresh, from the Store.
	HitLevel2
	// Stale: not fresh any more, is being reloaded behind the answer.
	Stale
	// StaleIfError: the load failed and the last good answer stands in.
	StaleIfError
	// Miss: loaded for this look-up.
	Miss
	// Shared: loaded for another look-up of the same key that was in flight.
	Shared
	// Filtered: not found, without a load, because Lookup.Exists says so.
	Filtered
)

var statusNames = [...]string{"bypass", "hit-1", "hit-2", "stale", "stale-if-error", "miss", "shared", "filtered"}

// String returns a stable lower-case name such as "hit-1" or "stale-if-error".
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return fmt.Sprintf("status(%d)", uint8(s))
}

// Cached reports whether the value was in the cache before the look-up.
func (s Status) Cached() bool {
	return s == HitLevel1 || s == HitLevel2 || s == Stale || s == StaleIfError
}

// ErrLoadLength is the answer to every missing look-up of a GetMany whose load
// function did not return one result for each of them.
var ErrLoadLength = errors.New("cache: the load function returned a wrong number of results")

// ErrClosed is the answer to a caller whose load was cut off by Close.
var ErrClosed = errors.New("cache: closed")

// PanicError is the answer to all callers of a load that panicked.
type PanicError struct {
	Value any    // what was passed to panic; nil after runtime.Goexit
	Stack []byte // of the loading goroutine, for the log only
}

// Error names the panic without its stack.
func (e *PanicError) Error() string { return fmt.Sprintf("cache: load panicked: %v", e.Value) }

// Unwrap returns the panic's value when that was an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// ident is what makes two look-ups the same. It is comparable on purpose: all
// maps and level 1 compare the whole text, never a hash of it.
type ident struct{ key, subject string }

// ident returns the identity of l; the subject counts only when it is private.
func (l *Lookup) ident() ident {
	if l.Policy.Scope == Private {
		return ident{l.Key, l.Subject}
	}
	return ident{key: l.Key}
}

// cacheable reports whether l may be stored and shared at all.
func (l *Lookup) cacheable() bool {
	return l.Policy.Cached() && (l.Policy.Scope != Private || l.Subject != "")
}
