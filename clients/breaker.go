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
func (e *endpoint) record(err *Error) {
	switch {
	case e.breaker == nil:
	case err == nil || !err.countsAsFailure():
		if err != nil && err.neutral {
			e.forget()
			return
		}
		e.breaker.RecordSuccess()
	default:
		e.breaker.RecordFailure()
	}
}

// forget gives a permit back for an attempt without an outcome. A closed breaker
// counts nothing. A half-open one waits for the outcome of its probe, so it must
// get one; nobody saw an answer, so it is the careful one.
func (e *endpoint) forget() {
	if e.breaker.IsHalfOpen() {
		e.breaker.RecordFailure()
	}
}

// countsAsFailure reports whether e is the backend's fault. A 4xx is an answer.
func (e *Error) countsAsFailure() bool {
	if e.neutral {
		return false
	}
	switch e.Code {
	case CodeUnavailable, CodeTimeout, CodeBadResponse:
		return true
	default:
		return false
	}
}
