package mapping

// Methods that decide what is evaluated: their arguments are lazy.

func flowMethods() []method {
	return []method{
		{name: "as", min: 1, max: 2, output: AnyKind}, // compiled by compiler.bind: it changes the scope
		{name: "echo", min: 1, max: 1, output: AnyKind, lazy: lazyEcho},
		{name: "map", min: 1, max: 1, output: KindsOf(KindList), lazy: lazyMap},
		{name: "filter", min: 1, max: 1, output: KindsOf(KindList), lazy: lazyFilter},
		{name: "find", min: 1, max: 1, output: AnyKind, lazy: lazyFind},
		{name: "match", min: 1, max: -1, output: AnyKind, lazy: lazyMatch},
		{name: "and", min: 1, max: -1, output: KindsOf(KindBool), lazy: lazyLogic(false)},
		{name: "or", min: 1, max: -1, output: KindsOf(KindBool), lazy: lazyLogic(true)},
	}
}

func lazyEcho(c *compiler, _ *site, args []*exprNode) stepFunc {
	fn := c.expr(args[0])
	return func(e *env, in Value) Value { return e.with(in, fn) }
}

func lazyMap(c *compiler, s *site, args []*exprNode) stepFunc {
	fn := c.expr(args[0])
	one := func(e *env, in Value) Value { return e.with(in, fn) }
	return func(e *env, in Value) Value {
		if in.kind == KindList {
			return e.each(s, in, one)
		}
		v := one(e, in)
		if v.kind == KindMissing {
			return v
		}
		return e.build(s, KindList, append(e.alloc(1), Member{Value: v}))
	}
}

// condition is the boolean that fn gives for v. ok is false for anything else,
// which is a problem.
func (e *env) condition(s *site, v Value, fn evalFunc) (met, ok bool) {
	cond := e.with(v, fn)
	if cond.kind != KindBool {
		e.problem(s, problemCondition, cond.kind)
		return false, false
	}
	return cond.IsTrue(), true
}

// lazyFilter keeps the elements that meet the condition. One element without a
// verdict leaves the whole list without a value: a list that silently lacks
// elements would look complete.
func lazyFilter(c *compiler, s *site, args []*exprNode) stepFunc {
	fn := c.expr(args[0])
	return func(e *env, in Value) Value {
		if in.kind != KindList {
			met, ok := e.condition(s, in, fn)
			switch {
			case !ok:
				return Value{}
			case !met:
				return Value{kind: KindList}
			}
			return e.build(s, KindList, append(e.alloc(1), Member{Value: in}))
		}
		out := e.alloc(in.Len())
		decided := true
		var m Member
		for cur := in.cursor(); cur.next(&m); {
			if !e.step(s) {
				return Value{}
			}
			met, ok := e.condition(s, m.Value, fn)
			decided = decided && ok
			if met {
				out = append(out, Member{Value: m.Value})
			}
		}
		if !decided {
			return Value{}
		}
		return e.build(s, KindList, out)
	}
}

func lazyFind(c *compiler, s *site, args []*exprNode) stepFunc {
	fn := c.expr(args[0])
	return func(e *env, in Value) Value {
		if in.kind != KindList {
			if met, _ := e.condition(s, in, fn); met {
				return in
			}
			return Value{}
		}
		var m Member
		for cur := in.cursor(); cur.next(&m); {
			if !e.step(s) {
				return Value{}
			}
			met, ok := e.condition(s, m.Value, fn)
			if met {
				return m.Value
			}
			if !ok {
				return Value{}
			}
		}
		return Value{}
	}
}

// matchPair reads a pair of ->match; ok is false for what is not a list literal
// of two elements, which ->match ignores.
func matchPair(x *exprNode) (candidate, result *exprNode, ok bool) {
	lit := x.literal()
	if lit == nil || lit.kind != KindList || len(lit.list) != 2 {
		return nil, nil, false
	}
	return lit.list[0], lit.list[1], true
}

// lazyMatch compares strictly: the integer 1 is not 1.0 here.
func lazyMatch(c *compiler, s *site, args []*exprNode) stepFunc {
	type pair struct{ candidate, result evalFunc }
	var pairs []pair
	for _, arg := range args {
		if candidate, result, ok := matchPair(arg); ok {
			pairs = append(pairs, pair{c.expr(candidate), c.expr(result)})
		}
	}
	return func(e *env, in Value) Value {
		for i := range pairs {
			if v := e.with(in, pairs[i].candidate); v.kind != KindMissing && equal(v, in) {
				return e.with(in, pairs[i].result)
			}
		}
		return e.problem(s, problemNoMatch, in.kind)
	}
}

// lazyLogic is `and` and `or`: arguments are evaluated until one decides.
func lazyLogic(decides bool) func(*compiler, *site, []*exprNode) stepFunc {
	return func(c *compiler, s *site, args []*exprNode) stepFunc {
		fns := c.exprs(args)
		return func(e *env, in Value) Value {
			if in.kind != KindBool {
				return e.problem(s, problemInput, in.kind)
			}
			if in.IsTrue() == decides {
				return in
			}
			for _, fn := range fns {
				switch v := e.with(in, fn); {
				case v.kind == KindMissing:
					return v
				case v.kind != KindBool:
					e.problem(s, problemArgument, v.kind)
				case v.IsTrue() == decides:
					return v
				}
			}
			return Bool(!decides)
		}
	}
}
