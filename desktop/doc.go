// Package desktop is the client of operations staff: its schema compiled, and the
// resolvers that gqlgen can't write.
//
//	schema := desktop.NewExecutableSchema(desktop.Config{Resolvers: desktop.New(desktop.Options{Shop: shop})})
//
// exec_gen.go and models_gen.go come from schema/desktop by `make generate`; all
// else is written by hand, a file for each part of the schema. The folder
// operations has the queries that its program really sends.
//
// Read order.go first: a list of orders costs one backend call per field,
// however long it is, and that file shows how.
package desktop
