package importer

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect/mapping"
)

// parameters gives a field its URL, and an argument for each parameter.
func (b *builder) parameters(f *rootField) (why string) {
	all := f.endpoint.parameters()
	if why := b.path(f, all); why != "" {
		return why
	}
	for _, p := range all {
		switch p.In {
		case openapi3.ParameterInPath:
		case openapi3.ParameterInQuery:
			why = b.queryParameter(f, p)
		case openapi3.ParameterInHeader:
			why = b.headerParameter(f, p)
		default:
			f.notes = append(f.notes, omitted(f.where(), "the %s %q is not sent", cmp.Or(p.In, "parameter"), p.Name))
		}
		if why != "" {
			return why
		}
	}
	return ""
}

var pathParameter = regexp.MustCompile(`\{[^{}]*\}`)

// path makes the template of the URL.
func (b *builder) path(f *rootField, all []*openapi3.Parameter) (why string) {
	path := f.endpoint.path
	if rest := pathParameter.ReplaceAllString(path, ""); strings.ContainsAny(rest, "{}#") || !isPlain(path) || !strings.HasPrefix(path, "/") {
		return "its path cannot be a template"
	}
	holes := map[string]string{}
	f.url = pathParameter.ReplaceAllStringFunc(path, func(text string) string {
		name := strings.Trim(text, "{}")
		if holes[name] == "" {
			i := slices.IndexFunc(all, func(p *openapi3.Parameter) bool { return p.Name == name && p.In == openapi3.ParameterInPath })
			p := &openapi3.Parameter{Name: name, In: openapi3.ParameterInPath} // one that the document forgot
			if i >= 0 {
				p = all[i]
			}
			holes[name] = b.pathHole(f, p, &why)
		}
		return holes[name]
	})
	if why == "" && !isTemplate(f.url) {
		return "its path cannot be a template"
	}
	return why
}

// isTemplate asks the mapping language. A variable outside of a hole would be a text
// that looks like a mistake.
func isTemplate(text string) bool {
	t, err := mapping.CompileTemplate(text, mapping.V03)
	return err == nil && len(t.Findings()) == 0
}

// pathHole adds the argument of a parameter, and gives the hole that reads it.
func (b *builder) pathHole(f *rootField, p *openapi3.Parameter, why *string) string {
	if p.Style != "" && p.Style != openapi3.SerializationSimple {
		*why = fmt.Sprintf("the parameter %q of the path has the style %s", p.Name, p.Style)
	}
	arg := b.argument(f, p.Name, parameterSchema(p), p)
	if arg == nil {
		*why = fmt.Sprintf("the parameter %q of the path is no scalar", p.Name)
		return "-"
	}
	arg.typ, arg.value, arg.deprecated = arg.typ.required(), "", false
	return "{" + joined(arg, "$args."+arg.name, ",") + "}"
}

// joined is a list as one text.
func joined(arg *field, expression, separator string) string {
	if arg.typ.elem == nil {
		return expression
	}
	if !arg.typ.nonNull {
		expression += "?"
	}
	return expression + "->joinNotNull('" + separator + "')"
}

// separators are what stands between the items of a list, by the style.
var separators = map[string]string{
	"": ",", openapi3.SerializationForm: ",", openapi3.SerializationSpaceDelimited: " ", openapi3.SerializationPipeDelimited: "|",
}

func (b *builder) queryParameter(f *rootField, p *openapi3.Parameter) (why string) {
	if !isPlain(p.Name) {
		return f.leaveOut(p, "has a name that a mapping cannot say")
	}
	if isJSONParameter(p) {
		arg := b.plainArgument(f, p, gqlType{name: scalarJSON})
		optional := ""
		if !arg.typ.nonNull {
			optional = "?"
		}
		f.query = append(f.query, pair{p.Name, "$args." + arg.name + optional + "->jsonStringify"})
		return ""
	}
	if facts := b.read(p.Schema); facts.kind == object {
		return b.objectParameter(f, p, facts)
	}
	arg := b.argument(f, p.Name, p.Schema, p)
	separator, ok := separators[p.Style]
	if arg == nil || !ok {
		return f.leaveOut(p, "is nothing that an argument could be")
	}
	expression := "$args." + arg.name
	if explodes := (p.Style == "" || p.Style == openapi3.SerializationForm) && (p.Explode == nil || *p.Explode); !explodes {
		expression = joined(arg, expression, separator)
	}
	f.query = append(f.query, pair{p.Name, expression})
	return ""
}

// leaveOut leaves a parameter out if that can be.
func (f *rootField) leaveOut(p *openapi3.Parameter, text string) (why string) {
	f.args = slices.DeleteFunc(f.args, func(a *field) bool { return a.wire == p.Name && a.in == p.In })
	why = fmt.Sprintf("the parameter %q in the %s %s", oneLine(p.Name), p.In, text)
	if p.Required {
		return why
	}
	f.notes = append(f.notes, omitted(f.where(), "%s", why))
	return ""
}

// objectParameter makes an argument of each property: filter[name] with the style
// deepObject, name with the style form.
func (b *builder) objectParameter(f *rootField, p *openapi3.Parameter, facts facts) (why string) {
	deep := p.Style == openapi3.SerializationDeepObject
	form := (p.Style == "" || p.Style == openapi3.SerializationForm) && (p.Explode == nil || *p.Explode)
	if !deep && !form {
		return f.leaveOut(p, "is an object of the style "+cmp.Or(p.Style, openapi3.SerializationForm))
	}
	for _, property := range facts.properties {
		single := &openapi3.Parameter{Name: property.name, In: p.In, Required: p.Required && property.required, Schema: property.schema}
		if deep {
			single.Name = p.Name + "[" + property.name + "]"
		}
		if b.read(property.schema).kind == object {
			why = f.leaveOut(single, "is an object inside of one")
		} else {
			why = b.queryParameter(f, single)
		}
		if why != "" {
			return why
		}
	}
	return ""
}

// headerParameter adds a header that has to be there. Those of who is asking are
// forwarded.
func (b *builder) headerParameter(f *rootField, p *openapi3.Parameter) (why string) {
	low := strings.ToLower(p.Name)
	switch {
	case f.sends(p.Name) || low == "accept" || low == "content-type":
		return ""
	case !p.Required:
		f.notes = append(f.notes, omitted(f.where(), "the header %q is not sent; it is optional", p.Name))
		return ""
	case low == "authorization" || low == "cookie":
		f.headers = append(f.headers, header{name: p.Name, from: p.Name})
		return ""
	}
	if why := wrongHeader([]header{{name: p.Name, value: "x"}}); why != "" {
		return why
	}
	arg := b.argument(f, p.Name, parameterSchema(p), p)
	if arg == nil {
		return f.leaveOut(p, "is no scalar")
	}
	f.headers = append(f.headers, header{name: p.Name, value: "{" + joined(arg, "$args."+arg.name, ",") + "}"})
	return ""
}

// parameterSchema is the schema, also of a parameter that has it for a media type.
func parameterSchema(p *openapi3.Parameter) *openapi3.SchemaRef {
	if p.Schema != nil || len(p.Content) == 0 {
		return p.Schema
	}
	if media := p.Content[byMedia(p.Content)[0]]; media != nil {
		return media.Schema
	}
	return nil
}

func isJSONParameter(p *openapi3.Parameter) bool {
	return p.Schema == nil && len(p.Content) > 0 && isJSON(byMedia(p.Content)[0])
}

// argument adds an argument for a scalar or a list of scalars; nil for other things.
func (b *builder) argument(f *rootField, name string, schema *openapi3.SchemaRef, p *openapi3.Parameter) *field {
	facts, wasNumber := asID(name, b.read(schema))
	if wasNumber {
		f.notes = append(f.notes, noted(fmt.Sprintf("%s.%s(%s)", f.root(), f.name, fieldName(name)), idNote))
	}
	t, ok := b.argumentType(facts, pascal(f.name)+pascal(name), noteOf(&f.notes, fmt.Sprintf("%s.%s(%s)", f.root(), f.name, fieldName(name))))
	if !ok {
		return nil
	}
	if isID(p) && (facts.kind == text || facts.kind == whole) && t.def == nil {
		t = gqlType{name: "ID"}
	}
	arg := b.plainArgument(f, p, t)
	arg.description = cmp.Or(arg.description, facts.description)
	arg.value = defaultOf(facts, t)
	if t.name == "Int" && t.elem == nil {
		arg.rule = constraintOf(facts, arg.value)
	}
	return arg
}

// isID reports a parameter that names a thing: id, and petId in a path.
func isID(p *openapi3.Parameter) bool {
	name := fieldName(p.Name)
	return name == "id" || p.In == openapi3.ParameterInPath && strings.HasSuffix(name, "Id")
}

// plainArgument adds an argument of a type.
func (b *builder) plainArgument(f *rootField, p *openapi3.Parameter, t gqlType) *field {
	t.nonNull = p.Required
	arg := &field{
		name: f.argumentNames().take(fieldName(p.Name), "argument"), wire: p.Name, in: p.In,
		description: p.Description, typ: t, deprecated: p.Deprecated && !p.Required,
	}
	f.args = append(f.args, arg)
	return arg
}

func (b *builder) argumentType(f facts, hint string, note noter) (gqlType, bool) {
	switch f.kind {
	case object:
		return gqlType{}, false
	case list:
		items := b.read(f.items)
		if items.kind == list || items.kind == object {
			return gqlType{}, false
		}
		t, _ := b.argumentType(items, singular(hint), note)
		return listOf(t.required()), true
	case anything:
		return gqlType{name: "String"}, true
	default:
		return b.leaf(f, hint, note), true
	}
}

// constraintOf is the range of an integer, unless the default breaks it.
func constraintOf(f facts, value string) string {
	var out []string
	bound := func(name string, at *float64) {
		if at != nil && *at == math.Trunc(*at) && math.Abs(*at) <= math.MaxInt32 {
			out = append(out, fmt.Sprintf("%s: %d", name, int(*at)))
		}
	}
	bound("min", f.min)
	bound("max", f.max)
	n, isNumber := number(f.value)
	broken := value != "" && isNumber && (f.min != nil && n < *f.min || f.max != nil && n > *f.max)
	if len(out) == 0 || broken || f.min != nil && f.max != nil && *f.min > *f.max {
		return ""
	}
	return "@constraint(" + strings.Join(out, ", ") + ")"
}
