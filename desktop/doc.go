// Package desktop is the client of operations staff: its schema compiled, and the
// resolvers that gqlgen can't write.
//
//	schema := desktop.NewExecutableSchema(desktop.Config{Resolvers: desktop.New(desktop.Options{Runtime: runtime})})
//
// exec_gen.go, models_gen.go and connect_gen.go come from schema/desktop by `make
// generate`; all else is written by hand, a file for each part of the schema. The
// folder operations has the queries that its program really sends.
//
// Read order.go first: the schema says which backend fills which field, and that
// file makes a connection of what the backend calls a page.
package desktop
