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
