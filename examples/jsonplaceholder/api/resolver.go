package api

import (
	"context"

	"bff/clients/connector"
)

// New makes the resolvers. All but one are connected: written in the schema.
func New(rt *connector.Runtime) ResolverRoot { return &resolver{Connect(rt)} }

type resolver struct{ *Connected }

// Query is here because it has a field in Go.
func (r *resolver) Query() QueryResolver { return queryResolver{connectedQuery{r.Connected}} }

// queryResolver has the connected fields of Query, and those in Go.
type queryResolver struct{ connectedQuery }

// Greet resolves Query.greet.
func (queryResolver) Greet(context.Context) (string, error) { return "Hello World!", nil }
