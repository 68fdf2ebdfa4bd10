package cache

import (
	"errors"
	"fmt"
	"time"
)

// Scope says who may share an entry.
type Scope uint8

const (
	// Public entries are the same for every caller.
	Public Scope = iota
	// Private entries belong to one subject, which is part of their identity.
	Private
)

// String returns "public" or "private".
func (s Scope) String() string {
	if s == Private {
		return "private"
	}
	return "public"
}

// defaultJitter shortens lives by up to this share when Policy.Jitter is 0.
const defaultJitter = 0.1

// Policy says how long an answer may be used. The zero Policy means that it is
// not cached at all. The package doc has the picture.
type Policy struct {
	TTL          time.Duration // served at once, counted from the load; 0 means never fresh
	Stale        time.Duration // after TTL: served while one caller reloads behind it (RFC 5861)
	StaleIfError time.Duration // after TTL: served when the reload fails (RFC 5861)
	Negative     time.Duration // how long not-found is kept; it is never served stale. 0 means not kept

	// Jitter shortens TTL and Negative by a random share of up to Jitter, so
	// that entries loaded together do not expire together. 0 means 0.1,
	// negative means none, 1 is the maximum. A life is never longer than asked.
	Jitter float64

	Scope Scope    // who may share the entry; Public by default
	Tags  []string // what the entry is made of, "Product:17"; see [Cache.InvalidateTags]
}

// Cached reports whether the policy keeps anything at all.
func (p Policy) Cached() bool {
	return p.TTL > 0 || p.Stale > 0 || p.StaleIfError > 0 || p.Negative > 0
}

// Validate names the first field that makes no sense.
func (p Policy) Validate() error {
	for _, d := range []struct {
		name  string
		value time.Duration
	}{{"TTL", p.TTL}, {"Stale", p.Stale}, {"StaleIfError", p.StaleIfError}, {"Negative", p.Negative}} {
		if d.value < 0 {
			return fmt.Errorf("cache: policy: %s is %v; it must not be negative", d.name, d.value)
		}
	}
	if p.Jitter > 1 {
		return fmt.Errorf("cache: policy: Jitter is %v; it is a share, at most 1", p.Jitter)
	}
	if p.Scope > Private {
		return errors.New("cache: policy: Scope must be Public or Private")
	}
	return nil
}

// phase is where in its life an entry is.
type phase uint8

const (
	fresh phase = iota
	stale
	onlyIfError
	gone
)

// life is the absolute form of a Policy for one entry, in Unix nanoseconds.
// The boundaries are in order: created <= fresh <= stale, error.
type life struct {
	created    int64 // when the load ended
	freshUntil int64
	staleUntil int64
	errorUntil int64
}

// lifeOf starts a life at created. random is uniform in [0,1).
func (p Policy) lifeOf(created time.Time, found bool, random float64) life {
	at := created.UnixNano()
	if !found {
		until := add(at, p.shorten(p.Negative, random))
		return life{created: at, freshUntil: until, staleUntil: until, errorUntil: until}
	}
	until := add(at, p.shorten(p.TTL, random))
	return life{
		created:    at,
		freshUntil: until,
		staleUntil: add(until, p.Stale),
		errorUntil: add(until, p.StaleIfError),
	}
}

// shorten applies the jitter to d.
func (p Policy) shorten(d time.Duration, random float64) time.Duration {
	jitter := p.Jitter
	switch {
	case jitter < 0:
		return d
	case jitter == 0:
		jitter = defaultJitter
	case jitter > 1:
		jitter = 1
	}
	return d - time.Duration(float64(d)*jitter*random)
}

// add is t+d without overflow: a policy of "290 years" means for ever, not the past.
func add(t int64, d time.Duration) int64 {
	if d <= 0 {
		return t
	}
	if sum := t + int64(d); sum > t {
		return sum
	}
	return 1<<63 - 1
}

// at returns the phase at a time. An end belongs to the next phase.
func (l life) at(now int64) phase {
	switch {
	case now < l.freshUntil:
		return fresh
	case now < l.staleUntil:
		return stale
	case now < l.errorUntil:
		return onlyIfError
	}
	return gone
}

// end is when nothing may be served any more.
func (l life) end() int64 { return max(l.freshUntil, l.staleUntil, l.errorUntil) }

// storable reports whether the entry is worth keeping at a time.
func (l life) storable(now int64) bool { return l.end() > now }
