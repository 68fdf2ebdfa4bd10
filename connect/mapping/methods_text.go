package mapping

import (
	"strconv"
	"strings"
	"unicode"
)

// Methods between values and text.

func textMethods() []method {
	text := KindsOf(KindString)
	return []method{
		{name: "toString", output: text, plain: toString},
		{name: "parseInt", max: 1, output: KindsOf(KindInt), plain: parseInt},
		{name: "jsonStringify", bare: true, output: text, plain: jsonStringify},
		{name: "jsonParse", bare: true, output: AnyKind, plain: jsonParse},
		{name: "split", min: 1, max: 2, since: V04, output: KindsOf(KindList), plain: split},
		{name: "trim", bare: true, since: V04, output: text, plain: trim(strings.TrimSpace)},
		{name: "trimStart", bare: true, since: V04, output: text, plain: trim(trimStart)},
		{name: "trimEnd", bare: true, since: V04, output: text, plain: trim(trimEnd)},
	}
}

func toString(e *env, s *site, in Value, _ []Value) Value {
	text, ok := in.toText()
	if !ok {
		return e.problem(s, problemInput, in.kind)
	}
	return String(text)
}

// parseInt reads a whole string as an integer, with an optional sign and base;
// numbers are truncated toward zero.
func parseInt(e *env, s *site, in Value, args []Value) Value {
	base := int64(10)
	if len(args) > 0 {
		if args[0].kind == KindMissing {
			return Value{}
		}
		var ok bool
		if base, ok = args[0].Int64(); !ok || base < 2 || base > 36 {
			return e.problem(s, problemArgument, args[0].kind)
		}
	}
	switch in.kind {
	case KindInt:
		return in
	case KindFloat:
		f, _ := in.Float64()
		if f < -(1<<63) || f >= 1<<63 {
			return e.problem(s, problemOverflow, in.kind)
		}
		return Int(int64(f))
	case KindString:
		i, err := strconv.ParseInt(in.str(), int(base), 64)
		if err != nil {
			return e.problem(s, problemNotParsed, in.kind)
		}
		return Int(i)
	default:
		return e.problem(s, problemInput, in.kind)
	}
}

func jsonStringify(_ *env, _ *site, in Value, _ []Value) Value {
	return String(string(in.AppendJSON(nil)))
}

func jsonParse(e *env, s *site, in Value, _ []Value) Value {
	if in.kind != KindString {
		return e.problem(s, problemInput, in.kind)
	}
	v, err := Parse([]byte(in.str()))
	if err != nil {
		return e.problem(s, problemNotParsed, in.kind)
	}
	return v
}

// split cuts a string at each separator, into characters if that is empty. The
// limit is how many pieces are returned; what comes after them is dropped.
func split(e *env, s *site, in Value, args []Value) Value {
	if in.kind != KindString {
		return e.problem(s, problemInput, in.kind)
	}
	for _, arg := range args {
		if arg.kind == KindMissing {
			return arg
		}
	}
	sep, ok := args[0].Str()
	if !ok {
		return e.problem(s, problemArgument, args[0].kind)
	}
	pieces := strings.Split(in.str(), sep)
	if len(args) > 1 {
		if args[1].kind != KindInt {
			return e.problem(s, problemArgument, args[1].kind)
		}
		pieces = pieces[:clamp(args[1], 0, len(pieces))]
	}
	out := e.alloc(len(pieces))
	for _, piece := range pieces {
		out = append(out, Member{Value: String(piece)})
	}
	return e.build(s, KindList, out)
}

func trimStart(s string) string { return strings.TrimLeftFunc(s, unicode.IsSpace) }
func trimEnd(s string) string   { return strings.TrimRightFunc(s, unicode.IsSpace) }

func trim(cut func(string) string) plainFunc {
	return func(e *env, s *site, in Value, _ []Value) Value {
		if in.kind != KindString {
			return e.problem(s, problemInput, in.kind)
		}
		return String(cut(in.str()))
	}
}
