package emit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
	"bff/connect/inputs"
)

// Inputs returns the table of the request inputs that each visible field reads.
func (e *Emitter) Inputs() inputs.Table {
	out := inputs.Table{Calls: map[string]inputs.Call{}, Types: map[string]inputs.Type{}, Abstract: map[string][]string{}}
	for _, c := range e.schema.Connectors {
		call := c.Inputs()
		if c.Source == nil {
			call.Source = e.hostOf(c)
		}
		out.Calls[c.Coordinate] = call
	}
	for _, def := range e.schema.Types() {
		switch {
		case e.hiddenType(def.Name):
		case def.IsAbstractType():
			var behind []string
			for _, d := range e.concrete(def) {
				behind = append(behind, d.Name)
			}
			slices.Sort(behind)
			out.Abstract[def.Name] = behind
		case def.Kind == ast.Object:
			out.Types[def.Name] = e.inputsOf(def)
		}
	}
	return out
}

// inputsOf returns the inputs that objects of a type read: those that complete them, and each field.
func (e *Emitter) inputsOf(def *ast.Definition) inputs.Type {
	out := inputs.Type{Calls: namesOfCalls(e.schema.Providers(def.Name)), Fields: map[string]inputs.Field{}}
	for _, f := range def.Fields {
		if strings.HasPrefix(f.Name, "__") || e.hidden(def, f) {
			continue
		}
		switch e.kindOf(def, f) {
		case connected:
			out.Fields[f.Name] = inputs.Field{Calls: namesOfCalls(e.schema.ConnectorsOf(def.Name, f.Name))}
		case inGo:
			field, ok := e.schema.Reads(def.Name, f.Name)
			field.Unknown = !ok
			if !ok || len(field.Calls)+len(field.Headers) > 0 {
				out.Fields[f.Name] = field
				continue
			}
			out.Plain = append(out.Plain, f.Name)
		default:
			out.Plain = append(out.Plain, f.Name)
		}
	}
	return out
}

func namesOfCalls(cs []*connect.Connector) []string {
	var out []string
	for _, c := range cs {
		out = append(out, c.Coordinate)
	}
	slices.Sort(out)
	return out
}

// inputs prints the table.
func (e *Emitter) inputs() {
	e.use("bff/connect/inputs")
	t := e.Inputs()
	e.p("// Inputs says what each field reads of a request: identical operations with equal")
	e.p("// inputs have equal answers.")
	e.p("func Inputs() inputs.Table {\nreturn inputs.Table{\nCalls: map[string]inputs.Call{")
	for _, name := range slices.Sorted(maps.Keys(t.Calls)) {
		c := t.Calls[name]
		e.p("%q: {%s},", name, joinedParts(part("Source", c.Source), flag("Credentials", c.Credentials), readsPart(c.Reads)))
	}
	e.p("},\nTypes: map[string]inputs.Type{")
	for _, name := range slices.Sorted(maps.Keys(t.Types)) {
		e.inputType(name, t.Types[name])
	}
	e.p("},\nAbstract: map[string][]string{")
	for _, name := range slices.Sorted(maps.Keys(t.Abstract)) {
		e.p("%q: {%s},", name, literals(t.Abstract[name]))
	}
	e.p("},\n}\n}\n")
}

func (e *Emitter) inputType(name string, t inputs.Type) {
	e.p("%q: {", name)
	if len(t.Calls) > 0 {
		e.p("%s,", list("Calls", t.Calls))
	}
	if len(t.Fields) > 0 {
		e.p("Fields: map[string]inputs.Field{")
		for _, field := range slices.Sorted(maps.Keys(t.Fields)) {
			f := t.Fields[field]
			e.p("%q: {%s},", field, joinedParts(list("Calls", f.Calls), readsPart(f.Reads)))
		}
		e.p("},")
	}
	if len(t.Plain) > 0 {
		e.p("%s,", list("Plain", t.Plain))
	}
	e.p("},")
}

// readsPart is the embedded Reads, nothing where there are none.
func readsPart(r inputs.Reads) string {
	inside := joinedParts(list("Headers", r.Headers), list("Context", r.Context), flag("Unknown", r.Unknown))
	if inside == "" {
		return ""
	}
	return "Reads: inputs.Reads{" + inside + "}"
}

func joinedParts(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

func part(name, value string) string {
	if value == "" {
		return ""
	}
	return fmt.Sprintf("%s: %q", name, value)
}

func flag(name string, set bool) string {
	if !set {
		return ""
	}
	return name + ": true"
}

func list(name string, values []string) string {
	if len(values) == 0 {
		return ""
	}
	return name + ": []string{" + literals(values) + "}"
}

func literals(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(quoted, ", ")
}
