package mapping

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Methods on the keys of objects.

func keyMethods() []method {
	object := KindsOf(KindObject)
	return []method{
		{name: "entries", bare: true, output: KindsOf(KindList), plain: entries},
		{name: "keysToCamelCase", bare: true, since: V04, output: object, plain: keysToCamelCase},
		{name: "keysToCamelCaseDeep", bare: true, since: V04, output: object | KindsOf(KindList), plain: keysToCamelCaseDeep},
	}
}

// entries turns an object into a list of {key, value}, in order.
func entries(e *env, s *site, in Value, _ []Value) Value {
	if in.kind != KindObject {
		return e.problem(s, problemInput, in.kind)
	}
	out := e.alloc(in.Len())
	var m Member
	for c := in.cursor(); c.next(&m); {
		if !e.step(s) {
			return Value{}
		}
		pair := append(e.alloc(2), Member{"key", String(m.Key)}, Member{"value", m.Value})
		out = append(out, Member{Value: e.build(s, KindObject, pair)})
	}
	return e.build(s, KindList, out)
}

func keysToCamelCase(e *env, s *site, in Value, _ []Value) Value {
	if in.kind != KindObject {
		return e.problem(s, problemInput, in.kind)
	}
	return camelKeys(e, s, in, func(_ *env, v Value) Value { return v })
}

// keysToCamelCaseDeep also reaches into lists and nested objects.
func keysToCamelCaseDeep(e *env, s *site, in Value, _ []Value) Value {
	var deep stepFunc
	deep = func(e *env, v Value) Value {
		switch v.kind {
		case KindList:
			return e.each(s, v, deep)
		case KindObject:
			return camelKeys(e, s, v, deep)
		default:
			return v
		}
	}
	if in.kind != KindList && in.kind != KindObject {
		return e.problem(s, problemInput, in.kind)
	}
	return deep(e, in)
}

// camelKeys renames the keys of an object. Where two become the same, the later
// value takes the earlier one's place.
func camelKeys(e *env, s *site, in Value, value stepFunc) Value {
	out := e.alloc(in.Len())
	places := make(map[string]int, in.Len())
	var m Member
	for c := in.cursor(); c.next(&m); {
		if !e.step(s) {
			return Value{}
		}
		key, v := camelCase(m.Key), value(e, m.Value)
		if at, taken := places[key]; taken {
			out[at].Value = v
			continue
		}
		places[key] = len(out)
		out = append(out, Member{key, v})
	}
	return e.build(s, KindObject, out)
}

// camelCase joins the words of a snake_case, kebab-case or spaced name, each
// but the first with a capital, the first with a small letter. Separators at
// the start stay: _id is a name of its own.
func camelCase(name string) string {
	isSeparator := func(r rune) bool { return r == '_' || r == '-' || r == ' ' }
	body := strings.TrimLeftFunc(name, isSeparator)
	var out strings.Builder
	out.WriteString(name[:len(name)-len(body)])
	for i, word := range strings.FieldsFunc(body, isSeparator) {
		r, n := utf8.DecodeRuneInString(word)
		if i == 0 {
			r = unicode.ToLower(r)
		} else {
			r = unicode.ToUpper(r)
		}
		out.WriteRune(r)
		out.WriteString(word[n:])
	}
	return out.String()
}
