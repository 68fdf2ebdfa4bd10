package entity

import "fmt"

// NullError is a non-null field for which there is no value.
type NullError struct{ Type, Field string }

// Error names the field.
func (e *NullError) Error() string { return e.PublicMessage() }

// ErrorCode is the code for extensions.code.
func (e *NullError) ErrorCode() string { return "BACKEND_BAD_RESPONSE" }

// PublicMessage says what is missing, for the client.
func (e *NullError) PublicMessage() string {
	return fmt.Sprintf("No value for %s.%s, which cannot be null.", e.Type, e.Field)
}

// ValueError is a value of a backend that does not fit its type.
type ValueError struct{ Msg string }

// Error says what is wrong with it.
func (e *ValueError) Error() string { return e.PublicMessage() }

// ErrorCode is the code for extensions.code.
func (e *ValueError) ErrorCode() string { return "BACKEND_BAD_RESPONSE" }

// PublicMessage says what is wrong with it, for the client: kinds, never values.
func (e *ValueError) PublicMessage() string {
	return "A service sent a value that could not be used: " + e.Msg + "."
}
