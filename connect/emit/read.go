package emit

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
)

// keyOf is what takes such an id apart.
func (e *Emitter) keyOf(g connect.Opaque) string {
	e.use("bff/graph/relay")
	decode := "relay.Key"
	if g.Number {
		decode = "relay.NumberKey"
	}
	return fmt.Sprintf("connector.GlobalKey(%s, %q, %t)", decode, g.Type, g.Number)
}

// readType is what reads a value of a type: a function, or a variable for a list.
func (e *Emitter) readType(t *ast.Type, ds ast.DirectiveList, parent string) string {
	if t.Elem != nil {
		return e.readList(t, ds, parent)
	}
	if g, ok := connect.GlobalID(ds, parent); ok {
		e.use("bff/graph/relay")
		return e.hoisted("readGlobalID"+g.Type, fmt.Sprintf("connector.GlobalID(relay.ID, %q)", g.Type))
	}
	return e.readNamed(e.schema.Type(t.NamedType))
}

// hoisted is a variable with the expression, made once.
func (e *Emitter) hoisted(name, expression string) string {
	if known, ok := e.readers[expression]; ok {
		return known
	}
	name = e.unique("reader "+expression, name)
	e.readers[expression] = name
	e.extra = append(e.extra, fmt.Sprintf("var %s = %s\n", name, expression))
	return name
}

func (e *Emitter) readList(t *ast.Type, ds ast.DirectiveList, parent string) string {
	elem := e.readType(t.Elem, ds, parent)
	def := e.schema.Type(t.Name())
	how, name := "List", "readList"
	switch {
	case t.Elem.NonNull && t.Elem.Elem == nil && e.isStruct(def):
		how, name = "ListOfNonNullPointers", "readListOfNonNullPointers"
	case t.Elem.NonNull:
		how, name = "ListOfNonNull", "readListOfNonNull"
	case t.Elem.Elem == nil && !e.hasNull(def, e.named(def)):
		how, name = "ListOfPointers", "readListOfPointers"
	}
	suffix := elem[strings.LastIndexByte(elem, '.')+1:]
	suffix = strings.TrimPrefix(strings.NewReplacer("[", "", "]", "", "*", "").Replace(suffix), "read")
	name += strings.ToUpper(suffix[:1]) + suffix[1:]
	expression := fmt.Sprintf("connector.%s(%s)", how, elem)
	if def.IsLeafType() {
		return e.hoisted(name, expression)
	}
	return e.hoistedFunc(name, expression, e.goType(&ast.Type{Elem: t.Elem}))
}

// hoistedFunc is hoisted for what reads objects: a variable must not lead back to the
// functions that use it.
func (e *Emitter) hoistedFunc(name, expression, typ string) string {
	if known, ok := e.readers[expression]; ok {
		return known
	}
	name = e.unique("reader "+expression, name)
	e.readers[expression] = name
	e.use("bff/connect/mapping")
	e.use("bff/connect/supply")
	e.extra = append(e.extra, fmt.Sprintf("func %s(r *connector.Reader, v mapping.Value, of *supply.Supply) (%s, bool) {\nreturn %s(r, v, of)\n}\n", name, typ, expression))
	return name
}

// readNamed is what reads a value of a type without lists.
func (e *Emitter) readNamed(def *ast.Definition) string {
	switch def.Kind {
	case ast.Enum:
		return e.readEnum(def)
	case ast.Scalar:
		return e.readScalar(def)
	default:
		return "read" + templates.ToGoModelName(def.Name)
	}
}

func (e *Emitter) readEnum(def *ast.Definition) string {
	if e.bound(def.Name) == "" {
		return "connector.Enum[" + e.named(def) + "]"
	}
	var values []string
	for _, v := range def.EnumValues {
		values = append(values, fmt.Sprintf("%q", v.Name))
	}
	return e.hoisted("read"+templates.ToGoModelName(def.Name), "connector.EnumOf("+strings.Join(values, ", ")+")")
}

// readScalar chooses by the scalar's Go type, and for GraphQL's own by their rules.
func (e *Emitter) readScalar(def *ast.Definition) string {
	switch def.Name {
	case "ID":
		return "connector.ID"
	case "Int":
		return "connector.Int"
	}
	switch typ := e.named(def); typ {
	case "string":
		return "connector.String"
	case "int":
		return "connector.Integer"
	case "int64":
		return "connector.Long"
	case "any":
		return "connector.Any"
	case "float64":
		return "connector.Float"
	case "bool":
		return "connector.Bool"
	case "time.Time":
		return "connector.Time"
	default:
		return e.readCustom(def)
	}
}

// readCustom reads a scalar as gqlgen reads it from variables.
func (e *Emitter) readCustom(def *ast.Definition) string {
	bound := e.bound(def.Name)
	pkg, name := splitName(bound)
	f, isFunction := e.object(bound).(*types.Func)
	switch {
	case pkg == gqlgenPackage, isFunction && !takesContext(f):
		return e.hoisted("read"+templates.ToGoModelName(def.Name), fmt.Sprintf("connector.Scalar(%s.Unmarshal%s)", e.use(pkg), name))
	case isFunction:
		e.use("context")
		return e.hoisted("read"+templates.ToGoModelName(def.Name), fmt.Sprintf(
			"connector.Scalar(func(v any) (%s, error) { return %s.Unmarshal%s(context.Background(), v) })", e.named(def), e.use(pkg), name))
	}
	return e.hoisted("read"+templates.ToGoModelName(def.Name), "connector.Unmarshaler["+e.named(def)+"]()")
}

// reading prints a function for each type that connectors fill.
func (e *Emitter) reading() {
	for _, def := range e.schema.Types() {
		if def.IsAbstractType() && slices.ContainsFunc(e.concrete(def), e.filled) && e.supplied(def) {
			e.readAbstract(def)
		}
		if def.Kind == ast.Object && e.filled(def) && !e.schema.IsRoot(def) {
			e.readObject(def)
		}
	}
}

// supplied reports an abstract type that some connector returns.
func (e *Emitter) supplied(def *ast.Definition) bool {
	return slices.ContainsFunc(e.concrete(def), func(d *ast.Definition) bool {
		return slices.ContainsFunc(e.fills[d.Name], func(s *connect.Supply) bool { return s.Type == def })
	})
}

func (e *Emitter) signature(name, result string) {
	e.use("bff/connect/mapping")
	e.use("bff/connect/supply")
	e.p("func read%s(r *connector.Reader, v mapping.Value, of *supply.Supply) (%s, bool) {", name, result)
}

func (e *Emitter) readAbstract(def *ast.Definition) {
	name := templates.ToGoModelName(def.Name)
	e.p("// read%s reads the type that __typename says.", name)
	e.signature(name, e.named(def))
	e.p("if !r.Object(v) {\nreturn nil, false\n}")
	e.p("name, _ := v.Get(\"__typename\").Str()\nswitch name {")
	for _, d := range e.concrete(def) {
		e.p("case %q:\nif o, ok := read%s(r, v, of); ok {\nreturn o, true\n}", d.Name, templates.ToGoModelName(d.Name))
	}
	e.p("default:\nr.UnknownType(%q)\n}\nreturn nil, false\n}\n", def.Name)
}

// readObject prints the function for an object type: the fields that any connector
// fills.
func (e *Emitter) readObject(def *ast.Definition) {
	base, _ := e.base(def)
	name := templates.ToGoModelName(def.Name)
	tags := tagTexts(def.Directives)
	if len(tags) > 0 {
		e.p("var tags%s = connector.Templates(%s)\n", name, strings.Join(tags, ", "))
	}
	must := e.must(def)
	if len(must) > 0 {
		e.p("// must%[1]s are the fields of every %[1]s that cannot be null.\nvar must%[1]s = []string{%[2]s}\n", name, strings.Join(must, ", "))
	}
	e.signature(name, "*"+base)
	e.p("if !r.Object(v) {\nreturn nil, false\n}\no, got := new(%s), 0", base)
	if e.hasState(def) {
		e.p("o.state.From(of)")
	}
	e.p("for name, v := range v.All() {\nswitch name {")
	for _, f := range def.Fields {
		if e.isFilled(def, f) {
			e.readField(def, f)
		}
	}
	e.p("}\n}")
	check := "r.Check(v, of, got)"
	if len(must) > 0 {
		check = "r.Check(v, of, got, must" + name + "...)"
	}
	if e.hasState(def) {
		check = "o.state.SetVoid(" + check + ")"
	}
	e.p("%s", check)
	if len(tags) > 0 {
		e.p("r.Tag(v, tags%s)", name)
	}
	e.p("return o, true\n}\n")
}

// must are the non-null fields of a type, as literals, if objects of it are filled
// anywhere without that what fills them says which fields those have.
func (e *Emitter) must(def *ast.Definition) []string {
	if !slices.ContainsFunc(e.fills[def.Name], func(s *connect.Supply) bool { return s.Open || s.Type.IsAbstractType() }) {
		return nil
	}
	var out []string
	for _, f := range def.Fields {
		if f.Type.NonNull && e.isFilled(def, f) {
			out = append(out, fmt.Sprintf("%q", f.Name))
		}
	}
	return out
}

// isFilled reports a field that stands in the struct because some connector fills it.
func (e *Emitter) isFilled(def *ast.Definition, f *ast.FieldDefinition) bool {
	if k := e.kindOf(def, f); k == inGo || k == connected && !e.isGiven(def, f) {
		return false
	}
	return slices.ContainsFunc(e.fills[def.Name], func(s *connect.Supply) bool { return s.Open || s.Field(f.Name) != nil })
}

func (e *Emitter) readField(def *ast.Definition, f *ast.FieldDefinition) {
	e.p("case %q:", f.Name)
	of := "nil"
	if target := e.schema.Type(f.Type.Name()); !target.IsLeafType() {
		of = "of.Of(name)"
	}
	read := e.readType(f.Type, f.Directives, def.Name)
	into := "&o." + fieldName(f)
	target := e.schema.Type(f.Type.Name())
	switch {
	case f.Type.NonNull:
		e.p("got += connector.Must(r, name, v, %s, %s, %s)", of, read, into)
	case f.Type.Elem != nil || e.hasNull(target, e.named(target)):
		e.p("connector.May(r, name, v, %s, %s, %s)", of, read, into)
	default:
		e.p("connector.MayPointer(r, name, v, %s, %s)", read, into)
	}
	if _, isGlobal := connect.GlobalID(f.Directives, def.Name); !isGlobal && isIDs(f.Type) && e.hasState(def) {
		e.p("o.state.SetNumber(%d, connector.Numbers(v))", e.numberBit(def, f.Name))
	}
}
