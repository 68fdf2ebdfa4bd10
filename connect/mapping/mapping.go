package mapping

import (
	"strings"
	"sync"
)

// Mapping is a compiled mapping: one string argument of a directive. It never
// changes, and any number of goroutines may use it at once.
type Mapping struct {
	src     string
	version Version
	tree    *groupNode

	sole  *compiledPath  // a single path that is the whole mapping, or
	group *compiledGroup // the items

	scratch sync.Pool // of *scratch, for Transform
}

// Compile reads a mapping of the given version. The error is a *SyntaxError with
// a position in src. Unknown variables and methods, which are no value and a
// problem at run time, are left to Check.
func Compile(src string, version Version) (*Mapping, error) {
	return compileFrom(src, textStart, version)
}

// compileFrom compiles what stands in src from start on.
func compileFrom(src string, start Pos, version Version) (*Mapping, error) {
	tree, err := parse(src, start, version)
	if err != nil {
		return nil, err
	}
	return compile(src[start.Offset:], version, tree), nil
}

// MustCompile is Compile for generated code, whose mappings have been checked.
// It panics where Compile returns an error.
func MustCompile(src string, version Version) *Mapping {
	m, err := Compile(src, version)
	if err != nil {
		panic("mapping " + src + ": " + err.Error())
	}
	return m
}

func compile(src string, version Version, tree *groupNode) *Mapping {
	m := &Mapping{src: src, version: version, tree: tree}
	c := compiler{version: version}
	if p := tree.sole(); p != nil {
		m.sole = c.path(p)
	} else {
		m.group = c.group(tree)
	}
	return m
}

// AsValue returns the mapping as isSuccess and errors.message mean theirs: where
// it is a lone key, such as `error`, its value is that property and not an object
// with that property. Other mappings are returned as they are.
func (m *Mapping) AsValue() *Mapping {
	tree := *m.tree
	tree.value = true
	if tree.sole() == nil || m.tree.sole() != nil {
		return m
	}
	return compile(m.src, m.version, &tree)
}

// Lone is the one value that the mapping gives a name, as a path that gives the value
// alone: "$.deleted" for `deleted` and for `x: deleted`. Empty for everything else.
func (m *Mapping) Lone() string {
	if len(m.tree.items) != 1 || m.tree.items[0].mode() != modeKeyed {
		return ""
	}
	p := m.tree.items[0].path
	if p.group != nil || p.head.kind != headKey {
		return ""
	}
	return "$." + strings.TrimSpace(m.src[p.pos.Offset:])
}

// sole is the path whose value is the whole mapping's value, else nil.
func (g *groupNode) sole() *pathNode {
	if len(g.items) != 1 || g.items[0].spread {
		return nil
	}
	if it := g.items[0]; it.mode() != modeKeyed || g.value && it.alias == nil {
		return it.path
	}
	return nil
}

// String is the text that was compiled.
func (m *Mapping) String() string { return m.src }

// Version is the version that it was compiled for.
func (m *Mapping) Version() Version { return m.version }

// Empty reports a mapping without any item, which directives refuse.
func (m *Mapping) Empty() bool { return len(m.tree.items) == 0 }

// Eval evaluates the mapping with root as $: the response body, or {} in a
// request. A missing root is null; nil vars are none. The result is missing if
// the mapping has no value for this input; that and the problems are no error.
//
// The result may share memory with root and vars and keeps them alive.
func (m *Mapping) Eval(root Value, vars *Vars) (Value, Problems) {
	var e env
	v := m.run(&e, root, vars)
	return v, e.problems
}

func (m *Mapping) run(e *env, root Value, vars *Vars) Value {
	e.start(root, vars)
	if m.sole != nil {
		return m.sole.eval(e)
	}
	return m.group.eval(e, e.root)
}

// Append appends the compact JSON of what Eval returns, without building it where
// the mapping allows that. ok is false if there is no value; dst is then as it
// was.
func (m *Mapping) Append(dst []byte, root Value, vars *Vars) (out []byte, ok bool, ps Problems) {
	var e env
	e.start(root, vars)
	out, ok = m.emit(&e, dst)
	return out, ok, e.problems
}

// Transform is Parse followed by Append, without keeping anything of body: it is
// the way from a backend's answer to GraphQL-shaped JSON that allocates least.
// The error is a *DecodeError; dst is then as it was.
func (m *Mapping) Transform(dst, body []byte, vars *Vars) (out []byte, ok bool, ps Problems, err error) {
	s, _ := m.scratch.Get().(*scratch)
	if s == nil {
		s = new(scratch)
	}
	root, err := s.store.parse(body)
	if err == nil {
		s.env.start(root, vars)
		dst, ok = m.emit(&s.env, dst)
		ps = s.env.problems
	}
	s.release()
	m.scratch.Put(s)
	return dst, ok, ps, err
}

func (m *Mapping) emit(e *env, dst []byte) ([]byte, bool) {
	if m.sole != nil {
		return m.sole.emit(e, dst)
	}
	return m.group.emit(e, e.root, dst)
}

// noVars stands for nil; nothing writes to it.
var noVars Vars

// start prepares for one evaluation.
func (e *env) start(root Value, vars *Vars) {
	if root.kind == KindMissing {
		root = Null()
	}
	if vars == nil {
		vars = &noVars
	}
	e.root, e.at, e.vars = root, root, vars
	e.members = e.slab
}

// scratch is the memory of a Transform, reused by the next one.
type scratch struct {
	env   env
	store store
}

// release drops every reference to the body and the variables. Memory that one
// huge body needed is not kept for the small ones after it.
func (s *scratch) release() {
	const keep = 1 << 18 // nodes, 4 MiB of them: those of a 2 MB body
	nodes, slab, args := s.store.nodes, s.env.slab, s.env.args
	if cap(nodes) > keep {
		nodes = nil
	}
	clear(slab)
	clear(args[:cap(args)])
	*s = scratch{store: store{nodes: nodes[:0]}, env: env{slab: slab, args: args[:0]}}
}
