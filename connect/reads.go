package connect

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/net/http/httpguts"

	"bff/connect/inputs"
	"bff/connect/mapping"
)

// What of a request shapes an answer, beside arguments and objects, is read off every
// mapping, and of a field in Go it is what @reads says. Two requests that are equal in
// it may share an answer, so that nothing may be left out: what is read as a whole, and
// a field in Go that says nothing, may depend on anything.

const reads = "reads"

// Inputs returns the inputs that the connector reads of a request. It sends credentials that its
// source propagates unless its answers are kept for everybody.
func (c *Connector) Inputs() inputs.Call {
	out := inputs.Call{Credentials: c.mutation || c.Cache.Private || !c.Cache.keeps()}
	if c.Source != nil {
		out.Source = c.Source.Name
	}
	if c.Request != nil {
		out.Headers = c.Request.Headers().Forwarded()
	}
	if c.Cache.Private {
		out.Headers = append(out.Headers, "Authorization") // whose answer it is
	}
	for _, r := range slices.Concat(c.requestReads(), c.answerReads()) {
		note(&out.Reads, r)
	}
	slices.Sort(out.Headers)
	slices.Sort(out.Context)
	out.Headers, out.Context = slices.Compact(out.Headers), slices.Compact(out.Context)
	return out
}

// keeps reports that answers are cached.
func (c Caching) keeps() bool {
	return c.MaxAge > 0 || c.StaleWhileRevalidate > 0 || c.StaleIfError > 0 || c.NegativeMaxAge > 0
}

// answerReads are all reads of what makes something of the answer.
func (c *Connector) answerReads() []mapping.Read {
	parts := []*Mapping{c.Selection, c.IsSuccess, c.Message, c.Extensions}
	if s := c.Source; s != nil {
		parts = append(parts, s.IsSuccess, s.Message, s.Extensions)
	}
	var out []mapping.Read
	for _, m := range parts {
		if m != nil {
			out = append(out, m.analysis.Reads...)
		}
	}
	return out
}

// note adds what a read is of the request.
func note(to *inputs.Reads, r mapping.Read) {
	switch {
	case r.Var == mapping.VarRequest && len(r.Path) > 1 && r.Path[0].Name == "headers":
		to.Headers = append(to.Headers, strings.ToLower(r.Path[1].Name))
	case r.Var == mapping.VarContext && len(r.Path) > 0:
		to.Context = append(to.Context, r.Path[0].Name)
	case r.Var == mapping.VarRequest || r.Var == mapping.VarContext:
		to.Unknown = true
	}
}

// Reads returns the inputs of a field in Go, as @reads declares them; ok is false for a
// field without one, of which nobody knows.
func (s *Schema) Reads(typ, field string) (f inputs.Field, ok bool) {
	f, ok = s.reads[typ+"."+field]
	return f, ok
}

// readReads reads @reads of all fields.
func (l *loader) readReads() {
	l.schema.reads = map[string]inputs.Field{}
	for _, def := range l.order {
		for _, f := range def.Fields {
			d := f.Directives.ForName(reads)
			if d == nil || !l.supportingDirective(reads) {
				continue
			}
			if def.Kind != ast.Object || !l.schema.isGo(def, f) {
				l.errorf(l.posOf(d.Position, '@'), CodeInvalidReads, "leave it out: what connectors read is known", "@%s has no meaning on %s.%s, which is not written in Go", reads, def.Name, f.Name)
				continue
			}
			l.schema.reads[def.Name+"."+f.Name] = l.readsOf(d)
		}
	}
}

// readsOf reads one @reads.
func (l *loader) readsOf(d *ast.Directive) inputs.Field {
	var out inputs.Field
	for _, v := range elements(d, "headers") {
		if !httpguts.ValidHeaderFieldName(v.Raw) {
			l.errorf(l.pos(v.Position), CodeInvalidReads, `write one such as "Accept-Language"`, "%q is not the name of a header", v.Raw)
		}
		out.Headers = append(out.Headers, strings.ToLower(v.Raw))
	}
	for _, v := range elements(d, "fields") {
		typ, field, ofField := strings.Cut(v.Raw, ".")
		called := l.schema.Providers(typ)
		if ofField {
			called = l.schema.ConnectorsOf(typ, field)
		}
		if len(called) == 0 {
			l.errorf(l.pos(v.Position), CodeInvalidReads, DidYouMean(v.Raw, l.called(), `write one such as "Query.product", or a type that connectors complete, such as "Product"`), "%q is not a field with a connector", v.Raw)
		}
		for _, c := range called {
			out.Calls = append(out.Calls, c.Coordinate)
		}
	}
	slices.Sort(out.Headers)
	slices.Sort(out.Calls)
	return out
}

// called are the coordinates of the fields that have connectors, and the types that
// connectors complete.
func (l *loader) called() []string {
	var out []string
	for _, c := range l.schema.Connectors {
		if c.Field != nil {
			out = append(out, c.Type.Name+"."+c.Field.Name)
		}
		if c.Entity && c.Returns != nil {
			out = append(out, c.Returns.Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// elements returns the elements of a directive's argument, which may be a single value.
func elements(d *ast.Directive, argument string) []*ast.Value {
	a := d.Arguments.ForName(argument)
	switch {
	case a == nil || a.Value.Kind == ast.NullValue:
		return nil
	case a.Value.Kind != ast.ListValue:
		return []*ast.Value{a.Value}
	}
	var out []*ast.Value
	for _, child := range a.Value.Children {
		out = append(out, child.Value)
	}
	return out
}
