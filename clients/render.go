package clients

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// A cache entry must be found again by the same question and by no other one.
// So its key is the text of the request as the backend sees it, all of it, made
// from the same rendered value that is sent. Three things are left out: trace
// and deadline headers and the Idempotency-Key, which differ each time and
// shape no answer; credentials, of which only a digest is kept, because keys
// stand in Redis; and the source's address, so that moving a backend doesn't
// empty the cache.

// rendered is a request that is ready to be sent, any number of times.
type rendered struct {
	method     string
	target     string      // escaped path and query
	header     http.Header // nil when there are none; read-only
	body       []byte
	repeatable bool // a second attempt can't do the thing twice
}

// render checks r and merges the propagated headers into it.
func render(r Request, propagated http.Header, idempotent bool) (rendered, error) {
	out := rendered{method: r.Method, target: r.Path, body: r.Body}
	if out.method == "" {
		out.method = http.MethodGet
	}
	if out.target == "" {
		out.target = "/"
	}
	if err := checkPath(out.target); err != nil {
		return rendered{}, err
	}
	if !upperCase(out.method) {
		return rendered{}, fmt.Errorf("%q isn't an HTTP method", out.method)
	}
	if !isQuery(r.RawQuery) {
		return rendered{}, errUnescaped
	}
	out.target = withQuery(out.target, r.RawQuery, r.Query)
	header, err := mergeHeaders(r, propagated)
	if err != nil {
		return rendered{}, err
	}
	out.header = header
	switch out.method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		out.repeatable = true
	default:
		out.repeatable = idempotent || r.IdempotencyKey != ""
	}
	return out, nil
}

// isQuery reports whether raw can be the query of a URL as it stands.
func isQuery(raw string) bool {
	for i := range len(raw) {
		if c := raw[i]; c <= ' ' || c >= 0x7f || c == '#' {
			return false
		}
	}
	return true
}

// withQuery appends raw and what q.Encode returns. A bulk call renders a request
// per key even when the cache has them all, and Encode is most of that: it grows
// its text bit by bit.
func withQuery(path, raw string, q url.Values) string {
	if len(q) == 0 {
		if raw == "" {
			return path
		}
		return path + "?" + raw
	}
	names := make([]string, 0, 8)
	size := len(path) + len(raw) + 1
	for name, values := range q {
		names = append(names, name)
		for _, v := range values {
			size += len(name) + len(v) + 10 // room for a few escapes
		}
	}
	slices.Sort(names)
	var b strings.Builder
	b.Grow(size)
	b.WriteString(path)
	separator := byte('?')
	if raw != "" {
		b.WriteByte('?')
		b.WriteString(raw)
		separator = '&'
	}
	for _, name := range names {
		escaped := url.QueryEscape(name)
		for _, v := range q[name] {
			b.WriteByte(separator)
			b.WriteString(escaped)
			b.WriteByte('=')
			b.WriteString(url.QueryEscape(v))
			separator = '&'
		}
	}
	return b.String()
}

// upperCase reports whether method can be one.
func upperCase(method string) bool {
	for i := range len(method) {
		if method[i] < 'A' || method[i] > 'Z' {
			return false
		}
	}
	return true
}

// mergeHeaders returns the headers to send: r's own win over propagated ones.
func mergeHeaders(r Request, propagated http.Header) (http.Header, error) {
	if len(r.Header) == 0 && r.IdempotencyKey == "" {
		return propagated, nil
	}
	out := make(http.Header, len(propagated)+len(r.Header)+1)
	maps.Copy(out, propagated)
	for name, values := range r.Header {
		if !httpguts.ValidHeaderFieldName(name) || slices.ContainsFunc(values, func(v string) bool { return !httpguts.ValidHeaderFieldValue(v) }) {
			return nil, fmt.Errorf("header %q can't be sent", name)
		}
		out[http.CanonicalHeaderKey(name)] = values
	}
	if r.IdempotencyKey != "" {
		if !httpguts.ValidHeaderFieldValue(r.IdempotencyKey) {
			return nil, errors.New("the idempotency key can't be sent")
		}
		out.Set("Idempotency-Key", r.IdempotencyKey)
	}
	return out, nil
}

// key returns the text that identifies r's answer among those of all calls.
// The call's name and the type that it decodes to are part of it, because what
// is kept is the decoded value. No part can imitate the end of another one: only
// the body may hold a line break, and it comes last.
func (r *rendered) key(source, call, typ string) string {
	var b strings.Builder
	b.Grow(len(source) + len(call) + len(typ) + len(r.method) + len(r.target) + len(r.body) + 6 + 64*len(r.header))
	b.WriteString(source)
	b.WriteByte('\n')
	b.WriteString(call)
	b.WriteByte('\n')
	b.WriteString(typ)
	b.WriteByte('\n')
	b.WriteString(r.method)
	b.WriteByte(' ')
	b.WriteString(r.target)
	b.WriteByte('\n')
	if len(r.header) > 0 {
		writeHeaders(&b, r.header)
	}
	if len(r.body) > 0 {
		b.WriteByte('\n')
		b.Write(r.body)
	}
	return b.String()
}

// writeHeaders writes a line per value, in a stable order.
func writeHeaders(b *strings.Builder, h http.Header) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if name == "Idempotency-Key" {
			continue
		}
		for _, v := range h[name] {
			b.WriteString(name)
			b.WriteByte(':')
			if credential(name) {
				v = digest(v)
			}
			b.WriteString(v)
			b.WriteByte('\n')
		}
	}
}

// newRequest makes the HTTP request of one attempt.
func (r *rendered) newRequest(base string) (*http.Request, error) {
	req, err := http.NewRequest(r.method, base+r.target, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	if len(r.body) == 0 {
		req.Body, req.GetBody, req.ContentLength = nil, nil, 0
	}
	maps.Copy(req.Header, r.header)
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
		req.Header.Del("Host")
	}
	setDefault(req.Header, "Accept", "application/json")
	setDefault(req.Header, "User-Agent", "bff")
	if len(r.body) > 0 {
		setDefault(req.Header, "Content-Type", "application/json")
	}
	return req, nil
}

func setDefault(h http.Header, name, value string) {
	if _, ok := h[name]; !ok {
		h[name] = []string{value}
	}
}
