package clients

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
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

// SignedIn tells whether the request came with credentials, right or wrong.
func SignedIn(ctx context.Context) bool { return IncomingFrom(ctx).Subject != "" }

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
