package connect

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// scope is a place of a mapping: which variables have a meaning there, and under
// which code mistakes are reported.
type scope struct {
	code    Code
	what    string // "the URL"
	vars    []string
	hasBody bool       // `$` is the response; in a request there is nothing
	of      *Connector // whose $args, $this and $batch; nil in a source
	picks   bool       // a selection, whose unknown paths have codes of their own
	lists   bool       // a template of which each element of a list makes one text
}

// use is a read of a variable by a connector.
type use struct {
	mapping.Read
	pos     Pos
	request bool
}

var (
	sourceURLVars      = []string{mapping.VarConfig, mapping.VarEnv}
	sourceRequestVars  = []string{mapping.VarConfig, mapping.VarContext, mapping.VarRequest, mapping.VarEnv}
	sourceResponseVars = append(slices.Clone(sourceRequestVars), mapping.VarStatus, mapping.VarResponse)
)

// ownVars are the variables that depend on where a connector stands.
func (c *Connector) ownVars() []string {
	switch c.Place {
	case OnType:
		return []string{mapping.VarThis, mapping.VarBatch}
	case OnField:
		return []string{mapping.VarArgs, mapping.VarThis, mapping.VarBatch}
	default:
		return []string{mapping.VarArgs}
	}
}

func (c *Connector) requestScope(code Code, what string) scope {
	return scope{code: code, what: what, vars: append(c.ownVars(), sourceRequestVars...), of: c}
}

func (c *Connector) responseScope(code Code, what string) scope {
	return scope{code: code, what: what, vars: append(c.ownVars(), sourceResponseVars...), of: c, hasBody: true}
}

func (c *Connector) selectionScope() scope {
	out := c.responseScope(CodeInvalidSelection, "a selection")
	out.picks = true
	out.vars = slices.DeleteFunc(out.vars, func(v string) bool { return v == mapping.VarBatch })
	return out
}

// checkMapping checks what a mapping reads; nil is fine.
func (l *loader) checkMapping(m *Mapping, sc scope) {
	if m != nil {
		l.checkFindings(m.analysis.Findings, m.At, sc)
		if l.checkReads(m.analysis.Reads, m.At, sc) {
			l.checkCandidates(m.analysis.Candidates, m.At, sc)
		}
	}
}

// checkTemplate checks the holes of a template, each of which has to be a scalar, or a
// list of scalars where the scope allows it.
func (l *loader) checkTemplate(t *Template, sc scope) {
	if t == nil {
		return
	}
	l.checkFindings(t.Findings(), t.At, sc)
	for _, hole := range t.Holes() {
		a := hole.Mapping.AsValue().Analyze()
		if l.checkReads(a.Reads, t.At, sc) {
			l.checkScalar(a.Shape, t.At(hole.Pos), sc)
			l.checkCandidates(a.Candidates, t.At, sc)
		}
	}
}

func (l *loader) checkScalar(s *mapping.Shape, pos Pos, sc scope) {
	kinds, known := l.kindsOf(s, sc.of)
	if !known || kinds.Has(mapping.KindBool, mapping.KindInt, mapping.KindFloat, mapping.KindString, mapping.KindNull) && !onlyNullOr(kinds, mapping.KindList, mapping.KindObject) {
		return
	}
	hint := "read one property of it"
	switch {
	case kinds.Has(mapping.KindList) && sc.lists:
		if !l.hasObjects(s, sc.of) {
			return
		}
	case kinds.Has(mapping.KindList):
		hint = `join it with ->joinNotNull(","), or pick one with ->first`
	}
	l.errorf(pos, sc.code, hint, "this is %s, but %s takes scalars only", kinds&^mapping.KindsOf(mapping.KindNull), sc.what)
}

// hasObjects reports that what a list reads unchanged is no list of scalars.
func (l *loader) hasObjects(s *mapping.Shape, c *Connector) bool {
	return slices.ContainsFunc(s.Reads, func(r mapping.Read) bool {
		t, wrong := l.follow(r, c)
		return wrong == nil && t.def != nil && !t.def.IsLeafType()
	})
}

// onlyNullOr reports that kinds has nothing but null and the given ones, and at
// least one of these.
func onlyNullOr(kinds mapping.Kinds, some ...mapping.Kind) bool {
	set := mapping.KindsOf(some...)
	return kinds&^(set|mapping.KindsOf(mapping.KindNull)) == 0 && kinds&set != 0
}

func (l *loader) checkFindings(findings []mapping.Finding, at func(mapping.Pos) Pos, sc scope) {
	for _, f := range findings {
		if f.Match != nil && (l.covered[f.Match] || l.coversInput(f.Match, sc)) {
			continue
		}
		if f.Error {
			l.errorf(at(f.Pos), sc.code, f.Hint, "%s", f.Msg)
		} else {
			l.warnf(at(f.Pos), sc.code, f.Hint, "%s", f.Msg)
		}
	}
}

// checkReads reports whether all reads have a meaning in the scope.
func (l *loader) checkReads(reads []mapping.Read, at func(mapping.Pos) Pos, sc scope) bool {
	ok := true
	for _, r := range reads {
		switch {
		case r.Var == "" && len(r.Path) > 0 && !sc.hasBody:
			ok = false
			l.errorf(at(r.Pos), sc.code, l.bareKeyHint(r, sc), "%q has nothing to be read from in %s", r, sc.what)
		case r.Var == "":
		case !slices.Contains(sc.vars, r.Var):
			ok = false
			l.errorf(at(r.Pos), sc.code, sc.insteadOf(r.Var), "%s has no meaning in %s", r.Var, sc.what)
		default:
			ok = l.checkPath(r, at, sc) && ok
		}
		if sc.of != nil && r.Var != "" {
			sc.of.uses = append(sc.of.uses, use{Read: r, pos: at(r.Pos), request: !sc.hasBody})
		}
	}
	return ok
}

// bareKeyHint guesses the variable that was forgotten.
func (l *loader) bareKeyHint(r mapping.Read, sc scope) string {
	first := r.Path[0].Name
	for _, v := range sc.vars {
		if "$"+first == v {
			return "write " + "$" + r.String()
		}
	}
	if c := sc.of; c != nil {
		if c.Field != nil && c.Field.Arguments.ForName(first) != nil {
			return "write $args." + r.String()
		}
		if c.Place != OnRoot && c.Type.Fields.ForName(first) != nil {
			return "write $this." + r.String()
		}
	}
	return "start with a variable: " + OneOf(sc.vars)
}

func (sc scope) insteadOf(name string) string {
	c := sc.of
	switch {
	case c == nil:
		return "a source knows no field; " + OneOf(sc.vars)
	case name == mapping.VarThis && c.Place == OnRoot:
		return c.Type.Name + " is no object of a backend; use $args"
	case name == mapping.VarArgs && c.Place == OnType:
		return "a type has no arguments; use $this or $batch"
	case name == mapping.VarBatch && c.Place != OnRoot:
		return "read the keys from the response"
	case name == mapping.VarBatch:
		return "write the connector on a type or on a field of one"
	case name == mapping.VarStatus || name == mapping.VarResponse:
		return "there is no response yet; " + OneOf(sc.vars)
	}
	return OneOf(sc.vars)
}

// checkPath checks that the schema has what a variable is read for.
func (l *loader) checkPath(r mapping.Read, at func(mapping.Pos) Pos, sc scope) bool {
	_, wrong := l.follow(r, sc.of)
	if wrong == nil {
		return true
	}
	code := sc.code
	if sc.picks {
		code = CodeUndefinedField
		if r.Var == mapping.VarArgs {
			code = CodeUndefinedArgument
		}
	}
	if wrong.abstract {
		code = CodeUnsupportedVariableType
	}
	l.errorf(at(wrong.pos), code, wrong.hint, "%s", wrong.msg)
	return false
}

// typed is what a path leads to.
type typed struct {
	typ      *ast.Type // nil where the schema doesn't say
	def      *ast.Definition
	list     bool // a list on the way, or at the end
	nullable bool // may be null on the way, or at the end
}

// wrongPath is why a path leads nowhere.
type wrongPath struct {
	pos       mapping.Pos
	msg, hint string
	abstract  bool
}

// follow finds what a read leads to, by the types of arguments and fields.
func (l *loader) follow(r mapping.Read, c *Connector) (typed, *wrongPath) {
	var out typed
	switch {
	case r.Var == mapping.VarRequest || r.Var == mapping.VarResponse:
		if len(r.Path) > 0 && r.Path[0].Name != "headers" {
			return out, &wrongPath{r.Path[0].Pos, fmt.Sprintf("%s has no %q", r.Var, r.Path[0].Name), "write " + r.Var + `.headers.name->first`, false}
		}
		return out, nil
	case c == nil || !slices.Contains(c.ownVars(), r.Var):
		return out, nil // anything, or reported already
	case r.Var == mapping.VarBatch:
		out.list = true
	}
	for i := range r.Path {
		next, names := l.member(r, c, out, i)
		if next == nil {
			return out, l.noMember(r, out, i, names)
		}
		out.typ, out.def = next, l.types[next.Name()]
		out.list = out.list || next.NamedType == ""
		out.nullable = out.nullable || !next.NonNull || next.Elem != nil && !next.Elem.NonNull
		if out.def == nil || out.def.Kind == ast.Scalar && !isBuiltIn(out.def.Name) {
			return typed{}, nil // any JSON, or reported as a missing type
		}
	}
	return out, nil
}

// member is the type of the i-th step, or the names that there are.
func (l *loader) member(r mapping.Read, c *Connector, in typed, i int) (*ast.Type, []string) {
	name := r.Path[i].Name
	var names []string
	if i == 0 && r.Var == mapping.VarArgs {
		for _, a := range c.Field.Arguments {
			if a.Name == name {
				return a.Type, nil
			}
			names = append(names, a.Name)
		}
		return nil, names
	}
	def := in.def
	if i == 0 {
		def = c.Type
	}
	for _, f := range def.Fields {
		if f.Name == name {
			return f.Type, nil
		}
		names = append(names, f.Name)
	}
	return nil, names
}

func (l *loader) noMember(r mapping.Read, in typed, i int, names []string) *wrongPath {
	key := r.Path[i]
	parent := mapping.Read{Var: r.Var, Path: r.Path[:i]}.String()
	out := &wrongPath{pos: key.Pos}
	switch {
	case i > 0 && in.def.Kind == ast.Union:
		out.abstract = true
		out.msg, out.hint = fmt.Sprintf("%s is the union %s, which has no fields of its own", parent, in.def.Name), "read a field of an object type"
	case i > 0 && in.def.IsLeafType():
		out.msg, out.hint = fmt.Sprintf("%s is %s, which has no %q", parent, in.typ, key.Name), "end the path at "+parent
	case i == 0 && r.Var == mapping.VarArgs:
		out.msg = fmt.Sprintf("the field has no argument %q", key.Name)
		out.hint = DidYouMean(key.Name, names, "declare it as an argument")
		if len(names) > 0 && out.hint == "declare it as an argument" {
			out.hint += ", or " + OneOf(names)
		}
	default:
		out.msg = fmt.Sprintf("%s has no field %q", parent, key.Name)
		out.hint = DidYouMean(key.Name, names, OneOf(names))
	}
	return out
}

func isBuiltIn(name string) bool {
	return slices.Contains([]string{"ID", "String", "Int", "Float", "Boolean"}, name)
}
