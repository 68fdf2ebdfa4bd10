package connect

import (
	"slices"
	"strings"

	"bff/connect/mapping"
)

// credentials are the client's headers that say who is asking.
var credentials = []string{"authorization", "cookie"}

// checkPrivate refuses to share between callers what a backend may have answered
// for one of them.
func (l *loader) checkPrivate(c *Connector) {
	if c.mutation || c.Cache.Private || c.Request == nil {
		return
	}
	where := "type " + c.Type.Name
	if c.Field != nil {
		where = "field " + c.Type.Name + "." + c.Field.Name
	}
	hint := "add @cacheControl(scope: PRIVATE) to the " + where
	for _, name := range credentials {
		if c.sends(name) {
			l.errorf(c.Pos, CodePrivateData, hint, "%s sends the caller's %s header, but its answers are not private", c.Coordinate, name)
			return
		}
	}
	if s := l.privateInside(c.Supplies, nil); s != nil {
		l.errorf(s.Pos, CodePrivateData, hint, "%s fills %s, which is private, but its answers are not", c.Coordinate, s.Type.Name)
	}
}

// privateInside finds an object of a private type of which more is filled than its key.
func (l *loader) privateInside(s *Supply, above []*Supply) *Supply {
	if s == nil || slices.Contains(above, s) {
		return nil
	}
	for _, def := range l.concrete(s.Type) {
		if policyOf(def.Directives).Private && !l.isStub(s) {
			return s
		}
	}
	for _, f := range s.Fields {
		if found := l.privateInside(f.Of, append(above, s)); found != nil {
			return found
		}
	}
	return nil
}

// sends reports that the request depends on a header of the client.
func (c *Connector) sends(header string) bool {
	if slices.Contains(c.Request.Headers().Forwarded(), header) {
		return true
	}
	return slices.ContainsFunc(c.requestReads(), func(r mapping.Read) bool {
		return r.Var == mapping.VarRequest && (len(r.Path) < 2 || strings.EqualFold(r.Path[1].Name, header))
	})
}

// requestReads are all reads of the request, the source's parts included.
func (c *Connector) requestReads() []mapping.Read {
	var out []mapping.Read
	add := func(m *Mapping) {
		if m != nil {
			out = append(out, m.analysis.Reads...)
		}
	}
	addTemplate := func(t *Template) {
		if t == nil {
			return
		}
		for _, h := range t.Holes() {
			out = append(out, h.Mapping.Analyze().Reads...)
		}
	}
	headers := c.Headers
	if c.Source != nil {
		headers = append(slices.Clone(headers), c.Source.Headers...)
		add(c.Source.Path)
		add(c.Source.Query)
	}
	for _, h := range headers {
		addTemplate(h.Value)
	}
	addTemplate(c.URL)
	add(c.Path)
	add(c.Query)
	add(c.Body)
	return out
}
