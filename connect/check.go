package connect

import (
	"slices"
	"strings"

	"bff/connect/mapping"
)

// joined is a list for a message: "GET, POST".
func joined(names []string) string { return strings.Join(names, ", ") }

// checkSourceMappings checks what the mappings of a source read.
func (l *loader) checkSourceMappings(s *Source) {
	l.checkTemplate(s.BaseURL, scope{code: CodeInvalidURL, what: "a baseURL", vars: sourceURLVars})
	request := func(code Code, what string) scope { return scope{code: code, what: what, vars: sourceRequestVars} }
	l.checkURLProperties(s.Path, s.Query, request(CodeInvalidURLProperty, "`path`"), request(CodeInvalidURLProperty, "`queryParams`"))
	l.checkHeaderValues(s.Headers, request(CodeInvalidHeader, "a header"))
	response := func(code Code, what string) scope {
		return scope{code: code, what: what, vars: sourceResponseVars, hasBody: true}
	}
	l.checkIsSuccess(s.IsSuccess, response(CodeInvalidIsSuccess, "`isSuccess`"))
	l.checkErrors(s.Message, s.Extensions, response(CodeInvalidErrorsMessage, "`errors`"))
}

// checkConnectors checks every connector by itself.
func (l *loader) checkConnectors() {
	for _, c := range l.schema.Connectors {
		if c.Returns == nil || c.Type == nil {
			continue // the missing type is reported
		}
		if c.Place == OnType && l.schema.isRoot(c.Type) {
			continue
		}
		l.checkRequest(c)
		l.checkIsSuccess(c.IsSuccess, c.responseScope(CodeInvalidIsSuccess, "`isSuccess`"))
		l.checkErrors(c.Message, c.Extensions, c.responseScope(CodeInvalidErrorsMessage, "`errors`"))
		l.checkSelection(c)
		l.checkMapping(c.Selection, c.selectionScope())
		l.findKeys(c)
		l.checkEntity(c)
	}
	for _, c := range l.schema.Connectors {
		if c.Returns != nil {
			l.checkOwnParent(c)
		}
	}
	reported := map[*Connector]bool{} // what is further inside would say the same
	for _, inside := range l.recurring {
		if !l.isStub(inside.supply) && !reported[inside.c] {
			reported[inside.c] = true
			l.errorf(inside.supply.Pos, CodeCircularReference, "select only its keys there, and complete it by a connector of its own", "%s is inside of itself: %s", inside.supply.Type.Name, inside.way)
		}
	}
}

func (l *loader) checkRequest(c *Connector) {
	l.checkTemplate(c.URL, c.requestScope(CodeInvalidURL, "a URL"))
	l.checkURLProperties(c.Path, c.Query, c.requestScope(CodeInvalidURLProperty, "`path`"), c.requestScope(CodeInvalidURLProperty, "`queryParams`"))
	l.checkHeaderValues(c.Headers, c.requestScope(CodeInvalidHeader, "a header"))
	l.checkMapping(c.Body, c.requestScope(CodeInvalidBody, "a body"))
	if c.Body != nil && c.contentType() == formType {
		l.checkForm(c)
	}
}

const formType = "application/x-www-form-urlencoded"

// contentType is the declared type of the body, if it is a constant.
func (c *Connector) contentType() string {
	headers := c.Headers
	if c.Source != nil {
		headers = append(slices.Clone(headers), c.Source.Headers...)
	}
	for _, h := range headers {
		if strings.EqualFold(h.Name, "Content-Type") && h.Value != nil {
			return h.Value.String()
		}
	}
	return ""
}

// checkForm checks that a body can be written as the fields of a form.
func (l *loader) checkForm(c *Connector) {
	shape := c.Body.analysis.Shape
	if kinds, known := l.kindsOf(shape, c); known && !kinds.Has(mapping.KindObject) {
		l.errorf(c.Body.At(shape.Pos), CodeInvalidBody, `name the fields: "name: $args.name"`, "the body is %s, but a form has to be an object", kinds)
	}
}

func (l *loader) checkHeaderValues(headers []Header, sc scope) {
	for _, h := range headers {
		l.checkTemplate(h.Value, sc)
	}
}

func (l *loader) checkURLProperties(path, query *Mapping, pathScope, queryScope scope) {
	l.checkMapping(path, pathScope)
	l.checkMapping(query, queryScope)
	if path != nil {
		l.checkPathItems(path, pathScope)
	}
	if query != nil {
		l.checkQueryParams(query, queryScope)
	}
}

// checkPathItems: `path` is a list of scalars that are never null.
func (l *loader) checkPathItems(m *Mapping, sc scope) {
	shape := m.analysis.Shape
	kinds, known := l.kindsOf(shape, sc.of)
	if known && !kinds.Has(mapping.KindList) {
		l.errorf(m.At(shape.Pos), sc.code, `write a list, such as "$(['items', $args.id])"`, "`path` is %s, but has to be a list", kinds)
		return
	}
	for _, item := range shape.Items {
		kinds, known := l.kindsOf(item, sc.of)
		switch {
		case known && onlyNullOr(kinds, mapping.KindList, mapping.KindObject):
			l.errorf(m.At(item.Pos), sc.code, "use a scalar", "this item of `path` is %s", kinds&^mapping.KindsOf(mapping.KindNull))
		case l.mayBeNull(item, sc.of):
			l.errorf(m.At(item.Pos), sc.code, "declare it as non-null, or give it another value: a ?? 'x'", "this item of `path` may be null")
		}
	}
	if len(shape.Reads) == 1 && !shape.Picked && len(shape.Reads[0].Path) > 0 {
		l.checkPathList(m, shape.Reads[0], sc)
	}
}

// checkPathList checks an argument that is the whole of a `path`.
func (l *loader) checkPathList(m *Mapping, r mapping.Read, sc scope) {
	t, wrong := l.follow(r, sc.of)
	if wrong != nil || t.def == nil || t.typ.Elem == nil {
		return
	}
	if !t.typ.Elem.NonNull || t.typ.Elem.Elem != nil || !t.def.IsLeafType() {
		l.errorf(m.At(r.Pos), sc.code, "declare it as a list of non-null scalars, such as [String!]", "%s is %s, whose items cannot all be parts of a path", r, t.typ)
	}
}

// checkQueryParams: `queryParams` is an object of scalars and lists of these.
func (l *loader) checkQueryParams(m *Mapping, sc scope) {
	shape := m.analysis.Shape
	kinds, known := l.kindsOf(shape, sc.of)
	if shape.Closed && len(shape.Fields) > 0 {
		kinds, known = mapping.KindsOf(mapping.KindObject), true
	}
	if known && !kinds.Has(mapping.KindObject) {
		l.errorf(m.At(shape.Pos), sc.code, `name the parameter: "name: $args.name"`, "`queryParams` is %s, but has to be an object", kinds)
		return
	}
	for _, f := range shape.Fields {
		if kinds, known := l.kindsOf(f.Shape, sc.of); known && onlyNullOr(kinds, mapping.KindObject) {
			l.errorf(m.At(f.Pos), sc.code, "use a scalar of it, or ->jsonStringify", "the parameter %q is an object, which a URL cannot hold", f.Key)
		}
	}
}

func (l *loader) checkIsSuccess(m *Mapping, sc scope) {
	if m == nil {
		return
	}
	l.checkMapping(m, sc)
	if kinds, known := l.kindsOf(m.analysis.Shape, sc.of); known && !kinds.Has(mapping.KindBool) {
		l.errorf(m.At(m.analysis.Shape.Pos), sc.code, `compare it, as in "$status->eq(200)"`, "`isSuccess` is %s, so it is never true", kinds)
	}
}

func (l *loader) checkErrors(message, extensions *Mapping, sc scope) {
	if message != nil {
		l.checkMapping(message, sc)
		if kinds, known := l.kindsOf(message.analysis.Shape, sc.of); known && !kinds.Has(mapping.KindString) {
			l.errorf(message.At(message.analysis.Shape.Pos), sc.code, "use a text, such as error.message", "`errors.message` is %s, but has to be a string", kinds)
		}
	}
	if extensions != nil {
		l.checkMapping(extensions, sc)
		if kinds, known := l.kindsOf(extensions.analysis.Shape, sc.of); known && !kinds.Has(mapping.KindObject) {
			l.errorf(extensions.At(extensions.analysis.Shape.Pos), sc.code, `name what it holds: "code: $('NOPE')"`, "`errors.extensions` is %s, but has to be an object", kinds)
		}
	}
}

// Reads returns the distinct paths that the connector's own mappings, not its
// source's, read of a variable such as $context, in no particular order.
func (c *Connector) Reads(name string) []Path {
	var out []Path
	for _, u := range c.uses {
		if u.Var != name || len(u.Path) == 0 {
			continue
		}
		p := make(Path, len(u.Path))
		for i, k := range u.Path {
			p[i] = k.Name
		}
		if !slices.ContainsFunc(out, func(o Path) bool { return slices.Equal(o, p) }) {
			out = append(out, p)
		}
	}
	return out
}
