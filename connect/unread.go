package connect

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// givenValues are the arguments and the input fields that something looks at: a connector
// by what its mappings read, and Go, which may look at all of them.
type givenValues struct {
	*loader
	read map[*ast.FieldDefinition]bool // of input types
	sent map[*ast.Definition]bool      // input types of which connectors get values
}

// checkUnread warns of arguments that no connector of their field reads, and of input
// fields that nothing reads: a client sends them, and nothing happens.
func (l *loader) checkUnread() {
	in := givenValues{loader: l, read: map[*ast.FieldDefinition]bool{}, sent: map[*ast.Definition]bool{}}
	for _, def := range l.order {
		if def.Kind != ast.Object {
			continue
		}
		for _, f := range def.Fields {
			in.field(def, f)
		}
	}
	for _, def := range l.order {
		if def.Kind == ast.InputObject {
			in.report(def)
		}
	}
}

func (in *givenValues) field(def *ast.Definition, f *ast.FieldDefinition) {
	connectors := in.schema.ConnectorsOf(def.Name, f.Name)
	for _, a := range f.Arguments {
		if len(connectors) == 0 {
			in.whole(in.types[a.Type.Name()])
			continue
		}
		in.sends(in.types[a.Type.Name()])
		read := false
		for _, c := range connectors {
			for _, u := range slices.Concat(c.uses, c.tagUses) {
				read = in.use(a, u) || read
			}
		}
		if !read && !in.isShared(a.Position) {
			in.warnf(in.pos(a.Position), CodeWithoutEffect, "read it as $args."+a.Name+", or remove it", "no connector reads the argument %s of %s.%s", a.Name, def.Name, f.Name)
		}
	}
}

// use reports whether a read is of the argument, and notes the input fields on its way.
func (in *givenValues) use(a *ast.ArgumentDefinition, u use) bool {
	if u.Var != mapping.VarArgs || len(u.Path) > 0 && u.Path[0].Name != a.Name {
		return false
	}
	def := in.types[a.Type.Name()]
	for _, key := range u.Path[min(len(u.Path), 1):] {
		if def == nil || def.Kind != ast.InputObject {
			return true
		}
		f := def.Fields.ForName(key.Name)
		if f == nil { // reported
			return true
		}
		in.read[f] = true
		def = in.types[f.Type.Name()]
	}
	in.whole(def)
	return true
}

// whole notes all that an input type has.
func (in *givenValues) whole(def *ast.Definition) {
	if def == nil || def.Kind != ast.InputObject {
		return
	}
	for _, f := range def.Fields {
		if !in.read[f] {
			in.read[f] = true
			in.whole(in.types[f.Type.Name()])
		}
	}
}

// sends notes the input types of which a connector gets values.
func (in *givenValues) sends(def *ast.Definition) {
	if def == nil || def.Kind != ast.InputObject || in.sent[def] {
		return
	}
	in.sent[def] = true
	for _, f := range def.Fields {
		in.sends(in.types[f.Type.Name()])
	}
}

func (in *givenValues) report(def *ast.Definition) {
	for _, f := range def.Fields {
		if d := f.Directives.ForName(globalID); d != nil && !in.sent[def] && !in.isShared(f.Position) {
			in.errorf(in.posOf(d.Position, '@'), CodeInvalidGlobalID, "take the id apart in Go, as with relay.Key", "@%s has no effect on %s.%s, which no connector gets", globalID, def.Name, f.Name)
		}
		if in.sent[def] && !in.read[f] && !in.isShared(f.Position) {
			in.warnf(in.pos(f.Position), CodeWithoutEffect, "read it by a connector, or remove it", "nothing reads %s.%s", def.Name, f.Name)
		}
	}
}
