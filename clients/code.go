package clients

import "slices"

// Code is the stable name of a failure: it stands in the errors that clients of
// the BFF see, in metrics and in tests. The set is closed.
type Code string

// The codes.
const (
	// CodeUnavailable: the backend can't be reached or says so (5xx).
	CodeUnavailable Code = "BACKEND_UNAVAILABLE"
	// CodeTimeout: no answer in the time that the call or its caller allows.
	CodeTimeout Code = "BACKEND_TIMEOUT"
	// CodeBadResponse: an answer that isn't what was agreed: not JSON, too large,
	// a redirect elsewhere.
	CodeBadResponse Code = "BACKEND_BAD_RESPONSE"
	// CodeCircuitOpen: the backend wasn't asked, because it failed too often.
	CodeCircuitOpen Code = "CIRCUIT_OPEN"
	// CodeRateLimited: the backend answered 429.
	CodeRateLimited Code = "RATE_LIMITED"
	// CodeUnauthenticated: the backend answered 401.
	CodeUnauthenticated Code = "UNAUTHENTICATED"
	// CodeForbidden: the backend answered 403.
	CodeForbidden Code = "FORBIDDEN"
	// CodeBadUserInput: the backend refused what was asked (400, 409, 422 and the
	// 4xx that have no code of their own).
	CodeBadUserInput Code = "BAD_USER_INPUT"
	// CodeCancelled: the caller left before the backend answered. It says nothing
	// about the backend.
	CodeCancelled Code = "CANCELLED"
	// CodeInternal: a mistake in our own program, such as a call to a source that
	// isn't configured.
	CodeInternal Code = "INTERNAL_SERVER_ERROR"
)

// Codes lists all codes, in a stable order.
func Codes() []Code {
	return []Code{
		CodeUnavailable, CodeTimeout, CodeBadResponse, CodeCircuitOpen, CodeRateLimited,
		CodeUnauthenticated, CodeForbidden, CodeBadUserInput, CodeCancelled, CodeInternal,
	}
}

// Valid reports whether c is one of Codes.
func (c Code) Valid() bool { return slices.Contains(Codes(), c) }

// Class says what a failure allows.
type Class uint8

// The classes.
const (
	// Permanent: the same call, made again now, fails again or must not be made.
	Permanent Class = iota
	// Transient: nothing was done that a second attempt could double, and it may
	// well succeed.
	Transient
	// Ambiguous: the backend may or may not have done what was asked. Only an
	// Idempotency-Key makes a second attempt safe, and then the class is Transient.
	Ambiguous
)

// String returns the class in lower case, for logs.
func (c Class) String() string {
	switch c {
	case Transient:
		return "transient"
	case Ambiguous:
		return "ambiguous"
	default:
		return "permanent"
	}
}
