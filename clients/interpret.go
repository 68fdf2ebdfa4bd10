package clients

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Response is an answer of a backend, whatever its status.
type Response struct {
	Status int
	Header http.Header // read-only
	Body   []byte      // nil when there is no content; may be kept
}

// interpreting hands what interpret makes of an answer to keep; nil for nil.
func interpreting[T any](interpret func(Response) (T, bool, error), keep func(T)) func(Response) (bool, error) {
	if interpret == nil {
		return nil
	}
	return func(r Response) (bool, error) {
		value, found, err := interpret(r)
		if err == nil && found {
			keep(value)
		}
		return found, err
	}
}

// interpret asks the plan what an answer means. Its error is classified by the
// status, as that of any other call is.
func (e *endpoint) interpret(ctx context.Context, resp *http.Response, p plan) (found bool, failure *Error) {
	body, err := readBody(resp, e.src.opts.MaxResponseBytes)
	if err != nil {
		return false, e.badBody(ctx, resp, err, p.repeatable)
	}
	err = e.guard(func() (err error) {
		found, err = p.interpret(Response{resp.StatusCode, resp.Header, body})
		return err
	})
	if err == nil {
		return found, nil
	}
	if failure, ok := errors.AsType[*Error](err); ok {
		return false, failure // a panic
	}
	if resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		return false, e.badResponse(resp, err)
	}
	code, class := classifyStatus(resp.StatusCode, p.repeatable)
	failure = e.fail(code, class, err)
	failure.Status = resp.StatusCode
	if resp.StatusCode >= 400 && resp.StatusCode < 500 {
		failure.Body = body[:min(len(body), maxErrorBody)]
	}
	if class == Transient {
		failure.retryAfter, failure.hasRetryAfter = retryAfter(resp.Header.Get("Retry-After"), time.Now())
	}
	return false, failure
}
