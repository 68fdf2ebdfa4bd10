package contract

import (
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// lack is why a value may have none.
type lack struct {
	why     string // "may be null", "may be absent"; empty if it always has one
	read    mapping.Read
	element bool // it is an element of a list that may
}

// traced is what stands at the end of an origin.
type traced struct {
	place
	list    bool   // a list was gone through, so that the value is one
	whole   lack   // of the value
	element lack   // of the elements, where a list was gone through
	inside  []lack // of what stands in the lists at its end, by depth
}

// trace follows an origin through the answer; ok is false where the document does
// not say.
func (s selection) trace(o origin) (out traced, ok bool) {
	p := s.answer
	if o.top && p.null {
		out.whole = lack{why: "may be null"}
	}
	for i, key := range o.read.Path {
		// A group takes the elements of a list one by one.
		own := i > o.from || i == o.from && o.top
		out.list = out.list || own && p.isList()
		in := p.elements()
		next, found := p.property(key.Name)
		if !found || in.open || next.open {
			return out, false
		}
		if own && p.isList() && in.null {
			out.note("may have null in it", o.read, i)
		}
		if i >= o.from {
			out.note(next.why(), o.read, i+1)
		}
		p = next.place
	}
	out.place = p
	for range maxDepth {
		if !p.isList() {
			break
		}
		p = p.items()
		at := lack{read: o.read, element: true}
		if p.null {
			at.why = "may have null in it"
		}
		out.inside = append(out.inside, at)
	}
	return out, !out.open
}

func (m member) why() string {
	switch {
	case m.optional:
		return "may be absent"
	case m.null:
		return "may be null"
	default:
		return ""
	}
}

// note keeps the first reason.
func (f *traced) note(why string, read mapping.Read, n int) {
	read.Path = read.Path[:n]
	switch {
	case why == "":
	case f.list && f.element.why == "":
		f.element = lack{why, read, true}
	case !f.list && f.whole.why == "":
		f.whole = lack{why, read, false}
	}
}

// nullable is why a value that must not be null, or must not have null in it, may.
// Of several places that it comes from, each has to have a reason.
func (s selection) nullable(shape *mapping.Shape, t target) lack {
	if n := len(shape.Alternatives); n > 0 {
		if len(shape.Reads) == 0 { // ->match: the data decides
			return lack{}
		}
		for _, a := range shape.Alternatives[:n-1] { // null itself is passed over, its elements are not
			elements, typ := t, *t.typ
			typ.NonNull, elements.typ = false, &typ
			if at := s.nullable(a, elements); at.element {
				return at
			}
		}
		return s.nullable(shape.Alternatives[n-1], t) // in a ?? b only the last may stay null
	}
	var first lack
	for _, o := range s.origins(shape, t.outer) {
		end, ok := s.trace(o)
		if !ok {
			return lack{}
		}
		at := end.against(t, o.plain)
		if at.why == "" {
			return lack{}
		}
		if first.why == "" {
			first = at
		}
	}
	return first
}

// against is what the value lacks to fill the field.
func (f traced) against(t target, plain bool) lack {
	switch {
	case t.typ.NonNull && f.whole.why != "":
		return f.whole
	case t.typ.NonNull && t.typ.Elem == nil: // one element was picked
		for _, at := range f.levels() {
			if at.why != "" {
				return lack{why: at.why, read: at.read}
			}
		}
	case plain:
		typ := t.typ.Elem
		for _, at := range f.levels() {
			if typ == nil {
				break
			}
			if typ.NonNull && at.why != "" {
				return at
			}
			typ = typ.Elem
		}
	}
	return lack{}
}

// levels are the lacks of elements, from the outermost list on.
func (f traced) levels() []lack {
	if f.list {
		return append([]lack{f.element}, f.inside...)
	}
	return f.inside
}

func (s selection) mayBeNull(t target, def *ast.Definition, at lack) {
	hint := "declare it without the last !"
	switch {
	case at.element:
		hint = "declare the elements without the !, or leave null out with ->filter"
	case def.IsLeafType() && t.typ.Elem == nil:
		hint = "declare it without the !, or give a default, as in $(" + t.relative(at.read).String() + " ?? ...)"
	}
	s.errorf(t.pos, CodeNullable, hint, "%s is %s, but %s %s", t.name, t.typ, s.named(at.read), at.why)
}
