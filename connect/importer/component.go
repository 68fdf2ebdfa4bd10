package importer

import (
	"reflect"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// components are the schemas that references lead to, by name. One schema comes from
// the loader as several: it copies one where something stands beside the reference,
// and reads a file again that is referred to in another way. They are one type.
type components map[string][]*openapi3.Schema

// componentsOf begins with those that the document names.
func componentsOf(doc *openapi3.T) components {
	out := components{}
	if doc.Components == nil {
		return out
	}
	for name, ref := range doc.Components.Schemas {
		if ref != nil && ref.Value != nil {
			out[name] = append(out[name], ref.Value)
		}
	}
	return out
}

// known is the one that stands for all that are the same as s.
func (c components) known(name string, s *openapi3.Schema) *openapi3.Schema {
	if slices.Contains(c[name], s) {
		return s
	}
	for _, k := range c[name] {
		if same(k, s, 8) {
			return k
		}
	}
	c[name] = append(c[name], s)
	return s
}

// same reports that two schemas allow the same, however they are described. Copies of
// one are not deeper than they are written, references in them being the same text.
func same(a, b *openapi3.Schema, depth int) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || depth == 0 {
		return false
	}
	return slices.Equal(a.Type.Slice(), b.Type.Slice()) && a.Format == b.Format && slices.Equal(a.Required, b.Required) &&
		reflect.DeepEqual(a.Enum, b.Enum) && reflect.DeepEqual(a.Const, b.Const) &&
		sameRef(a.Items, b.Items, depth) && sameRef(a.AdditionalProperties.Schema, b.AdditionalProperties.Schema, depth) &&
		sameRefs(a.AllOf, b.AllOf, depth) && sameRefs(a.OneOf, b.OneOf, depth) && sameRefs(a.AnyOf, b.AnyOf, depth) &&
		sameProperties(a.Properties, b.Properties, depth)
}

func sameRef(a, b *openapi3.SchemaRef, depth int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a == b || a.Ref == b.Ref && (a.Ref != "" || same(a.Value, b.Value, depth-1))
}

func sameRefs(a, b openapi3.SchemaRefs, depth int) bool {
	return slices.EqualFunc(a, b, func(a, b *openapi3.SchemaRef) bool { return sameRef(a, b, depth) })
}

func sameProperties(a, b openapi3.Schemas, depth int) bool {
	if len(a) != len(b) {
		return false
	}
	for name, ref := range a {
		other, ok := b[name]
		if !ok || !sameRef(ref, other, depth) {
			return false
		}
	}
	return true
}
