package contract

import (
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect"
	"bff/connect/mapping"
)

// parameters checks the query and the headers of a request.
func (r *report) parameters(c *connect.Connector, o *operation) {
	known := o.query()
	sent := queryOf(c)
	for _, p := range sent.given {
		if !known.has(p.name) {
			r.errorf(p.pos, CodeUnknownParameter, connect.DidYouMean(p.name, known.names, connect.OneOf(known.names)), "%s takes no query parameter %q", o, p.name)
		}
	}
	at := c.URL.At(mapping.Pos{})
	for _, name := range known.required {
		if !sent.more && !sent.has(name) {
			r.errorf(at, CodeMissingParameter, `add it to queryParams: "`+name+`: ..."`, "%s needs the query parameter %q", o, name)
		}
	}
	for _, p := range o.parametersIn(openapi3.ParameterInHeader) {
		if p.Required && !setsHeader(c, p.Name) {
			r.errorf(at, CodeMissingParameter, `add headers: { name: "`+p.Name+`", value: "..." }`, "%s needs the header %q", o, p.Name)
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

// given is a query parameter and where it stands.
type given struct {
	name string
	pos  connect.Pos
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
	var name strings.Builder
	for _, c := range piece {
		if c.kind != literal {
			q.more = true
			return
		}
		if c.text == "=" {
			break
		}
		name.WriteString(c.text)
	}
	if name.Len() == 0 {
		return
	}
	decoded, err := url.QueryUnescape(name.String())
	if err != nil {
		decoded = name.String()
	}
	q.given = append(q.given, given{decoded, t.At(piece[0].at)})
}

func (q *sentQuery) addMapping(m *connect.Mapping) {
	if m == nil || m.Analysis() == nil || m.Analysis().Shape == nil {
		return
	}
	shape := m.Analysis().Shape
	q.more = q.more || !shape.Closed
	for _, f := range shape.Fields {
		q.given = append(q.given, given{f.Key, m.At(f.Pos)})
	}
}
