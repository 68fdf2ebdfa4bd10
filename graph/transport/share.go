package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
	"golang.org/x/sync/singleflight"
)

// Sharing lets identical queries that are in flight at the same time share one
// execution: when a thousand visitors open the same page at once, the page is
// made once and its bytes are written a thousand times. Nothing is kept: the next
// request after the answer executes again.
//
// A request that gives up leaves the others with theirs: the execution has no
// caller's cancellation, only the server's deadline. Mutations and subscriptions
// are never shared.
type Sharing struct {
	// Key tells which requests may share: those with equal keys must see equal
	// data, so it holds every header that a resolver may read. ok is false for a
	// request that shares with nobody, such as one with credentials: a user who
	// changed something must not read an answer that was begun before.
	Key func(r *http.Request) (key string, ok bool)

	inFlight singleflight.Group
}

// key identifies what an operation asks for whom. ok is false when it must
// execute for itself.
func (s *Sharing) key(r *http.Request, op *graphql.OperationContext) (string, bool) {
	if s == nil || op.Operation.Operation != ast.Query {
		return "", false
	}
	who, ok := s.Key(r)
	if !ok {
		return "", false
	}
	variables, err := json.Marshal(op.Variables) // sorts the names
	if err != nil {
		return "", false
	}
	var key strings.Builder
	for _, part := range []string{op.RawQuery, op.OperationName, string(variables), who} {
		key.WriteString(strconv.Itoa(len(part))) // so that no two different requests look the same
		key.WriteByte(':')
		key.WriteString(part)
	}
	return key.String(), true
}

// answer executes, or waits for who executes the same already, and gives the
// body of the response. It is nil when ctx ended first. A panic of the execution
// is one of everybody who waits.
func (s *Sharing) answer(ctx context.Context, key string, execute func(context.Context) *graphql.Response) []byte {
	leads := false
	result := s.inFlight.DoChan(key, func() (body any, err error) {
		leads = true
		defer func() { // it runs in a goroutine of its own, where a panic would end the process
			if cause := recover(); cause != nil {
				err = &sharedPanic{cause, debug.Stack()}
			}
		}()
		var out bytes.Buffer
		encode(&out, execute(context.WithoutCancel(ctx)), withData)
		return out.Bytes(), nil
	})
	select {
	case <-ctx.Done():
		return nil
	case r := <-result:
		if !leads {
			trace.SpanFromContext(ctx).AddEvent("operation.shared", trace.WithAttributes(attribute.Bool("shared", r.Shared)))
		}
		if r.Err != nil {
			panic(r.Err)
		}
		return r.Val.([]byte)
	}
}

// sharedPanic is what a panic of a shared execution becomes; its text, with the
// stack of where it happened, is for the log only.
type sharedPanic struct {
	cause any
	stack []byte
}

func (p *sharedPanic) Error() string { return fmt.Sprintf("%v\n%s", p.cause, p.stack) }
