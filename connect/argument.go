package connect

import (
	"errors"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"

	"bff/connect/mapping"
)

// arguments are those of a directive or of an object in one, by name.
type arguments struct {
	pos    Pos
	what   string // for messages: "@connect", "http"
	values map[string]*ast.Value
	meant  []string // what misspelled names were likely to be
}

// lacks reports an argument that was not even misspelled.
func (a arguments) lacks(name string) bool {
	return a.values[name] == nil && !slices.Contains(a.meant, name)
}

// directiveArguments are the arguments of a directive; checkStructure has
// reported unknown ones.
func (l *loader) directiveArguments(d *ast.Directive) arguments {
	out := arguments{pos: l.posOf(d.Position, '@'), what: "@" + d.Name, values: map[string]*ast.Value{}}
	for _, a := range d.Arguments {
		if a.Value.Kind != ast.NullValue && out.values[a.Name] == nil {
			out.values[a.Name] = a.Value
		}
		if def := l.directives[d.Name]; def != nil && def.Arguments.ForName(a.Name) == nil {
			out.meant = append(out.meant, core.SuggestionList(a.Name, argumentNames(def))...)
		}
	}
	return out
}

// object reads an argument that is an object; ok is false if there is none.
func (l *loader) object(in arguments, name string, known ...string) (out arguments, ok bool) {
	v := in.values[name]
	if v == nil {
		return out, false
	}
	return l.objectValue(v, name, known...)
}

func (l *loader) objectValue(v *ast.Value, name string, known ...string) (out arguments, ok bool) {
	out = arguments{pos: l.pos(v.Position), what: "`" + name + "`", values: map[string]*ast.Value{}}
	if v.Kind != ast.ObjectValue {
		l.errorf(out.pos, CodeGraphQL, "write "+name+": { "+known[0]+": ... }", "`%s` has to be an object", name)
		return out, false
	}
	for _, c := range v.Children {
		switch {
		case !slices.Contains(known, c.Name):
			out.meant = append(out.meant, core.SuggestionList(c.Name, known)...)
			l.errorf(l.pos(c.Position), CodeGraphQL, DidYouMean(c.Name, known, OneOf(known)), "`%s` has no field %s", name, c.Name)
		case out.values[c.Name] != nil:
			l.errorf(l.pos(c.Position), CodeGraphQL, "keep one of them", "`%s` has %s twice", name, c.Name)
		case c.Value.Kind != ast.NullValue:
			out.values[c.Name] = c.Value
		}
	}
	return out, true
}

// text reads an argument that is a string; nil if there is none.
func (l *loader) text(in arguments, name string) *literal {
	v := in.values[name]
	if v == nil {
		return nil
	}
	if v.Kind != ast.StringValue && v.Kind != ast.BlockValue {
		l.errorf(l.pos(v.Position), CodeGraphQL, "put it in quotes", "`%s` has to be a string", name)
		return nil
	}
	return l.literal(v)
}

// mapping reads an argument that is a mapping. An error in it has the given code.
func (l *loader) mapping(in arguments, name string, code Code) *Mapping {
	lit := l.text(in, name)
	if lit == nil {
		return nil
	}
	m, err := mapping.Compile(lit.text, l.link.version)
	if err != nil {
		l.syntax(lit, code, "`"+name+"`", err)
		return nil
	}
	if m.Empty() {
		l.errorf(lit.pos(), code, "write a mapping, such as \"id name\", or leave it out", "`%s` is empty", name)
		return nil
	}
	return &Mapping{Mapping: m, literal: lit, analysis: m.Analyze()}
}

// value is mapping for one whose value counts, as isSuccess's does: a lone key
// means that property, not an object that has it.
func (l *loader) value(in arguments, name string, code Code) *Mapping {
	m := l.mapping(in, name, code)
	if m == nil {
		return nil
	}
	m.Mapping = m.AsValue()
	m.analysis = m.Analyze()
	return m
}

// template reads an argument that is a template.
func (l *loader) template(in arguments, name string, code Code) *Template {
	lit := l.text(in, name)
	if lit == nil {
		return nil
	}
	t, err := mapping.CompileTemplate(lit.text, l.link.version)
	if err != nil {
		l.syntax(lit, code, "`"+name+"`", err)
		return nil
	}
	return &Template{Template: t, literal: lit}
}

func (l *loader) syntax(lit *literal, code Code, what string, err error) {
	var syntax *mapping.SyntaxError
	if !errors.As(err, &syntax) {
		l.errorf(lit.pos(), code, "shorten it", "%s cannot be read: %v", what, err)
		return
	}
	l.errorf(lit.at(syntax.Pos), code, syntax.Hint, "%s: %s", strings.Trim(what, "`"), syntax.Msg)
}

var headerKeys = []string{"name", "from", "value"}

// headers reads a header rule or a list of them.
func (l *loader) headers(in arguments) []Header {
	v := in.values["headers"]
	if v == nil {
		return nil
	}
	var out []Header
	for _, item := range listed(v) {
		if h, ok := l.header(item); ok {
			out = append(out, h)
		}
	}
	rules := rulesOf(out)
	for _, err := range mapping.CheckHeaders(rules) {
		l.errorf(out[err.Index].Pos, Code(err.Code), err.Hint, "%s", err.Msg)
	}
	return out
}

func (l *loader) header(v *ast.Value) (Header, bool) {
	in, ok := l.objectValue(v, "headers", headerKeys...)
	if !ok {
		return Header{}, false
	}
	out := Header{Pos: in.pos}
	name := l.text(in, "name")
	if name == nil {
		if in.lacks("name") {
			l.errorf(in.pos, CodeGraphQL, `write { name: "X-Name", value: "..." }`, "a header needs a `name`")
		}
		return out, false
	}
	out.Name = name.text
	before := len(l.all)
	if from := l.text(in, "from"); from != nil {
		if out.From = from.text; out.From == "" {
			l.errorf(from.pos(), CodeInvalidHeader, "name a header of the client's request", "`from` of the header %q is empty", out.Name)
		}
	}
	out.Value = l.template(in, "value", CodeInvalidHeader)
	return out, len(l.all) == before
}

func rulesOf(headers []Header) []mapping.HeaderRule {
	out := make([]mapping.HeaderRule, len(headers))
	for i, h := range headers {
		out[i] = mapping.HeaderRule{Name: h.Name, From: h.From}
		if h.Value != nil {
			out[i].Value = h.Value.Template
		}
	}
	return out
}
