package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
)

// unsupported is what Load accepts and the runtime does not have.
func (e *Emitter) unsupported() connect.Diagnostics {
	u := &refusals{Emitter: e}
	for _, c := range e.schema.Connectors {
		if c.Field == nil {
			continue
		}
		coordinate := c.Type.Name + "." + c.Field.Name
		u.several(c, coordinate)
		u.lists(c.Pos, coordinate, c.Field, c.Supplies)
	}
	for _, c := range e.schema.Connectors {
		u.keys(c)
	}
	for _, def := range e.schema.Types() {
		u.positions(def)
		u.roots(def)
	}
	return u.found.Sorted()
}

type refusals struct {
	*Emitter
	found connect.Diagnostics
}

func (u *refusals) refuse(at connect.Pos, hint, msg string, args ...any) {
	u.found = append(u.found, connect.Diagnostic{Pos: at, Code: connect.CodeNotCompiled, Hint: hint, Msg: fmt.Sprintf(msg, args...)})
}

// several refuses fields that are put together from answers where nothing can join them:
// of mutations, as each would change something, of abstract types and lists of lists.
func (u *refusals) several(c *connect.Connector, coordinate string) {
	of := u.schema.Type(c.Field.Type.Name())
	many := len(u.schema.ConnectorsOf(c.Type.Name, c.Field.Name)) > 1
	joined := many || u.isGiven(c.Type, c.Field)
	switch {
	case many && u.isMutation(c):
		u.refuse(c.Pos, "call one, and complete its type by others", "%s is a mutation with several connectors, which is not compiled", coordinate)
	case joined && of.IsAbstractType():
		u.refuse(c.Pos, "fill it by one connector", "%s is filled by several connectors and is no object type, which is not compiled", coordinate)
	case joined && !of.IsLeafType() && c.Field.Type.Elem != nil && c.Field.Type.Elem.Elem != nil:
		u.refuse(c.Pos, "fill it by one connector", "%s is filled by several connectors and is a list of lists, which is not compiled", coordinate)
	}
	if c.Place == connect.OnField && slices.ContainsFunc(c.Keys, func(k connect.Path) bool { return u.fetched(c.Type, k[0]) }) {
		u.refuse(c.Pos, "select that field in what returns "+c.Type.Name, "%s reads a field that has a connector of its own, which is not compiled", coordinate)
	}
}

// fetched reports a field that only its own connector fills.
func (u *refusals) fetched(def *ast.Definition, name string) bool {
	f := def.Fields.ForName(name)
	return f != nil && len(u.schema.ConnectorsOf(def.Name, name)) > 0 && !u.isGiven(def, f)
}

// positions looks at what fills objects of a type: entities that would have to be
// completed where nobody does.
func (u *refusals) positions(def *ast.Definition) {
	for _, s := range u.fills[def.Name] {
		if s.Type.IsAbstractType() && u.isEntity(def) && u.lacks(def, s) {
			u.refuse(s.Pos, "select all of their fields there", "behind %s, objects of %s are not completed, which is not compiled", s.Type.Name, def.Name)
		}
		for _, supplied := range s.Fields {
			if f := def.Fields.ForName(supplied.Name); f != nil {
				u.lists(supplied.Pos, def.Name+"."+f.Name, f, supplied.Of)
			}
		}
	}
}

// lists refuses entities in lists of lists, unless nothing of them is missing.
func (u *refusals) lists(at connect.Pos, coordinate string, f *ast.FieldDefinition, have *connect.Supply) {
	of := u.schema.Type(f.Type.Name())
	if f.Type.Elem == nil || f.Type.Elem.Elem == nil || of == nil || have == nil || !u.isEntity(of) || !u.lacks(of, have) {
		return
	}
	u.refuse(at, "select all of their fields there, or return one list", "in the lists of %s, objects of %s are not completed, which is not compiled", coordinate, of.Name)
}

// keys refuses objects of lists of lists, and opaque ids in them, as parts of a key.
func (u *refusals) keys(c *connect.Connector) {
	for _, path := range c.Keys {
		def := c.Type
		if c.Place == connect.OnRoot {
			def = c.Returns
		}
		for _, name := range path {
			f := def.Fields.ForName(name)
			if f == nil {
				break
			}
			_, isGlobal := connect.GlobalID(f.Directives, def.Name)
			next := u.schema.Type(f.Type.Name())
			if f.Type.Elem != nil && f.Type.Elem.Elem != nil && (isGlobal || !next.IsLeafType()) {
				u.refuse(c.Pos, "read what is in one list", "%s reads lists of lists of %s.%s, which is not compiled", c.Coordinate, def.Name, name)
				break
			}
			def = next
		}
	}
}

// roots refuses fields that lead back to a root type, such as the `query` of a payload.
func (u *refusals) roots(def *ast.Definition) {
	for _, f := range def.Fields {
		if of := u.schema.Type(f.Type.Name()); of != nil && u.schema.IsRoot(of) && !strings.HasPrefix(f.Name, "__") {
			u.refuse(u.schema.At(f.Position), "remove it; clients write a second query", "%s.%s leads back to %s, which is not compiled", def.Name, f.Name, of.Name)
		}
	}
}
