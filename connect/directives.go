package connect

import (
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

const (
	globalID   = "globalID"
	constraint = "constraint"
)

// Opaque is a @globalID: what clients see instead of a backend's key.
type Opaque struct {
	// Type is the name in the id. It need not be a type of this schema: clients whose
	// types differ may share the ids of one thing.
	Type   string
	Number bool // the backend's keys are numbers from 1
}

// GlobalID reads the @globalID among directives of a field, an argument or an input
// field. parent is the type that a field stands on, which is the default.
func GlobalID(ds ast.DirectiveList, parent string) (o Opaque, ok bool) {
	d := ds.ForName(globalID)
	if d == nil {
		return Opaque{}, false
	}
	o.Type = parent
	if a := d.Arguments.ForName("type"); a != nil && a.Value.Kind == ast.StringValue {
		o.Type = a.Value.Raw
	}
	if a := d.Arguments.ForName("number"); a != nil {
		o.Number = a.Value.Raw == "true"
	}
	return o, true
}

// Requires are the fields that hand-written Go reads of its object, as @requires says;
// ok is false for a field without one, of which nobody knows.
func (s *Schema) Requires(typ, field string) (paths []Path, ok bool) {
	paths, ok = s.requires[typ+"."+field]
	return paths, ok
}

// checkOwnDirectives checks the directives that the convention does not have, and
// @requires, which has a meaning on fields in Go.
func (l *loader) checkOwnDirectives() {
	l.schema.requires = map[string][]Path{}
	for _, def := range l.order {
		for _, f := range def.Fields {
			l.checkGlobalID(f.Directives, f.Type, def)
			for _, a := range f.Arguments {
				l.checkGlobalID(a.Directives, a.Type, nil)
				l.checkConstraint(a)
			}
			if def.Kind == ast.Object && l.schema.isGo(def, f) {
				l.readRequires(def, f)
			}
		}
	}
}

// checkGlobalID: def is the type that a field stands on, nil for an argument.
func (l *loader) checkGlobalID(ds ast.DirectiveList, typ *ast.Type, def *ast.Definition) {
	d := ds.ForName(globalID)
	if d == nil || !l.supportingDirective(globalID) {
		return
	}
	pos := l.posOf(d.Position, '@')
	if typ.Name() != "ID" || typ.Elem != nil && typ.Elem.Elem != nil {
		l.errorf(pos, CodeInvalidGlobalID, "declare it as ID, or as a list of ID", "@%s stands on %s", globalID, typ)
		return
	}
	a := d.Arguments.ForName("type")
	switch {
	case a == nil && (def == nil || def.Kind == ast.InputObject):
		l.errorf(pos, CodeInvalidGlobalID, "write @"+globalID+"(type: \"Product\")", "this @%s does not say which type the id names", globalID)
	case a != nil && !graphQLName.MatchString(a.Value.Raw):
		l.errorf(l.pos(a.Value.Position), CodeInvalidGlobalID, "write the name of a type, such as \"Product\"", "%q is not the name of a type", a.Value.Raw)
	}
}

func (l *loader) checkConstraint(a *ast.ArgumentDefinition) {
	d := a.Directives.ForName(constraint)
	if d == nil || !l.supportingDirective(constraint) {
		return
	}
	pos := l.posOf(d.Position, '@')
	if a.Type.NamedType != "Int" {
		l.errorf(pos, CodeInvalidConstraint, "declare it as Int", "@%s stands on %s", constraint, a.Type)
		return
	}
	bound := func(name string, otherwise int) int {
		if b := d.Arguments.ForName(name); b != nil {
			n, err := strconv.Atoi(b.Value.Raw)
			if err == nil {
				return n
			}
		}
		return otherwise
	}
	least, most := bound("min", -1<<31), bound("max", 1<<31-1)
	if least > most {
		l.errorf(pos, CodeInvalidConstraint, "swap them", "min is %d and max is %d, so that no value will do", least, most)
	}
	if a.DefaultValue != nil {
		if n, err := strconv.Atoi(a.DefaultValue.Raw); err == nil && (n < least || n > most) {
			l.errorf(l.pos(a.DefaultValue.Position), CodeInvalidConstraint, "choose one within the range", "the default %d is out of the range %d to %d", n, least, most)
		}
	}
}

// readRequires reads what a field in Go needs of its object.
func (l *loader) readRequires(def *ast.Definition, f *ast.FieldDefinition) {
	for _, d := range f.Directives {
		if l.link.federation[d.Name] != "requires" {
			continue
		}
		if paths, ok := l.keyFields(def, d); ok {
			name := def.Name + "." + f.Name
			l.schema.requires[name] = slices.Concat(l.schema.requires[name], paths)
		}
	}
}
