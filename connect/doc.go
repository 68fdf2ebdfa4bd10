// Package connect reads GraphQL schemas whose fields say which backend they come
// from, and finds what is wrong with them before anything runs:
//
//	extend schema
//	  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
//	  @source(name: "catalog", http: { baseURL: "http://catalog:8080" })
//
//	type Query {
//	  product(id: ID!): Product
//	    @connect(source: "catalog", http: { GET: "/products/{$args.id}" }, selection: "id name: title", entity: true)
//	}
//
//	schema, err := connect.Load(connect.File{Name: "query.graphql", Text: text})
//
// The way from text to a Schema:
//
//	files -- parse --> documents -- merge, link --> types -- read --> sources, connectors
//	                                                          |
//	              Schema <-- every position can be filled <-- each alone is right
//
// # What holds
//
// Load reports the mistakes of all files at once, in the order of the files,
// each as `file:line:col: what is wrong; what would be right (CODE)`, with a
// position inside of the mapping where it is a mapping that is wrong. What would
// only follow from other mistakes waits until those are gone: everything for a
// file that is no GraphQL, and the checks of the whole schema for a connector
// that is wrong by itself. A Schema
// that Load returns has no errors: each connector can be sent, each field that
// one fills exists, and each field that a query can reach in what a connector
// returns is filled by it, by another connector or by Go. Load never panics,
// does no I/O, and the same files give the same result. A Schema never changes
// and may be used by any number of goroutines.
//
// # Where the convention leaves a choice, or is not followed
//
//   - A field without @connect is Go where gqlgen makes it a resolver: fields of
//     the root types, and fields with @goField(forceResolver: true). All other
//     fields of types that connectors return have to come from a connector.
//   - Interfaces and unions may be declared where Go resolves them; before v0.4
//     only a connector must not return one. A subscription root may exist, but
//     its fields are Go.
//   - Links of all files count for all files; a type that is declared in several
//     files is one type with the fields of all.
//   - Groups may fill custom scalars, such as JSON, as well as objects.
//   - A connector that forwards the caller's Authorization or Cookie needs
//     @cacheControl(scope: PRIVATE), so that no caller sees another one's data.
//   - Unknown methods and wrong numbers of arguments are errors.
//   - $batch may stand on a field of an object type, beside $args: one request for all
//     parents of a level, as a connector on the type cannot fill a field with arguments.
//     Its selection gives a list of the parents with their keys and the field alone;
//     Supplies is what the field has. It may give keys of its own parent's type.
//   - Clients see what has @globalID as an opaque id, mappings see the backend's key. It
//     need not name a type of this schema, so that a slip is only a warning.
//   - @requires on a field in Go names what that reads of its object, hidden fields
//     included; without it, nobody knows. On a field with a connector it has no meaning.
//   - @constraint bounds arguments of type Int.
//
// # Where to start
//
// Load in load.go is the table of contents; Schema, Source and Connector in
// schema.go are the result. A check has the name of its rule in codes.go.
package connect
