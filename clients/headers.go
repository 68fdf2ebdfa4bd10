package clients

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"golang.org/x/net/http/httpguts"
)

// Which incoming headers reach a backend. The list is per source; what must
// never be copied from one connection to another is refused when it is
// configured, and credentials are held back from calls whose answers others
// will read.

// unpropagatable returns why a header can't be on a source's list, or "".
func unpropagatable(name string) string {
	if !httpguts.ValidHeaderFieldName(name) {
		return "a header name"
	}
	switch http.CanonicalHeaderKey(name) {
	case "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "Te", "Trailer",
		"Transfer-Encoding", "Upgrade", "Host", "Content-Length", "Content-Type", "Content-Encoding", "Expect":
		return "no header that belongs to one connection or body"
	case "Accept", "Accept-Encoding", "Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range":
		return "no header that changes the form of the answer"
	case "Traceparent", "Tracestate", "Baggage", deadlineHeader, "Idempotency-Key", "Last-Event-Id":
		return "no header that this server writes itself"
	}
	return ""
}

// CheckPropagated returns why a header can't be one of SourceOptions.PropagateHeaders, nil
// when it can.
func CheckPropagated(name string) error {
	if reason := unpropagatable(name); reason != "" {
		return fmt.Errorf("%q can't be sent on; expected %s", name, reason)
	}
	return nil
}

// credential reports whether the canonical header name says who the user is.
func credential(name string) bool { return name == "Authorization" || name == "Cookie" }

// canonicalNames returns names in canonical form, sorted, once each.
func canonicalNames(names []string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		out = append(out, http.CanonicalHeaderKey(n))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// propagated returns the incoming headers that s sends on, nil when there are
// none. Without credentials, those are left out. The error is that of Withheld.
func (s *source) propagated(ctx context.Context, credentials bool) (http.Header, error) {
	if len(s.propagate) == 0 {
		return nil, nil
	}
	in, ok := ctx.Value(incomingKey{}).(*Incoming)
	if !ok {
		return nil, nil
	}
	var out http.Header
	for _, name := range s.propagate {
		if credential(name) && !credentials {
			continue
		}
		if err := Withheld(ctx, name); err != nil {
			return nil, err
		}
		values := in.Header[name]
		if len(values) == 0 {
			continue
		}
		if slices.ContainsFunc(values, func(v string) bool { return !httpguts.ValidHeaderFieldValue(v) }) {
			continue // not from an HTTP server, which would have refused it
		}
		if out == nil {
			out = make(http.Header, len(s.propagate))
		}
		out[name] = values
	}
	return out, nil
}
