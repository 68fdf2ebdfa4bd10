package mapping

import "slices"

// method describes one method of the language. Methods are written like
// `->name` or `->name(args)`; which of the two is part of the method.
type method struct {
	name     string
	min, max int     // arguments; max < 0 means any number
	bare     bool    // written without parentheses, not even empty ones
	since    Version // zero means every version
	output   Kinds   // what it may return, for checks; 0 means what it was given

	// One of these says what it does. plain gets evaluated arguments; lazy
	// compiles its own, because it evaluates them per element or not at all.
	plain func(e *env, s *site, in Value, args []Value) Value
	lazy  func(c *compiler, s *site, args []*exprNode) stepFunc
}

// methods lists every method in the order of the documentation. It is a function
// and not a variable, because methods compile expressions that look methods up.
func methods() []method {
	return slices.Concat(flowMethods(), listMethods(), compareMethods(), mathMethods(), textMethods(), keyMethods())
}

// MethodNames returns the methods that a mapping of version may call, sorted.
func MethodNames(version Version) []string {
	var names []string
	for _, m := range methods() {
		if m.since <= version {
			names = append(names, m.name)
		}
	}
	slices.Sort(names)
	return names
}

func lookupMethod(name string, version Version) (method, bool) {
	for _, m := range methods() {
		if m.name == name {
			return m, m.since <= version
		}
	}
	return method{}, false
}

// accepts reports whether a call has a form that the method allows.
func (m *method) accepts(s *stepNode) bool {
	if m.bare {
		return !s.parens
	}
	return len(s.args) >= m.min && (m.max < 0 || len(s.args) <= m.max)
}

func (c *compiler) method(s *stepNode) stepFunc {
	at := &site{s.pos, s.name}
	m, ok := lookupMethod(s.name, c.version)
	if !ok {
		return func(e *env, in Value) Value { return e.problem(at, problemUnknownMethod, in.kind) }
	}
	if !m.accepts(s) {
		return func(e *env, in Value) Value { return e.problem(at, problemArity, in.kind) }
	}
	if m.name == "as" {
		return c.bind(at, s.args)
	}
	if m.lazy != nil {
		return m.lazy(c, at, s.args)
	}
	return c.plainMethod(at, m, s.args)
}

// plainMethod evaluates all arguments with @ as the input, then calls.
func (c *compiler) plainMethod(at *site, m method, args []*exprNode) stepFunc {
	fns := c.exprs(args)
	if len(fns) == 0 {
		return func(e *env, in Value) Value { return m.plain(e, at, in, nil) }
	}
	return func(e *env, in Value) Value {
		base := len(e.args)
		for _, fn := range fns {
			v := e.with(in, fn) // may use the stack itself
			e.args = append(e.args, v)
		}
		out := m.plain(e, at, in, e.args[base:])
		e.args = e.args[:base]
		return out
	}
}

// bind compiles ->as($name) and ->as($name, value): the input goes on, and the
// rest of the path sees the name.
func (c *compiler) bind(at *site, args []*exprNode) stepFunc {
	name := args[0].localName()
	if name == "" {
		return func(e *env, in Value) Value { return e.problem(at, problemArgument, in.kind) }
	}
	value := func(e *env) Value { return e.at }
	if len(args) == 2 {
		value = c.expr(args[1])
	}
	c.locals = append(c.locals, name)
	return func(e *env, in Value) Value {
		e.locals = &binding{e.with(in, value), e.locals}
		return in
	}
}
