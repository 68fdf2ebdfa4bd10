package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
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
// Nothing is joined across a change: a query that comes after a mutation or an
// invalidation was acknowledged executes again, though an identical one that began
// before is still in flight. See Epoch.
//
// A request that gives up leaves the others with theirs: the execution has no
// caller's cancellation, only the server's deadline. Mutations and subscriptions
// are never shared.
type Sharing struct {
	// Key tells which requests may share op: those with equal keys must see equal data,
	// so it holds every input of the request that op reads. The execution runs in the
	// context that it returns, where no other input may be found. ok is false for a
	// request that shares with nobody.
	Key func(ctx context.Context, op *graphql.OperationContext) (shared context.Context, key string, ok bool)
	// Epoch ends the joining of what began before a change; nil means one that counts
	// nothing.
	Epoch *Epoch

	inFlight singleflight.Group
}

// key identifies what an operation asks for whom. ok is false when it must
// execute for itself.
func (s *Sharing) key(ctx context.Context, op *graphql.OperationContext) (shared context.Context, key string, ok bool) {
	if s == nil || op.Operation.Operation != ast.Query {
		return nil, "", false
	}
	epoch := s.Epoch.now()
	shared, who, ok := s.Key(ctx, op)
	if !ok {
		return nil, "", false
	}
	variables, err := json.Marshal(op.Variables) // sorts the names
	if err != nil {
		return nil, "", false
	}
	var text strings.Builder
	for _, part := range []string{op.RawQuery, op.OperationName, string(variables), who, epoch} {
		text.WriteString(strconv.Itoa(len(part))) // so that no two different requests look the same
		text.WriteByte(':')
		text.WriteString(part)
	}
	return shared, text.String(), true
}

// answer executes in shared, or waits for who executes the same already, and gives the
// body of the response. It is nil when ctx ended first. A panic of the execution
// is one of everybody who waits.
func (s *Sharing) answer(ctx, shared context.Context, key string, execute func(context.Context) *graphql.Response) []byte {
	leads := false
	result := s.inFlight.DoChan(key, func() (body any, err error) {
		leads = true
		defer func() { // it runs in a goroutine of its own, where a panic would end the process
			if cause := recover(); cause != nil {
				err = &sharedPanic{cause, debug.Stack()}
			}
		}()
		var out bytes.Buffer
		encode(&out, execute(context.WithoutCancel(shared)), withData)
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
