// Package connector calls backends as compiled connectors say: it is what the code
// that bffgen generates stands on.
//
//	var writerByID = connector.Define(connector.Spec{
//		Name: "Query.writer", Source: sourceBlog, Method: "GET", URL: "/writers/{$args.id}",
//		Selection: "id name", Cache: cache.Policy{TTL: time.Minute},
//	}, fillsWriter, readWriter)
//
//	args, err := connector.Args(nil, nil, connector.Argument{Name: "id", Value: id})
//	...
//	result := writerByID.Fetch(ctx, rt, connector.Vars{Args: args})
//
// What one call goes through, and the file for each step:
//
//	variables -- mapping --> request -- bff/clients --> response -- mapping --> JSON -- read --> Go
//	values.go    fetch.go               cache, retry,    answer.go              reader.go
//	                                    breaker
//
// The cache holds the JSON in the shape of the schema, in level 1 beside the Go
// values that were read from it. Its key is what the backend sees, a digest of what
// shapes the answer, and the variables that the selection reads. So two clients
// whose connectors say the same share their entries, and a changed selection never
// meets an old one.
//
// # What holds
//
// A value that does not fit its GraphQL type is no value, with a [supply.Problem] that says
// where; the rest of the answer is used. Every error is a *clients.Error; what
// clients may know of it is what errors.message and errors.extensions map. Values
// that Fetch returns are shared with other requests and read-only.
//
// Read [Define] and [Definition.Fetch] first.
package connector

// IsAtLeastVersion1 is called by generated code, so that it does not compile with a
// runtime that is older than its generator.
func IsAtLeastVersion1() {}
