package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bff/graph/stream"
	"bff/graph/transport"
)

// An operation's life is bounded here and not in a transport, because queries
// and mutations may come over a WebSocket and as server-sent events too.

// deadline ends queries and mutations after the timeout. A query ends with its client,
// too; a mutation that has begun does not.
func deadline(o Options) graphql.OperationMiddleware {
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		switch operationOf(ctx) {
		case ast.Subscription:
			return next(ctx)
		case ast.Mutation:
			respond := next(ctx)
			return func(ctx context.Context) *graphql.Response {
				ctx, end := outlive(ctx, o)
				defer end() // there is one response
				return respond(ctx)
			}
		default:
			ctx, cancel := context.WithTimeout(ctx, o.RequestTimeout)
			respond := next(ctx)
			return func(ctx context.Context) *graphql.Response {
				defer cancel()
				return respond(ctx)
			}
		}
	}
}

// outlive returns a context for a mutation. It goes on when the client leaves: of a
// purchase that is cut off between two steps nobody knows what was done. It ends after
// RequestTimeout, or when the server cannot wait for it any longer. A mutation whose
// client left before it began does not begin.
func outlive(ctx context.Context, o Options) (mutation context.Context, end func()) {
	if ctx.Err() != nil {
		return ctx, func() {}
	}
	bound, done := o.BeginMutation(ctx)
	mutation, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	unbind := context.AfterFunc(bound, func() { stop(context.Cause(bound)) })
	mutation, cancel := context.WithTimeout(mutation, o.RequestTimeout)
	return mutation, func() {
		cancel()
		unbind()
		stop(nil)
		done()
	}
}

// lastWord ends a subscription that failed with a response that says so.
func lastWord(exec graphql.GraphExecutor) graphql.OperationMiddleware {
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		if !isSubscription(ctx) {
			return next(ctx)
		}
		ctx, end := stream.Watch(ctx)
		respond := next(ctx)
		over := false
		return func(ctx context.Context) *graphql.Response {
			if over {
				return nil
			}
			if response := respond(ctx); response != nil {
				return response
			}
			over = true
			if err := end.Failure(); err != nil && ctx.Err() == nil {
				return exec.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(err)})
			}
			return nil
		}
	}
}

// mutated counts mutations when they have been executed, before anybody is told.
func mutated(epoch *transport.Epoch) graphql.OperationMiddleware {
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		respond := next(ctx)
		if operationOf(ctx) != ast.Mutation {
			return respond
		}
		return func(ctx context.Context) *graphql.Response {
			defer epoch.Changed()
			return respond(ctx)
		}
	}
}

func isSubscription(ctx context.Context) bool { return operationOf(ctx) == ast.Subscription }

func operationOf(ctx context.Context) ast.Operation {
	return graphql.GetOperationContext(ctx).Operation.Operation
}
