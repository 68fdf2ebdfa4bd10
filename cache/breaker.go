package cache

import (
	"math/bits"
	"sync"
	"sync/atomic"
)

// breaker keeps look-ups away from a Store that is down or slow. Unlike the
// breakers of backends it never lets a look-up try whether the store is back: the
// follower does that in the background (see follow.go), so that no request ever
// waits for a dead Redis once the breaker is open.
//
// It opens when breakerFailures of the last 32 calls failed, so a store that
// times out now and then is caught as well as one that is gone.
type breaker struct {
	open atomic.Bool

	mu     sync.Mutex
	recent uint32 // one bit per call, the newest lowest; 1 is a failure
}

const breakerFailures = 3

// allow reports whether the store may be asked.
func (b *breaker) allow() bool { return !b.open.Load() }

// record notes the outcome of a call and reports whether it opened the breaker.
func (b *breaker) record(failed bool) (opened bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.recent <<= 1
	if failed {
		b.recent |= 1
	}
	if b.open.Load() || bits.OnesCount32(b.recent) < breakerFailures {
		return false
	}
	b.open.Store(true)
	return true
}

// reset closes the breaker and forgets the failures. It reports whether it was open.
func (b *breaker) reset() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.recent = 0
	return b.open.Swap(false)
}
