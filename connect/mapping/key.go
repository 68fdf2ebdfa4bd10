package mapping

import (
	"slices"
	"strings"
)

// AppendKey appends a text that two values share exactly if they are equal as
// JSON: however their strings are escaped, their floats are written and their
// keys are ordered. 1, 1.0 and "1" are three keys. It is what entities are
// matched by.
func (v Value) AppendKey(dst []byte) []byte {
	switch v.kind {
	case KindMissing:
		return dst
	case KindInt:
		if v.text == "-0" {
			return append(dst, '0')
		}
		return append(dst, v.text...)
	case KindFloat:
		if f, _ := v.Float64(); f == 0 {
			return append(dst, "0.0"...) // and -0.0
		}
		return append(dst, floatText(v.text)...)
	case KindString:
		return appendQuoted(dst, v.str())
	case KindList, KindObject:
		return v.appendContainerKey(dst)
	default:
		return append(dst, v.text...)
	}
}

func (v Value) appendContainerKey(dst []byte) []byte {
	members := make([]Member, 0, v.Len())
	for key, item := range v.All() {
		members = append(members, Member{key, item})
	}
	open, end := byte('['), byte(']')
	if v.kind == KindObject {
		open, end = '{', '}'
		slices.SortStableFunc(members, func(a, b Member) int { return strings.Compare(a.Key, b.Key) })
	}
	dst = append(dst, open)
	for i, m := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		if v.kind == KindObject {
			dst = append(appendQuoted(dst, m.Key), ':')
		}
		dst = m.Value.AppendKey(dst)
	}
	return append(dst, end)
}

// Any is the value as plain Go: nil, bool, int64, float64, string, []any or
// map[string]any. Integers beyond 64 bits become float64; a missing value is nil.
func (v Value) Any() any {
	switch v.kind {
	case KindBool:
		return v.IsTrue()
	case KindInt, KindFloat:
		if i, ok := v.Int64(); ok {
			return i
		}
		f, _ := v.Float64()
		return f
	case KindString:
		return v.str()
	case KindList:
		list := []any{}
		for _, item := range v.All() {
			list = append(list, item.Any())
		}
		return list
	case KindObject:
		object := map[string]any{}
		for key, item := range v.All() {
			if _, repeated := object[key]; !repeated {
				object[key] = item.Any()
			}
		}
		return object
	default:
		return nil
	}
}
