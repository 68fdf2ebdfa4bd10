// Package inputs says what of a request shapes the answer to an operation, beside its
// document and variables: headers, and values of $context.
//
//	table := web.Inputs()                        // by bffgen: what each field reads
//	reader := inputs.NewReader(table, propagated)
//	set, known := reader.Of(document, operation) // what the fields it selects read
//
// Requests with equal inputs have equal answers, so identical operations in flight may
// share one execution. The set is derived from the schema and never configured: a new
// connector that reads another header changes it. What nobody knows, such as a field in
// Go without @reads, makes the set unknown, and such an operation is not shared.
//
// It is data and no code, as package supply is: connect/emit fills the table, package
// clients makes keys of sets, and package graph uses keys.
package inputs
