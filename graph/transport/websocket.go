package transport

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	gqltransport "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
)

// WebSocket is gqlgen's transport for WebSockets, held back in three ways:
//
//   - it takes those who ask for a WebSocket only. gqlgen's own takes every request
//     with an Upgrade header, and so would refuse clients that offer HTTP/2 on each
//     request (Upgrade: h2c), as Java's does;
//   - a connection that is refused, for its Origin say, is answered as any other
//     request, where gqlgen's writes to the process's log;
//   - messages are read as strictly as the bodies of requests. One that is refused
//     ends the connection with 4400 and says what is wrong.
type WebSocket struct {
	gqltransport.Websocket

	// Accept says which pages of other sites may connect.
	Accept websocket.AcceptOptions
}

var _ graphql.Transport = WebSocket{}

// Supports implements graphql.Transport.
func (WebSocket) Supports(r *http.Request) bool {
	for _, header := range r.Header.Values("Upgrade") {
		for protocol := range strings.SplitSeq(header, ",") {
			if strings.EqualFold(strings.TrimSpace(protocol), "websocket") {
				return true
			}
		}
	}
	return false
}

// Do implements graphql.Transport.
func (t WebSocket) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	held := &refusal{ResponseWriter: w}
	opened, err := gqltransport.CoderWebsocketImplementation{AcceptOptions: t.Accept}.Accept(held, r, gqltransport.WebsocketAcceptOptions{
		Subprotocols: []string{"graphql-ws", "graphql-transport-ws"},
	})
	if err != nil {
		status := http.StatusBadRequest
		if held.status != 0 {
			status = held.status
		}
		Fail(w, r, exec, status, badRequest("the WebSocket cannot be opened; expected a handshake for version 13 from an allowed origin"))
		return
	}
	t.Implementation = accepted{opened.(conn)}
	t.Websocket.Do(w, r, exec)
}

// refusal holds a refusal of the handshake back, to be written as an answer of ours.
type refusal struct {
	http.ResponseWriter

	status int
}

func (r *refusal) WriteHeader(status int) {
	if status == http.StatusSwitchingProtocols {
		r.ResponseWriter.WriteHeader(status)
		return
	}
	r.status = status
}

func (r *refusal) Write(text []byte) (int, error) { return len(text), nil }

// Unwrap leads http.ResponseController to what can be hijacked.
func (r *refusal) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// conn is a WebSocket with all that gqlgen's transport can use.
type conn interface {
	gqltransport.WebsocketConn
	gqltransport.WebsocketReadLimiter
	gqltransport.WebsocketReadDeadliner
}

// accepted is a WebSocket that is open already, as an implementation for gqlgen.
type accepted struct{ conn }

// Accept implements gqltransport.WebsocketImplementation.
func (a accepted) Accept(http.ResponseWriter, *http.Request, gqltransport.WebsocketAcceptOptions) (gqltransport.WebsocketConn, error) {
	return strictConn(a), nil
}

type strictConn struct{ conn }

// badMessage is graphql-transport-ws's close code for a message that is none.
const badMessage = 4400

// NextReader implements gqltransport.WebsocketConn.
func (c strictConn) NextReader() (int, io.Reader, error) {
	kind, reader, err := c.conn.NextReader()
	if err != nil {
		return kind, reader, err
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		return kind, nil, err
	}
	text, err = strictMessage(text)
	if err != nil {
		_ = c.conn.WriteClose(badMessage, "The message cannot be read: "+err.Error()+".")
		return kind, nil, gqltransport.ErrWebsocketClosed
	}
	return kind, bytes.NewReader(text), nil
}

// strictMessage is a message without members whose names only look like those of
// the protocol and of a request: encoding/json does not tell them apart.
func strictMessage(text []byte) ([]byte, error) {
	value, err := parseJSON(text)
	if err != nil {
		return nil, err
	}
	message, ok := value.(map[string]any)
	if !ok {
		return nil, &jsonError{0, "it is not an object"}
	}
	exactly(message, "id", "type", "payload")
	if payload, ok := message["payload"].(map[string]any); ok {
		exactly(payload, "query", "variables", "operationName", "extensions")
	}
	return json.Marshal(message)
}

func exactly(members map[string]any, names ...string) {
	for member := range members {
		for _, name := range names {
			if member != name && strings.EqualFold(member, name) {
				delete(members, member)
			}
		}
	}
}
