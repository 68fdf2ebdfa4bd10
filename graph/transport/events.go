package transport

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	gqltransport "github.com/99designs/gqlgen/graphql/handler/transport"
)

// Events is the transport of POST requests that are answered by server-sent
// events, in the distinct connections mode of graphql-sse.
//
// It is gqlgen's, which repeats a malformed body in its answer and in the
// process's log: here a body is checked first, as that of any other POST.
//
// Source: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
type Events struct {
	// KeepAlive is how often a comment is sent, so that nobody between takes the
	// connection for dead; 0 means never.
	KeepAlive time.Duration
}

var _ graphql.Transport = Events{}

// Supports implements graphql.Transport.
func (Events) Supports(r *http.Request) bool {
	return wantsEvents(r.Header.Values("Accept")) && gqltransport.SSE{}.Supports(inOneLine(r))
}

// inOneLine is the request with one Accept header: gqlgen reads the first only.
func inOneLine(r *http.Request) *http.Request {
	r = r.Clone(r.Context())
	r.Header.Set("Accept", strings.Join(r.Header.Values("Accept"), ", "))
	return r
}

// Do implements graphql.Transport.
func (e Events) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	params, status, err := readBody(r)
	if err != nil {
		Fail(w, r, exec, status, err)
		return
	}
	body, err := json.Marshal(params) // gqlgen reads it again, laxly
	if err != nil {
		Fail(w, r, exec, http.StatusBadRequest, badRequest("the body cannot be read; expected "+expectedBody))
		return
	}
	r = r.WithContext(r.Context()) // a copy: the caller keeps its own
	r.Body = io.NopCloser(bytes.NewReader(body))
	w.Header().Set("X-Accel-Buffering", "no") // nginx would hold events back
	defer breakOff()
	gqltransport.SSE{KeepAlivePingInterval: e.KeepAlive}.Do(w, r, exec)
}

// Broken is the panic of a stream whose answer has begun, so that there is no
// place for another status or body: whoever recovers it should log the cause and
// cut the connection.
type Broken struct{ Cause any }

func breakOff() {
	if cause := recover(); cause != nil {
		panic(Broken{cause})
	}
}
