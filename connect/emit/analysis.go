package emit

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
)

// analysis is what is decided about a schema before anything is printed.
type analysis struct {
	schema *connect.Schema
	fills  map[string][]*connect.Supply // what fills objects of a type, at all positions
	spread map[string]*connect.Supply   // for objects of a type inside of a spread one
	inKeys map[string]bool              // types whose objects are parts of keys
}

func analyze(s *connect.Schema) *analysis {
	a := &analysis{schema: s, fills: map[string][]*connect.Supply{}, spread: map[string]*connect.Supply{}, inKeys: map[string]bool{}}
	for _, c := range s.Connectors {
		a.visit(c.Supplies)
		for _, k := range c.Keys {
			a.key(c, k)
		}
	}
	return a
}

// key notes the types on the way to a part of a key, such as Org of "org.id".
func (a *analysis) key(c *connect.Connector, path connect.Path) {
	def := c.Type
	if c.Place == connect.OnRoot {
		def = c.Returns
	}
	for _, name := range path[:len(path)-1] {
		f := def.Fields.ForName(name)
		if f == nil {
			return
		}
		def = a.schema.Type(f.Type.Name())
		a.inKeys[def.Name] = true
	}
}

func (a *analysis) visit(s *connect.Supply) {
	if s == nil || slices.Contains(a.fills[s.Type.Name], s) {
		return
	}
	for _, def := range a.concrete(s.Type) {
		a.fills[def.Name] = append(a.fills[def.Name], s)
	}
	for _, f := range s.Fields {
		a.visit(f.Of)
	}
	if s.Open {
		a.visitSpread(s)
	}
}

// visitSpread goes on to the objects that a spread one may have inside.
func (a *analysis) visitSpread(s *connect.Supply) {
	for _, def := range a.concrete(s.Type) {
		for _, f := range def.Fields {
			of := a.schema.Type(f.Type.Name())
			if of == nil || of.IsLeafType() || s.Field(f.Name) != nil || len(a.schema.ConnectorsOf(def.Name, f.Name)) > 0 || a.schema.IsGo(def.Name, f.Name) {
				continue
			}
			if a.spread[of.Name] == nil {
				a.spread[of.Name] = &connect.Supply{Type: of, Open: true}
			}
			a.visit(a.spread[of.Name])
		}
	}
}

// concrete are the types of objects that a type stands for; itself, for an object type.
func (a *analysis) concrete(def *ast.Definition) []*ast.Definition {
	if !def.IsAbstractType() {
		return []*ast.Definition{def}
	}
	var out []*ast.Definition
	for _, d := range a.schema.Types() {
		if d.Kind == ast.Object && (slices.Contains(def.Types, d.Name) || slices.Contains(d.Interfaces, def.Name)) {
			out = append(out, d)
		}
	}
	return out
}

// filled reports an object type that some connector fills.
func (a *analysis) filled(def *ast.Definition) bool { return len(a.fills[def.Name]) > 0 }

// isEntity reports a type that providers complete.
func (a *analysis) isEntity(def *ast.Definition) bool {
	return def.Kind == ast.Object && len(a.schema.Providers(def.Name)) > 0
}

// hasState reports a type whose objects remember what filled them.
func (a *analysis) hasState(def *ast.Definition) bool {
	if def.Kind != ast.Object || !a.filled(def) || a.schema.IsRoot(def) {
		return false
	}
	return a.isEntity(def) || a.inKeys[def.Name] || slices.ContainsFunc(a.schema.Connectors, func(c *connect.Connector) bool {
		return c.Place == connect.OnField && c.Type.Name == def.Name && (len(c.Keys) > 0 || a.isGiven(def, c.Field))
	})
}

// isGiven reports a field with a connector of its own that other connectors fill too, as
// they select an object that has it: what is there is not fetched again.
func (a *analysis) isGiven(def *ast.Definition, f *ast.FieldDefinition) bool {
	return len(a.schema.ConnectorsOf(def.Name, f.Name)) > 0 && slices.ContainsFunc(a.fills[def.Name], func(s *connect.Supply) bool { return s.Field(f.Name) != nil })
}

// several reports a field whose value is put together from what several connectors fill.
func (a *analysis) several(def *ast.Definition, f *ast.FieldDefinition) bool {
	return len(a.schema.ConnectorsOf(def.Name, f.Name)) > 1 && !a.schema.Type(f.Type.Name()).IsLeafType()
}

// isJoined reports a type whose objects are put together from what several connectors
// fill, without being entities.
func (a *analysis) isJoined(def *ast.Definition) bool {
	return def.Kind == ast.Object && slices.ContainsFunc(a.schema.Connectors, func(c *connect.Connector) bool {
		return c.Field != nil && c.Field.Type.Name() == def.Name && (a.several(c.Type, c.Field) || a.isGiven(c.Type, c.Field))
	})
}

// kind is how a field gets its value.
type kind int

const (
	plain     kind = iota // it is in the struct
	connected             // a connector of its own
	completed             // an entity in the struct, of which more may be asked for
	inGo                  // a hand-written resolver
)

func (a *analysis) kindOf(def *ast.Definition, f *ast.FieldDefinition) kind {
	switch {
	case len(a.schema.ConnectorsOf(def.Name, f.Name)) > 0:
		return connected
	case a.schema.IsGo(def.Name, f.Name):
		return inGo
	case a.mayLack(def, f):
		return completed
	default:
		return plain
	}
}

// mayLack reports a field with entities that some connector fills in part only.
func (a *analysis) mayLack(def *ast.Definition, f *ast.FieldDefinition) bool {
	of := a.schema.Type(f.Type.Name())
	if of == nil || !a.isEntity(of) {
		return false
	}
	for _, s := range a.fills[def.Name] {
		if supplied := s.Field(f.Name); supplied != nil && supplied.Of != nil && a.lacks(of, supplied.Of) {
			return true
		}
	}
	return false
}

// lacks reports that a provider of the type fills something that is not there.
func (a *analysis) lacks(def *ast.Definition, have *connect.Supply) bool {
	return slices.ContainsFunc(a.schema.Providers(def.Name), func(c *connect.Connector) bool { return missing(c.Supplies, have) })
}

func missing(want, have *connect.Supply) bool {
	if want == nil || have == nil || have.Open {
		return want != nil && have == nil
	}
	for _, f := range want.Fields {
		mine := have.Field(f.Name)
		if mine == nil || f.Of != nil && mine.Of != nil && missing(f.Of, mine.Of) {
			return true
		}
	}
	return false
}

// batched reports a field that gqlgen resolves for many parents at once.
func (a *analysis) batched(def *ast.Definition, f *ast.FieldDefinition) bool {
	if a.schema.IsRoot(def) || a.hidden(def, f) {
		return false
	}
	switch a.kindOf(def, f) {
	case connected, completed:
		return true
	case inGo:
		d := f.Directives.ForName("goField")
		batch := d.Arguments.ForName("batch")
		return batch == nil || batch.Value.Raw != "false"
	default:
		return false
	}
}

func (a *analysis) hidden(def *ast.Definition, f *ast.FieldDefinition) bool {
	return a.schema.Hidden(def.Name, f.Name) || a.hiddenType(f.Type.Name())
}

// hiddenType reports a type that no client may see.
func (a *analysis) hiddenType(name string) bool { return a.schema.Hidden(name, "") }

// levels reports a type with fields that are resolved by level.
func (a *analysis) levels(def *ast.Definition) bool {
	return slices.ContainsFunc(def.Fields, func(f *ast.FieldDefinition) bool { return a.batched(def, f) })
}

// touched reports a type of which each request needs copies: its objects have fields
// that are resolved by level, or hold such objects.
func (a *analysis) touched(def *ast.Definition, above ...*ast.Definition) bool {
	if def == nil || def.IsLeafType() || slices.Contains(above, def) {
		return false
	}
	if def.IsAbstractType() {
		return slices.ContainsFunc(a.concrete(def), func(d *ast.Definition) bool { return a.touched(d, append(above, def)...) })
	}
	if a.levels(def) || a.isEntity(def) {
		return true
	}
	return slices.ContainsFunc(def.Fields, func(f *ast.FieldDefinition) bool {
		return a.kindOf(def, f) == plain && a.touched(a.schema.Type(f.Type.Name()), append(above, def)...)
	})
}

// resolves reports a type whose objects have any field that is resolved by a method,
// so that gqlgen wants a resolver for it.
func (a *analysis) resolves(def *ast.Definition) (connectedToo, all bool) {
	all = true
	for _, f := range def.Fields {
		if a.hidden(def, f) || strings.HasPrefix(f.Name, "__") {
			continue
		}
		switch a.kindOf(def, f) {
		case connected, completed:
			connectedToo = true
		case inGo:
			all = false
		}
	}
	return connectedToo, all
}

// isIDs reports an ID, or a list of some.
func isIDs(t *ast.Type) bool {
	if t.Elem != nil {
		t = t.Elem
	}
	return t.NamedType == "ID"
}

// numberBit is where the State of a type notes whether an id, or each of a list of
// them, is a number.
func (a *analysis) numberBit(def *ast.Definition, field string) int {
	n := 0
	for _, f := range def.Fields {
		if !isIDs(f.Type) {
			continue
		}
		if f.Name == field {
			return n
		}
		n++
	}
	return -1
}
