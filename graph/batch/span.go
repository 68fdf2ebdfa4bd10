package batch

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// scope names this package as the source of its spans.
const scope = "bff/graph/batch"

// observed runs load in a span of its own: one span a level, where one a
// parent would drown the trace. The name and attributes are those that
// otelgqlgen gives to the other resolvers.
func observed[P, R any](
	ctx context.Context, field *graphql.FieldContext, all []*P,
	load func(ctx context.Context, all []*P) ([]R, error),
) ([]R, error) {
	// The parent field's span has ended by now, so it is not recording any more.
	parent := trace.SpanFromContext(ctx)
	if field == nil || !parent.SpanContext().IsSampled() {
		return load(ctx, all)
	}
	ctx, span := parent.TracerProvider().Tracer(scope).Start(ctx, field.Object+"/"+field.Field.Name,
		trace.WithAttributes(
			attribute.String("gql.resolver.object", field.Object),
			attribute.String("gql.resolver.field", field.Field.Name),
			attribute.String("gql.resolver.alias", field.Field.Alias),
			attribute.Int("gql.resolver.batch.size", len(all)),
		))
	defer span.End()
	results, err := load(ctx, all)
	switch {
	case err == nil:
	case errors.Is(ctx.Err(), context.Canceled): // the client left, nothing failed
		span.SetAttributes(attribute.String("bff.outcome", "cancelled"))
	default:
		span.SetStatus(codes.Error, "")
	}
	return results, err
}
