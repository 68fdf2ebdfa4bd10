package entity

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// Arguments are the arguments of the field in ctx as the request has them, defaults
// included: what is not there was not given, which the arguments of a Go method do not
// tell from null. It is nil when ctx is about another field, because Go calls the
// method for its own purposes.
func Arguments(ctx context.Context, typeName, field string) map[string]any {
	at := graphql.GetFieldContext(ctx)
	if at == nil || at.Object != typeName || at.Field.Field == nil || at.Field.Name != field {
		return nil
	}
	return at.Field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
}
