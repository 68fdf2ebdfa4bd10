package importer

import (
	"strings"
)

// width is how long lines of a schema get where they can be broken.
const width = 110

// key is a property as a mapping names it.
func key(name string) string {
	if graphQLName.MatchString(name) {
		return name
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name) + "'"
}

// selectionOf is the lines of a field's selection.
func selectionOf(f *rootField) []string {
	if def := f.typ.object(); def != nil {
		return group(def, selected)
	}
	if f.typ.name == "Boolean" && f.nothing {
		return []string{"$(true)"}
	}
	return []string{"$"}
}

// bodyOf is the lines of a field's body; nil for none.
func bodyOf(f *rootField) []string {
	if f.input == nil {
		return nil
	}
	of := "$args." + f.input.name
	if def := f.input.typ.object(); def != nil {
		return braced(of, group(def, sent))
	}
	return []string{of}
}

// item is one of a group: what it begins with, and the group inside of it.
type item struct {
	head   string
	inside []string
}

// group is the lines of what is in a type. Short items share lines; an object that
// does not fit into one gets its own.
func group(def *typeDef, of func(*field) item) []string {
	var out []string
	line := ""
	flush := func() {
		if line != "" {
			out = append(out, line)
		}
		line = ""
	}
	for _, f := range def.fields {
		it := of(f)
		text := []string{it.head}
		if it.inside != nil {
			text = braced(it.head, it.inside)
		}
		switch {
		case len(text) > 1:
			flush()
			out = append(out, text...)
		case line == "":
			line = text[0]
		case len(line)+1+len(text[0]) > width-30:
			flush()
			line = text[0]
		default:
			line += " " + text[0]
		}
	}
	flush()
	return out
}

// braced puts a group behind its head, in one line if it fits.
func braced(head string, inside []string) []string {
	if len(inside) == 1 && len(head)+len(inside[0]) < width-40 {
		return []string{head + " { " + inside[0] + " }"}
	}
	out := []string{head + " {"}
	for _, line := range inside {
		out = append(out, "  "+line)
	}
	return append(out, "}")
}

// selected is a field of an answer: `listPrice: list_price`.
func selected(f *field) item {
	out := item{head: key(f.wire)}
	if f.wire != f.name {
		out.head = f.name + ": " + out.head
	}
	def := f.typ.object()
	switch {
	case def == nil:
	case f.key != "":
		only := def.settled(f.key)
		out.inside = []string{selected(only).head}
	default:
		out.inside = group(def, selected)
	}
	return out
}

// sent is a field of a body: `list_price: listPrice`.
func sent(f *field) item {
	out := item{head: f.name}
	if f.number {
		out.head += "->parseInt"
	}
	if f.wire != f.name || f.number {
		out.head = key(f.wire) + ": " + out.head
	}
	if def := f.typ.object(); def != nil {
		out.inside = group(def, sent)
	}
	return out
}
