package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
	"bff/connect/mapping"
)

// root prints Connected, and the resolvers of the types that need no Go.
func (e *Emitter) root() {
	e.p("// Connected resolves the fields that connectors fill. A type all of whose resolved")
	e.p("// fields they fill is resolved by it alone; for another one, embed its connected type")
	e.p("// in the resolver that has the fields written in Go:")
	e.p("//\n//\ttype resolver struct{ *Connected }\n//")
	e.p("//\ttype productResolver struct {\n//\t\tconnectedProduct\n//\t\troot *resolver\n//\t}\n//")
	e.p("// A field that is neither connected nor written is a compile error that names it.")
	e.p("type Connected struct {\nrt *connector.Runtime\n")
	for _, def := range e.wholes() {
		e.use("bff/graph/entity")
		base, _ := e.base(def)
		e.p("%s *entity.Type[%s]", typeVar(def), base)
	}
	e.p("}\n")
	e.p("// Connect makes the resolvers of connected fields. They keep no state of their own and")
	e.p("// are safe for concurrent use.")
	e.p("func Connect(rt *connector.Runtime) *Connected {\nconnector.IsAtLeastVersion1()\nc := &Connected{rt: rt}")
	for _, def := range e.wholes() {
		e.p("c.%s = c.new%s()", typeVar(def), templates.ToGoModelName(def.Name)+"Type")
	}
	e.p("return c\n}\n")
	for _, def := range e.resolved() {
		name := templates.ToGoModelName(def.Name)
		if _, all := e.resolves(def); all {
			e.p("// %s resolves the fields of %s.", templates.UcFirst(def.Name), def.Name)
			e.p("func (c *Connected) %s() %s { return connected%s{c} }\n", templates.UcFirst(def.Name), resolverName(def), name)
		}
	}
	for _, def := range e.resolved() {
		name := templates.ToGoModelName(def.Name)
		e.p("// connected%s resolves the connected fields of %s.", name, def.Name)
		e.p("type connected%s struct{ c *Connected }\n", name)
	}
}

// resolved are the types with fields that this package resolves.
func (e *Emitter) resolved() []*ast.Definition {
	var out []*ast.Definition
	for _, def := range e.schema.Types() {
		if def.Kind != ast.Object || e.hiddenType(def.Name) {
			continue
		}
		if some, _ := e.resolves(def); some {
			out = append(out, def)
		}
	}
	return out
}

// methods prints a method for each connected field and each entity that may lack
// something.
func (e *Emitter) methods() {
	for _, def := range e.schema.Types() {
		if def.Kind != ast.Object {
			continue
		}
		for _, f := range def.Fields {
			switch e.kindOf(def, f) {
			case connected:
				e.connected(def, f)
			case completed:
				if !e.hidden(def, f) && !e.hiddenType(def.Name) {
					e.completed(def, f)
				}
			}
		}
	}
}

// connected prints the resolver of a field, and what fetches it, which Go may call too.
func (e *Emitter) connected(def *ast.Definition, f *ast.FieldDefinition) {
	e.use("context")
	if def.Kind == ast.Object && e.schema.IsRoot(def) {
		e.fetchRoot(def, f)
		if !e.hidden(def, f) {
			e.rootMethod(def, f)
		}
		return
	}
	e.fetchField(def, f)
	if !e.hidden(def, f) && !e.hiddenType(def.Name) {
		e.fieldMethod(def, f)
	}
}

func (e *Emitter) fetchName(def *ast.Definition, f *ast.FieldDefinition) string {
	return e.unique("fetch "+def.Name+"."+f.Name, "fetch"+templates.ToGoModelName(def.Name)+fieldName(f))
}

// parameters are the arguments of a method, and as they are passed on.
func (e *Emitter) parameters(f *ast.FieldDefinition) (declared, passed string) {
	for _, a := range f.Arguments {
		declared += ", " + argumentName(a.Name) + " " + e.argumentType(a.Type)
		passed += ", " + argumentName(a.Name)
	}
	return declared, passed
}

// usesArgs reports whether the connector looks at its arguments.
func usesArgs(c *connect.Connector) bool { return c.Uses(mapping.VarArgs) }

// arguments prints the making of $args. failed is what to return when an id is wrong.
func (e *Emitter) arguments(def *ast.Definition, f *ast.FieldDefinition, failed string) {
	if len(f.Arguments) == 0 || !slices.ContainsFunc(e.sourcesOf(def, f), usesArgs) {
		e.use("bff/connect/mapping")
		e.p("var args mapping.Value")
		return
	}
	e.use("bff/graph/entity")
	e.p("args, err := connector.Args(entity.Arguments(ctx, %q, %q), %s,", def.Name, f.Name, e.ids(def, f))
	for _, a := range f.Arguments {
		e.p("connector.Argument{Name: %q, Value: %s},", a.Name, argumentName(a.Name))
	}
	e.p(")\nif err != nil {\nreturn %s\n}", failed)
}

// ids are the arguments that hold opaque ids; nil for none.
func (e *Emitter) ids(def *ast.Definition, f *ast.FieldDefinition) string {
	var entries []string
	for _, a := range f.Arguments {
		if g, ok := connect.GlobalID(a.Directives, def.Name); ok {
			entries = append(entries, fmt.Sprintf("%q: %s", a.Name, e.hoisted("keyOf"+g.Type, e.keyOf(g))))
		}
		e.inputIDs(a.Name, e.schema.Type(a.Type.Name()), nil, &entries)
	}
	if len(entries) == 0 {
		return "nil"
	}
	return e.hoisted("ids"+templates.ToGoModelName(def.Name)+fieldName(f), "connector.IDs{"+strings.Join(entries, ", ")+"}")
}

func (e *Emitter) inputIDs(path string, def *ast.Definition, above []*ast.Definition, entries *[]string) {
	if def == nil || def.Kind != ast.InputObject || slices.Contains(above, def) {
		return
	}
	for _, f := range def.Fields {
		if g, ok := connect.GlobalID(f.Directives, def.Name); ok {
			*entries = append(*entries, fmt.Sprintf("%q: %s", path+"."+f.Name, e.hoisted("keyOf"+g.Type, e.keyOf(g))))
		}
		e.inputIDs(path+"."+f.Name, e.schema.Type(f.Type.Name()), append(above, def), entries)
	}
}

// constraints prints the checks of @constraint.
func (e *Emitter) constraints(f *ast.FieldDefinition, result string) {
	for _, a := range f.Arguments {
		d := a.Directives.ForName("constraint")
		if d == nil {
			continue
		}
		e.use("bff/graph/relay")
		least, most := d.Arguments.ForName("min"), d.Arguments.ForName("max")
		from, to := "math.MinInt32", "math.MaxInt32"
		if least != nil {
			from = least.Value.Raw
		}
		if most != nil {
			to = most.Value.Raw
		}
		if least == nil || most == nil {
			e.use("math")
		}
		check := fmt.Sprintf("if err := relay.Between(%q, %%s, %s, %s); err != nil {\nvar none %s\nreturn none, err\n}", a.Name, from, to, result)
		if a.Type.NonNull {
			e.p(check, argumentName(a.Name))
			continue
		}
		e.p("if "+argumentName(a.Name)+" != nil {\n"+check+"\n}", "*"+argumentName(a.Name))
	}
}

// sourcesOf are the connectors that are called for a field: of several that fill a scalar
// the first.
func (e *Emitter) sourcesOf(def *ast.Definition, f *ast.FieldDefinition) []*connect.Connector {
	all := e.schema.ConnectorsOf(def.Name, f.Name)
	if !e.several(def, f) {
		return all[:1]
	}
	return all
}

// fetchRoot prints the call of a root field.
func (e *Emitter) fetchRoot(def *ast.Definition, f *ast.FieldDefinition) {
	e.use("bff/connect/supply")
	declared, _ := e.parameters(f)
	typ, all := e.goTypeRead(f.Type), e.sourcesOf(def, f)
	e.p("// %s calls %s.", e.fetchName(def, f), coordinates(all))
	e.p("func (c *Connected) %s(ctx context.Context%s) supply.Result[%s] {", e.fetchName(def, f), declared, typ)
	e.arguments(def, f, fmt.Sprintf("supply.Result[%s]{Err: err}", typ))
	call := func(c *connect.Connector) string {
		return fmt.Sprintf("%s.Fetch(ctx, c.rt, connector.Vars{Args: args})", e.varOf(c))
	}
	if len(all) == 1 {
		e.p("return %s\n}\n", call(all[0]))
		return
	}
	e.p("return %s[0]\n}\n", e.severalOf(f, "1", all, func(c *connect.Connector) string { return fmt.Sprintf("[]supply.Result[%s]{%s}", typ, call(c)) }))
}

func coordinates(all []*connect.Connector) string {
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.Coordinate
	}
	return strings.Join(names, " and ")
}

// goTypeRead is the type that a connector's reader gives for a field: a nullable scalar
// is no pointer yet.
func (e *Emitter) goTypeRead(t *ast.Type) string {
	return strings.TrimPrefix(e.goType(&ast.Type{NamedType: t.NamedType, Elem: t.Elem, NonNull: true}), "")
}

// rootMethod prints the resolver of a root field.
func (e *Emitter) rootMethod(def *ast.Definition, f *ast.FieldDefinition) {
	e.use("bff/graph/entity")
	declared, passed := e.parameters(f)
	name := templates.ToGoModelName(def.Name)
	e.comment(methodName(f), f.Description, methodName(f)+" resolves "+def.Name+"."+f.Name+".")
	e.p("func (r connected%s) %s(ctx context.Context%s) (%s, error) {", name, methodName(f), declared, e.goType(f.Type))
	e.constraints(f, e.goType(f.Type))
	e.p("return %s\n}\n", e.finish(def, f, "", fmt.Sprintf("r.c.%s(ctx%s)", e.fetchName(def, f), passed)))
}

// finish is the call of package entity that turns results into the field's value.
func (e *Emitter) finish(def *ast.Definition, f *ast.FieldDefinition, each, results string) string {
	of := e.schema.Type(f.Type.Name())
	if f.Type.NonNull && e.kindOf(def, f) == connected {
		results = fmt.Sprintf("entity.Must%s(%q, %s)", each, def.Name+"."+f.Name, results)
	}
	scalarPointer := f.Type.Elem == nil && !f.Type.NonNull && of.IsLeafType() && !e.hasNull(of, e.named(of))
	switch {
	case f.Type.Elem == nil && e.isEntity(of) && e.filled(of):
		return fmt.Sprintf("entity.Entity%s(ctx, %s, %s, r.c.%s)", each, results, e.ownOf(f.Type), typeVar(of))
	case f.Type.Elem != nil && f.Type.Elem.Elem == nil && e.isEntity(of) && e.filled(of):
		return fmt.Sprintf("entity.Entities%s(ctx, %s, %s, r.c.%s, %t)", each, results, e.ownOf(f.Type.Elem), typeVar(of), !f.Type.Elem.NonNull)
	case e.owned(of):
		return fmt.Sprintf("entity.Object%s(ctx, %s, %s)", each, results, e.ownOf(f.Type))
	case scalarPointer:
		return fmt.Sprintf("entity.Pointer%s(ctx, %s)", each, results)
	default:
		return fmt.Sprintf("entity.Plain%s(ctx, %s)", each, results)
	}
}

// fetchField prints the call of a field for all its parents.
func (e *Emitter) fetchField(def *ast.Definition, f *ast.FieldDefinition) {
	e.use("bff/connect/supply")
	declared, _ := e.parameters(f)
	base, _ := e.base(def)
	typ, all := e.goTypeRead(f.Type), e.sourcesOf(def, f)
	e.p("// %s calls %s for many objects.", e.fetchName(def, f), coordinates(all))
	e.p("func (c *Connected) %s(ctx context.Context, objs []*%s%s) []supply.Result[%s] {", e.fetchName(def, f), base, declared, typ)
	e.arguments(def, f, fmt.Sprintf("connector.Failed[%s](len(objs), err)", typ))
	call := e.fieldCall(def, f, all[0])
	if len(all) > 1 {
		call = e.severalOf(f, "len(objs)", all, func(c *connect.Connector) string { return e.fieldCall(def, f, c) })
	}
	if e.isGiven(def, f) {
		call = e.givenOf(def, f, call)
	}
	e.p("return %s\n}\n", call)
	for _, c := range all {
		e.key(e.keyName(def, f, c), def, c.Keys)
	}
}

// keyName is the function that makes $this, or an element of $batch, for a connector.
func (e *Emitter) keyName(def *ast.Definition, f *ast.FieldDefinition, c *connect.Connector) string {
	return e.unique("key "+c.Coordinate, "key"+templates.ToGoModelName(def.Name)+fieldName(f))
}

// fieldCall is the call of one connector of a field.
func (e *Emitter) fieldCall(def *ast.Definition, f *ast.FieldDefinition, c *connect.Connector) string {
	call := "FetchThis"
	if c.Batch {
		call = "FetchBatch"
	}
	return fmt.Sprintf("%s.%s(ctx, c.rt, args, connector.Keys(objs, %s))", e.varOf(c), call, e.keyName(def, f, c))
}

// fieldMethod prints the resolver of such a field.
func (e *Emitter) fieldMethod(def *ast.Definition, f *ast.FieldDefinition) {
	_, passed := e.parameters(f)
	e.batchMethod(def, f, fmt.Sprintf("r.c.%s(ctx, all%s)", e.fetchName(def, f), passed))
}

// completed prints the resolver of a field with entities that may lack something.
func (e *Emitter) completed(def *ast.Definition, f *ast.FieldDefinition) {
	base, _ := e.base(def)
	e.use("context")
	e.batchMethod(def, f, fmt.Sprintf("entity.Filled(all, func(o *%s) %s { return o.%s })", base, e.goType(f.Type), fieldName(f)))
}

func (e *Emitter) batchMethod(def *ast.Definition, f *ast.FieldDefinition, results string) {
	e.use("bff/graph/entity")
	e.use("bff/graph/batch")
	declared, _ := e.parameters(f)
	base, _ := e.base(def)
	typ := e.goType(f.Type)
	e.comment(methodName(f), f.Description, methodName(f)+" resolves "+def.Name+"."+f.Name+".")
	e.p("func (r connected%s) %s(ctx context.Context, objs []*%s%s) ([]%s, error) {", templates.ToGoModelName(def.Name), methodName(f), base, declared, typ)
	e.constraints(f, "[]"+typ)
	e.p("return batch.Resolve(ctx, objs, func(ctx context.Context, all []*%s) ([]%s, error) {", base, typ)
	e.p("return %s\n})\n}\n", e.finish(def, f, "Each", results))
}
