package contract

import "bff/connect"

// Codes of what Check reports.
const (
	// CodeUnknownOperation: the document has no such path, or not with this method.
	CodeUnknownOperation connect.Code = "CONTRACT_UNKNOWN_OPERATION"
	// CodeUnknownParameter: a query parameter or a body that the operation does not take.
	CodeUnknownParameter connect.Code = "CONTRACT_UNKNOWN_PARAMETER"
	// CodeMissingParameter: a query parameter, header, body or property of the body
	// that the operation needs is not given.
	CodeMissingParameter connect.Code = "CONTRACT_MISSING_PARAMETER"
	// CodeUnknownProperty: a property of the answer is read, or one of the body is
	// sent, that the document does not have.
	CodeUnknownProperty connect.Code = "CONTRACT_UNKNOWN_PROPERTY"
	// CodeTypeMismatch: a property has a type or an enum's value that its GraphQL field
	// never takes, or what is sent is never taken.
	CodeTypeMismatch connect.Code = "CONTRACT_TYPE_MISMATCH"
	// CodeNullable: a property that may be null or absent fills a non-null field.
	CodeNullable connect.Code = "CONTRACT_NULLABLE"
)
