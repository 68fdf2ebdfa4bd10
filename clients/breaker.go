package clients

import (
	"context"
	"log/slog"
	"math"
	"sync/atomic"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// breaker is the circuit breaker of one call. It is used by permits and not as a
// policy, because an attempt has three outcomes here: good, bad, and none, when the
// caller left before the backend answered. failsafe-go knows the first two. An
// attempt without an outcome counts for nothing in a closed breaker; in a half-open
// one its permit goes back to the next caller.
type breaker struct {
	circuitbreaker.CircuitBreaker[any]

	generation atomic.Int64 // counts the changes of state
	returned   atomic.Int64 // permits of this half-open state that were given back
}

// permit allows one attempt.
type permit struct{ generation int64 }

func newBreaker(o BreakerOptions, log *slog.Logger) *breaker {
	b := &breaker{}
	failures := uint(max(1, math.Ceil(o.FailureRate*float64(o.Window))))
	b.CircuitBreaker = circuitbreaker.NewBuilder[any]().
		WithFailureThresholdRatio(failures, uint(o.Window)).
		WithSuccessThreshold(uint(o.Probes)).
		WithDelay(o.OpenFor).
		WithJitterFactor(0.1). // or all pods probe at the same moment
		OnStateChanged(func(e circuitbreaker.StateChangedEvent) {
			b.generation.Add(1)
			b.returned.Store(0)
			level := slog.LevelInfo
			if e.NewState == circuitbreaker.OpenState {
				level = slog.LevelWarn
			}
			log.Log(context.Background(), level, "circuit breaker changed", "from", e.OldState.String(), "to", e.NewState.String())
		}).
		Build()
	return b
}

// acquire returns a permit for one attempt; ok is false while the breaker allows
// none. Each permit needs one call of endpoint.record. b may be nil.
func (b *breaker) acquire() (p permit, ok bool) {
	if b == nil {
		return permit{}, true
	}
	if b.IsHalfOpen() && b.takeReturned() {
		return permit{b.generation.Load()}, true
	}
	ok = b.TryAcquirePermit() // may change the state
	return permit{b.generation.Load()}, ok
}

// takeReturned takes a permit that was given back, if there is one.
func (b *breaker) takeReturned() bool {
	for {
		n := b.returned.Load()
		if n <= 0 {
			return false
		}
		if b.returned.CompareAndSwap(n, n-1) {
			return true
		}
	}
}

// giveBack ends an attempt without an outcome.
func (b *breaker) giveBack(p permit) {
	if b.IsHalfOpen() && p.generation == b.generation.Load() {
		b.returned.Add(1)
	}
}

// record counts the outcome of an attempt that p allowed.
func (e *endpoint) record(p permit, failure *Error) {
	switch {
	case e.breaker == nil:
	case failure == nil:
		e.breaker.RecordSuccess()
	case failure.neutral:
		e.breaker.giveBack(p)
	case failure.countsAsFailure():
		e.breaker.RecordFailure()
	default:
		e.breaker.RecordSuccess() // a rejection is an answer
	}
}

// countsAsFailure reports whether e is the backend's fault.
func (e *Error) countsAsFailure() bool {
	switch e.Code {
	case CodeUnavailable, CodeTimeout, CodeBadResponse:
		return true
	default:
		return false
	}
}
