package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// input is the type of what a schema describes in a request; hint is the name of an
// object that has none.
func (b *builder) input(ref *openapi3.SchemaRef, hint string, note noter) gqlType {
	f := b.read(ref)
	t := b.inputOf(f, hint, note)
	t.nonNull = !f.null
	return t
}

func (b *builder) inputOf(f facts, hint string, note noter) gqlType {
	switch f.kind {
	case object:
		if def := b.inputObject(f, hint); def != nil {
			return gqlType{def: def}
		}
		note("it is JSON: no property of it can be set")
		return gqlType{name: scalarJSON}
	case list:
		return b.listOf(f, func() gqlType { return b.input(f.items, singular(hint), note) })
	case anything:
		note("it is JSON: %s", f.why)
		return gqlType{name: scalarJSON}
	default:
		return b.leaf(f, hint, note)
	}
}

// inputObject is the input type of an object; nil where nothing of it can be set.
func (b *builder) inputObject(f facts, hint string) *typeDef {
	key := inputKey{f.id, b.patch && b.hasDefaults(f, map[*openapi3.Schema]bool{})}
	if def, known := b.inputs[key]; known {
		return def
	}
	name := hint
	if f.name != "" && typeName(f.name) != "" {
		name = typeName(f.name)
	}
	name = strings.TrimSuffix(name, "Input")
	if key.patch {
		name += "Patch"
	}
	name += "Input"
	def := &typeDef{kind: inputType, name: b.typeNames.take(name, "Input"), description: f.about, open: true}
	b.inputs[key], b.types = def, append(b.types, def)
	fields, outside := called(f.properties), b.lists
	b.lists = map[*openapi3.Schema]bool{} // a list further out is no circle: the object is
	for _, p := range f.properties {
		b.inputField(def, p, fields[p.name])
	}
	b.lists = outside
	def.open = false
	if len(def.fields) == 0 {
		b.inputs[key] = nil
		b.types = slices.DeleteFunc(b.types, func(t *typeDef) bool { return t == def })
		return nil
	}
	return def
}

// inputKey tells input types apart: the body of a PATCH has none of the defaults that
// another has.
type inputKey struct {
	schema *openapi3.Schema
	patch  bool
}

// hasDefaults reports an object in which some property, at any depth, has a default.
func (b *builder) hasDefaults(f facts, seen map[*openapi3.Schema]bool) bool {
	if seen[f.id] {
		return false
	}
	seen[f.id] = true
	if f.kind == list {
		return b.hasDefaults(b.read(f.items), seen)
	}
	return slices.ContainsFunc(f.properties, func(p property) bool {
		inside := b.read(p.schema)
		return !p.required && inside.value != nil || b.hasDefaults(inside, seen)
	})
}

// inputField adds a property to an input type. An object that is inside of itself is
// JSON, as a mapping cannot follow it.
func (b *builder) inputField(def *typeDef, p property, name string) {
	if !isPlain(p.name) {
		def.notes = append(def.notes, omitted(fmt.Sprintf("%s.%q", def.name, p.name), "a mapping cannot name it"))
		return
	}
	facts := b.read(p.schema)
	if facts.readOnly {
		return
	}
	out := &field{name: name, wire: p.name, description: facts.description, deprecated: facts.deprecated && !p.required}
	note := noteOf(&def.notes, def.name+"."+out.name)
	facts, isID := asID(p.name, facts)
	if isID {
		note(idNote)
	}
	out.typ = b.inputOf(facts, strings.TrimSuffix(def.name, "Input")+pascal(out.name), note)
	if out.name == "id" && (facts.kind == text || facts.kind == whole) {
		out.typ, out.number = gqlType{name: "ID"}, facts.kind == whole
	}
	out.typ.nonNull = p.required && !facts.null
	if !p.required && !b.patch {
		out.value = defaultOf(facts, out.typ)
	}
	def.add(out)
	if out.cut != "" {
		note("it is JSON: %s", out.cut)
		*out = field{name: out.name, wire: out.wire, description: out.description, deprecated: out.deprecated, typ: gqlType{name: scalarJSON, nonNull: out.typ.nonNull}}
		def.size++
	}
}
