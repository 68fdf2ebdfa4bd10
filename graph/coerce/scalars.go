package coerce

import (
	"encoding/json"
	"math"
	"strconv"

	"bff/graph/scalar"
)

// builtin coerces JSON values to GraphQL's built-in scalars. ok is false for a value of
// another kind.
var builtin = map[string]func(value any) (out any, ok bool){
	"Int": func(value any) (any, bool) {
		i, ok := integer(value)
		return i, ok && i >= math.MinInt32 && i <= math.MaxInt32
	},
	"Float": func(value any) (any, bool) {
		f, ok := float(value)
		return f, ok
	},
	"String": func(value any) (any, bool) {
		s, ok := value.(string)
		return s, ok
	},
	"Boolean": func(value any) (any, bool) {
		b, ok := value.(bool)
		return b, ok
	},
	"ID": id,
}

// expected says what a scalar takes.
var expected = map[string]string{
	"Int":     "a whole number from -2147483648 to 2147483647",
	"Float":   "a number",
	"String":  "a string",
	"Boolean": "true or false",
	"ID":      "a string or a whole number",
}

// integer is a number without a fraction, however it is written.
func integer(value any) (int64, bool) {
	switch v := value.(type) {
	case json.Number:
		digits, ok := scalar.Integer(string(v))
		if !ok {
			return 0, false
		}
		i, err := strconv.ParseInt(digits, 10, 64)
		return i, err == nil
	case int64:
		return v, true
	case int:
		return int64(v), true
	case float64:
		return int64(v), v == math.Trunc(v) && math.Abs(v) < 1<<53
	default:
		return 0, false
	}
}

// float is a number that fits into 64 bits.
func float(value any) (float64, bool) {
	switch v := value.(type) {
	case json.Number:
		f, err := scalar.ParseFloat(string(v))
		return f, err == nil
	case int64:
		return float64(v), true
	case int:
		return float64(v), true
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	default:
		return 0, false
	}
}

// id is a text, or an integer of any size with its digits: not 4.0, which the
// specification excludes by name.
func id(value any) (any, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return string(v), scalar.IsInteger(string(v))
	case int64:
		return strconv.FormatInt(v, 10), true
	case int:
		return strconv.Itoa(v), true
	default:
		return nil, false
	}
}
