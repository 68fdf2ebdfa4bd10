package connect

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// sourceName is what a source may be called, besides its length.
var sourceName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

const maxSourceName = 64

// readSources reads every @source of the schema.
func (l *loader) readSources(doc *ast.SchemaDocument) {
	if !l.link.found {
		return
	}
	for _, d := range schemaDirectives(doc) {
		if d.Name != l.link.source || l.repeatsSource(d) {
			continue
		}
		before := len(l.all)
		if src := l.readSource(d); src != nil {
			src.broken = src.broken || l.all[before:].HasErrors()
			src.declared = d
			l.schema.Sources = append(l.schema.Sources, src)
		}
	}
}

// repeatsSource reports a source that another file declares in the same way: each file
// of a client may name the backend that it needs.
func (l *loader) repeatsSource(d *ast.Directive) bool {
	return slices.ContainsFunc(l.schema.Sources, func(s *Source) bool {
		return s.declared.Position.Src != d.Position.Src && declaration(s.declared.Arguments) == declaration(d.Arguments)
	})
}

// declaration returns the canonical text of arguments, whatever the order of their names and the form of
// their strings.
func declaration(args ast.ArgumentList) string {
	var out []string
	for _, a := range args {
		out = append(out, a.Name+": "+written(a.Value))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func written(v *ast.Value) string {
	var out []string
	switch v.Kind {
	case ast.StringValue, ast.BlockValue:
		return strconv.Quote(v.Raw)
	case ast.ObjectValue:
		for _, c := range v.Children {
			out = append(out, c.Name+": "+written(c.Value))
		}
		slices.Sort(out)
		return "{" + strings.Join(out, ", ") + "}"
	case ast.ListValue:
		for _, c := range v.Children {
			out = append(out, written(c.Value))
		}
		return "[" + strings.Join(out, ", ") + "]"
	}
	return v.Raw
}

// readSource returns nil for a source without a name that others could use.
func (l *loader) readSource(d *ast.Directive) *Source {
	in := l.directiveArguments(d)
	out := &Source{Pos: in.pos, broken: len(in.meant) > 0}
	name := l.text(in, "name")
	if name == nil {
		if in.lacks("name") {
			l.errorf(in.pos, CodeGraphQL, `write @`+d.Name+`(name: "catalog", ...)`, "a source needs a `name`")
		}
		return nil
	}
	out.Name = name.text
	l.checkSourceName(name)
	if http, ok := l.object(in, "http", "baseURL", "path", "queryParams", "headers"); ok {
		out.BaseURL = l.template(http, "baseURL", CodeInvalidURL)
		if http.lacks("baseURL") {
			l.errorf(http.pos, CodeGraphQL, `write http: { baseURL: "https://host" }`, "the source %q has no `baseURL`", out.Name)
		}
		out.Path = l.mapping(http, "path", CodeInvalidURLProperty)
		out.Query = l.mapping(http, "queryParams", CodeInvalidURLProperty)
		out.Headers = l.headers(http)
	} else if in.lacks("http") {
		l.errorf(in.pos, CodeGraphQL, `write http: { baseURL: "https://host" }`, "the source %q has no `http`", out.Name)
	}
	out.IsSuccess = l.value(in, "isSuccess", CodeInvalidIsSuccess)
	out.Message, out.Extensions = l.errorsOf(in)
	l.checkBaseURL(out)
	l.checkSourceMappings(out)
	return out
}

func (l *loader) checkSourceName(name *literal) {
	switch {
	case name.text == "":
		l.errorf(name.pos(), CodeEmptySourceName, "give it one, such as \"catalog\"", "a source has an empty name")
		return
	case !sourceName.MatchString(name.text):
		l.errorf(name.pos(), CodeInvalidSourceName, "start with a letter, and use letters, digits, _ and - only", "%q cannot be the name of a source", name.text)
	case len(name.text) > maxSourceName:
		l.errorf(name.pos(), CodeInvalidSourceName, "use at most 64 characters", "the name of this source has %d characters", len(name.text))
	}
	if first := l.schema.Source(name.text); first != nil {
		l.errorf(name.pos(), CodeDuplicateSourceName, "give one of them another name, or declare both in the same way", "the source %q is already declared at %s", name.text, first.Pos)
	}
}

// errorsOf reads `errors`.
func (l *loader) errorsOf(in arguments) (message, extensions *Mapping) {
	errs, ok := l.object(in, "errors", "message", "extensions")
	if !ok {
		return nil, nil
	}
	return l.value(errs, "message", CodeInvalidErrorsMessage), l.mapping(errs, "extensions", CodeInvalidErrorsMessage)
}

func (l *loader) checkBaseURL(s *Source) {
	if s.BaseURL == nil {
		return
	}
	var invalid *mapping.URLError
	_, err := mapping.NewURL(mapping.URLParts{Base: s.BaseURL.Template})
	if errors.As(err, &invalid) {
		l.errorf(s.BaseURL.At(invalid.Pos), Code(invalid.Code), invalid.Hint, "%s", invalid.Msg)
	}
}
