package batch

import (
	"context"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
)

// Extension gives each response levels of its own (see [WithLevels]), and fails the
// fields that were noted with [Fail], before other extensions see them. It is a gqlgen
// extension.
type Extension struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationInterceptor
	graphql.ResponseInterceptor
} = Extension{}

// ExtensionName implements graphql.HandlerExtension.
func (Extension) ExtensionName() string { return "Batches" }

// Validate implements graphql.HandlerExtension.
func (Extension) Validate(graphql.ExecutableSchema) error { return nil }

// current are the levels of the response that an operation is making: a subscription
// makes many, one after another.
type current struct{ atomic.Pointer[levels] }

type currentKey struct{}

// InterceptOperation implements graphql.OperationInterceptor. It wraps the resolver
// middleware of the operation, where a field interceptor would have to look for the
// levels in the context of every field.
func (Extension) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	operation, now := graphql.GetOperationContext(ctx), &current{}
	resolver := operation.ResolverMiddleware
	operation.ResolverMiddleware = func(ctx context.Context, next graphql.Resolver) (any, error) {
		if l := now.Load(); l != nil && l.hasFailed.Load() {
			return l.resolve(ctx, resolver, next)
		}
		return resolver(ctx, next)
	}
	return next(context.WithValue(ctx, currentKey{}, now))
}

// InterceptResponse implements graphql.ResponseInterceptor: what was remembered for a
// whole subscription would only grow.
func (Extension) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	ctx, l := withLevels(ctx)
	if now, ok := ctx.Value(currentKey{}).(*current); ok {
		now.Store(l)
	}
	return next(ctx)
}
