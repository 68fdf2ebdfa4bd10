package connect

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// checkHidden checks @inaccessible: it hides fields and types, and what is left has to
// be a schema.
func (l *loader) checkHidden() {
	for _, def := range l.order {
		for _, v := range def.EnumValues {
			l.onlyFields(v.Directives, def.Name+"."+v.Name)
		}
		for _, f := range def.Fields {
			if def.Kind == ast.InputObject {
				l.onlyFields(f.Directives, def.Name+"."+f.Name)
			}
			for _, a := range f.Arguments {
				l.onlyFields(a.Directives, "the argument "+a.Name+" of "+def.Name+"."+f.Name)
			}
			if !l.isHidden(def, f) {
				l.checkVisible(def, f)
			}
		}
		l.checkPromised(def)
	}
	query := l.roots[ast.Query]
	if query != nil && len(query.Fields) > 0 && !slices.ContainsFunc(query.Fields, func(f *ast.FieldDefinition) bool {
		return !strings.HasPrefix(f.Name, "__") && !l.isHidden(query, f)
	}) {
		l.errorf(l.pos(query.Position), CodeGraphQL, "leave one field of it without @inaccessible", "clients see no field of %s", query.Name)
	}
}

func (l *loader) isHidden(def *ast.Definition, f *ast.FieldDefinition) bool {
	of := l.types[f.Type.Name()]
	return l.schema.Hidden(def.Name, f.Name) || of != nil && l.schema.Hidden(of.Name, "")
}

// onlyFields refuses @inaccessible where we have no way to follow it, so that nobody
// believes to have hidden something.
func (l *loader) onlyFields(ds ast.DirectiveList, what string) {
	for _, d := range ds {
		if l.schema.federation[d.Name] == "inaccessible" {
			l.errorf(l.posOf(d.Position, '@'), CodeGraphQL, "hide the field or the type that has it", "%s cannot be hidden", what)
		}
	}
}

// checkVisible checks that clients see what they need for a field that they see.
func (l *loader) checkVisible(def *ast.Definition, f *ast.FieldDefinition) {
	for _, a := range f.Arguments {
		if of := l.types[a.Type.Name()]; of != nil && l.schema.Hidden(of.Name, "") {
			l.errorf(l.pos(a.Position), CodeGraphQL, "hide "+def.Name+"."+f.Name+" too, or show "+of.Name, "clients see %s.%s, but not %s, the type of its argument %s", def.Name, f.Name, of.Name, a.Name)
		}
	}
}

// checkPromised checks that a type shows the fields of the interfaces that it shows.
func (l *loader) checkPromised(def *ast.Definition) {
	for _, name := range def.Interfaces {
		promise := l.types[name]
		if promise == nil || l.schema.Hidden(name, "") || l.schema.Hidden(def.Name, "") {
			continue
		}
		for _, f := range promise.Fields {
			own := def.Fields.ForName(f.Name)
			if own != nil && l.isHidden(def, own) && !l.isHidden(promise, f) {
				l.errorf(l.pos(own.Position), CodeGraphQL, "hide "+name+"."+f.Name+" too", "%s.%s is hidden, but the interface %s shows it", def.Name, f.Name, name)
			}
		}
	}
}
