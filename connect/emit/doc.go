// Package emit turns a checked schema into the Go of a client package.
//
//	schema, err := connect.Load(files...)
//	e := emit.New(schema, emit.Options{Package: "web", Models: models})
//	sdl := e.SDL()         // what gqlgen generates types and execution from
//	code, err := e.Code()  // connect_gen.go: the resolvers of connected fields
//
// What stands in connect_gen.go, in this order, and the file here for each part:
//
//	Sources, the connectors       specs.go    what is sent, and what answers fill
//	Connected, its resolvers      methods.go  a method for each connected field
//	providers, shapes             entity.go   what completes entities
//	reading                       read.go     JSON to Go, a function for each type
//	copies, merging               own.go
//
// What has no name of its own in Go (check.go), and what is not compiled yet
// (unsupported.go), is refused before that, with its place in the schema. Decisions are
// made by [analysis] (analysis.go), before anything is printed; names and Go types
// come from names.go, which follows gqlgen's rules, and names of ours from unique.go.
//
// Of the schema, gqlgen sees neither connectors nor what is @inaccessible: fields that
// only Go may read become fields of the structs all the same (models.go).
//
// Tests build what is generated and serve it over a backend of fixed replies: a file of
// testdata/run for each. testdata/code holds the text for what no query shows.
//
// The output depends on the schema only, and is formatted. It refuses to compile with
// an older runtime: see connector.IsAtLeastVersion1.
package emit
