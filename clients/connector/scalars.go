package connector

import (
	"math"
	"regexp"
	"strconv"
	"time"

	"bff/connect/mapping"
	"bff/connect/supply"
)

// Result coercion, https://spec.graphql.org/October2021/#sec-Scalars: what a backend
// writes becomes what the schema says, or is a problem. An integral 2.0 is an Int, a
// number is an ID or a String, but a text is no number.

// wrong notes a value of another kind.
func wrong[T any](r *Reader, v mapping.Value, typ string) (value T, ok bool) {
	if !v.IsNull() && !v.IsMissing() {
		r.problem(v.Kind().String() + " cannot be " + typ)
	}
	return value, false
}

// String reads a String. A number becomes the digits that the backend wrote.
func String(r *Reader, v mapping.Value, _ *supply.Supply) (string, bool) {
	switch v.Kind() {
	case mapping.KindString, mapping.KindInt, mapping.KindFloat, mapping.KindBool:
		return v.Text()
	default:
		return wrong[string](r, v, "a String")
	}
}

// ID reads an ID: a text or a whole number, which some backends write as 337.0.
func ID(r *Reader, v mapping.Value, _ *supply.Supply) (string, bool) {
	if text, ok := v.Str(); ok {
		return text, true
	}
	if text, ok := v.IntegerText(); ok {
		return text, true
	}
	return wrong[string](r, v, "an ID")
}

// Int reads an Int, 32 bits with a sign.
func Int(r *Reader, v mapping.Value, _ *supply.Supply) (int, bool) {
	if _, isNumber := v.Float64(); !isNumber {
		return wrong[int](r, v, "an Int")
	}
	i, ok := integer(v)
	if !ok || i < math.MinInt32 || i > math.MaxInt32 {
		r.problem("this number is no 32-bit integer")
		return 0, false
	}
	return int(i), true
}

// Integer reads an integer of up to 64 bits, for scalars whose Go type is int.
func Integer(r *Reader, v mapping.Value, of *supply.Supply) (int, bool) {
	i, ok := Long(r, v, of)
	if ok && int64(int(i)) != i {
		return wrong[int](r, v, "an integer")
	}
	return int(i), ok
}

// Long reads an integer of up to 64 bits.
func Long(r *Reader, v mapping.Value, _ *supply.Supply) (int64, bool) {
	i, ok := integer(v)
	if !ok {
		return wrong[int64](r, v, "an integer")
	}
	return i, true
}

// integer is a whole number of up to 64 bits, however it is written.
func integer(v mapping.Value) (int64, bool) {
	text, ok := v.IntegerText()
	if !ok {
		return 0, false
	}
	i, err := strconv.ParseInt(text, 10, 64)
	return i, err == nil
}

// Float reads a Float.
func Float(r *Reader, v mapping.Value, _ *supply.Supply) (float64, bool) {
	f, ok := v.Float64()
	if !ok {
		return wrong[float64](r, v, "a Float")
	}
	return f, true
}

// Bool reads a Boolean.
func Bool(r *Reader, v mapping.Value, _ *supply.Supply) (bool, bool) {
	if v.Kind() != mapping.KindBool {
		return wrong[bool](r, v, "a Boolean")
	}
	return v.IsTrue(), true
}

// Any reads any value, with the digits of numbers.
func Any(_ *Reader, v mapping.Value, _ *supply.Supply) (any, bool) {
	if v.IsNull() || v.IsMissing() {
		return nil, false
	}
	return v.Any(), true
}

// dateTime is the form of RFC 3339, of which package time takes others for good, too; it
// is that of package scalar, which reads variables.
var dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// Time reads a moment as RFC 3339 writes it, with its zone.
func Time(r *Reader, v mapping.Value, _ *supply.Supply) (time.Time, bool) {
	text, ok := v.Str()
	if !ok {
		return wrong[time.Time](r, v, "a moment in time")
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || !dateTime.MatchString(text) {
		r.problem("this text is no moment in time as RFC 3339 writes it")
		return time.Time{}, false
	}
	return at, true
}

// Enum reads a value of an enum that gqlgen generated.
func Enum[T interface {
	~string
	IsValid() bool
}](r *Reader, v mapping.Value, _ *supply.Supply) (T, bool) {
	text, ok := v.Str()
	if !ok {
		return wrong[T](r, v, "a value of an enum")
	}
	if !T(text).IsValid() {
		r.problem("this text is no value of the enum")
		return "", false
	}
	return T(text), true
}

// EnumOf reads a value of an enum that is bound to plain strings.
func EnumOf(values ...string) Read[string] {
	valid := map[string]bool{}
	for _, v := range values {
		valid[v] = true
	}
	return func(r *Reader, v mapping.Value, _ *supply.Supply) (string, bool) {
		text, ok := v.Str()
		if !ok {
			return wrong[string](r, v, "a value of an enum")
		}
		if !valid[text] {
			r.problem("this text is no value of the enum")
			return "", false
		}
		return text, true
	}
}

// Scalar reads a custom scalar by the function that reads it from variables, which
// gets what it gets from there: numbers are json.Number, with their digits.
func Scalar[T any](unmarshal func(any) (T, error)) Read[T] {
	return func(r *Reader, v mapping.Value, _ *supply.Supply) (T, bool) {
		if v.IsNull() || v.IsMissing() {
			return wrong[T](r, v, "")
		}
		value, err := unmarshal(v.Any())
		if err != nil {
			return wrong[T](r, v, "a value of this scalar")
		}
		return value, true
	}
}

// Unmarshaler reads a custom scalar whose Go type reads itself from variables.
func Unmarshaler[T any, P interface {
	*T
	UnmarshalGQL(any) error
}]() Read[T] {
	return Scalar(func(v any) (value T, err error) {
		err = P(&value).UnmarshalGQL(v)
		return value, err
	})
}

// GlobalID reads a key of a backend as the opaque id of an object of a type; encode
// makes it.
func GlobalID(encode func(typeName, key string) string, typeName string) Read[string] {
	return func(r *Reader, v mapping.Value, of *supply.Supply) (string, bool) {
		key, ok := ID(r, v, of)
		if !ok {
			return "", false
		}
		return encode(typeName, key), true
	}
}
