package mapping

import "strings"

// Methods that compare, all of which return a boolean. An argument without a
// value leaves them without one, with no second problem.

func compareMethods() []method {
	boolean := KindsOf(KindBool)
	return []method{
		{name: "eq", min: 1, max: 1, output: boolean, plain: equality(true)},
		{name: "ne", min: 1, max: 1, output: boolean, plain: equality(false)},
		{name: "gt", min: 1, max: 1, output: boolean, plain: ordering(func(c int) bool { return c > 0 })},
		{name: "gte", min: 1, max: 1, output: boolean, plain: ordering(func(c int) bool { return c >= 0 })},
		{name: "lt", min: 1, max: 1, output: boolean, plain: ordering(func(c int) bool { return c < 0 })},
		{name: "lte", min: 1, max: 1, output: boolean, plain: ordering(func(c int) bool { return c <= 0 })},
		{name: "in", min: 1, max: 1, output: boolean, plain: in},
		{name: "contains", min: 1, max: 1, output: boolean, plain: contains},
		{name: "not", bare: true, output: boolean, plain: not},
	}
}

type plainFunc = func(e *env, s *site, in Value, args []Value) Value

func equality(want bool) plainFunc {
	return func(_ *env, _ *site, in Value, args []Value) Value {
		if args[0].kind == KindMissing {
			return Value{}
		}
		return Bool(looseEqual(in, args[0]) == want)
	}
}

// ordering compares two numbers by value or two strings by code points.
func ordering(holds func(c int) bool) plainFunc {
	return func(e *env, s *site, in Value, args []Value) Value {
		arg := args[0]
		switch {
		case arg.kind == KindMissing:
			return Value{}
		case in.isNumber() && arg.isNumber():
			return Bool(holds(compareNumbers(in, arg)))
		case in.kind == KindString && arg.kind == KindString:
			return Bool(holds(strings.Compare(in.str(), arg.str())))
		case in.isNumber() || in.kind == KindString:
			return e.problem(s, problemArgument, arg.kind)
		default:
			return e.problem(s, problemInput, in.kind)
		}
	}
}

func in(e *env, s *site, in Value, args []Value) Value {
	switch args[0].kind {
	case KindMissing:
		return Value{}
	case KindList:
		return Bool(hasMember(args[0], in))
	default:
		return e.problem(s, problemArgument, args[0].kind)
	}
}

func contains(e *env, s *site, in Value, args []Value) Value {
	if in.kind != KindList {
		return e.problem(s, problemInput, in.kind)
	}
	if args[0].kind == KindMissing {
		return Value{}
	}
	return Bool(hasMember(in, args[0]))
}

func hasMember(list, v Value) bool {
	var m Member
	for c := list.cursor(); c.next(&m); {
		if looseEqual(m.Value, v) {
			return true
		}
	}
	return false
}

func not(e *env, s *site, in Value, _ []Value) Value {
	if in.kind != KindBool {
		return e.problem(s, problemInput, in.kind)
	}
	return Bool(!in.IsTrue())
}
