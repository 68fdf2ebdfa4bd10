package clients

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
)

// Incoming is what calls may know of the request that they are made for.
type Incoming struct {
	// Header holds the incoming headers. A source sends on those that are on its
	// list. It must not change afterwards.
	Header http.Header
	// Subject is who asks: answers of private calls are kept per subject. It is
	// as secret as a user id is, so never a token. Empty means nobody in
	// particular, whose private answers aren't kept at all.
	Subject string

	withheld map[string]bool // headers that the request has and Header has not, canonical
}

// Narrow is in without the headers that are not among names: what an execution may see
// whose answer is for all requests that are equal in those. Whoever reads another one
// that the request has, gets an error instead of nothing: see Withheld.
func (in Incoming) Narrow(names []string) Incoming {
	out := Incoming{Header: http.Header{}, withheld: map[string]bool{}}
	for name, values := range in.Header {
		canonical := http.CanonicalHeaderKey(name)
		if slices.Contains(names, canonical) {
			out.Header[name] = values
		} else {
			out.withheld[canonical] = true
		}
	}
	if slices.Contains(names, "Authorization") {
		out.Subject = in.Subject
	}
	return out
}

// Withheld is an error when any of the headers is kept from the execution in ctx, which
// shares its answer with requests that may have another one.
func Withheld(ctx context.Context, names ...string) error {
	in, ok := ctx.Value(incomingKey{}).(*Incoming)
	if !ok || len(in.withheld) == 0 {
		return nil
	}
	for _, name := range names {
		if in.withheld[http.CanonicalHeaderKey(name)] {
			return &UndeclaredError{Header: http.CanonicalHeaderKey(name)}
		}
	}
	return nil
}

// UndeclaredError is a read of a header that the schema does not say the field reads.
type UndeclaredError struct{ Header string }

// Error says what to write.
func (e *UndeclaredError) Error() string {
	return "the header " + e.Header + " is read by a field in Go that does not declare it; add it, or the field whose connector reads it, to its @reads"
}

type incomingKey struct{}

// WithIncoming attaches in to ctx.
func WithIncoming(ctx context.Context, in Incoming) context.Context {
	return context.WithValue(ctx, incomingKey{}, &in)
}

// IncomingFrom returns what WithIncoming attached, or the zero Incoming.
func IncomingFrom(ctx context.Context) Incoming {
	if in, ok := ctx.Value(incomingKey{}).(*Incoming); ok {
		return *in
	}
	return Incoming{}
}

// NewIncoming returns the Incoming of a request with header h. Its subject is a
// digest of the Authorization header, so whoever shows the same credentials is
// the same subject; without one it is empty.
func NewIncoming(h http.Header) Incoming {
	in := Incoming{Header: h}
	if auth := h.Get("Authorization"); auth != "" {
		in.Subject = digest(auth)
	}
	return in
}

// SignedIn tells whether the request came with credentials, right or wrong. It panics
// with what Withheld gives for the Authorization header.
func SignedIn(ctx context.Context) bool {
	if err := Withheld(ctx, "Authorization"); err != nil {
		panic(err)
	}
	return IncomingFrom(ctx).Subject != ""
}

// Forward is the middleware that attaches NewIncoming to each request.
func Forward(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(WithIncoming(r.Context(), NewIncoming(r.Header))))
	})
}

// digest stands in for a secret where it is only compared.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:16])
}
