package importer

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// defaultOf is a default as GraphQL writes it; empty for none, and for one that the
// type does not allow.
func defaultOf(f facts, t gqlType) string {
	if f.value == nil {
		return ""
	}
	return literal(f.value, t)
}

// literal is a value of a type; empty if it is none of it.
func literal(v any, t gqlType) string {
	if t.elem != nil {
		return listLiteral(v, *t.elem)
	}
	if t.def != nil {
		name, ok := v.(string)
		if !ok || t.def.kind != enumType || !slices.Contains(t.def.values, name) {
			return ""
		}
		return name
	}
	n, isNumber := number(v)
	isWhole := isNumber && n == math.Trunc(n) && math.Abs(n) <= math.MaxInt32
	switch t.name {
	case "Int":
		if isWhole {
			return strconv.Itoa(int(n))
		}
	case scalarLong:
		if isNumber && n == math.Trunc(n) && math.Abs(n) <= 1<<53 {
			return strconv.FormatInt(int64(n), 10)
		}
	case "Float":
		if isNumber && !math.IsInf(n, 0) && !math.IsNaN(n) {
			return strconv.FormatFloat(n, 'g', -1, 64)
		}
	case "Boolean":
		if is, ok := v.(bool); ok {
			return strconv.FormatBool(is)
		}
	case "ID":
		if isWhole {
			return strconv.Quote(strconv.Itoa(int(n)))
		}
		fallthrough
	case "String", scalarTime:
		if text, ok := v.(string); ok && isPlain(text) {
			return quote(text)
		}
	}
	return ""
}

func listLiteral(v any, elem gqlType) string {
	items, ok := v.([]any)
	if !ok {
		return ""
	}
	out := make([]string, len(items))
	for i, item := range items {
		if out[i] = literal(item, elem); out[i] == "" {
			return ""
		}
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// number is what any loader has for a number.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case uint64:
		return float64(v), true
	case json.Number:
		n, err := v.Float64()
		return n, err == nil
	}
	return 0, false
}
