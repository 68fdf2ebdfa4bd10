package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"go.opentelemetry.io/otel/trace"
)

// Report makes an error of the field in ctx known to whoever runs the server, in the
// log and on the span, and not to the client: a resolver that gives an answer all the
// same has told it in words of its own. A nil err is none.
func Report(ctx context.Context, err error) {
	if err == nil {
		return
	}
	aside := graphql.WithFreshResponseContext(ctx)
	graphql.AddError(aside, err) // the presenter logs it
	markErrors(trace.SpanFromContext(ctx), graphql.GetErrors(aside))
}
