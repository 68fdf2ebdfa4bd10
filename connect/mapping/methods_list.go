package mapping

import (
	"strings"
	"unicode/utf8"
)

// Methods on lists and, where it makes sense, on strings. Offsets into strings
// count bytes, as in the convention. Where it would cut a character, ours moves
// back to the character's start: then slice(0, n) and slice(n) still make up the
// whole text, which neither an empty result nor counting differently would keep.

func listMethods() []method {
	return []method{
		{name: "first", bare: true, output: AnyKind, plain: first},
		{name: "last", bare: true, output: AnyKind, plain: last},
		{name: "slice", max: 2, output: KindsOf(KindList, KindString), plain: slice},
		{name: "size", bare: true, output: KindsOf(KindInt), plain: size},
		{name: "get", min: 1, max: 1, output: AnyKind, plain: get},
		{name: "joinNotNull", min: 1, max: 1, output: KindsOf(KindString), plain: joinNotNull},
	}
}

// first is the first element or character. Other kinds are passed on with a
// problem, so that a field which is sometimes a list still works.
func first(e *env, s *site, in Value, _ []Value) Value {
	switch in.kind {
	case KindList:
		var m Member
		if c := in.cursor(); c.next(&m) {
			return m.Value
		}
		return Value{}
	case KindString:
		text := in.str()
		if text == "" {
			return Value{}
		}
		_, n := utf8.DecodeRuneInString(text)
		return String(text[:n])
	default:
		e.problem(s, problemInput, in.kind)
		return in
	}
}

func last(e *env, s *site, in Value, _ []Value) Value {
	switch in.kind {
	case KindList:
		var m Member
		for c := in.cursor(); c.next(&m); {
		}
		return m.Value
	case KindString:
		text := in.str()
		if text == "" {
			return Value{}
		}
		_, n := utf8.DecodeLastRuneInString(text)
		return String(text[len(text)-n:])
	default:
		e.problem(s, problemInput, in.kind)
		return in
	}
}

// slice clamps both ends to the length; an end before the start is an empty
// result, and arguments that are not integers count as absent.
func slice(e *env, s *site, in Value, args []Value) Value {
	switch in.kind {
	case KindString:
		text := in.str()
		from, to := bounds(args, len(text))
		return String(text[runeStart(text, from):runeStart(text, to)])
	case KindList:
		from, to := bounds(args, in.Len())
		out := e.alloc(to - from)
		var m Member
		c := in.cursor()
		for i := 0; i < to && c.next(&m); i++ {
			if i >= from {
				out = append(out, Member{Value: m.Value})
			}
		}
		return e.build(s, KindList, out)
	default:
		return e.problem(s, problemInput, in.kind)
	}
}

// bounds reads start and end with 0 <= from <= to <= n.
func bounds(args []Value, n int) (from, to int) {
	to = n
	if len(args) > 0 {
		from = clamp(args[0], 0, n)
	}
	if len(args) > 1 {
		to = clamp(args[1], n, n)
	}
	return min(from, to), to
}

// clamp is the integer v within 0 and n, or otherwise if v is not an integer.
func clamp(v Value, otherwise, n int) int {
	if v.kind != KindInt {
		return otherwise
	}
	i, ok := v.Int64()
	if !ok { // beyond 64 bits, so beyond any length
		if strings.HasPrefix(v.text, "-") {
			return 0
		}
		return n
	}
	return int(min(max(i, 0), int64(n)))
}

// runeStart is the start of the character that byte i belongs to.
func runeStart(s string, i int) int {
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// size is the length of a list, of a string in bytes, or of an object.
func size(e *env, s *site, in Value, _ []Value) Value {
	switch in.kind {
	case KindString:
		return Int(int64(len(in.str())))
	case KindList, KindObject:
		return Int(int64(in.Len()))
	default:
		return e.problem(s, problemInput, in.kind)
	}
}

// get is an element by index, from the end if negative, a character by its byte
// index, or a property by name.
func get(e *env, s *site, in Value, args []Value) Value {
	arg := args[0]
	if arg.kind == KindMissing {
		return arg
	}
	var out Value
	switch {
	case in.kind == KindObject && arg.kind == KindString:
		out = in.Get(arg.str())
	case in.kind == KindList && arg.kind == KindInt:
		out = element(in, arg)
	case in.kind == KindString && arg.kind == KindInt:
		out = character(in.str(), arg)
	case in.kind == KindObject || in.kind == KindList || in.kind == KindString:
		return e.problem(s, problemArgument, arg.kind)
	default:
		return e.problem(s, problemInput, in.kind)
	}
	if out.kind == KindMissing {
		e.problem(s, problemOutOfRange, in.kind)
	}
	return out
}

// index resolves a possibly negative index; ok is false outside of 0 to n-1.
func index(v Value, n int) (i int, ok bool) {
	at, fits := v.Int64()
	if !fits {
		return 0, false
	}
	if at < 0 {
		at += int64(n)
	}
	return int(at), at >= 0 && at < int64(n)
}

func element(list, at Value) Value {
	i, ok := index(at, list.Len())
	if !ok {
		return Value{}
	}
	var m Member
	for c := list.cursor(); c.next(&m) && i > 0; i-- {
	}
	return m.Value
}

func character(text string, at Value) Value {
	i, ok := index(at, len(text))
	if !ok {
		return Value{}
	}
	from := runeStart(text, i)
	_, n := utf8.DecodeRuneInString(text[from:])
	return String(text[from : from+n])
}

// joinNotNull joins the texts of a list's scalars; a lone scalar is its text.
func joinNotNull(e *env, s *site, in Value, args []Value) Value {
	sep, ok := args[0].Str()
	if !ok {
		if args[0].kind == KindMissing {
			return Value{}
		}
		return e.problem(s, problemArgument, args[0].kind)
	}
	if in.kind != KindList {
		text, ok := in.toText()
		if !ok {
			return e.problem(s, problemInput, in.kind)
		}
		return String(text)
	}
	var out []byte
	var m Member
	joined := 0
	for c := in.cursor(); c.next(&m); {
		if m.Value.kind == KindNull {
			continue
		}
		if joined > 0 {
			out = append(out, sep...)
		}
		joined++
		if out, ok = m.Value.appendText(out); !ok {
			return e.problem(s, problemInput, m.Value.kind)
		}
		if len(out) > maxSize {
			return e.problem(s, problemTooLarge, KindMissing)
		}
	}
	return String(string(out))
}
