package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bff/graph/stream"
)

// An operation's life is bounded here and not in a transport, because queries
// and mutations may come over a WebSocket and as server-sent events too.

// deadline ends queries and mutations after the timeout.
func deadline(timeout time.Duration) graphql.OperationMiddleware {
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		if isSubscription(ctx) {
			return next(ctx)
		}
		ctx, cancel := context.WithTimeout(ctx, timeout)
		respond := next(ctx)
		return func(ctx context.Context) *graphql.Response {
			defer cancel() // these have one response
			return respond(ctx)
		}
	}
}

// lastWord ends a subscription that failed with a response that says so.
func lastWord(exec *executor.Executor) graphql.OperationMiddleware {
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

func isSubscription(ctx context.Context) bool {
	return graphql.GetOperationContext(ctx).Operation.Operation == ast.Subscription
}
