package clients

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

// Whether an attempt is repeated is decided in one place, by decide, with all
// that matters at hand: class, number of the attempt, what the backend asked
// for, the time that is left and the source's budget. failsafe-go's policy then
// waits and loops. Its own HTTP policy was no choice: it ignores the method and
// a Retry-After that is a date, and waits for delays that no deadline allows.

// retryLater is a failed attempt that is to be made again after a delay.
type retryLater struct {
	failure *Error
	delay   time.Duration
}

// Error is never seen: do returns the failure itself.
func (r *retryLater) Error() string { return r.failure.Error() }

// newRetryPolicy returns the policy that repeats retryLater and nothing else.
func newRetryPolicy() retrypolicy.RetryPolicy[bool] {
	return retrypolicy.NewBuilder[bool]().
		HandleIf(func(_ bool, err error) bool {
			_, ok := err.(*retryLater) // as do returned it, unwrapped
			return ok
		}).
		WithMaxAttempts(-1). // decide counts
		ReturnLastFailure().
		WithDelayFunc(func(exec failsafe.ExecutionAttempt[bool]) time.Duration {
			if later, ok := exec.LastError().(*retryLater); ok {
				return later.delay
			}
			return 0
		}).
		Build()
}

// decide returns how long to wait before attempt number made+1, and whether to
// make it. left is the time until the call must end; a retry that could not
// begin in it isn't waited for.
func (s *source) decide(e *Error, made int, left time.Duration) (time.Duration, bool) {
	if e.Class != Transient || made >= s.opts.Retry.MaxAttempts {
		return 0, false
	}
	delay := s.backoff(made)
	if e.hasRetryAfter {
		// Spread, or all that were refused together come back together.
		delay += e.retryAfter
	}
	if delay >= left {
		return 0, false
	}
	return delay, s.budget.withdraw()
}

// backoff is exponential with full jitter: a random time up to an end that
// doubles with each attempt made.
func (s *source) backoff(made int) time.Duration {
	end := s.opts.Retry.MaxDelay
	if shift := made - 1; shift < 30 {
		end = min(end, s.opts.Retry.BaseDelay<<shift)
	}
	return time.Duration(s.jitter() * float64(max(0, end)))
}

// retryAfter reads a Retry-After header: seconds or an HTTP date (RFC 9110,
// 10.2.3). A date in the past means now. It reports false when the header is
// missing or unreadable, or asks for more than a day.
func retryAfter(header string, now time.Time) (time.Duration, bool) {
	const most = 24 * time.Hour
	header = strings.TrimSpace(header)
	if header == "" {
		return 0, false
	}
	if header[0] >= '0' && header[0] <= '9' {
		seconds, err := strconv.ParseUint(header, 10, 32)
		if d := time.Duration(seconds) * time.Second; err == nil && d <= most {
			return d, true
		}
		return 0, false
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0, false
	}
	d := max(0, at.Sub(now))
	return d, d <= most
}
