package main

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"bff/clients"
	"bff/clients/connector"
	"bff/connect/inputs"
)

// shareKey gives what graph.Options.ShareKey wants, for a client whose fields read what
// table says: of each operation the inputs that its fields read, headers that sources
// propagate included.
func shareKey(sources map[string]clients.SourceOptions, table inputs.Table) func(context.Context, *graphql.OperationContext) (context.Context, string, bool) {
	reader := inputs.NewReader(table, func(source string) []string { return sources[source].PropagateHeaders })
	return func(ctx context.Context, op *graphql.OperationContext) (context.Context, string, bool) {
		if clients.IncomingFrom(ctx).Header.Get(debugHeader) != "" {
			return nil, "", false // the answer says where its data comes from
		}
		set, known := reader.Of(op.Doc, op.Operation)
		if !known {
			return nil, "", false
		}
		return connector.Share(ctx, set)
	}
}
