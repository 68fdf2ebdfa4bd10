package emit

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
)

// severalOf is the call of package entity that calls as few of the connectors as fill
// what is asked for.
func (e *Emitter) severalOf(f *ast.FieldDefinition, parents string, all []*connect.Connector, call func(*connect.Connector) string) string {
	e.use("bff/graph/entity")
	of, typ := e.schema.Type(f.Type.Name()), e.goTypeRead(f.Type)
	var sources []string
	for _, c := range all {
		sources = append(sources, fmt.Sprintf("\n{Fills: %s, Fetch: func() []supply.Result[%s] { return %s }}", e.supplyOf(c), typ, call(c)))
	}
	name, nullable := "Several", ""
	if f.Type.Elem != nil {
		name, nullable = "SeveralLists", fmt.Sprintf(", %t", !f.Type.Elem.NonNull)
	}
	return fmt.Sprintf("entity.%s(ctx, %s, c.%s%s, []entity.Source[%s]{%s,\n})", name, parents, typeVar(of), nullable, typ, strings.Join(sources, ","))
}

// givenOf is the call of package entity that fetches for the objects that do not have
// the field yet.
func (e *Emitter) givenOf(def *ast.Definition, f *ast.FieldDefinition, fetch string) string {
	e.use("bff/graph/entity")
	base, _ := e.base(def)
	of, typ := e.schema.Type(f.Type.Name()), e.goTypeRead(f.Type)
	var value string
	switch {
	case f.Type.NonNull:
		value = fmt.Sprintf("return o.%s, !o.state.Void(%q)", fieldName(f), f.Name)
	case e.goType(f.Type) == "*"+typ:
		value = fmt.Sprintf("if o.%[1]s == nil {\nvar none %[2]s\nreturn none, false\n}\nreturn *o.%[1]s, true", fieldName(f), typ)
	default:
		value = fmt.Sprintf("return o.%[1]s, o.%[1]s != nil", fieldName(f))
	}
	state := fmt.Sprintf("func(o *%s) *supply.State { return &o.state }", base)
	name, kind := "Given", ""
	switch {
	case of.Kind == ast.Object && f.Type.Elem == nil:
		name, kind = "GivenObjects", ", c."+typeVar(of)+", "+e.suppliesOf(def, f)
	case of.Kind == ast.Object && f.Type.Elem.Elem == nil:
		name, kind = "GivenLists", ", c."+typeVar(of)+", "+e.suppliesOf(def, f)
	}
	return fmt.Sprintf("entity.%s(ctx, objs, %q, %s, func(o *%s) (%s, bool) { %s }%s, func(objs []*%s) []supply.Result[%s] { return %s })",
		name, f.Name, state, base, typ, value, kind, base, typ, fetch)
}

// suppliesOf returns the supplies of the connectors of a field.
func (e *Emitter) suppliesOf(def *ast.Definition, f *ast.FieldDefinition) string {
	e.use("bff/connect/supply")
	var out []string
	for _, c := range e.sourcesOf(def, f) {
		out = append(out, e.supplyOf(c))
	}
	return "[]*supply.Supply{" + strings.Join(out, ", ") + "}"
}
