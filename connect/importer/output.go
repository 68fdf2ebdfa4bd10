package importer

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Bounds of one selection. Documents of thousands of types that refer to each other
// would otherwise make selections that nobody trims.
const (
	maxFields = 500
	maxDepth  = 30
)

// noter takes a reason for something that is not as the document has it.
type noter func(text string, args ...any)

func noteOf(notes *[]Note, where string) noter {
	return func(text string, args ...any) { *notes = append(*notes, noted(where, text, args...)) }
}

// output is the type of what a schema describes in an answer; hint is the name of an
// object that has none.
func (b *builder) output(ref *openapi3.SchemaRef, hint string, note noter) gqlType {
	f := b.read(ref)
	t := b.outputOf(f, hint, note)
	t.nonNull = !f.null
	return t
}

func (b *builder) outputOf(f facts, hint string, note noter) gqlType {
	switch f.kind {
	case object:
		if def := b.object(f, hint); def != nil {
			return gqlType{def: def}
		}
		note("it is JSON: no property of it can be selected")
		return gqlType{name: scalarJSON}
	case list:
		return b.listOf(f, func() gqlType { return b.output(f.items, singular(hint), note) })
	case anything:
		note("it is JSON: %s", f.why)
		return gqlType{name: scalarJSON}
	default:
		return b.leaf(f, hint, note)
	}
}

// listOf is a list of what items gives; one that is an item of itself is JSON there.
func (b *builder) listOf(f facts, items func() gqlType) gqlType {
	if b.lists[f.id] {
		return gqlType{name: scalarJSON}
	}
	b.lists[f.id] = true
	defer delete(b.lists, f.id)
	return listOf(items())
}

// isWide reports integers that may be out of the 32 bits of an Int, which would be an
// error at run time.
func isWide(f facts) bool {
	beyond := f.max != nil && *f.max > math.MaxInt32 || f.min != nil && *f.min < math.MinInt32
	return f.kind == whole && (beyond || f.format == "int64" && f.max == nil)
}

// asID returns the schema of a property or parameter of this name, as an id where it is one. Many generators of
// documents have no other word than number for an id, which is a whole number all the
// same; isID says that this is one.
func asID(name string, f facts) (out facts, isID bool) {
	name = fieldName(name)
	if f.kind != decimal || name != "id" && !strings.HasSuffix(name, "Id") {
		return f, false
	}
	f.kind, f.format = whole, "int64"
	return f, true
}

const idNote = "it is a number in the document, and by its name an id: it is read and sent as a whole number"

// leaf is the type of a scalar or an enum.
func (b *builder) leaf(f facts, hint string, note noter) gqlType {
	switch f.kind {
	case whole:
		if isWide(f) {
			return gqlType{name: scalarLong}
		}
		return gqlType{name: "Int"}
	case decimal:
		return gqlType{name: "Float"}
	case truth:
		return gqlType{name: "Boolean"}
	case text:
		def, bad := b.enum(f, hint)
		if def != nil {
			return gqlType{def: def}
		}
		if bad != "" {
			note("it is a String: its value %s cannot be one of a GraphQL enum", bad)
		}
		if f.format == "date-time" {
			return gqlType{name: scalarTime}
		}
		return gqlType{name: "String"}
	default:
		return gqlType{name: scalarJSON}
	}
}

// enum is an enum of values that are names; nil for others, of which bad is one, and for
// one alone, which leaves no choice.
func (b *builder) enum(f facts, hint string) (def *typeDef, bad string) {
	var values []string
	used := names{}
	for _, v := range f.values {
		value, ok := v.(string)
		if ok && slices.Contains(values, value) {
			continue
		}
		if !ok || !isEnumValue(value) || used.has(value) {
			return nil, oneLine(fmt.Sprintf("%#v", v))
		}
		used.take(value, value)
		values = append(values, value)
	}
	if len(values) < 2 {
		return nil, ""
	}
	name := hint
	if f.name != "" && typeName(f.name) != "" {
		name = typeName(f.name)
	}
	key := name + " " + strings.Join(values, " ")
	if def := b.enums[key]; def != nil {
		return def, ""
	}
	def = &typeDef{kind: enumType, name: b.typeNames.take(name, "Enum"), description: f.about, values: values}
	b.enums[key], b.types = def, append(b.types, def)
	return def, ""
}

func isEnumValue(value string) bool {
	return graphQLName.MatchString(value) && normal(value) != "" && !strings.HasPrefix(value, "__") &&
		!slices.Contains([]string{"true", "false", "null"}, value)
}

// object is the type of an object; nil where nothing of it can be selected. One that
// is open is further out of the same selection.
func (b *builder) object(f facts, hint string) *typeDef {
	if def, known := b.outputs[f.id]; known {
		return def
	}
	name := hint
	if f.name != "" && typeName(f.name) != "" {
		name = typeName(f.name)
	}
	def := &typeDef{name: b.typeNames.take(name, "Type"), description: f.about, open: true}
	b.outputs[f.id], b.types = def, append(b.types, def)
	fields, outside := called(f.properties), b.lists
	b.lists = map[*openapi3.Schema]bool{} // a list further out is no circle: the object is
	for _, p := range f.properties {
		b.outputField(def, p, fields[p.name])
	}
	b.lists = outside
	if f.open {
		def.notes = append(def.notes, noted(def.name, "it may have more properties than the document lists"))
	}
	def.open = false
	if !slices.ContainsFunc(def.fields, func(f *field) bool { return f.cut == "" }) {
		b.outputs[f.id] = nil
		b.types = slices.DeleteFunc(b.types, func(t *typeDef) bool { return t == def })
		return nil
	}
	return def
}

// outputField adds a property to a type.
func (b *builder) outputField(def *typeDef, p property, name string) {
	if !isPlain(p.name) {
		def.notes = append(def.notes, omitted(fmt.Sprintf("%s.%q", def.name, p.name), "a mapping cannot name it"))
		return
	}
	facts := b.read(p.schema)
	if facts.writeOnly {
		return
	}
	out := &field{name: name, wire: p.name, description: facts.description, deprecated: facts.deprecated}
	coordinate := def.name + "." + out.name
	facts, isID := asID(p.name, facts)
	if isID {
		def.notes = append(def.notes, noted(coordinate, idNote))
	}
	out.typ = b.outputOf(facts, def.name+pascal(out.name), noteOf(&def.notes, coordinate))
	if out.name == "id" && (facts.kind == text || facts.kind == whole) {
		out.typ = gqlType{name: "ID"}
	}
	out.typ.nonNull = p.required && !facts.null
	def.add(out)
	if out.typ.baseName() == scalarLong && !isID {
		def.wide = append(def.wide, coordinate)
	}
}

// add adds a field. One whose object would make the selection recur or too long is cut.
func (t *typeDef) add(f *field) {
	of := f.typ.object()
	switch {
	case of == nil:
		t.size++
	case of.open:
		f.cut = "its " + of.name + " is inside of itself"
	case t.groups > 0 && t.size+of.size >= maxFields || of.depth >= maxDepth: // the first one is always there: an envelope has no other
		f.cut = "with its " + of.name + " the selection would be too long"
	default:
		t.size, t.depth, t.groups = t.size+of.size+1, max(t.depth, of.depth+1), t.groups+1
	}
	t.fields = append(t.fields, f)
}
