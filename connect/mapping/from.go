package mapping

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// From turns what GraphQL executors and configuration readers hand out into a
// Value: nil, bool, string, the integer and float types, json.Number, []any,
// map[string]any (keys sorted, so that what is built from it is stable), a Value
// itself, and slices and maps of the plain ones. Anything else is an error.
func From(v any) (Value, error) {
	switch v := v.(type) {
	case nil:
		return Null(), nil
	case Value:
		return v, nil
	case bool:
		return Bool(v), nil
	case string:
		return String(v), nil
	case json.Number:
		return fromNumber(v)
	case []any:
		return fromList(v)
	case []string:
		return fromList(v)
	case map[string]any:
		return fromMap(v)
	case map[string]string:
		return fromMap(v)
	case map[string][]string:
		return fromMap(v)
	default:
		return fromNumeric(v)
	}
}

func fromNumeric(v any) (Value, error) {
	switch v := v.(type) {
	case int:
		return Int(int64(v)), nil
	case int64:
		return Int(v), nil
	case int32:
		return Int(int64(v)), nil
	case int16:
		return Int(int64(v)), nil
	case int8:
		return Int(int64(v)), nil
	case uint:
		return fromUnsigned(uint64(v)), nil
	case uint64:
		return fromUnsigned(v), nil
	case uint32:
		return fromUnsigned(uint64(v)), nil
	case uint16:
		return fromUnsigned(uint64(v)), nil
	case uint8:
		return fromUnsigned(uint64(v)), nil
	case float32:
		// By way of its own shortest text: 0.1 must not become 0.10000000149.
		f, _ := strconv.ParseFloat(strconv.FormatFloat(float64(v), 'g', -1, 32), 64)
		return fromFloat(f)
	case float64:
		return fromFloat(v)
	default:
		return Value{}, fmt.Errorf("a %T cannot be mapped; use JSON-like values", v)
	}
}

func fromUnsigned(u uint64) Value {
	return Value{kind: KindInt, text: strconv.FormatUint(u, 10)}
}

func fromFloat(f float64) (Value, error) {
	v := Float(f)
	if v.IsMissing() {
		return v, fmt.Errorf("the number %v cannot be mapped; JSON has no such number", f)
	}
	return v, nil
}

func fromNumber(n json.Number) (Value, error) {
	v, err := Parse([]byte(n))
	if err != nil || !v.isNumber() {
		return Value{}, fmt.Errorf("the text %q is not a JSON number", string(n))
	}
	return v, nil
}

func fromList[T any](list []T) (Value, error) {
	members := make([]Member, len(list))
	for i, item := range list {
		v, err := From(item)
		if err != nil {
			return Value{}, fmt.Errorf("item %d: %w", i, err)
		}
		if v.IsMissing() {
			v = Null()
		}
		members[i].Value = v
	}
	return newContainer(KindList, members), nil
}

func fromMap[T any](m map[string]T) (Value, error) {
	members := make([]Member, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		v, err := From(m[key])
		if err != nil {
			return Value{}, fmt.Errorf("%s: %w", key, err)
		}
		if !v.IsMissing() {
			members = append(members, Member{key, v})
		}
	}
	return newContainer(KindObject, members), nil
}
