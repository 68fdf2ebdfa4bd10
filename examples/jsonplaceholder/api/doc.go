// Package api is the schema of schema/api, compiled, and its only resolver in Go.
//
//	schema := api.NewExecutableSchema(api.Config{Resolvers: api.New(runtime)})
//
// exec_gen.go, models_gen.go and connect_gen.go come from `go run ./cmd/bffgen -C
// examples/jsonplaceholder`. Read schema/api/post.graphql first.
package api
