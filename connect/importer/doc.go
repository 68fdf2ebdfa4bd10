// Package importer writes the first schema for a backend that has an OpenAPI 3
// document: types, and a connector for each operation. It is for people to trim.
//
//	text, notes, err := importer.SDL(document, importer.Options{Source: "catalog"})
//
// How a document becomes a schema:
//
//	paths     GET                       -> field of Query          (field.go)
//	          POST, PUT, PATCH, DELETE  -> field of Mutation
//	          parameters, body          -> arguments, the request  (parameter.go, body.go)
//	          answer of status 2xx      -> type, selection         (answer.go, mapping.go)
//	schemas   object                    -> type or input           (output.go, input.go)
//	          enum of names             -> enum
//	          oneOf, anything           -> scalar JSON
//
// # What holds
//
// The schema loads with connect.Load, without errors or warnings, whatever the
// document says: what a schema cannot say is left out, and a Note tells what and
// why. The same document gives the same text. SDL does no I/O and never panics.
//
// # What was decided
//
//   - Fields of the roots are nullable: a backend that is down is a null and an
//     error there, and not for the whole page.
//   - A 64-bit integer is the scalar Long, in answers and arguments: an Int beyond 32 bits
//     is an error at run time.
//   - A number whose name is that of an id, such as id and userId, is a whole number, with
//     a Note; any other number is a Float.
//   - The input of a PATCH has no defaults: they would overwrite what nobody named.
//   - A property `id` is an ID, whichever of text and number the backend has.
//   - An enum of one value is the plain type: it says nothing that a client could choose.
//   - Types must not recur along a selection. The field that closes the circle selects
//     the key alone where a field of Query completes the type by it, else it is left out,
//     from the type and so everywhere. The same holds for what would make a selection
//     longer than maxFields. Inputs have JSON there, which the backend gets as it is.
//   - A header that says who is asking is forwarded, and such answers are PRIVATE.
//
// # Where to start
//
// SDL in importer.go is the table of contents; model.go is what is printed. schema.go
// is how a JSON schema is read.
package importer
