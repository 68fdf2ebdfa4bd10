package emit

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
)

// sources prints the backends that the connectors call.
func (e *Emitter) sources() {
	for _, s := range e.schema.Sources {
		e.p("// %s is the source %q.", e.sourceVar(s.Name), s.Name)
		e.p("var %s = connector.Source{", e.sourceVar(s.Name))
		e.p("Name: %q, BaseURL: %s, File: %q,", s.Name, quoted(s.BaseURL.String()), s.Pos.File)
		e.text("Path", s.Path)
		e.text("Query", s.Query)
		e.headers(s.Headers)
		e.text("IsSuccess", s.IsSuccess)
		e.text("Message", s.Message)
		e.text("Extensions", s.Extensions)
		e.p("}\n")
	}
	e.p("// Sources are the backends that the connectors of this package call.")
	e.p("func Sources() []connector.Source {\nreturn []connector.Source{")
	for _, s := range e.schema.Sources {
		e.p("%s,", e.sourceVar(s.Name))
	}
	for _, o := range e.origins() {
		e.p("{Name: %q, BaseURL: %q},", e.originName(o), o)
	}
	e.p("}\n}\n")
}

func (e *Emitter) sourceVar(name string) string {
	return e.unique("source "+name, "source"+goName(strings.NewReplacer("-", "_").Replace(name)))
}

// text prints a mapping if there is one.
func (e *Emitter) text(name string, m *connect.Mapping) {
	if m != nil {
		e.p("%s: %s,", name, quoted(m.String()))
	}
}

func (e *Emitter) headers(hs []connect.Header) {
	if len(hs) == 0 {
		return
	}
	e.p("Headers: []connector.Header{")
	for _, h := range hs {
		if h.From != "" {
			e.p("{Name: %q, From: %q},", h.Name, h.From)
		} else {
			e.p("{Name: %q, Value: %s},", h.Name, quoted(h.Value.String()))
		}
	}
	e.p("},")
}

// varOf is the variable of a connector: productPrice0 of Product.price[0].
func (e *Emitter) varOf(c *connect.Connector) string {
	name := lower(goName(c.Type.Name))
	if c.Field != nil {
		name += fieldName(c.Field)
	}
	at := c.Coordinate[strings.LastIndexByte(c.Coordinate, '[')+1:]
	return e.unique(c.Coordinate, "connect"+strings.ToUpper(name[:1])+name[1:]+strings.TrimSuffix(at, "]"))
}

// connectors prints what is sent and what the answers fill.
func (e *Emitter) connectors() {
	for _, c := range e.schema.Connectors {
		e.p("// %s is the connector %s.", e.varOf(c), c.Coordinate)
		e.p("var %s = connector.Define(connector.Spec{", e.varOf(c))
		e.spec(c)
		e.p("}, %s, %s)\n", e.supplyOf(c), e.reader(c))
	}
	for _, c := range e.schema.Connectors {
		if c.Supplies != nil {
			e.use("bff/connect/supply")
			e.p("// fills%s is what %s fills.", e.varOf(c)[len("connect"):], c.Coordinate)
			e.p("var fills%s = %s\n", e.varOf(c)[len("connect"):], e.supplyLiteral(c.Supplies))
		}
	}
}

func (e *Emitter) supplyOf(c *connect.Connector) string {
	if c.Supplies == nil {
		return "nil"
	}
	return "fills" + e.varOf(c)[len("connect"):]
}

// reader is what reads one answer of the connector.
func (e *Emitter) reader(c *connect.Connector) string {
	if c.Field == nil {
		return e.readNamed(c.Type)
	}
	return e.readType(c.Field.Type, c.Field.Directives, c.Type.Name)
}

// nameOf is what a call is called in telemetry.
func nameOf(c *connect.Connector) string {
	if c.ID != "" {
		return c.ID
	}
	return strings.TrimSuffix(c.Coordinate, "[0]")
}

func (e *Emitter) spec(c *connect.Connector) {
	source := ""
	if c.Source != nil {
		source = e.sourceVar(c.Source.Name)
	} else {
		source = fmt.Sprintf("connector.Source{Name: %q}", e.hostOf(c))
	}
	e.p("Name: %q, Source: %s, Version: %q,", nameOf(c), source, e.schema.Version)
	e.p("Method: %q, URL: %s,", c.Method, quoted(urlOf(c)))
	e.text("Path", c.Path)
	e.text("Query", c.Query)
	e.text("Body", c.Body)
	e.headers(c.Headers)
	e.text("Selection", c.Selection)
	e.text("IsSuccess", c.IsSuccess)
	e.text("Message", c.Message)
	e.text("Extensions", c.Extensions)
	e.policy(c)
	if e.isMutation(c) {
		e.p("Mutation: true,")
		if c.Field.Directives.ForName("idempotent") != nil {
			e.p("Idempotent: true,")
		}
	}
	if c.Batch {
		e.p("Keys: %s,", pathsLiteral(c.Keys))
		if c.Field != nil {
			e.p("Field: %q,", c.Field.Name)
		}
		if c.MaxSize > 0 {
			e.p("MaxSize: %d,", c.MaxSize)
		}
	}
}

func (e *Emitter) isMutation(c *connect.Connector) bool {
	return c.Field != nil && e.schema.AST.Mutation != nil && c.Type.Name == e.schema.AST.Mutation.Name
}

func pathsLiteral(paths []connect.Path) string {
	var out []string
	for _, p := range paths {
		var names []string
		for _, name := range p {
			names = append(names, fmt.Sprintf("%q", name))
		}
		out = append(out, "{"+strings.Join(names, ", ")+"}")
	}
	return "[][]string{" + strings.Join(out, ", ") + "}"
}

// policy prints how long answers keep.
func (e *Emitter) policy(c *connect.Connector) {
	k := c.Cache
	var parts []string
	for _, d := range []struct {
		name  string
		value time.Duration
	}{{"TTL", k.MaxAge}, {"Stale", k.StaleWhileRevalidate}, {"StaleIfError", k.StaleIfError}, {"Negative", k.NegativeMaxAge}} {
		if d.value > 0 && !e.isMutation(c) {
			e.use("time")
			parts = append(parts, fmt.Sprintf("%s: %d * time.Second", d.name, int64(d.value/time.Second)))
		}
	}
	if k.Private {
		parts = append(parts, "Scope: cache.Private")
	}
	if len(parts) > 0 {
		e.use("bff/cache")
		e.p("Cache: cache.Policy{%s},", strings.Join(parts, ", "))
	}
	if tags := e.typeTags(c.Supplies, "", nil); len(tags) > 0 {
		e.p("TypeTags: []string{%s},", literals(tags))
	}
	directives := c.Type.Directives // reading an object notes them too; these are known without one
	if c.Field != nil {
		directives = c.Field.Directives
	}
	if tags := tagTexts(directives); len(tags) > 0 {
		e.p("Tags: []string{%s},", strings.Join(tags, ", "))
	}
}

// typeTags are the tags that reading an answer adds, by where in it the objects are.
func (e *Emitter) typeTags(s *connect.Supply, at string, above []*connect.Supply) []string {
	if s == nil || slices.Contains(above, s) {
		return nil
	}
	above = append(above, s)
	var out []string
	for _, def := range e.concrete(s.Type) {
		for _, d := range def.Directives.ForNames("cacheTag") {
			if a := d.Arguments.ForName("format"); a != nil {
				out = append(out, strings.TrimSpace(at+" "+a.Value.Raw))
			}
		}
	}
	for _, f := range s.Fields {
		out = append(out, e.typeTags(f.Of, strings.TrimPrefix(at+"."+f.Name, "."), above)...)
	}
	return out
}

// tagTexts are the formats of @cacheTag, as literals.
func tagTexts(ds ast.DirectiveList) []string {
	var out []string
	for _, d := range ds.ForNames("cacheTag") {
		if a := d.Arguments.ForName("format"); a != nil {
			out = append(out, quoted(strings.ReplaceAll(a.Value.Raw, "{$key.", "{$this.")))
		}
	}
	return out
}

// supplyLiteral states what is filled.
func (e *Emitter) supplyLiteral(s *connect.Supply) string {
	var out strings.Builder
	out.WriteString("&supply.Supply{")
	if s.Open {
		out.WriteString("Open: true, ")
	}
	if s.Type.IsAbstractType() {
		out.WriteString("Abstract: true, ")
	}
	if len(s.Gaps) > 0 {
		fmt.Fprintf(&out, "Gaps: %#v, ", s.Gaps)
	}
	out.WriteString("Fields: []supply.Field{\n")
	for _, f := range s.Fields {
		fmt.Fprintf(&out, "{Name: %q", f.Name)
		if field := s.Type.Fields.ForName(f.Name); field != nil && field.Type.NonNull {
			out.WriteString(", NonNull: true")
		}
		if f.Of != nil {
			out.WriteString(", Of: " + e.supplyLiteral(f.Of))
		}
		out.WriteString("},\n")
	}
	out.WriteString("}}")
	return out.String()
}
