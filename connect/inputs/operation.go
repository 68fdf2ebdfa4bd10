package inputs

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// rootOf is the root type of an operation as validation found it; "" for one that
// selects nothing.
func rootOf(op *ast.OperationDefinition) string {
	for _, s := range op.SelectionSet {
		switch s := s.(type) {
		case *ast.Field:
			return nameOf(s.ObjectDefinition)
		case *ast.InlineFragment:
			return nameOf(s.ObjectDefinition)
		case *ast.FragmentSpread:
			return nameOf(s.ObjectDefinition)
		}
	}
	return ""
}

func nameOf(def *ast.Definition) string {
	if def == nil {
		return ""
	}
	return def.Name
}

// visit is a fragment in a type: one is enough.
type visit struct {
	fragment *ast.FragmentDefinition
	parent   string
}

// walk is one look at an operation. Conditions such as @include are not looked at: more
// inputs than needed share less, and never wrongly.
type walk struct {
	reader  *Reader
	doc     *ast.QueryDocument
	found   *collection
	visited map[visit]bool
}

// selection walks a selection set on a type, which may be abstract.
func (w *walk) selection(set ast.SelectionSet, parent string) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			w.field(s, parent)
		case *ast.InlineFragment:
			w.selection(s.SelectionSet, narrowed(parent, s.TypeCondition))
		case *ast.FragmentSpread:
			w.spread(s, parent)
		}
	}
}

func (w *walk) spread(s *ast.FragmentSpread, parent string) {
	definition := s.Definition
	if definition == nil {
		definition = w.doc.Fragments.ForName(s.Name)
	}
	if definition == nil {
		w.found.unknown = true
		return
	}
	at := visit{definition, parent}
	if w.visited[at] {
		return
	}
	w.visited[at] = true
	w.selection(definition.SelectionSet, narrowed(parent, definition.TypeCondition))
}

// narrowed is the type that a fragment selects from.
func narrowed(parent, condition string) string {
	if condition == "" {
		return parent
	}
	return condition
}

func (w *walk) field(f *ast.Field, parent string) {
	for _, name := range w.behind(parent) {
		typ, ok := w.reader.types[name]
		if !ok {
			w.found.unknown = true
			continue
		}
		w.call(typ.calls)
		w.resolver(typ, f.Name)
	}
	if strings.HasPrefix(f.Name, "__") {
		return // the schema itself, which is the same for everybody
	}
	if f.Definition == nil {
		w.found.unknown = true
		return
	}
	of := f.Definition.Type.Name()
	for _, name := range w.behind(of) {
		w.call(w.reader.types[name].calls) // also where no fragment is about this type
	}
	w.selection(f.SelectionSet, of)
}

// behind are the object types that a type stands for.
func (w *walk) behind(name string) []string {
	if types, ok := w.reader.abstract[name]; ok {
		return types
	}
	return []string{name}
}

// resolver adds what the resolver of a field reads.
func (w *walk) resolver(typ objects, name string) {
	if strings.HasPrefix(name, "__") {
		return
	}
	field, ok := typ.fields[name]
	w.found.unknown = w.found.unknown || !ok
	w.call(field.Calls)
	w.found.add(field.Reads)
}

func (w *walk) call(names []string) {
	for _, name := range names {
		reads, ok := w.reader.calls[name]
		if !ok {
			w.found.unknown = true
			continue
		}
		w.found.add(reads)
	}
}
