// Package scalar has the Go side of scalars, for the models of gqlgen.yml: what is read
// from requests and what is written into answers agree, and no digit is lost.
//
//	models:
//	  DateTime:
//	    model: bff/graph/scalar.DateTime
//
//	scalar      Go type          JSON, in and out
//	Int         int              a number, 32 bits with a sign
//	Float       float64          a number, written as ECMAScript writes it
//	String      string           a string
//	Boolean     bool             true or false
//	ID          string           a string; a whole number is read, too
//	Long        int64            a number, 64 bits with a sign
//	BigInt      scalar.BigInt    a whole number of any size
//	Decimal     scalar.Decimal   a number with the digits that it was written with
//	DateTime    time.Time        a string, RFC 3339 with a zone
//	JSON        any              anything, numbers with their digits
//
// A scalar is a type with methods, or a pair of functions: MarshalLong and
// UnmarshalLong. Values come as
// encoding/json decodes them with UseNumber, or as package coerce read them. null is
// never read: coercion has refused it where it may not stand.
package scalar
