package transport

import (
	"strconv"
	"sync/atomic"
)

// Epoch counts what makes answers old, for all servers of a process: mutations that have
// been executed here, and invalidations. What began in an earlier epoch may have read
// what has changed since. Which queries a mutation concerns nobody knows, so it concerns
// all: the price is one more execution for each query in flight. The zero value works.
type Epoch struct {
	// Invalidations counts the invalidations that the cache of this process knows of, its own and those
	// that it has heard of from others; nil means that there is no cache.
	Invalidations func() uint64

	changes atomic.Uint64
}

// Changed says that a change will be acknowledged: a mutation that has been executed, or
// an invalidation where there is no cache to count it. It is safe for concurrent use,
// also with all else here.
func (e *Epoch) Changed() {
	if e != nil {
		e.changes.Add(1)
	}
}

// now is the text of the present epoch.
func (e *Epoch) now() string {
	if e == nil {
		return ""
	}
	text := strconv.FormatUint(e.changes.Load(), 10)
	if e.Invalidations != nil {
		text += " " + strconv.FormatUint(e.Invalidations(), 10)
	}
	return text
}
