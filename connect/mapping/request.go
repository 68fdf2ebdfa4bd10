package mapping

import (
	"fmt"
	"strings"
)

const (
	contentType = "Content-Type"
	typeJSON    = "application/json"
	typeForm    = "application/x-www-form-urlencoded"
)

// RequestParts are what a connector's request is made of.
type RequestParts struct {
	Method        string // GET, POST, PUT, PATCH or DELETE
	URL           URLParts
	SourceHeaders []HeaderRule
	Headers       []HeaderRule
	Body          *Mapping // nil for a request without a body
}

// Request builds the requests of a connector. It never changes and may be used
// by any number of goroutines at once.
type Request struct {
	method  string
	url     *URL
	headers *Headers
	body    *Mapping
}

// Rendered is a request ready to be sent.
type Rendered struct {
	Method string
	URL    string
	// Header has the declared headers, and Content-Type where a body needs one. A
	// Host header among them is meant as the request's host.
	Header []HeaderField
	// Body is nil if the request has no body at all. It is empty and not nil where
	// the request has to say Content-Length: 0.
	Body []byte
}

// NewRequest checks the parts and prepares them. The error is a *URLError, or
// joins *HeaderErrors, or names a method that does not exist.
func NewRequest(parts RequestParts) (*Request, error) {
	switch parts.Method {
	case "GET", "POST", "PUT", "PATCH", "DELETE":
	default:
		return nil, fmt.Errorf("no method %q; use GET, POST, PUT, PATCH or DELETE", parts.Method)
	}
	u, err := NewURL(parts.URL)
	if err != nil {
		return nil, err
	}
	h, err := NewHeaders(parts.SourceHeaders, parts.Headers)
	if err != nil {
		return nil, err
	}
	return &Request{parts.Method, u, h, parts.Body}, nil
}

// Method is the HTTP method.
func (r *Request) Method() string { return r.method }

// Headers are the headers, the source's included.
func (r *Request) Headers() *Headers { return r.headers }

// Render builds the request for vars. The error is a *RenderError: a value that
// has no place where the request puts it.
func (r *Request) Render(vars *Vars) (Rendered, Problems, error) {
	out := Rendered{Method: r.method}
	target, ps, err := r.url.Append(nil, vars)
	if err != nil {
		return out, ps, err
	}
	out.URL = string(target)
	var own Problems
	out.Header, own = r.headers.Render(vars)
	ps.addAll("", own)
	if r.body == nil {
		if r.method != "GET" && r.method != "DELETE" {
			out.Body = []byte{}
		}
		return out, ps, nil
	}
	kind := effectiveType(out.Header)
	if kind == "" {
		kind = typeJSON
		out.Header = append(out.Header, HeaderField{contentType, typeJSON})
	}
	own, err = out.setBody(r.body, kind == typeForm, vars)
	ps.addAll(PartBody, own)
	return out, ps, err
}

func (out *Rendered) setBody(m *Mapping, form bool, vars *Vars) (ps Problems, err error) {
	out.Body = []byte{}
	if !form {
		e := env{request: true}
		e.start(emptyObject, vars)
		out.Body, _ = m.emit(&e, out.Body)
		return e.problems, nil
	}
	v := m.evalRequest("", emptyObject, vars, &ps)
	if !v.IsMissing() {
		out.Body, err = AppendForm(out.Body, v)
	}
	return ps, err
}

// effectiveType is the content type that the declared headers set.
func effectiveType(fields []HeaderField) string {
	for _, f := range fields {
		if strings.EqualFold(f.Name, contentType) {
			return f.Value
		}
	}
	return ""
}
