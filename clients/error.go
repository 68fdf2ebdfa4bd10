package clients

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bff/cache"
)

// maxErrorBody is how much of a backend's rejection an Error keeps, in bytes.
const maxErrorBody = 16 << 10

// Error is a failed backend call, sorted for those who act on it: Class tells
// the retry policy what it may do, Code is the stable name in errors, metrics
// and tests. An Error may be shared by callers that waited for the same load:
// treat it as read-only.
type Error struct {
	Class  Class
	Code   Code
	Source string // the source's name, "catalog"
	Call   string // the call's name, "products.get"
	Status int    // HTTP status; 0 when no answer arrived
	// Body is the start of a 4xx answer, at most 16 KiB, for resolvers that turn
	// a backend's rejection into an answer of their own. It is the backend's text:
	// never for clients or logs as it stands.
	Body []byte
	// Err is the cause, never nil, for the log only: it may hold addresses.
	Err error

	retryAfter    time.Duration // what the backend asked for
	hasRetryAfter bool
	neutral       bool // says nothing about the backend: the breaker doesn't count it
}

// Error is the text for the log: code, source, call and cause. It never holds
// Body.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: %s %s: %v", e.Code, e.Source, e.Call, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// told is a cause that says itself what clients may know of it: a message, a code
// and more extensions; what is empty stays as it would be without.
type told interface {
	Told() (message, code string, extensions map[string]any)
}

func (e *Error) told() (message, code string, extensions map[string]any, ok bool) {
	var cause told
	if !errors.As(e.Err, &cause) {
		return "", "", nil, false
	}
	message, code, extensions = cause.Told()
	return message, code, extensions, true
}

// ErrorCode is the code as text, for errors that are shown to clients.
func (e *Error) ErrorCode() string {
	if _, code, _, ok := e.told(); ok && code != "" {
		return code
	}
	return string(e.Code)
}

// PublicExtensions are what clients may know beside the code; mostly nothing.
func (e *Error) PublicExtensions() map[string]any {
	_, _, extensions, _ := e.told()
	return extensions
}

// PublicMessage is a sentence that is safe to show to anybody: it names the
// source and nothing else of the failure.
func (e *Error) PublicMessage() string {
	if message, _, _, ok := e.told(); ok {
		return message
	}
	service := "A service"
	if e.Source != "" {
		service = "The " + e.Source + " service"
	}
	switch e.Code {
	case CodeUnavailable, CodeCircuitOpen:
		return service + " is temporarily unavailable."
	case CodeTimeout:
		return service + " took too long to answer."
	case CodeBadResponse:
		return service + " sent an answer that could not be used."
	case CodeRateLimited:
		return service + " receives too many requests; try again later."
	case CodeUnauthenticated:
		return "Authentication required."
	case CodeForbidden:
		return "Forbidden."
	case CodeBadUserInput:
		return service + " did not accept the request."
	case CodeCancelled:
		return "The request was cancelled."
	default:
		return "Internal server error."
	}
}

// asError gives err, which comes from the cache or from the context, the shape
// that this package promises.
func asError(err error, source, call string) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	e := &Error{Class: Permanent, Code: CodeInternal, Source: source, Call: call, Err: err}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		e.Code, e.neutral = CodeTimeout, true
	case errors.Is(err, context.Canceled), errors.Is(err, cache.ErrClosed):
		e.Code, e.neutral = CodeCancelled, true
	}
	return e
}
