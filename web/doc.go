// Package web is the storefront's client: its schema compiled, and the
// resolvers that gqlgen can't write.
//
//	schema := web.NewExecutableSchema(web.Config{Resolvers: web.New(web.Options{Runtime: runtime})})
//
// exec_gen.go and models_gen.go come from schema/web by `make generate`; all
// else is written by hand, a file for each part of the schema. The folder
// operations has the queries that the storefront really sends.
//
// Read product.go first: a list of products costs one backend call per field,
// however long it is, and that file shows how.
package web
