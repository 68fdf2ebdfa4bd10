package clients

import (
	"context"
	"log/slog"
	"math"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// newBreaker returns the breaker of one call. It is used by permits and not as
// a policy, because an attempt has three outcomes here: good, bad, and none,
// when the caller left before the backend could answer.
func newBreaker(o BreakerOptions, log *slog.Logger) circuitbreaker.CircuitBreaker[any] {
	failures := uint(max(1, math.Ceil(o.FailureRate*float64(o.Window))))
	return circuitbreaker.NewBuilder[any]().
		WithFailureThresholdRatio(failures, uint(o.Window)).
		WithSuccessThreshold(uint(o.Probes)).
		WithDelay(o.OpenFor).
		WithJitterFactor(0.1). // or all pods probe at the same moment
		OnStateChanged(func(e circuitbreaker.StateChangedEvent) {
			level := slog.LevelInfo
			if e.NewState == circuitbreaker.OpenState {
				level = slog.LevelWarn
			}
			log.Log(context.Background(), level, "circuit breaker changed", "from", e.OldState.String(), "to", e.NewState.String())
		}).
		Build()
}

// record tells the breaker how an attempt went that it gave a permit for.
func (e *endpoint) record(failure *Error) {
	switch {
	case e.breaker == nil:
	case failure == nil:
		e.breaker.RecordSuccess()
	case failure.neutral:
		// A closed breaker needs no word of it. A half-open one waits for the outcome
		// of its probe and must get one; nobody saw an answer, so it is the careful one.
		if e.breaker.IsHalfOpen() {
			e.breaker.RecordFailure()
		}
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
