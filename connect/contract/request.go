package contract

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect"
	"bff/connect/mapping"
)

// parameters checks the query and the headers of a request.
func (s sending) parameters(o *operation) {
	known, given := o.query(), queryOf(s.c)
	for _, p := range given.given {
		if !known.has(p.name) {
			s.errorf(p.pos, CodeUnknownParameter, connect.DidYouMean(p.name, known.names, connect.OneOf(known.names)), "%s takes no query parameter %q", o, p.name)
		}
	}
	s.queryValues(o, given)
	s.required(o, known, given)
}

// queryValues checks what the parameters are.
func (s sending) queryValues(o *operation, q sentQuery) {
	for _, p := range o.parametersIn(openapi3.ParameterInQuery) {
		for _, g := range q.given {
			if g.name == p.Name && p.Schema != nil {
				s.value(sent{g.shape, g.pos, fmt.Sprintf("the query parameter %q of %s", p.Name, o), true, placeOf(true, p.Schema)})
			}
		}
	}
}

// required checks that nothing is missing.
func (s sending) required(o *operation, known query, given sentQuery) {
	c := s.c
	at := c.URL.At(mapping.Pos{})
	for _, name := range known.required {
		if !given.more && !given.has(name) {
			s.errorf(at, CodeMissingParameter, `add it to queryParams: "`+name+`: ..."`, "%s needs the query parameter %q", o, name)
		}
	}
	for _, p := range o.parametersIn(openapi3.ParameterInHeader) {
		if p.Required && !setsHeader(c, p.Name) {
			s.errorf(at, CodeMissingParameter, `add headers: { name: "`+p.Name+`", value: "..." }`, "%s needs the header %q", o, p.Name)
		}
	}
}

// setsHeader reports whether requests have a header. Some are not for a document to
// describe, says OpenAPI, and some are set for all requests.
func setsHeader(c *connect.Connector, name string) bool {
	own := []string{"Accept", "Content-Type", "Authorization", "Host", "Content-Length", "User-Agent", "Accept-Encoding", "Traceparent", "Tracestate"}
	same := func(other string) bool { return strings.EqualFold(name, other) }
	named := func(h connect.Header) bool { return same(h.Name) }
	return slices.ContainsFunc(own, same) || slices.ContainsFunc(c.Headers, named) || slices.ContainsFunc(c.Source.Headers, named)
}

// query is what a document says of an operation's query.
type query struct {
	names    []string // in the order of the document
	required []string
	prefixes []string // of objects that are sent as filter[name]=
	any      bool     // it takes whatever comes
}

func (q query) has(name string) bool {
	return q.any || slices.Contains(q.names, name) || slices.ContainsFunc(q.prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}

func (o *operation) query() query {
	var out query
	for _, p := range o.parametersIn(openapi3.ParameterInQuery) {
		out.add(p)
	}
	if o.doc.Components == nil {
		return out
	}
	for _, ref := range o.doc.Components.SecuritySchemes {
		if ref != nil && ref.Value != nil && ref.Value.In == openapi3.ParameterInQuery {
			out.names = append(out.names, ref.Value.Name)
		}
	}
	return out
}

// add adds a parameter: its name, or the names that an object is sent as.
func (q *query) add(p *openapi3.Parameter) {
	object := placeOf(true, p.Schema)
	kinds, known := object.kinds()
	isObject := p.Schema != nil && known && kinds.Has(mapping.KindObject) && !kinds.Has(mapping.KindString)
	switch {
	case isObject && p.Style == "deepObject":
		q.prefixes = append(q.prefixes, p.Name+"[")
	case isObject && (p.Style == "" || p.Style == "form") && !isFalse(p.Explode):
		q.names = append(q.names, object.names()...)
		q.any = q.any || slices.ContainsFunc(object.cases, conj.mayHaveMore)
	default:
		q.names = append(q.names, p.Name)
		if p.Required {
			q.required = append(q.required, p.Name)
		}
	}
}

// sentQuery is the query of a connector's requests.
type sentQuery struct {
	given []given
	more  bool // parameters whose names only the data says
}

// given is a query parameter, where it stands, and what it is; a nil shape is unknown.
type given struct {
	name  string
	pos   connect.Pos
	shape *mapping.Shape
}

func (q sentQuery) has(name string) bool {
	return slices.ContainsFunc(q.given, func(g given) bool { return g.name == name })
}

func queryOf(c *connect.Connector) sentQuery {
	var out sentQuery
	out.addTemplate(c.Source.BaseURL)
	out.addMapping(c.Source.Query)
	out.addTemplate(c.URL)
	out.addMapping(c.Query)
	return out
}

func (q *sentQuery) addTemplate(t *connect.Template) {
	if t == nil {
		return
	}
	_, tokens := splitURL(tokensOf(t))
	for len(tokens) > 0 {
		end := slices.IndexFunc(tokens, func(t token) bool { return t.kind == literal && t.text == "&" })
		piece := tokens
		if tokens = nil; end >= 0 {
			piece, tokens = piece[:end], piece[end+1:]
		}
		q.addPiece(t, piece)
	}
}

// addPiece adds one `name=value`.
func (q *sentQuery) addPiece(t *connect.Template, piece []token) {
	equals := slices.IndexFunc(piece, func(t token) bool { return t.kind == literal && t.text == "=" })
	if equals < 0 {
		equals = len(piece)
	}
	name, fixed := literalText(piece[:equals])
	switch {
	case !fixed:
		q.more = true
	case name != "":
		q.given = append(q.given, given{name, t.At(piece[0].at), literalShape(piece[min(equals+1, len(piece)):])})
	}
}

// literalText is what the tokens say; it is not fixed if there are holes among them.
func literalText(tokens []token) (text string, fixed bool) {
	var out strings.Builder
	for _, t := range tokens {
		if t.kind != literal {
			return "", false
		}
		out.WriteString(t.text)
	}
	decoded, err := url.QueryUnescape(out.String())
	if err != nil {
		decoded = out.String()
	}
	return decoded, true
}

// literalShape is the shape of a text without holes; nil for others.
func literalShape(tokens []token) *mapping.Shape {
	text, fixed := literalText(tokens)
	if !fixed {
		return nil
	}
	return &mapping.Shape{Const: mapping.String(text)}
}

func (q *sentQuery) addMapping(m *connect.Mapping) {
	if m == nil || m.Analysis() == nil || m.Analysis().Shape == nil {
		return
	}
	shape := m.Analysis().Shape
	q.more = q.more || !shape.Closed
	for _, f := range shape.Fields {
		q.given = append(q.given, given{f.Key, m.At(f.Pos), f.Shape})
	}
}
