package clients

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Every failure is classified once, here, where it arrives.
//
//	                                 code                  class
//	connection refused, no host      BACKEND_UNAVAILABLE   transient: nothing was sent
//	certificate                      BACKEND_UNAVAILABLE   permanent
//	connection lost                  BACKEND_UNAVAILABLE   transient or ambiguous
//	502, 503                         BACKEND_UNAVAILABLE   transient or ambiguous
//	other 5xx                        BACKEND_UNAVAILABLE   permanent: the same again is likely
//	no answer in time, 504, 408      BACKEND_TIMEOUT       transient or ambiguous
//	the caller's deadline passed     BACKEND_TIMEOUT       permanent, not counted
//	the caller left                  CANCELLED             permanent, not counted
//	redirect, size, type, garbage    BACKEND_BAD_RESPONSE  permanent
//	429                              RATE_LIMITED          transient: it was not done
//	401, 403, other 4xx              their own             permanent
//
// "Transient or ambiguous" is transient for a request that may be repeated.

// unsure is the class of a failure after which nobody knows what was done.
func unsure(repeatable bool) Class {
	if repeatable {
		return Transient
	}
	return Ambiguous
}

// sendFailed classifies err of a request that got no answer.
func (e *endpoint) sendFailed(ctx context.Context, err error, repeatable bool) *Error {
	class := unsure(repeatable)
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		class = Transient // whatever the request, it never left
	}
	if failure := e.outOfTime(ctx, err, class); failure != nil {
		return failure
	}
	if errors.Is(err, errRedirect) {
		return e.fail(CodeBadResponse, Permanent, err)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return e.fail(CodeUnavailable, Permanent, err)
	}
	return e.fail(CodeUnavailable, class, err)
}

// withoutURL is the cause of an error of net/http or net/url, which repeat the whole
// URL: its query holds what callers asked with, and perhaps a key. What was called is
// known by its name.
func withoutURL(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return failed.Err
	}
	return err
}

// outOfTime classifies an end that came from ctx, ours or the caller's, or from
// a timeout below, and returns nil for others. class is that of our own limits.
func (e *endpoint) outOfTime(ctx context.Context, err error, class Class) *Error {
	if ctx.Err() == nil {
		if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
			return e.fail(CodeTimeout, class, err)
		}
		return nil
	}
	cause := context.Cause(ctx)
	if errors.Is(cause, errAttemptTimeout) || errors.Is(cause, errCallTimeout) {
		return e.fail(CodeTimeout, class, fmt.Errorf("%w: %w", cause, err))
	}
	return e.callerEnded(ctx, fmt.Errorf("%w: %w", ctx.Err(), err))
}

// callerEnded is the failure of a call whose caller's context ended, by its deadline
// or because the caller left. It does not count as one of the backend.
func (e *endpoint) callerEnded(ctx context.Context, err error) *Error {
	failure := e.fail(endCode(ctx.Err()), Permanent, err)
	failure.neutral = true
	return failure
}

// endCode is the code for the end of a caller's context.
func endCode(err error) Code {
	if errors.Is(err, context.DeadlineExceeded) {
		return CodeTimeout
	}
	return CodeCancelled
}

// badBody classifies err of reading a body.
func (e *endpoint) badBody(ctx context.Context, resp *http.Response, err error, repeatable bool) *Error {
	if failure := e.outOfTime(ctx, err, unsure(repeatable)); failure != nil {
		failure.Status = resp.StatusCode
		return failure
	}
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	if corrupt || errors.Is(err, errTooLarge) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		return e.badResponse(resp, err)
	}
	failure := e.fail(CodeUnavailable, unsure(repeatable), fmt.Errorf("read the body: %w", err))
	failure.Status = resp.StatusCode
	return failure
}

// badResponse is an answer that isn't what was agreed.
func (e *endpoint) badResponse(resp *http.Response, err error) *Error {
	failure := e.fail(CodeBadResponse, Permanent, err)
	failure.Status = resp.StatusCode
	return failure
}

// badStatus classifies an answer that isn't 2xx and keeps the start of a
// rejection.
func (e *endpoint) badStatus(resp *http.Response, repeatable bool) *Error {
	code, class := classifyStatus(resp.StatusCode, repeatable)
	failure := e.fail(code, class, fmt.Errorf("status %d", resp.StatusCode))
	failure.Status = resp.StatusCode
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody)) // less is fine
	if resp.StatusCode >= 400 && resp.StatusCode < 500 {
		failure.Body = body
	}
	if class == Transient {
		failure.retryAfter, failure.hasRetryAfter = retryAfter(resp.Header.Get("Retry-After"), time.Now())
	}
	return failure
}

func classifyStatus(status int, repeatable bool) (Code, Class) {
	switch status {
	case http.StatusUnauthorized:
		return CodeUnauthenticated, Permanent
	case http.StatusForbidden:
		return CodeForbidden, Permanent
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return CodeTimeout, unsure(repeatable)
	case http.StatusTooManyRequests:
		return CodeRateLimited, Transient
	case http.StatusBadGateway, http.StatusServiceUnavailable:
		return CodeUnavailable, unsure(repeatable)
	}
	switch {
	case status >= 400 && status < 500:
		return CodeBadUserInput, Permanent
	case status >= 500 && status < 600:
		return CodeUnavailable, Permanent
	default:
		return CodeBadResponse, Permanent // redirects that weren't followed, and inventions
	}
}
