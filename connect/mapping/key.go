package mapping

import (
	"encoding/json"
	"slices"
	"strings"
)

// AppendKey appends a text that two values share exactly if they are equal as
// JSON: however their strings are escaped, their numbers are written and their
// keys are ordered. 1 and 1.0 are one key, and "1" is another. No digit is rounded
// away. It is what entities are matched by.
func (v Value) AppendKey(dst []byte) []byte {
	switch v.kind {
	case KindMissing:
		return dst
	case KindInt, KindFloat:
		return appendNumberKey(dst, v.text)
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

// AppendExact appends a text that two values share only if they are written in the
// same way, digits included, and that tells a missing value from null. It is for what
// decides whether one answer may stand for another.
func (v Value) AppendExact(dst []byte) []byte {
	if v.kind == KindMissing {
		return dst
	}
	return v.AppendJSON(dst)
}

// Any is the value as encoding/json decodes it with UseNumber: nil, bool, json.Number,
// string, []any or map[string]any. Numbers keep their digits; a missing value is nil.
func (v Value) Any() any {
	switch v.kind {
	case KindBool:
		return v.IsTrue()
	case KindInt, KindFloat:
		return json.Number(v.text)
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
