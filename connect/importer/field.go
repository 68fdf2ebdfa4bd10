package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect/mapping"
)

// field makes a field of Query or Mutation of an endpoint. Without one, why says why.
func (b *builder) field(e endpoint) (f *rootField, why string) {
	if !slices.Contains(methods, e.method) {
		return nil, "connectors have no method " + e.method
	}
	f = &rootField{endpoint: e}
	f.description, f.deprecated = e.description(), e.operation.Deprecated
	taken := b.rootNames[f.root()]
	f.name = taken.take(e.name(), strings.ToLower(e.method))
	why = b.parts(f)
	if why != "" {
		delete(taken, normal(f.name))
		return nil, why
	}
	for _, h := range f.headers {
		if h.from != "" {
			b.forwarded[h.name] = append(b.forwarded[h.name], f.root()+"."+f.name)
		}
	}
	f.private = f.isQuery() && slices.ContainsFunc(f.headers, func(h header) bool { return h.from != "" })
	b.entity(f)
	return f, ""
}

// parts are all of a field but its name. The first that cannot be had is why there is
// no field.
func (b *builder) parts(f *rootField) (why string) {
	b.secure(f)
	for _, part := range []func(*rootField) string{b.answer, b.parameters, b.body} {
		if why := part(f); why != "" {
			return why
		}
	}
	if err := wrongHeader(f.headers); err != "" {
		return err
	}
	return ""
}

// wrongHeader asks the mapping language, which knows what may be sent.
func wrongHeader(headers []header) string {
	rules := make([]mapping.HeaderRule, len(headers))
	for i, h := range headers {
		rules[i] = mapping.HeaderRule{Name: h.name, From: h.from}
		if h.from == "" {
			rules[i].Value = new(mapping.Template)
		}
	}
	if wrong := mapping.CheckHeaders(rules); len(wrong) > 0 {
		return wrong[0].Msg
	}
	return ""
}

// entity lets a field complete objects of its type that were reached another way: one
// whose only argument is the key at the end of its path.
func (b *builder) entity(f *rootField) {
	def := f.typ.object()
	if !f.isQuery() || def == nil || f.typ.elem != nil || len(f.args) != 1 {
		return
	}
	arg := f.args[0]
	if !strings.HasSuffix(f.endpoint.path, "/{"+arg.wire+"}") {
		return
	}
	key := def.settled(fieldName(arg.wire))
	if key == nil && normal(camel(arg.wire)) == normal(def.name+"Id") {
		key = def.settled("id") // of User, {userId} is the id
	}
	if key == nil || !isKey(key.typ) {
		return
	}
	if arg.name != key.name {
		f.url = strings.ReplaceAll(f.url, hole(arg.name), hole(key.name))
		arg.name = key.name
	}
	arg.typ, arg.value, arg.rule = key.typ.required(), "", ""
	f.entity = true
	if b.entities[def] == nil {
		b.entities[def] = f
	}
}

// isKey reports what reads the same in an answer and in a URL.
func isKey(t gqlType) bool {
	if t.elem != nil {
		return false
	}
	return t.def != nil && t.def.kind == enumType || slices.Contains([]string{"ID", "String", "Int", scalarLong}, t.name)
}

func hole(argument string) string { return "{$args." + argument + "}" }

// secure forwards what says who is asking, as far as the document says that it is
// needed.
func (b *builder) secure(f *rootField) {
	requirements := b.doc.Security
	if f.endpoint.operation.Security != nil {
		requirements = *f.endpoint.operation.Security
	}
	var best []header
	var notes []Note
	for i, requirement := range slices.DeleteFunc(slices.Clone(requirements), func(r openapi3.SecurityRequirement) bool { return len(r) == 0 }) {
		headers, missing := b.credentials(f, requirement)
		if i == 0 || len(missing) == 0 {
			best, notes = headers, missing
		}
		if len(missing) == 0 {
			break
		}
	}
	f.headers, f.notes = append(f.headers, best...), append(f.notes, notes...)
}

// credentials are the headers that a requirement asks for, and notes of what it asks
// for besides.
func (b *builder) credentials(f *rootField, requirement openapi3.SecurityRequirement) (out []header, missing []Note) {
	for _, name := range sortedKeys(requirement) {
		h, why := b.credential(name)
		if why == "" {
			why = wrongHeader([]header{h})
		}
		switch {
		case why != "":
			missing = append(missing, noted(f.where(), "the credentials %q are not sent: %s", name, why))
		case !slices.Contains(out, h):
			out = append(out, h)
		}
	}
	return out, missing
}

func (b *builder) credential(name string) (h header, why string) {
	var ref *openapi3.SecuritySchemeRef
	if b.doc.Components != nil {
		ref = b.doc.Components.SecuritySchemes[name]
	}
	if ref == nil || ref.Value == nil {
		return h, "the document does not say what they are"
	}
	switch s := ref.Value; {
	case s.Type == "http" || s.Type == "oauth2" || s.Type == "openIdConnect":
		return header{name: "Authorization", from: "Authorization"}, ""
	case s.Type == "apiKey" && s.In == openapi3.ParameterInHeader:
		return header{name: s.Name, from: s.Name}, ""
	case s.Type == "apiKey":
		return h, fmt.Sprintf("they are a key in the %s; $config can hold one", s.In)
	default:
		return h, fmt.Sprintf("they are %q", s.Type)
	}
}
