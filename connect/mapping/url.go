package mapping

import (
	"fmt"
	"strings"
)

// URLParts are what the URL of a request is made of. A nil part is absent.
type URLParts struct {
	// Of the source.
	Base      *Template // baseURL; nil for a connector without a source
	BasePath  *Mapping  // http.path
	BaseQuery *Mapping  // http.queryParams

	// Of the connector.
	Template *Template // relative to Base, absolute without one
	Path     *Mapping  // http.path
	Query    *Mapping  // http.queryParams
}

// URL builds the URLs of a connector. It never changes and may be used by any
// number of goroutines at once.
type URL struct {
	origin    urlSection // scheme and authority
	checked   bool       // origin is literal, and was checked
	basePath  urlSection
	baseQuery urlSection
	path      urlSection
	query     urlSection
	parts     URLParts
}

// urlSection is a piece of a template: literal text, encoded already, and holes.
type urlSection []templatePart

// Codes of a URLError, as the convention names them.
const (
	CodeInvalidURL         = "INVALID_URL"
	CodeInvalidURLScheme   = "INVALID_URL_SCHEME"
	CodeAbsoluteWithSource = "ABSOLUTE_CONNECT_URL_WITH_SOURCE"
	CodeRelativeNoSource   = "RELATIVE_CONNECT_URL_WITHOUT_SOURCE"
)

// URLError says why templates do not make a URL.
type URLError struct {
	Code string // one of the codes above
	Base bool   // Pos is in the base URL, not in the connector's template
	Pos  Pos
	Msg  string
	Hint string
}

// Error is "line:col: what is wrong; what would be right".
func (e *URLError) Error() string { return fmt.Sprintf("%s: %s; %s", e.Pos, e.Msg, e.Hint) }

// NewURL checks the parts and prepares them. The error is a *URLError.
func NewURL(parts URLParts) (*URL, error) {
	u := &URL{parts: parts}
	if parts.Template == nil {
		parts.Template = new(Template)
	}
	template := splitURL(parts.Template)
	if parts.Base == nil {
		if !template.absolute {
			return nil, &URLError{CodeRelativeNoSource, false, textStart, "a URL without a source has to be absolute", "write https://host/path, or name a source"}
		}
		if err := template.check(false); err != nil {
			return nil, err
		}
		u.origin, u.path, u.query = template.origin, template.path, template.query
		u.checked = true
		return u, nil
	}
	base := splitURL(parts.Base)
	if template.absolute {
		return nil, &URLError{CodeAbsoluteWithSource, false, textStart, "a URL under a source has to be relative to its baseURL", "write the path only, or drop the source"}
	}
	if !base.absolute {
		return nil, &URLError{CodeInvalidURL, true, textStart, "a base URL has to be absolute", "start it with https:// or http://"}
	}
	if err := base.check(true); err != nil {
		return nil, err
	}
	u.origin, u.basePath, u.baseQuery = base.origin, base.path, base.query
	u.path, u.query = template.path, template.query
	u.checked = !dynamic(base.origin)
	return u, nil
}

// Append appends the URL for vars: always absolute, its path at least "/". The
// error is a *RenderError if a part yields what cannot stand in a URL.
//
// One thing the convention allows is refused: a value that makes "." or ".." a
// whole path segment. Servers resolve those, so a user's id of ".." would reach
// a resource that the author of the template did not name.
func (u *URL) Append(dst []byte, vars *Vars) ([]byte, Problems, error) {
	b := urlBuilder{out: dst, vars: vars}
	origin := PartBaseURL
	if u.parts.Base == nil {
		origin = PartURL
	}
	b.section(origin, u.origin)
	if !u.checked && b.err == nil && !validOrigin(string(b.out[len(dst):])) {
		b.fail(origin, "the variables make no valid host", "set the variables that it uses")
	}
	b.pathStart, b.dynamic = len(b.out), false
	b.section(PartBaseURL, u.basePath)
	b.pathItems(PartBasePath, u.parts.BasePath)
	b.joinPath(u.path)
	b.pathItems(PartPath, u.parts.Path)
	if len(b.out) == b.pathStart {
		b.out = append(b.out, '/')
	}
	b.checkSegments()
	b.separator = '?'
	b.querySection(PartBaseURL, u.baseQuery)
	b.queryParams(PartBaseQuery, u.parts.BaseQuery)
	b.querySection(PartURL, u.query)
	b.queryParams(PartQuery, u.parts.Query)
	if b.err != nil {
		return dst, b.problems, b.err
	}
	return b.out, b.problems, nil
}

// urlBuilder is the state of building one URL; after the first error the rest
// does nothing that counts.
type urlBuilder struct {
	out       []byte
	vars      *Vars
	problems  Problems
	err       *RenderError
	pathStart int
	dynamic   bool // a variable has gone into the path
	separator byte // before the next piece of the query
}

func (b *urlBuilder) fail(part, msg, hint string) {
	if b.err == nil {
		b.err = &RenderError{Part: part, Pos: textStart, Msg: msg, Hint: hint}
	}
}

func (b *urlBuilder) section(part string, s urlSection) {
	for i := range s {
		p := &s[i]
		if p.mapping == nil {
			b.out = append(b.out, p.text...)
			continue
		}
		b.dynamic = true
		text, err := p.eval(part, b.vars, &b.problems)
		if err != nil && b.err == nil {
			b.err = err
		}
		b.out = appendEncoded(b.out, text, isUnreserved)
	}
}

// slash ends the path so far with exactly one more slash if it has none.
func (b *urlBuilder) slash() {
	if n := len(b.out); n == b.pathStart || b.out[n-1] != '/' {
		b.out = append(b.out, '/')
	}
}

// joinPath adds the connector's path behind one slash, unless it is empty or
// only a slash.
func (b *urlBuilder) joinPath(s urlSection) {
	before := len(b.out)
	b.slash()
	start := len(b.out)
	b.section(PartURL, s)
	text := b.out[start:]
	switch {
	case len(text) == 0 || string(text) == "/":
		b.out = b.out[:before]
	case text[0] == '/':
		b.out = append(b.out[:start], text[1:]...)
	}
}

// pathItems adds the segments that http.path yields.
func (b *urlBuilder) pathItems(part string, m *Mapping) {
	if m == nil || b.err != nil {
		return
	}
	v := m.evalRequest(part, emptyObject, b.vars, &b.problems)
	switch v.kind {
	case KindMissing, KindNull:
		return
	case KindList:
	default:
		b.fail(part, fmt.Sprintf("this is %s, not a list", v.kind), "write $([ ... ])")
		return
	}
	b.dynamic = true
	var item Member
	for c := v.cursor(); c.next(&item); {
		text, ok := item.Value.toText()
		if !ok {
			b.fail(part, fmt.Sprintf("an item is %s", item.Value.kind), "list strings and numbers only")
			return
		}
		b.slash()
		b.out = appendEncoded(b.out, text, isUnreserved)
	}
}

func (b *urlBuilder) checkSegments() {
	if !b.dynamic || b.err != nil {
		return
	}
	for segment := range strings.SplitSeq(string(b.out[b.pathStart:]), "/") {
		if segment == "." || segment == ".." {
			b.fail(PartURL, "a variable makes a path segment `.` or `..`", "pass a value that names a resource")
		}
	}
}

// next starts another piece of the query.
func (b *urlBuilder) next() {
	b.out = append(b.out, b.separator)
	b.separator = '&'
}

func (b *urlBuilder) querySection(part string, s urlSection) {
	if len(s) == 0 || b.err != nil {
		return
	}
	start, separator := len(b.out), b.separator
	b.next()
	b.section(part, s)
	if len(b.out) == start+1 {
		b.out, b.separator = b.out[:start], separator
	}
}

// queryParams adds the parameters that http.queryParams yields.
func (b *urlBuilder) queryParams(part string, m *Mapping) {
	if m == nil || b.err != nil {
		return
	}
	v := m.evalRequest(part, emptyObject, b.vars, &b.problems)
	switch v.kind {
	case KindMissing, KindNull:
		return
	case KindObject:
	default:
		b.fail(part, fmt.Sprintf("this is %s, not an object", v.kind), "write `name: value` pairs")
		return
	}
	var param, item Member
	for c := v.cursor(); c.next(&param); {
		switch param.Value.kind {
		case KindNull:
		case KindList:
			for items := param.Value.cursor(); items.next(&item); {
				b.param(part, param.Key, item.Value)
			}
		default:
			b.param(part, param.Key, param.Value)
		}
	}
}

func (b *urlBuilder) param(part, name string, v Value) {
	text, ok := v.toText()
	if !ok {
		b.fail(part, fmt.Sprintf("the parameter %q is %s", name, v.kind), "use ->joinNotNull or ->jsonStringify")
		return
	}
	b.next()
	b.out = appendEncoded(b.out, name, isUnreserved)
	b.out = append(b.out, '=')
	b.out = appendEncoded(b.out, text, isUnreserved)
}
