package connect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

const (
	globalID   = "globalID"
	constraint = "constraint"
	idempotent = "idempotent"
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
	if a := typeOfID(d); a != nil {
		o.Type = a.Value.Raw
	}
	if a := d.Arguments.ForName("number"); a != nil {
		o.Number = a.Value.Raw == "true"
	}
	return o, true
}

// typeOfID is the argument that names a type; nil for none.
func typeOfID(d *ast.Directive) *ast.Argument {
	a := d.Arguments.ForName("type")
	if a == nil || a.Value.Kind != ast.StringValue && a.Value.Kind != ast.BlockValue {
		return nil
	}
	return a
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
	l.schema.requires, l.idTypes = map[string][]Path{}, map[string][]*ast.Argument{}
	for _, def := range l.order {
		for _, f := range def.Fields {
			l.checkGlobalID(f.Directives, f.Type, def)
			l.checkIdempotent(def, f)
			for _, a := range f.Arguments {
				l.checkGlobalID(a.Directives, a.Type, nil)
				l.checkConstraint(a)
			}
			if def.Kind == ast.Object && l.schema.isGo(def, f) {
				l.readRequires(def, f)
			}
		}
	}
	l.checkIDTypes()
	l.readReads()
}

// checkGlobalID: def is the type that a field stands on, nil for an argument.
func (l *loader) checkGlobalID(ds ast.DirectiveList, typ *ast.Type, def *ast.Definition) {
	d := ds.ForName(globalID)
	if d == nil {
		return
	}
	pos := l.posOf(d.Position, '@')
	if typ.Name() != "ID" || typ.Elem != nil && typ.Elem.Elem != nil {
		l.errorf(pos, CodeInvalidGlobalID, "declare it as ID, or as a list of ID", "@%s stands on %s", globalID, typ)
		return
	}
	a := typeOfID(d)
	switch {
	case a == nil && (def == nil || def.Kind == ast.InputObject || l.schema.isRoot(def)):
		if v := d.Arguments.ForName("type"); v == nil || v.Value.Kind == ast.NullValue { // else it is reported as no string
			l.errorf(pos, CodeInvalidGlobalID, "write @"+globalID+"(type: \"Product\")", "this @%s does not say which type the id names", globalID)
		}
	case a != nil && !graphQLName.MatchString(a.Value.Raw):
		l.errorf(l.pos(a.Value.Position), CodeInvalidGlobalID, "write the name of a type, such as \"Product\"", "%q is not the name of a type", a.Value.Raw)
	case a != nil:
		l.idTypes[a.Value.Raw] = append(l.idTypes[a.Value.Raw], a)
	}
}

// checkIDTypes warns of what is likely a slip: a type that is not declared, that only
// one @globalID names, and that is one letter off from a name in use. It cannot be an
// error, as an id may name a type that only other clients have.
func (l *loader) checkIDTypes() {
	known := l.typeNames(ast.Object, ast.Interface)
	for name, uses := range l.idTypes {
		if len(uses) > 1 && l.types[name] == nil {
			known = append(known, name)
		}
	}
	slices.Sort(known)
	for name, uses := range l.idTypes {
		if len(uses) > 1 || l.types[name] != nil {
			continue
		}
		if i := slices.IndexFunc(known, func(k string) bool { return isSlip(name, k) }); i >= 0 {
			l.warnf(l.pos(uses[0].Value.Position), CodeInvalidGlobalID, "did you mean "+known[i]+"?", "there is no type %s here, and no other @%s names it", name, globalID)
		}
	}
}

// isSlip reports names, not too short, of which one is the other with a letter more,
// less or changed, with two neighbours swapped, or in another case.
func isSlip(a, b string) bool {
	const short = 3
	if min(len(a), len(b)) <= short {
		return false
	}
	a, b = strings.ToLower(a), strings.ToLower(b)
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return max(len(a), len(b)) <= 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}

func (l *loader) checkConstraint(a *ast.ArgumentDefinition) {
	d := a.Directives.ForName(constraint)
	if d == nil {
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

// checkIdempotent: what reads may be repeated anyway, and Go says it for each call.
func (l *loader) checkIdempotent(def *ast.Definition, f *ast.FieldDefinition) {
	d := f.Directives.ForName(idempotent)
	if d == nil {
		return
	}
	if def == l.roots[ast.Mutation] && len(l.schema.ConnectorsOf(def.Name, f.Name)) > 0 {
		return
	}
	l.errorf(l.posOf(d.Position, '@'), CodeInvalidIdempotent, "put it on a field of the mutation type that has a connector, or leave it out",
		"@%s has no meaning on %s.%s: it says that a connector's request may be sent again", idempotent, def.Name, f.Name)
}

// readRequires reads what a field in Go needs of its object.
func (l *loader) readRequires(def *ast.Definition, f *ast.FieldDefinition) {
	for _, d := range l.federated(f.Directives, "requires") {
		if paths, ok := l.fieldsOf(def, d, l.isThereBeforeGo); ok {
			name := def.Name + "." + f.Name
			l.schema.requires[name] = slices.Concat(l.schema.requires[name], paths)
		}
	}
}

// isThereBeforeGo says why Go cannot find a field in its object: only what connectors
// fill together with the object is there, and not what is resolved by a method.
func (l *loader) isThereBeforeGo(def *ast.Definition, f *ast.FieldDefinition) (wrong, hint string) {
	switch name := def.Name + "." + f.Name; {
	case len(l.schema.ConnectorsOf(def.Name, f.Name)) > 0:
		return name + " is filled by a connector of its own, which runs only where it is asked for", "name the keys that this connector reads, and call its method in Go"
	case l.schema.isGo(def, f):
		return name + " is written in Go itself", "name what that reads"
	}
	return "", ""
}

// readByGo is a field in Go that says it reads a field of the same object; "" for none.
func (l *loader) readByGo(def *ast.Definition, f *ast.FieldDefinition) string {
	for _, other := range def.Fields {
		paths, _ := l.schema.Requires(def.Name, other.Name)
		if slices.ContainsFunc(paths, func(p Path) bool { return p[0] == f.Name }) {
			return other.Name
		}
	}
	return ""
}
