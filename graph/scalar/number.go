package scalar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// IsInteger reports a number's JSON text without fraction and exponent.
func IsInteger(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

// maxDigits bounds the digits of an integer that is written with an exponent: 1e308 has
// 309 digits, and more is no number that backends read.
const maxDigits = 400

// Integer is the integer that a number's JSON text stands for, without fraction and
// exponent: 1e2 is 100, and 2.0 is 2. ok is false for a number that has a fraction, or
// needs more than 400 digits.
func Integer(text string) (digits string, ok bool) {
	if IsInteger(text) {
		return text, true
	}
	text, negative := strings.CutPrefix(text, "-")
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	shift := 0
	if exponent != "" {
		var err error
		if shift, err = strconv.Atoi(exponent); err != nil {
			return "", false
		}
	}
	digits = strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return "0", strings.Trim(whole+fraction, "0") == "" && whole != ""
	}
	significant := strings.TrimRight(digits, "0")
	if strings.Trim(significant, "0123456789") != "" || shift > maxDigits || shift < -len(text) {
		return "", false
	}
	zeros := shift - len(fraction) + len(digits) - len(significant)
	if zeros < 0 || zeros+len(significant) > maxDigits {
		return "", false
	}
	digits = significant + strings.Repeat("0", zeros)
	if negative {
		digits = "-" + digits
	}
	return digits, true
}

// MarshalInt writes an Int. What does not fit into 32 bits is a mistake of a resolver,
// which the panic makes the error of its field.
func MarshalInt(i int) graphql.Marshaler {
	if i < math.MinInt32 || i > math.MaxInt32 {
		panic(fmt.Sprintf("the Int %d does not fit into 32 bits; use the scalar Long", i))
	}
	return graphql.MarshalInt(i)
}

// UnmarshalInt reads an Int.
func UnmarshalInt(v any) (int, error) {
	i, err := UnmarshalLong(v)
	if err != nil || i < math.MinInt32 || i > math.MaxInt32 {
		return 0, errors.New("expected a whole number from -2147483648 to 2147483647")
	}
	return int(i), nil
}

// MarshalLong writes an integer of 64 bits.
func MarshalLong(i int64) graphql.Marshaler { return graphql.MarshalInt64(i) }

// UnmarshalLong reads an integer of 64 bits. Its text is none.
func UnmarshalLong(v any) (int64, error) {
	switch v := v.(type) {
	case json.Number:
		if digits, ok := Integer(string(v)); ok {
			if i, err := strconv.ParseInt(digits, 10, 64); err == nil {
				return i, nil
			}
		}
	case int64:
		return v, nil
	case int:
		return int64(v), nil
	}
	return 0, errors.New("expected a whole number of 64 bits")
}

// MarshalFloat writes a number as ECMAScript does. NaN and infinities, which JSON does not
// have, are null with an error.
func MarshalFloat(f float64) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(_ context.Context, w io.Writer) error {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("the Float %v is no number that JSON has", f)
		}
		_, err := w.Write(appendFloat(nil, f))
		return err
	})
}

// UnmarshalFloat reads a Float.
func UnmarshalFloat(_ context.Context, v any) (float64, error) {
	switch v := v.(type) {
	case float64:
		return v, nil
	case json.Number:
		if f, err := ParseFloat(string(v)); err == nil {
			return f, nil
		}
	case int64:
		return float64(v), nil
	case int:
		return float64(v), nil
	}
	return 0, errors.New("expected a number")
}

// appendFloat appends the number as ECMAScript's Number::toString gives it.
//
// Source: https://tc39.es/ecma262/#sec-numeric-types-number-tostring
func appendFloat(dst []byte, f float64) []byte {
	if f == 0 {
		return append(dst, '0') // and -0
	}
	if abs := math.Abs(f); abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	dst = append(append(append(dst, mantissa...), 'e'), exponent[0])
	return append(dst, strings.TrimLeft(exponent[1:], "0")...)
}

// Decimal is a number with the digits that it was written with, as JSON writes numbers.
type Decimal string

// MarshalGQL writes the number. A text that is none is null, which is not what a Decimal
// can be read from.
func (d Decimal) MarshalGQL(w io.Writer) { writeNumber(w, string(d)) }

// UnmarshalGQL reads a number and keeps its digits.
func (d *Decimal) UnmarshalGQL(v any) error {
	text, ok := number(v)
	if !ok {
		return errors.New("expected a number")
	}
	*d = Decimal(text)
	return nil
}

// BigInt is a whole number of any size: its digits, after a minus if it is negative.
type BigInt string

// MarshalGQL writes the number. A text that is none is null, which is not what a BigInt
// can be read from.
func (b BigInt) MarshalGQL(w io.Writer) { writeNumber(w, string(b)) }

// UnmarshalGQL reads a whole number.
func (b *BigInt) UnmarshalGQL(v any) error {
	if text, ok := number(v); ok {
		if digits, ok := Integer(text); ok {
			*b = BigInt(digits)
			return nil
		}
	}
	return errors.New("expected a whole number")
}

// number is the JSON text of a number.
func number(v any) (string, bool) {
	switch v := v.(type) {
	case json.Number:
		return string(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case int:
		return strconv.Itoa(v), true
	default:
		return "", false
	}
}

func writeNumber(w io.Writer, text string) {
	if strings.Trim(text, "0123456789.eE+-") != "" || !json.Valid([]byte(text)) {
		text = "null"
	}
	_, _ = io.WriteString(w, text)
}
