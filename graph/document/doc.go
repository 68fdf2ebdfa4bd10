// Package document makes documents that can be executed out of what clients
// send: it parses, measures and validates.
//
//	loader := document.NewLoader(schema, document.Options{})
//	doc, errs := loader.Load(ctx, text)
//
// A document is measured before it is validated, because validation takes more
// than linear time: it follows each fragment from everywhere it is spread. So a
// document within the limits costs milliseconds, and one beyond them is refused
// after a single pass. Validation also ends with its context.
//
//	load.go      the steps, and gqlparser's validation with an end
//	limits.go    the limits and their error texts
//	measure.go   one pass over a document that counts what the limits bound
//	merge.go     which fields can be merged, in linear time
//	root.go      what a subscription may select
//	strings.go   string literals that are no text
//	report.go    how many errors are told, and how much of the document they repeat
//
// Read [Loader.Load] first.
package document
