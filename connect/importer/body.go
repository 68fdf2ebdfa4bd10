package importer

import (
	"regexp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

const formType = "application/x-www-form-urlencoded"

// body gives a field the argument that is the body.
func (b *builder) body(f *rootField) (why string) {
	ref := f.endpoint.operation.RequestBody
	if ref == nil || ref.Value == nil || len(ref.Value.Content) == 0 {
		return ""
	}
	media := bodyMedia(ref.Value.Content)
	if media == "" {
		kinds := "its body is " + listed(sortedKeys(ref.Value.Content)) + ", and connectors send JSON and forms"
		if ref.Value.Required || f.endpoint.method != "DELETE" && !f.isQuery() { // without it there is nothing to do
			return kinds
		}
		f.notes = append(f.notes, omitted(f.where(), "%s", kinds))
		return ""
	}
	var schema *openapi3.SchemaRef
	if content := ref.Value.Content[media]; content != nil {
		schema = content.Schema
	}
	arg := &field{name: f.argumentNames().take("input", "input"), description: ref.Value.Description}
	b.patch = f.endpoint.method == "PATCH"
	arg.typ = b.input(schema, pascal(f.name)+"Input", noteOf(&f.notes, f.root()+"."+f.name))
	if b.patch && b.hasDefaults(b.read(schema), map[*openapi3.Schema]bool{}) {
		f.notes = append(f.notes, noted(f.where(), "the defaults of its body are left out: a patch changes what it names and nothing else (RFC 7396)"))
	}
	b.patch = false
	arg.typ.nonNull = ref.Value.Required && arg.typ.nonNull
	if mediaType(media) == formType && (arg.typ.object() == nil || arg.typ.elem != nil) {
		return "its body is a form without fields"
	}
	if media != "*/*" && mediaType(media) != "application/json" && !f.sends("Content-Type") {
		f.headers = append(f.headers, header{name: "Content-Type", value: mediaType(media)})
	}
	f.args = append(f.args, arg)
	f.input = arg
	return ""
}

var mediaName = regexp.MustCompile(`^[-a-z0-9!#&^_.+]+/[-a-z0-9!#&^_.+]+$|^\*/\*$`)

// bodyMedia is the kind of body that is sent; empty if there is none that can be.
func bodyMedia(content openapi3.Content) string {
	all := byMedia(content)
	for _, accepts := range []func(string) bool{isJSON, func(name string) bool { return mediaType(name) == formType }} {
		if i := slices.IndexFunc(all, func(name string) bool { return accepts(name) && mediaName.MatchString(mediaType(name)) }); i >= 0 {
			return all[i]
		}
	}
	return ""
}

func (f *rootField) argumentNames() names {
	used := names{}
	for _, a := range f.args {
		used.take(a.name, a.name)
	}
	return used
}
