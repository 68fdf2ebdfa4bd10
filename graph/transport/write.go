package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// responder writes the one answer of a request.
type responder struct {
	w     http.ResponseWriter
	exec  graphql.GraphExecutor
	media string // negotiated
}

// fail answers a request that is not a GraphQL request: the status speaks, in
// either media type.
func (o responder) fail(ctx context.Context, status int, err error) {
	o.write(status, o.exec.DispatchError(ctx, asList(err)), withoutData)
}

// refuse answers a GraphQL request that can't be executed. Clients that asked
// for application/json expect status 200 with errors (specification, section
// 6.4.1); the newer media type has 400 for it.
func (o responder) refuse(ctx context.Context, errs gqlerror.List) {
	status := http.StatusBadRequest
	if o.media == mediaJSON || isPersistedQueryMiss(errs) {
		status = http.StatusOK
	}
	o.write(status, o.exec.DispatchError(ctx, errs), withoutData)
}

// isPersistedQueryMiss tells the one refusal that is part of the ordinary
// course: the client sends the document next. Apollo answers it with 200.
func isPersistedQueryMiss(errs gqlerror.List) bool {
	return len(errs) == 1 && errs[0].Extensions["code"] == "PERSISTED_QUERY_NOT_FOUND"
}

// Whether an answer has a data entry: not when nothing was executed (GraphQL
// specification, section 7.1.1).
const (
	withData    = true
	withoutData = false
)

func (o responder) write(status int, response *graphql.Response, data bool) {
	buffer := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buffer)
	buffer.Reset()
	encode(buffer, response, data)
	o.send(status, buffer.Bytes())
}

// send writes a finished body.
func (o responder) send(status int, body []byte) {
	header := o.w.Header()
	header.Set("Content-Type", o.media+"; charset=utf-8")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Add("Vary", "Accept")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if header.Get("Cache-Control") == "" {
		header.Set("Cache-Control", "no-store")
	}
	o.w.WriteHeader(status)
	_, _ = o.w.Write(body) // a failed write means that the client is gone
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// encode writes the response, errors first as the specification advises. The
// data is JSON already: encoding/json would check and copy all of it again.
func encode(out *bytes.Buffer, response *graphql.Response, data bool) {
	if response == nil { // the client went away before the first answer
		response = &graphql.Response{}
	}
	separator := byte('{')
	entry := func(name string) {
		out.WriteByte(separator)
		out.WriteString(name)
		separator = ','
	}
	if len(response.Errors) > 0 {
		entry(`"errors":`)
		encodeJSON(out, response.Errors)
	}
	if data {
		entry(`"data":`)
		if len(response.Data) == 0 {
			out.WriteString("null")
		} else {
			out.Write(response.Data)
		}
	}
	if len(response.Extensions) > 0 {
		entry(`"extensions":`)
		encodeJSON(out, response.Extensions)
	}
	out.WriteByte('}')
}

func encodeJSON(out *bytes.Buffer, value any) {
	text, err := json.Marshal(value)
	if err != nil { // extensions of a resolver's making
		text = []byte("null")
		if _, failed := value.(gqlerror.List); failed {
			text = []byte(`[{"message":"An error could not be written.","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]`)
		}
	}
	out.Write(text)
}
