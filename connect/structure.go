package connect

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// checkStructure checks what GraphQL itself asks and people get wrong most:
// types and directives that do not exist, and where they may stand. gqlparser
// would stop at the first.
func (l *loader) checkStructure(doc *ast.SchemaDocument) {
	for _, def := range slices.Concat(doc.Schema, doc.SchemaExtension) {
		l.checkDirectives(def.Directives, ast.LocationSchema, "the schema")
	}
	for _, def := range doc.Definitions {
		l.checkDirectives(def.Directives, ast.DirectiveLocation(def.Kind), kindName(def.Kind))
		for _, f := range def.Fields {
			l.checkField(def, f)
		}
		for _, v := range def.EnumValues {
			l.checkDirectives(v.Directives, ast.LocationEnumValue, "an enum value")
		}
		for i, name := range def.Types {
			at := def.Position
			if i < len(def.TypePositions) {
				at = def.TypePositions[i]
			}
			l.checkTypeName(at, name, ast.Object)
		}
		for _, name := range def.Interfaces {
			l.checkTypeName(def.Position, name, ast.Interface)
		}
	}
}

var (
	outputKinds = []ast.DefinitionKind{ast.Scalar, ast.Object, ast.Interface, ast.Union, ast.Enum}
	inputKinds  = []ast.DefinitionKind{ast.Scalar, ast.Enum, ast.InputObject}
)

func (l *loader) checkField(def *ast.Definition, f *ast.FieldDefinition) {
	if def.Kind == ast.InputObject {
		l.checkTypeName(typePosition(f.Type), f.Type.Name(), inputKinds...)
		l.checkDirectives(f.Directives, ast.LocationInputFieldDefinition, "an input field")
		l.checkDefault(f.Type, f.DefaultValue, def.Name+"."+f.Name)
		return
	}
	l.checkTypeName(typePosition(f.Type), f.Type.Name(), outputKinds...)
	l.checkDirectives(f.Directives, ast.LocationFieldDefinition, "a field")
	for _, a := range f.Arguments {
		l.checkTypeName(typePosition(a.Type), a.Type.Name(), inputKinds...)
		l.checkDirectives(a.Directives, ast.LocationArgumentDefinition, "an argument")
		l.checkDefault(a.Type, a.DefaultValue, "the argument "+a.Name)
	}
}

// typePosition is where the name of a type stands, inside of all brackets.
func typePosition(t *ast.Type) *ast.Position {
	for t.Elem != nil {
		t = t.Elem
	}
	return t.Position
}

func (l *loader) checkTypeName(at *ast.Position, name string, kinds ...ast.DefinitionKind) {
	def := l.types[name]
	if def == nil {
		l.errorf(l.pos(at), CodeMissingType, DidYouMean(name, l.typeNames(kinds...), "declare it"), "there is no type %s", name)
		return
	}
	if !hasKind(def, kinds...) {
		hint := "use an output type"
		if slices.Contains(kinds, ast.InputObject) {
			hint = "declare an `input` type for arguments"
		}
		l.errorf(l.pos(at), CodeGraphQL, hint, "%s is %s, which cannot stand here", name, kindName(def.Kind))
	}
}

func (l *loader) checkDirectives(ds ast.DirectiveList, where ast.DirectiveLocation, what string) {
	seen := map[string]bool{}
	for _, d := range ds {
		def := l.directives[d.Name]
		if def == nil {
			l.undefinedDirective(d)
			continue
		}
		if !slices.Contains(def.Locations, where) {
			l.errorf(l.posOf(d.Position, '@'), CodeGraphQL, l.rightPlace(d.Name), "@%s cannot stand on %s", d.Name, what)
			continue
		}
		if seen[d.Name] && !def.IsRepeatable {
			l.errorf(l.posOf(d.Position, '@'), CodeGraphQL, "keep one of them", "@%s stands here twice", d.Name)
		}
		seen[d.Name] = true
		l.checkDirectiveArguments(d, def)
		l.checkEffect(d)
	}
}

func (l *loader) rightPlace(name string) string {
	switch name {
	case l.link.source:
		return "write it on the schema: `extend schema @" + name + "(...)`"
	case l.link.connect:
		return "write it on a field of an object type, or on an object type"
	default:
		return "move or remove it"
	}
}

func (l *loader) undefinedDirective(d *ast.Directive) {
	pos := l.posOf(d.Position, '@')
	const url = "https://specs.apollo.dev/connect/v0.3"
	switch {
	case (d.Name == "connect" || d.Name == "source") && !l.link.found:
		l.errorf(pos, CodeGraphQL, `add extend schema @link(url: "`+url+`", import: ["@connect", "@source"])`, "@%s is used, but the schema does not link the connect specification", d.Name)
	case d.Name == "source":
		l.errorf(pos, CodeGraphQL, `add "@source" to the import of the @link, or write @`+l.link.source, "@source is not imported")
	case d.Name == "connect":
		l.errorf(pos, CodeGraphQL, "write @"+l.link.connect+", as the @link names it", "@connect is linked under another name")
	default:
		var known []string
		for _, name := range sortedKeys(l.directives) {
			known = append(known, "@"+name)
		}
		l.errorf(pos, CodeGraphQL, DidYouMean("@"+d.Name, known, "declare it, or remove it"), "there is no directive @%s", d.Name)
	}
}

func argumentNames(def *ast.DirectiveDefinition) []string {
	var out []string
	for _, a := range def.Arguments {
		out = append(out, a.Name)
	}
	return out
}

// checkDirectiveArguments checks names; the arguments of @connect and @source
// have messages of their own.
func (l *loader) checkDirectiveArguments(d *ast.Directive, def *ast.DirectiveDefinition) {
	names := argumentNames(def)
	for i, a := range d.Arguments {
		if def.Arguments.ForName(a.Name) == nil {
			l.errorf(l.pos(a.Position), CodeGraphQL, DidYouMean(a.Name, names, OneOf(names)), "@%s has no argument %s", d.Name, a.Name)
		}
		if d.Arguments[:i].ForName(a.Name) != nil {
			l.errorf(l.pos(a.Position), CodeGraphQL, "keep one of them", "@%s has the argument %s twice", d.Name, a.Name)
		}
	}
	if d.Name == l.link.connect || d.Name == l.link.source {
		return
	}
	for _, a := range def.Arguments {
		given := d.Arguments.ForName(a.Name)
		switch {
		case given == nil || given.Value.Kind == ast.NullValue:
			if a.Type.NonNull && a.DefaultValue == nil {
				l.errorf(l.posOf(d.Position, '@'), CodeGraphQL, "write @"+d.Name+"("+a.Name+": ...)", "@%s needs the argument %s", d.Name, a.Name)
			}
		case d.Name != cacheControl && l.supportingDirective(d.Name) && !l.accepts(a.Type, given.Value): // ages have a message of their own
			l.errorf(l.pos(given.Value.Position), CodeGraphQL, howToWrite(a.Type), "`%s` of @%s has to be %s", a.Name, d.Name, a.Type)
		}
	}
}

// accepts reports that a value has the form of a type. gqlparser does not look at the
// arguments of directives in a schema.
func (l *loader) accepts(t *ast.Type, v *ast.Value) bool {
	switch {
	case v.Kind == ast.NullValue:
		return !t.NonNull
	case t.Elem != nil && v.Kind != ast.ListValue:
		return l.accepts(t.Elem, v) // one value is a list of it
	case t.Elem != nil:
		return !slices.ContainsFunc(v.Children, func(c *ast.ChildValue) bool { return !l.accepts(t.Elem, c.Value) })
	}
	switch t.NamedType {
	case "String":
		return v.Kind == ast.StringValue || v.Kind == ast.BlockValue
	case "Int":
		return v.Kind == ast.IntValue
	case "Boolean":
		return v.Kind == ast.BooleanValue
	default: // custom scalars take anything
		return true
	}
}

func howToWrite(t *ast.Type) string {
	switch t.Name() {
	case "Int":
		return "write a whole number"
	case "Boolean":
		return "write true or false"
	default:
		return "put it in quotes"
	}
}
