package mapping

import "math"

// Compilation turns the tree into closures once, so that evaluation looks up no
// names, checks no versions and tests no syntax. Closures rather than generated
// Go: a mapping is then the same thing in a build-time check, in a test and at
// run time, and the time goes into reading JSON anyway.

// evalFunc evaluates an expression or path from the state in e.
type evalFunc func(e *env) Value

// stepFunc applies one step of a path to a value that is not missing.
type stepFunc func(e *env, in Value) Value

// compiler holds what is in scope at a place of the tree.
type compiler struct {
	version Version
	locals  []string // names bound by ->as, innermost last
}

// compiledPath is a path: head, steps, then a group or nothing.
type compiledPath struct {
	key   string // set if head is a key and there are no steps
	head  evalFunc
	steps []stepFunc
	group *compiledGroup
	own   bool // the group selects from the current object
}

// stays reports a null that the group makes nothing of.
func (p *compiledPath) stays(v Value) bool { return v.kind == KindNull && !p.own }

// base evaluates head and steps. It leaves bindings made by ->as in place, for
// the group; eval and emit take them away again.
func (p *compiledPath) base(e *env) Value {
	v := p.head(e)
	for _, step := range p.steps {
		if v.kind == KindMissing {
			return v
		}
		v = step(e, v)
	}
	return v
}

func (p *compiledPath) eval(e *env) Value {
	saved := e.locals
	v := p.base(e)
	switch {
	case p.group == nil || v.kind == KindMissing:
	case p.stays(v):
		v = p.group.null(e, v)
	default:
		v = p.group.eval(e, v)
	}
	e.locals = saved
	return v
}

// emit appends the JSON of the path's value; false means it has none, and that
// dst is as it was.
func (p *compiledPath) emit(e *env, dst []byte) ([]byte, bool) {
	if s := e.root.store; p.key != "" && s != nil && s.nodes != nil && e.root.kind == KindObject {
		// Most fields of most mappings: from the document straight to the result.
		if i := s.find(e.root.node, p.key); i != 0 {
			switch v := s.value(i); {
			case p.group == nil:
				return s.append(dst, i), true
			case p.stays(v):
				return p.group.null(e, v).AppendJSON(dst), true
			default:
				return p.group.emit(e, v, dst)
			}
		}
	}
	saved := e.locals
	v := p.base(e)
	ok := v.kind != KindMissing
	switch {
	case !ok:
	case p.group != nil && p.stays(v):
		dst = p.group.null(e, v).AppendJSON(dst)
	case p.group != nil:
		dst, ok = p.group.emit(e, v, dst)
	default:
		dst = v.AppendJSON(dst)
	}
	e.locals = saved
	return dst, ok
}

func (c *compiler) path(p *pathNode) *compiledPath {
	bound := len(c.locals)
	out := &compiledPath{head: c.head(p)}
	for i := range p.steps {
		quiet := i+1 < len(p.steps) && p.steps[i+1].kind == stepOptional
		out.steps = append(out.steps, c.step(&p.steps[i], quiet))
	}
	if p.head.kind == headKey && len(p.steps) == 0 {
		out.key = p.head.key.name
	}
	if p.group != nil {
		out.group = c.group(p.group)
		out.own = len(p.steps) == 0 && (p.head.kind == headRoot || p.head.kind == headCurrent || p.head.kind == headAt)
	}
	c.locals = c.locals[:bound]
	return out
}

func (c *compiler) head(p *pathNode) evalFunc {
	switch h := &p.head; h.kind {
	case headKey:
		quiet := len(p.steps) > 0 && p.steps[0].kind == stepOptional
		step := propertyStep(&site{h.pos, h.key.name}, quiet)
		return func(e *env) Value { return step(e, e.root) }
	case headAt:
		return func(e *env) Value { return e.at }
	case headVar:
		return c.variable(&site{h.pos, h.name})
	case headExpr:
		return c.expr(h.expr)
	case headLiteral:
		return c.literal(h.lit)
	default: // headRoot, and headCurrent: inside a group they are the same
		return func(e *env) Value { return e.root }
	}
}

func (c *compiler) variable(s *site) evalFunc {
	for depth := range c.locals {
		if c.locals[len(c.locals)-1-depth] == s.name {
			return func(e *env) Value {
				v := e.local(depth)
				if v.kind == KindMissing {
					e.problem(s, problemNoVariable, KindMissing)
				}
				return v
			}
		}
	}
	read := external(s.name)
	if read == nil {
		return func(e *env) Value { return e.problem(s, problemUnknownVariable, KindMissing) }
	}
	return func(e *env) Value {
		v := read(e.vars)
		if v.kind == KindMissing {
			e.problem(s, problemNoVariable, KindMissing)
		}
		return v
	}
}

func (c *compiler) step(s *stepNode, quiet bool) stepFunc {
	switch s.kind {
	case stepKey:
		return propertyStep(&site{s.pos, s.name}, quiet)
	case stepMethod:
		return c.method(s)
	default:
		return func(_ *env, in Value) Value {
			if in.kind == KindNull {
				return Value{}
			}
			return in
		}
	}
}

// propertyStep reads a property. On a list it reads that of each element, and
// the rest of the path sees the whole list. When quiet, because `?` follows, a
// property that is not there is no problem; a value without properties is.
func propertyStep(s *site, quiet bool) stepFunc {
	var step stepFunc
	step = func(e *env, in Value) Value {
		switch in.kind {
		case KindObject:
			v := in.Get(s.name)
			if v.kind == KindMissing && !quiet {
				e.problem(s, problemNoProperty, KindObject)
			}
			return v
		case KindList:
			return e.each(s, in, step)
		default:
			return e.problem(s, problemNoProperty, in.kind)
		}
	}
	return step
}

// each applies fn to the elements of a list and returns the results as a list,
// with null where there is none.
func (e *env) each(s *site, list Value, fn stepFunc) Value {
	out := e.alloc(list.Len())
	var m Member
	for c := list.cursor(); c.next(&m); {
		if !e.step(s) {
			return Value{}
		}
		v := fn(e, m.Value)
		if v.kind == KindMissing {
			v = Null()
		}
		out = append(out, Member{Value: v})
	}
	return e.build(s, KindList, out)
}

// expr evaluates operands until one satisfies the operator. The problems of the
// operands before it are dropped; they were what the operator is there for.
func (c *compiler) expr(x *exprNode) evalFunc {
	operands := make([]evalFunc, len(x.operands))
	for i, p := range x.operands {
		operands[i] = c.operand(p)
	}
	if len(operands) == 1 {
		return operands[0]
	}
	nullIsValue := x.op == tokAbsent
	return func(e *env) Value {
		before := e.problems
		var skipped Problems
		var v Value
		for i, operand := range operands {
			e.problems = nil
			v = operand(e)
			if v.kind != KindMissing && (v.kind != KindNull || nullIsValue || i == len(operands)-1) {
				break
			}
			for _, p := range e.problems {
				skipped.add(p)
			}
		}
		own := e.problems
		if v.kind == KindMissing {
			own = skipped
		}
		e.problems = before
		for _, p := range own {
			e.problems.add(p)
		}
		return v
	}
}

func (c *compiler) exprs(list []*exprNode) []evalFunc {
	out := make([]evalFunc, len(list))
	for i, x := range list {
		out[i] = c.expr(x)
	}
	return out
}

// operand compiles a path without the detour over compiledPath where it is only
// a head, as literals and lone variables are.
func (c *compiler) operand(p *pathNode) evalFunc {
	path := c.path(p)
	if len(path.steps) == 0 && path.group == nil {
		return path.head
	}
	return path.eval
}

func (c *compiler) literal(lit *literalNode) evalFunc {
	s := &site{pos: lit.pos}
	switch lit.kind {
	case KindList:
		items := c.exprs(lit.list)
		return func(e *env) Value {
			out := e.alloc(len(items))
			for _, item := range items {
				v := item(e)
				if v.kind == KindMissing {
					v = Null()
				}
				out = append(out, Member{Value: v})
			}
			return e.build(s, KindList, out)
		}
	case KindObject:
		return c.object(s, lit.pairs)
	default:
		return lit.scalar()
	}
}

// scalar is the value of a literal that is neither list nor object. A whole number
// with a dot leaves in a request without it.
func (lit *literalNode) scalar() evalFunc {
	v := lit.value
	if v.kind != KindFloat {
		return func(*env) Value { return v }
	}
	f, _ := v.Float64()
	sent := v
	if f == math.Trunc(f) {
		sent = Float(f)
	}
	return func(e *env) Value {
		if e.request {
			return sent
		}
		return v
	}
}

// object compiles an object literal. Missing values drop their key; of equal
// keys the later value takes the place of the earlier.
func (c *compiler) object(s *site, pairs []pairNode) evalFunc {
	values := make([]evalFunc, len(pairs))
	for i := range pairs {
		values[i] = c.expr(pairs[i].value)
	}
	return func(e *env) Value {
		out := e.alloc(len(pairs))
		for i := range pairs {
			if v := values[i](e); v.kind != KindMissing {
				out = setMember(out, pairs[i].key.name, v)
			}
		}
		return e.build(s, KindObject, out)
	}
}

func setMember(members []Member, key string, v Value) []Member {
	for i := range members {
		if members[i].Key == key {
			members[i].Value = v
			return members
		}
	}
	return append(members, Member{key, v})
}
