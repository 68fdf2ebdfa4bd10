package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
)

// ownOf is what copies a value of a type for one request.
func (e *Emitter) ownOf(t *ast.Type) string {
	if t.Elem == nil {
		return "own" + templates.ToGoModelName(t.NamedType)
	}
	elem := e.ownOf(t.Elem)
	name := e.unique("own list of "+elem, "ownListOf"+strings.TrimPrefix(elem, "own"))
	if _, known := e.owners[name]; !known {
		e.owners[name] = ""
		typ := e.goType(&ast.Type{Elem: t.Elem})
		e.extra = append(e.extra, fmt.Sprintf("func %s(l *entity.Levels, at entity.Place, list %s) %s {\nreturn entity.OwnList(%s)(l, at, list)\n}\n", name, typ, typ, elem))
	}
	return name
}

// owning prints the copying functions.
func (e *Emitter) owning() {
	for _, def := range e.schema.Types() {
		if e.schema.IsRoot(def) || !e.owned(def) {
			continue
		}
		e.use("bff/graph/entity")
		if def.IsAbstractType() {
			e.ownAbstract(def)
		} else {
			e.ownObject(def)
		}
	}
}

// owned reports a type of which requests get copies: it has fields to resolve by level,
// and connectors fill it, or what it holds. What is Go through and through is made for
// the request already.
func (e *Emitter) owned(def *ast.Definition) bool { return e.touched(def) && e.leads(def, nil) }

// leads reports a type that connectors fill, or that holds such objects.
func (e *Emitter) leads(def *ast.Definition, above []*ast.Definition) bool {
	if def == nil || def.IsLeafType() || slices.Contains(above, def) {
		return false
	}
	above = append(above, def)
	return slices.ContainsFunc(e.concrete(def), func(d *ast.Definition) bool {
		return e.filled(d) || slices.ContainsFunc(d.Fields, func(f *ast.FieldDefinition) bool {
			return e.kindOf(d, f) == plain && e.leads(e.schema.Type(f.Type.Name()), above)
		})
	})
}

func (e *Emitter) ownAbstract(def *ast.Definition) {
	name, typ := templates.ToGoModelName(def.Name), e.named(def)
	e.p("func own%s(l *entity.Levels, at entity.Place, o %s) %s {\nswitch o := o.(type) {", name, typ, typ)
	for _, d := range e.concrete(def) {
		if e.owned(d) {
			e.p("case %s:\nreturn own%s(l, at, o)", e.named(d), templates.ToGoModelName(d.Name))
		}
	}
	e.p("}\nreturn o\n}\n")
}

func (e *Emitter) ownObject(def *ast.Definition) {
	name, typ := templates.ToGoModelName(def.Name), e.named(def)
	e.p("func own%s(l *entity.Levels, at entity.Place, o %s) %s {\nif o == nil {\nreturn nil\n}", name, typ, typ)
	if !e.filled(def) {
		e.p("l.Share()")
	}
	e.p("c, fresh := entity.Copy(l, o)\nif !fresh {\nreturn c\n}")
	for i, f := range def.Fields {
		if e.kindOf(def, f) == plain && e.owned(e.schema.Type(f.Type.Name())) {
			e.p("c.%[1]s = %[2]s(l, at.Field(%[3]d), c.%[1]s)", fieldName(f), e.ownOf(f.Type), i)
		}
	}
	if e.levels(def) {
		e.p("entity.Keep(l, at, c)")
	}
	e.p("return c\n}\n")
}

// merging prints, for each type whose objects are put together, what copies fields from
// one object to another, and for the objects inside of these.
func (e *Emitter) merging() {
	done := map[string]bool{}
	for _, def := range e.wholes() {
		e.merge(def, done)
	}
}

func (e *Emitter) merge(def *ast.Definition, done map[string]bool) {
	if done[def.Name] {
		return
	}
	done[def.Name] = true
	e.use("bff/connect/supply")
	name, base := templates.ToGoModelName(def.Name), ""
	base, _ = e.base(def)
	e.p("func merge%s(into, from *%s, fields *supply.Supply) {\nfor _, f := range fields.Fields {\nswitch f.Name {", name, base)
	var inner []*ast.Definition
	for _, f := range def.Fields {
		if !e.isFilled(def, f) {
			continue
		}
		field, of := fieldName(f), e.schema.Type(f.Type.Name())
		e.p("case %q:", f.Name)
		if f.Type.Elem == nil && of.Kind == ast.Object && e.partial(def, f) {
			e.p("if into.%[1]s != nil && from.%[1]s != nil {\nboth := *into.%[1]s\nmerge%[2]s(&both, from.%[1]s, f.Of)\ninto.%[1]s = &both\ncontinue\n}", field, templates.ToGoModelName(of.Name))
			inner = append(inner, of)
		}
		e.p("into.%[1]s = from.%[1]s", field)
	}
	e.p("}\n}")
	if e.hasState(def) {
		e.p("into.state.Join(&from.state)")
	}
	e.p("}\n")
	for _, of := range inner {
		e.merge(of, done)
	}
}

// partial reports a field with an object that connectors fill differently, so that two
// of them may have to be joined.
func (e *Emitter) partial(def *ast.Definition, f *ast.FieldDefinition) bool {
	var first *connect.Supply
	for _, s := range e.fills[def.Name] {
		supplied := s.Field(f.Name)
		if supplied == nil || supplied.Of == nil {
			continue
		}
		if first == nil {
			first = supplied.Of
		} else if missing(first, supplied.Of) || missing(supplied.Of, first) {
			return true
		}
	}
	return false
}
