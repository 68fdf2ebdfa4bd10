package entity

import "fmt"

// NullError is a non-null field, "Product.name", for which there is no value.
type NullError struct{ Coordinate string }

// Error names the field.
func (e *NullError) Error() string { return e.PublicMessage() }

// ErrorCode is the code for extensions.code.
func (e *NullError) ErrorCode() string { return "BACKEND_BAD_RESPONSE" }

// PublicMessage says what is missing, for the client.
func (e *NullError) PublicMessage() string {
	return fmt.Sprintf("No value for %s, which cannot be null.", e.Coordinate)
}

// UnfilledError is a field, "Product.name", that no connector fills where it was asked
// for: a mistake of the schema, which the compiler warns of.
type UnfilledError struct{ Coordinate string }

// Error names the field.
func (e *UnfilledError) Error() string { return e.PublicMessage() }

// ErrorCode is the code for extensions.code.
func (e *UnfilledError) ErrorCode() string { return "INTERNAL_SERVER_ERROR" }

// PublicMessage says what is missing, for the client.
func (e *UnfilledError) PublicMessage() string {
	return fmt.Sprintf("No connector fills %s here.", e.Coordinate)
}
