package mapping

import (
	"fmt"
	"strings"
)

// Finding is a mistake found without evaluating.
type Finding struct {
	Pos   Pos
	Error bool // it can never work; otherwise it is likely not what was meant
	Msg   string
	Hint  string
	Match *Match // that has no pair for other values; nil for all else
}

// String is "line:col: what is wrong; what would be right".
func (f Finding) String() string { return fmt.Sprintf("%s: %s; %s", f.Pos, f.Msg, f.Hint) }

func (a *analyzer) finding(pos Pos, isError bool, msg, hint string) {
	a.out.Findings = append(a.out.Findings, Finding{Pos: pos, Error: isError, Msg: msg, Hint: hint})
}

// step is the shape after a step.
func (a *analyzer) step(n *stepNode, in *Shape) *Shape {
	switch n.kind {
	case stepKey:
		return a.property(in, PathKey{n.name, n.pos})
	case stepOptional:
		out := *in
		out.Kinds &^= KindsOf(KindNull)
		return &out
	default:
		return a.method(n, in)
	}
}

func (a *analyzer) method(n *stepNode, in *Shape) *Shape {
	m, ok := lookupMethod(n.name, a.version)
	if !ok {
		a.unknownMethod(n, m)
		return a.computed(n, in, Kinds(0))
	}
	if !m.accepts(n) {
		a.finding(n.pos, true, "->"+n.name+" is called with the wrong arguments", "write "+m.usage())
		return a.computed(n, in, Kinds(0))
	}
	switch n.name {
	case "as":
		return a.bind(n, in)
	case "echo":
		a.pass(in)
		return a.withAt(in, n.args[0])
	case "map":
		a.pass(in)
		element := a.withAt(in.each(), n.args[0])
		out := element.asKinds(KindsOf(KindList))
		out.Elements = element
		return out
	case "filter", "find":
		a.pass(in)
		a.use(a.withAt(in.each(), n.args[0]))
		if n.name == "filter" {
			return in.asKinds(KindsOf(KindList))
		}
		return in.asKinds(AnyKind)
	case "match":
		return a.match(n, in)
	case "first", "last", "slice":
		a.args(n, in)
		if in.Kinds == KindsOf(KindString) {
			return &Shape{Pos: n.pos, Kinds: in.Kinds}
		}
		return in.asKinds(m.output)
	case "get":
		return a.get(n, in)
	default:
		return a.computed(n, in, m.output)
	}
}

// asKinds is s as another kind: a list for its elements, or the reverse. Its branches
// are of the kind that it was.
func (s *Shape) asKinds(kinds Kinds) *Shape {
	out := *s
	out.Kinds, out.Const, out.Picked, out.element, out.Alternatives, out.Match, out.Elements = kinds, Value{}, true, false, nil, nil, nil
	return &out
}

// computed is a value made of all of in and the arguments.
func (a *analyzer) computed(n *stepNode, in *Shape, kinds Kinds) *Shape {
	a.use(in)
	a.args(n, in)
	out := &Shape{Pos: n.pos, Kinds: kinds}
	if n.name == "entries" {
		out.Closed = true
		out.Fields = []Field{
			{"key", n.pos, &Shape{Pos: n.pos, Kinds: KindsOf(KindString)}},
			{"value", n.pos, &Shape{Pos: n.pos, Kinds: AnyKind}},
		}
	}
	return out
}

func (a *analyzer) args(n *stepNode, in *Shape) {
	for _, x := range n.args {
		a.use(a.withAt(in, x))
	}
}

func (a *analyzer) withAt(at *Shape, x *exprNode) *Shape {
	saved := a.at
	a.at = at
	s := a.expr(x)
	a.at = saved
	return s
}

func (a *analyzer) bind(n *stepNode, in *Shape) *Shape {
	name := n.args[0].localName()
	if name == "" {
		a.finding(n.args[0].pos, true, "->as needs the name of a variable", "write ->as($name) or ->as($name, value)")
		return &Shape{Pos: n.pos}
	}
	value := a.pass(in)
	if len(n.args) == 2 {
		value = a.pass(a.withAt(in, n.args[1]))
	}
	a.locals = append(a.locals, localShape{name, value})
	return in
}

func (a *analyzer) get(n *stepNode, in *Shape) *Shape {
	if lit := n.args[0].literal(); lit != nil && lit.kind == KindString {
		return a.property(in, PathKey{lit.value.str(), lit.pos})
	}
	a.args(n, in)
	return in.asKinds(AnyKind)
}

// match joins its branches. Without a pair for everything else, a value that the
// backend adds one day would have none.
func (a *analyzer) match(n *stepNode, in *Shape) *Shape {
	a.use(in)
	m := &Match{Input: in}
	booleans := map[string]bool{}
	for _, x := range n.args {
		candidate, result, ok := matchPair(x)
		if !ok {
			a.finding(x.pos, true, "->match ignores what is not a pair", "write [candidate, result]")
			continue
		}
		p := candidate.only()
		m.Total = m.Total || p != nil && p.head.kind == headAt && len(p.steps) == 0 && p.group == nil
		shape := a.use(a.withAt(in, candidate))
		if shape.Const.Kind() == KindBool {
			booleans[shape.Const.text] = true
		}
		if !shape.Const.IsMissing() {
			a.out.Candidates = append(a.out.Candidates, Candidate{m, shape})
		}
		m.Candidates, m.Results = append(m.Candidates, shape), append(m.Results, a.use(a.withAt(in, result)))
	}
	if !m.Total && len(m.Results) > 0 && len(booleans) < 2 {
		a.finding(n.pos, false, "->match has no pair for other values", "end it with [@, ...]")
		a.out.Findings[len(a.out.Findings)-1].Match = m
	}
	out := *alternatives(n.pos, m.Results)
	out.Reads, out.Match = nil, m // which of them it is depends on the input
	return &out
}

// usage is how a method is written.
func (m *method) usage() string {
	switch {
	case m.bare:
		return "->" + m.name + " without parentheses"
	case m.name == "as":
		return "->as($name) or ->as($name, value)"
	case m.max < 0:
		return fmt.Sprintf("->%s(a, ...) with at least %d argument", m.name, m.min)
	case m.min == m.max:
		return fmt.Sprintf("->%s(a) with %d argument", m.name, m.min)
	default:
		return fmt.Sprintf("->%s with %d to %d arguments", m.name, m.min, m.max)
	}
}

func (a *analyzer) unknownMethod(n *stepNode, m method) {
	if m.name != "" {
		a.finding(n.pos, true, fmt.Sprintf("->%s is not part of connect/%s", m.name, a.version), fmt.Sprintf("link connect/%s or later", m.since))
		return
	}
	// `data->id` is meant as `data.id`; a guess from two letters would mislead.
	hint := "write `." + n.name + "` to read a property of that name"
	if n.parens {
		hint = "use one of " + strings.Join(MethodNames(a.version), ", ")
	}
	if n.parens || len(n.name) > 3 {
		hint = suggest("->"+n.name, arrows(MethodNames(a.version)), hint)
	}
	a.finding(n.pos, true, "no method ->"+n.name, hint)
}

func arrows(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = "->" + name
	}
	return out
}
