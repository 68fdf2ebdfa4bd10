// Package transport carries queries and mutations over HTTP, as the GraphQL
// over HTTP specification (https://graphql.github.io/graphql-over-http/draft/)
// has it.
//
// gqlgen's own GET and POST answer some malformed requests with status 200 or
// 422 and repeat the request's body in the error; these do not. Read [HTTP.Do]
// first.
package transport

import (
	"context"
	"errors"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// HTTP is the transport of GET and POST requests that are answered once. The
// execution is bounded by the executor, not here.
type HTTP struct {
	// Share lets identical queries share one execution; nil means that each
	// executes for itself.
	Share *Sharing
}

var _ graphql.Transport = HTTP{}

// Supports implements graphql.Transport.
func (HTTP) Supports(r *http.Request) bool {
	return r.Method == http.MethodPost || r.Method == http.MethodGet
}

// Do implements graphql.Transport: read, execute, answer.
func (h HTTP) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	ctx := r.Context()
	out := responder{w: w, exec: exec, media: negotiate(r.Header.Values("Accept"))}
	if out.media == notAcceptable {
		out.media = mediaGraphQL
		out.fail(ctx, http.StatusNotAcceptable, badRequest(
			"none of the media types in Accept can be answered; expected "+mediaGraphQL+" or "+mediaJSON))
		return
	}
	if crossSite(r) {
		out.fail(ctx, http.StatusForbidden, badRequest(
			"cross-site request refused; expected a fetch with mode cors"))
		return
	}
	params, status, err := read(r)
	if err != nil {
		out.fail(ctx, status, err)
		return
	}
	op, errs := exec.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		out.refuse(graphql.WithOperationContext(ctx, op), errs)
		return
	}
	if status, err := executable(r.Method, op); err != nil {
		w.Header().Set("Allow", http.MethodPost)
		out.fail(ctx, status, err)
		return
	}
	execute := func(ctx context.Context) *graphql.Response {
		respond, ctx := exec.DispatchOperation(ctx, op)
		return respond(ctx)
	}
	shared, key, ok := h.Share.key(ctx, op)
	if !ok {
		response := execute(ctx)
		out.write(executedStatus(ctx), response, withData)
		return
	}
	op.Headers = nil // the execution is not for this request alone
	body := h.Share.answer(ctx, shared, key, execute)
	out.send(executedStatus(ctx), body)
}

// statusClientClosed is the status of an answer that nobody reads. The number is
// nginx's: no client sees it, but metrics and spans of the request tell by it that the
// client left.
const statusClientClosed = 499

// executedStatus is the status of an operation that was executed.
func executedStatus(ctx context.Context) int {
	if errors.Is(ctx.Err(), context.Canceled) {
		return statusClientClosed
	}
	return http.StatusOK
}

// crossSite tells a request that a page of another site had the browser send
// with the user's cookies, as an image or a script: nothing of the answer can be
// read, but its time can be taken and its cost is ours. What could change
// something is not at risk, because it needs POST and a content type that
// browsers ask for leave to send.
func crossSite(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return r.Header.Get("Sec-Fetch-Mode") == "no-cors" && (site == "cross-site" || site == "same-site")
}

// executable refuses what must not run over this method.
func executable(method string, op *graphql.OperationContext) (int, error) {
	switch {
	case op.Operation.Operation == ast.Subscription:
		return http.StatusMethodNotAllowed, badRequest(
			"a subscription needs a connection that stays open; use WebSocket, or POST with Accept: text/event-stream")
	case method == http.MethodGet && op.Operation.Operation != ast.Query:
		return http.StatusMethodNotAllowed, badRequest("GET runs queries only; send a mutation with POST")
	default:
		return 0, nil
	}
}

// Unsupported answers a request that no transport takes.
func Unsupported(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	w.Header().Set("Allow", "GET, POST")
	Fail(w, r, exec, http.StatusMethodNotAllowed, badRequest("the method is not supported; expected GET or POST"))
}

// Fail answers with one error and no data.
func Fail(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor, status int, err error) {
	out := responder{w: w, exec: exec, media: negotiate(r.Header.Values("Accept"))}
	if out.media == notAcceptable {
		out.media = mediaGraphQL
	}
	out.fail(r.Context(), status, err)
}

// requestError is a request that is not a GraphQL request. The message is ours
// and safe to show.
type requestError string

func badRequest(message string) error { return requestError(message) }

func (e requestError) Error() string         { return string(e) }
func (e requestError) ErrorCode() string     { return "BAD_USER_INPUT" }
func (e requestError) PublicMessage() string { return string(e) }

// asList makes the executor's kind of error list.
func asList(err error) gqlerror.List { return gqlerror.List{gqlerror.Wrap(err)} }
