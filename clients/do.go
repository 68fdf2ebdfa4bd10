package clients

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/failsafe-go/failsafe-go"
)

// plan is one call that is ready to be made.
type plan struct {
	rendered
	notFound []int
	timeout  time.Duration // 0: the source's
	// accept takes the headers and the body of a good answer; the body is nil when
	// there is no content. It runs within the attempt, so that a backend that sends
	// garbage opens the breaker.
	accept func(header http.Header, body []byte) error
	// interpret takes its place, and that of notFound and the rules about statuses
	// and content types, when it is there.
	interpret func(Response) (found bool, err error)
}

// The causes with which our own time limits end a context, to tell them from a
// caller's.
var (
	errCallTimeout    = errors.New("the call's time is over")
	errAttemptTimeout = errors.New("the attempt's time is over")
)

// do makes a call: it waits for a slot, then tries until an attempt succeeds,
// can't be repeated, or time is over. found is false for a status of p.notFound.
func (b *Backends) do(ctx context.Context, e *endpoint, p plan) (found bool, err error) {
	p.timeout = cmp.Or(p.timeout, e.src.opts.Timeout)
	ctx, cancel := context.WithTimeoutCause(ctx, p.timeout, errCallTimeout)
	defer cancel()
	deadline, _ := ctx.Deadline()     // ours, or the caller's when that is earlier
	if err := ctx.Err(); err != nil { // failsafe-go may make an attempt all the same
		return false, e.callerEnded(ctx, err)
	}
	e.counts.calls.Add(1)
	if e.src.slots != nil {
		if e.src.slots.AcquirePermit(ctx) != nil {
			return false, e.noSlot(ctx)
		}
		defer e.src.slots.ReleasePermit()
		if time.Until(deadline) <= 0 {
			return false, e.noSlot(ctx)
		}
	}
	e.src.budget.deposit()

	// What the last attempt said counts, also when ctx ends at the same moment or
	// while waiting for the next one: a mutation that succeeded has succeeded.
	var (
		last error
		done bool
	)
	_, err = failsafe.With(b.retry).WithContext(ctx).GetWithExecution(func(exec failsafe.Execution[bool]) (bool, error) {
		answered, failure := b.attempt(ctx, e, p, exec.Attempts())
		if failure == nil {
			found, done = answered, true
			return true, nil
		}
		last = failure
		if delay, again := e.src.decide(failure, exec.Attempts(), time.Until(deadline)); again {
			e.counts.retries.Add(1)
			retryEvent(ctx, failure, exec.Attempts(), delay)
			return false, &retryLater{failure, delay}
		}
		return false, failure
	})
	switch {
	case done:
		return found, nil
	case last != nil:
		return false, last
	default:
		return false, asError(err, e.src.name, e.name)
	}
}

// attempt makes one attempt, when the breaker lets it, within its own time.
func (b *Backends) attempt(ctx context.Context, e *endpoint, p plan, number int) (bool, *Error) {
	permit, ok := e.breaker.acquire()
	if !ok {
		failure := e.fail(CodeCircuitOpen, Permanent, fmt.Errorf("the breaker is open for another %s", e.breaker.RemainingDelay().Round(time.Millisecond)))
		b.observe(ctx, e, failure, true)
		return false, failure
	}
	ctx, cancel := context.WithTimeoutCause(ctx, e.src.opts.AttemptTimeout, errAttemptTimeout)
	defer cancel()
	begin := time.Now()
	found, failure := b.exchange(ctx, e, p, number)
	if failure != nil && errors.Is(failure.Err, errCallTimeout) {
		// The call's end cut the attempt short. That is the backend's fault only if
		// it had a fair time, and the call hadn't spent it on waiting and retries.
		failure.neutral = time.Since(begin) < min(p.timeout, e.src.opts.AttemptTimeout)/2
	}
	e.record(permit, failure)
	b.observe(ctx, e, failure, found)
	return found, failure
}

// noSlot is the failure of a call that waited for the others in vain.
func (e *endpoint) noSlot(ctx context.Context) *Error {
	if cause := context.Cause(ctx); cause == nil || errors.Is(cause, errCallTimeout) {
		return e.fail(CodeUnavailable, Permanent, fmt.Errorf("%d calls are under way already", e.src.opts.MaxConcurrent))
	}
	return e.callerEnded(ctx, ctx.Err())
}

// guard runs f, which calls functions of resolvers, and makes an error of a
// panic: f may run on a goroutine where nobody else would recover it.
func (e *endpoint) guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = e.fail(CodeInternal, Permanent, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
		}
	}()
	return f()
}
