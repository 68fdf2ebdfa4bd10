package mapping

import (
	"slices"
	"strings"
)

// Analysis is what can be known about a mapping without evaluating it. It is
// what a schema compiler checks selections, keys and contracts with.
type Analysis struct {
	// Shape is what the mapping yields.
	Shape *Shape
	// Reads are the properties that it uses, in text order, repeated ones
	// included. `$args.in { x y }` reads $args.in.x and $args.in.y, not $args.in.
	Reads []Read
	// Findings are mistakes that evaluation would answer with problems.
	Findings []Finding
	// Candidates are the literals that ->match compares with.
	Candidates []Candidate
}

// Candidate is a literal, its shape's Const, that a ->match compares with its Input.
type Candidate struct {
	*Match
	Literal *Shape
}

// Match is one ->match.
type Match struct {
	Input               *Shape
	Candidates, Results []*Shape // of each pair
	Total               bool     // one of them takes every value
}

// Read is a use of a value from outside.
type Read struct {
	Var  string    // "$args", ...; "" for the value that the mapping is applied to
	Path []PathKey // the properties, through lists as well; empty for the whole
	Pos  Pos       // of the path's head
}

// PathKey is a property in a path.
type PathKey struct {
	Name string
	Pos  Pos
}

// String is the read as a mapping writes it: "$args.in.x", "items.id" or "$".
func (r Read) String() string {
	var names []string
	if r.Var != "" {
		names = append(names, r.Var)
	}
	for _, k := range r.Path {
		names = append(names, k.Name)
	}
	if len(names) == 0 {
		return "$"
	}
	return strings.Join(names, ".")
}

func (r Read) under(key PathKey) Read {
	r.Path = append(slices.Clone(r.Path), key)
	return r
}

// covers reports whether part is what r reads, or in it.
func (r Read) covers(part Read) bool {
	if r.Var != part.Var || len(r.Path) > len(part.Path) {
		return false
	}
	for i := range r.Path {
		if r.Path[i].Name != part.Path[i].Name {
			return false
		}
	}
	return true
}

// Shape describes the values that an expression may yield. A list and its
// elements share one Shape, as a group on a list selects from each element.
type Shape struct {
	Pos   Pos
	Kinds Kinds // what it may be, besides no value
	Const Value // a literal scalar; missing for everything else

	// Closed: an object that the mapping builds, and Fields are all keys it can
	// have, in order. Otherwise the keys are those of what Reads read, if known.
	Closed bool
	Fields []Field
	// Grouped: a group selected from it.
	Grouped bool
	Of      *Shape // what the group selected from; nil without one

	Reads        []Read   // where it comes from unchanged; none for computed values
	Picked       bool     // it may be an element or a part of what Reads read, so it has not its type
	element      bool     // one element after the other of a list
	Items        []*Shape // the elements of a list literal
	Alternatives []*Shape // the branches of ->match, ?? and ?!; the rest joins them
	Match        *Match   // what gives it; nil for everything else
	Elements     *Shape   // each element of the list that ->map gives; nil for everything else
}

// Field is a key of an object that a mapping builds.
type Field struct {
	Key   string
	Pos   Pos // of the alias or the key
	Shape *Shape
}

// IsElement reports one element after the other of what Reads read, if that is a list.
func (s *Shape) IsElement() bool { return s.element }

// Field returns the shape under key; nil if the mapping does not build one.
func (s *Shape) Field(key string) *Shape {
	for i := range s.Fields {
		if s.Fields[i].Key == key {
			return s.Fields[i].Shape
		}
	}
	return nil
}

// Analyze walks the mapping once. The result is the caller's.
func (m *Mapping) Analyze() *Analysis {
	a := analyzer{version: m.version, out: new(Analysis)}
	a.root = &Shape{Pos: m.tree.pos, Kinds: AnyKind, Reads: []Read{{Pos: m.tree.pos}}}
	a.at = a.root
	if p := m.tree.sole(); p != nil {
		a.out.Shape = a.use(a.path(p))
	} else {
		a.out.Shape = a.group(m.tree, a.root)
	}
	a.out.Reads = a.essential()
	return a.out
}

// analyzer evaluates a mapping over shapes in place of values.
type analyzer struct {
	version Version
	root    *Shape // $
	at      *Shape // @
	locals  []localShape
	reads   []usedRead
	out     *Analysis
}

type localShape struct {
	name  string
	shape *Shape
}

// usedRead is a read; partial if only parts of the value may have been used.
type usedRead struct {
	Read
	partial bool
}

// use records that the value itself is used.
func (a *analyzer) use(s *Shape) *Shape {
	a.record(s, false)
	return s
}

// pass records that the value was gone through on the way to parts of it.
func (a *analyzer) pass(s *Shape) *Shape {
	a.record(s, true)
	return s
}

func (a *analyzer) record(s *Shape, partial bool) {
	for _, r := range s.Reads {
		a.reads = append(a.reads, usedRead{r, partial})
	}
}

// essential are the reads without those that only led to other ones.
func (a *analyzer) essential() []Read {
	var out []Read
	for i, r := range a.reads {
		superseded := r.partial && slices.ContainsFunc(a.reads, func(o usedRead) bool {
			return r.covers(o.Read) && (len(o.Path) > len(r.Path) || !o.partial)
		})
		repeated := slices.ContainsFunc(a.reads[:i], func(o usedRead) bool {
			return o.Pos == r.Pos && o.covers(r.Read) && len(o.Path) == len(r.Path)
		})
		if !superseded && !repeated {
			out = append(out, r.Read)
		}
	}
	slices.SortStableFunc(out, func(x, y Read) int { return x.end().Offset - y.end().Offset })
	return out
}

// end is the position of the last key, or of the head.
func (r Read) end() Pos {
	if n := len(r.Path); n > 0 {
		return r.Path[n-1].Pos
	}
	return r.Pos
}

func (a *analyzer) path(p *pathNode) *Shape {
	bound := len(a.locals)
	s := a.head(p)
	for i := range p.steps {
		s = a.step(&p.steps[i], s)
	}
	if p.group != nil {
		if p.head.kind != headCurrent {
			a.pass(s)
		}
		s = a.group(p.group, s)
	}
	a.locals = a.locals[:bound]
	return s
}

func (a *analyzer) head(p *pathNode) *Shape {
	switch h := &p.head; h.kind {
	case headKey:
		return a.property(a.root.movedTo(h.pos), PathKey{h.key.name, h.key.pos})
	case headAt:
		return a.at.movedTo(h.pos)
	case headVar:
		return a.variable(h)
	case headExpr:
		return a.expr(h.expr)
	case headLiteral:
		return a.literal(h.lit)
	case headRoot:
		return a.root.movedTo(h.pos)
	default:
		return a.root
	}
}

// movedTo is s as used at pos, for the positions in its reads.
func (s *Shape) movedTo(pos Pos) *Shape {
	out := *s
	out.Pos = pos
	out.Reads = slices.Clone(s.Reads)
	for i := range out.Reads {
		out.Reads[i].Pos = pos
	}
	return &out
}

func (a *analyzer) variable(h *headNode) *Shape {
	for i := len(a.locals) - 1; i >= 0; i-- {
		if a.locals[i].name == h.name {
			return a.locals[i].shape.movedTo(h.pos)
		}
	}
	if !isExternal(h.name) {
		known := Variables()
		for _, l := range a.locals {
			known = append(known, l.name)
		}
		a.finding(h.pos, true, "no variable "+h.name, suggest(h.name, known, "use one of "+strings.Join(Variables(), ", ")))
		return &Shape{Pos: h.pos}
	}
	return &Shape{Pos: h.pos, Kinds: variableKinds(h.name), Reads: []Read{{Var: h.name, Pos: h.pos}}}
}

// variableKinds is what an external variable may hold.
func variableKinds(name string) Kinds {
	switch name {
	case VarStatus:
		return KindsOf(KindInt)
	case VarBatch:
		return KindsOf(KindList)
	default:
		return KindsOf(KindObject)
	}
}

// property is the shape of a property: of the object that the mapping built, or
// of the place that the value was read from, or both.
func (a *analyzer) property(s *Shape, key PathKey) *Shape {
	out := &Shape{Pos: key.Pos, Picked: s.Picked}
	for _, r := range s.Reads {
		out.Reads = append(out.Reads, r.under(key))
	}
	field := s.Field(key.Name)
	if field != nil {
		joined := *field
		joined.Pos = key.Pos
		joined.Reads = slices.Concat(joined.Reads, out.Reads)
		if len(s.Reads) > 0 {
			joined.Kinds = AnyKind
		} else if s.Kinds.Has(KindList) && !s.element { // of a list it is the list of its elements'
			joined.Kinds |= KindsOf(KindList)
			joined.Const = Value{}
		}
		return &joined
	}
	if s.Closed && len(s.Reads) == 0 {
		a.finding(key.Pos, false, "nothing sets the property \""+key.Name+"\" of this object", "use one of its keys, or remove this")
		return out
	}
	out.Kinds = AnyKind
	return out
}

func (a *analyzer) group(g *groupNode, in *Shape) *Shape {
	root, at := a.root, a.at
	a.root, a.at = in.each(), in.each()
	out := &Shape{Pos: g.pos, Closed: true, Grouped: true, Of: in, Kinds: KindsOf(KindObject, KindList, KindNull)}
	for _, it := range g.items {
		a.item(out, it, len(g.items) == 1)
	}
	a.root, a.at = root, at
	return out
}

// each is s as a group or ->map sees it: a value, or the elements of a list one
// after the other. What s reads has the type of the list then.
func (s *Shape) each() *Shape {
	out := *s
	out.element, out.Picked = true, true
	if s.Kinds.Has(KindList) {
		out.Kinds = AnyKind
	}
	return &out
}

func (a *analyzer) item(out *Shape, it *itemNode, alone bool) {
	s := a.path(it.path)
	switch it.mode() {
	case modeKeyed:
		key := it.output()
		a.use(s)
		out.addField(Field{key.name, key.pos, s})
	case modeMerge:
		for _, f := range s.Fields {
			out.addField(f)
		}
		if s.Closed {
			return
		}
		a.use(s)
		out.Closed = false
		out.Reads = append(out.Reads, s.Reads...)
	default:
		a.use(s)
		if alone {
			a.finding(it.pos, false, "this value takes the place of the object", "give it a name, `name: path`")
		}
		out.Closed, out.Grouped, out.Of, out.Kinds = s.Closed, false, nil, s.Kinds
		out.Fields, out.Reads = s.Fields, s.Reads
	}
}

// addField adds a key, or joins it with the one that is there.
func (s *Shape) addField(f Field) {
	for i := range s.Fields {
		if s.Fields[i].Key == f.Key {
			s.Fields[i].Shape = join(s.Fields[i].Shape, f.Shape)
			return
		}
	}
	s.Fields = append(s.Fields, f)
}

// join is a shape of which both a and b are cases.
func join(a, b *Shape) *Shape {
	out := &Shape{
		Pos: a.Pos, Kinds: a.Kinds | b.Kinds, Grouped: a.Grouped || b.Grouped, Picked: a.Picked || b.Picked, element: a.element && b.element,
		Reads: slices.Concat(a.Reads, b.Reads), Fields: slices.Clone(a.Fields),
	}
	if ca, cb := a.constants(), b.constants(); len(ca) > 0 && len(cb) > 0 {
		out.Alternatives = slices.Concat(ca, cb)
	}
	// A scalar or null says nothing about keys.
	scalar := func(s *Shape) bool { return !s.Kinds.Has(KindObject, KindList) }
	out.Closed = (a.Closed || scalar(a)) && (b.Closed || scalar(b)) && (a.Closed || b.Closed)
	for _, f := range b.Fields {
		out.addField(f)
	}
	return out
}

// constants are the literal scalars that s may be, if it can be nothing else.
func (s *Shape) constants() []*Shape {
	if !s.Const.IsMissing() {
		return []*Shape{s}
	}
	for _, alternative := range s.Alternatives {
		if alternative.Const.IsMissing() {
			return nil
		}
	}
	return s.Alternatives
}

func (a *analyzer) expr(x *exprNode) *Shape {
	shapes := make([]*Shape, len(x.operands))
	for i, p := range x.operands {
		shapes[i] = a.path(p)
	}
	if len(shapes) == 1 {
		return shapes[0]
	}
	for _, s := range shapes {
		a.use(s)
	}
	return alternatives(x.pos, shapes)
}

func alternatives(pos Pos, shapes []*Shape) *Shape {
	if len(shapes) == 0 {
		return &Shape{Pos: pos}
	}
	out := shapes[0]
	for _, s := range shapes[1:] {
		out = join(out, s)
	}
	joined := *out
	joined.Pos, joined.Alternatives = pos, shapes
	return &joined
}

func (a *analyzer) literal(lit *literalNode) *Shape {
	out := &Shape{Pos: lit.pos, Kinds: KindsOf(lit.kind), Const: lit.value}
	switch lit.kind {
	case KindObject:
		out.Closed = true
		for i := range lit.pairs {
			p := &lit.pairs[i]
			out.addField(Field{p.key.name, p.key.pos, a.use(a.expr(p.value))})
		}
	case KindList:
		for _, x := range lit.list {
			out.Items = append(out.Items, a.use(a.expr(x)))
		}
		elements := alternatives(lit.pos, out.Items)
		out.Closed, out.Fields = elements.Closed, elements.Fields
	}
	return out
}
