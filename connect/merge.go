package connect

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// merge makes one declaration of each type that the files declare: several files
// may each add fields to a type, and an extension is one more of these. Within
// one file a type is declared once.
func (l *loader) merge(doc *ast.SchemaDocument) {
	byName := map[string]*ast.Definition{}
	var out ast.DefinitionList
	for _, def := range doc.Definitions {
		first := byName[def.Name]
		switch {
		case first == nil:
			byName[def.Name] = def
			out = append(out, def)
		case first.Position.Src == def.Position.Src:
			l.errorf(l.pos(def.Position), CodeGraphQL, "remove one of them, or write `extend`", "%s is already declared at %s", def.Name, l.pos(first.Position))
		default:
			l.mergeType(first, def)
		}
	}
	for _, def := range doc.Extensions {
		if first := byName[def.Name]; first != nil {
			l.mergeType(first, def)
			continue
		}
		byName[def.Name] = def
		out = append(out, def)
	}
	doc.Definitions, doc.Extensions = out, nil
	for _, def := range out {
		l.checkFieldsOnce(def)
	}
}

func (l *loader) mergeType(into, def *ast.Definition) {
	if into.Kind != def.Kind {
		l.errorf(l.pos(def.Position), CodeGraphQL, "give one of them another name", "%s is %s here and %s at %s", def.Name, kindName(def.Kind), kindName(into.Kind), l.pos(into.Position))
		return
	}
	if into.Description == "" {
		into.Description = def.Description
	}
	into.Directives = l.mergeDirectives(into.Directives, def.Directives)
	for _, name := range def.Interfaces {
		if !slices.Contains(into.Interfaces, name) {
			into.Interfaces = append(into.Interfaces, name)
		}
	}
	for _, f := range def.Fields {
		l.mergeField(into, f)
	}
	for i, name := range def.Types {
		if slices.Contains(into.Types, name) {
			continue
		}
		into.Types = append(into.Types, name)
		if i < len(def.TypePositions) {
			into.TypePositions = append(into.TypePositions, def.TypePositions[i])
		}
	}
	for _, v := range def.EnumValues {
		if into.EnumValues.ForName(v.Name) == nil {
			into.EnumValues = append(into.EnumValues, v)
		}
	}
}

// mergeField adds a field, or its directives to the field that is there.
func (l *loader) mergeField(into *ast.Definition, f *ast.FieldDefinition) {
	first := into.Fields.ForName(f.Name)
	if first == nil || first.Position.Src == f.Position.Src {
		into.Fields = append(into.Fields, f)
		return
	}
	if first.Type.String() != f.Type.String() {
		l.errorf(l.pos(f.Position), CodeGraphQL, "give both the same type", "%s.%s is %s here and %s at %s", into.Name, f.Name, f.Type, first.Type, l.pos(first.Position))
		return
	}
	for _, a := range f.Arguments {
		if other := first.Arguments.ForName(a.Name); other == nil {
			first.Arguments = append(first.Arguments, a)
		} else if other.Type.String() != a.Type.String() {
			l.errorf(l.pos(a.Position), CodeGraphQL, "give both the same type", "the argument %s of %s.%s is %s here and %s at %s", a.Name, into.Name, f.Name, a.Type, other.Type, l.pos(other.Position))
		}
	}
	if first.Description == "" {
		first.Description = f.Description
	}
	first.Directives = l.mergeDirectives(first.Directives, f.Directives)
}

// mergeDirectives keeps one of those that several files repeat: each file that
// mentions an entity has its @key.
func (l *loader) mergeDirectives(into, more ast.DirectiveList) ast.DirectiveList {
	for _, d := range more {
		same := func(o *ast.Directive) bool { return directiveText(o) == directiveText(d) }
		if !slices.ContainsFunc(into, same) {
			into = append(into, d)
		}
	}
	return into
}

func directiveText(d *ast.Directive) string {
	text := "@" + d.Name
	for _, a := range d.Arguments {
		text += " " + a.Name + ": " + a.Value.String()
	}
	return text
}

func (l *loader) checkFieldsOnce(def *ast.Definition) {
	seen := map[string]*ast.FieldDefinition{}
	var kept ast.FieldList
	for _, f := range def.Fields {
		if first := seen[f.Name]; first != nil {
			l.errorf(l.pos(f.Position), CodeGraphQL, "remove one of them", "%s.%s is already declared at %s", def.Name, f.Name, l.pos(first.Position))
			continue
		}
		seen[f.Name] = f
		kept = append(kept, f)
	}
	def.Fields = kept
}

func kindName(k ast.DefinitionKind) string {
	switch k {
	case ast.Object:
		return "an object type"
	case ast.Interface:
		return "an interface"
	case ast.Union:
		return "a union"
	case ast.Enum:
		return "an enum"
	case ast.InputObject:
		return "an input type"
	default:
		return "a scalar"
	}
}
