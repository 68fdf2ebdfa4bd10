package clients

import (
	"net/http"
	"net/url"
)

// Request is one rendered HTTP request, relative to its source's URL. Its zero
// value is GET of the source's root.
type Request struct {
	// Method is upper case; "" means GET.
	Method string
	// Path is escaped, "/v1/products/17": make it with Path. "" means "/".
	Path string
	// Query is sent sorted by name, so that equal queries share a cache entry.
	Query url.Values
	// RawQuery is an escaped query that is sent as it stands, before Query and
	// without a leading '?'.
	RawQuery string
	// Header is sent beside the propagated headers and wins over them. It is part
	// of the cache key, credentials as a digest. Host is the request's host.
	Header http.Header
	// Body is sent as application/json unless Header says otherwise; nil means
	// none. It must not change afterwards: a load may outlive its caller.
	Body []byte
	// IdempotencyKey, when not empty, is sent as Idempotency-Key: the backend
	// promises to do the thing once, so that the call may be retried. It isn't part
	// of the cache key.
	IdempotencyKey string
	// Invalid says why the request could not be made, an *Error; the call then fails
	// with it and is not sent.
	Invalid error
}
