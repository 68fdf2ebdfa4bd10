// Package coerce reads the values that come with a request: variables and arguments, as
// sections 3.5 (scalars), 3.10 (input objects), 3.11 (lists), 6.1.2 (variables) and
// 6.4.1 (arguments) of the GraphQL specification have them.
//
//	coerce.Prepare(doc)                                      // once a document
//	op.Variables, err = coerce.Variables(schema, operation, given)
//	err = coerce.Arguments(schema, operation, doc, op.Variables)
//
// An operation is either wholly read or refused before anything of it is executed. gqlgen
// reads variables laxly ("1" is an Int, null in a non-null position is 0) and arguments
// while it executes.
//
// # What a value becomes
//
//	Int      int64, 32 bits; 2.0 counts as 2       list           []any; a lone value is a list of one
//	Float    float64                               input object   map[string]any, defaults included
//	String   string                                enum           string
//	Boolean  bool                                  other scalars  as encoding/json decodes them with
//	ID       string                                               UseNumber, also from literals
//
// # Prepared documents
//
// gqlgen makes the arguments of a field from its literals and the operation's variables.
// Its literals lose digits (12.50 is 12.5) and panic beyond 64 bits. Prepare therefore puts
// a variable of its own in the place of each argument, with a name that no client can
// write, and Arguments gives these variables their values. The argument as it was written
// stays below the variable.
//
// Read variables.go first, then arguments.go.
package coerce
