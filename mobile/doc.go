// Package mobile is the app's client: its schema compiled, and the
// resolvers that gqlgen can't write.
//
//	schema := mobile.NewExecutableSchema(mobile.Config{Resolvers: mobile.New(mobile.Options{Runtime: runtime, Views: views})})
//
// connect_gen.go, exec_gen.go and models_gen.go come from schema/mobile by `make generate`; all
// else is written by hand, a file for each part of the schema. The folder
// operations has the queries that the app really sends.
//
// Read card.go first: a list of cards costs one backend call per field,
// however long it is, and that file shows how.
package mobile
