package importer

import (
	"bytes"
	"fmt"
	"strings"
)

// render is the text of a schema. It notes the lines of fields and types, by which what
// the loader says is found again.
func render(s *schema, notes []Note) []byte {
	p := &printer{}
	p.head(s)
	p.root(s, "Query")
	p.root(s, "Mutation")
	scalars := map[string]bool{}
	types := s.reachable()
	for _, f := range s.fields {
		p.scalarsOf(&f.field, scalars)
		for _, a := range f.args {
			p.scalarsOf(a, scalars)
		}
	}
	for _, t := range types {
		for _, f := range t.fields {
			p.scalarsOf(f, scalars)
		}
		p.typeDef(t)
	}
	p.scalars(scalars)
	p.notes(notes)
	return p.out.Bytes()
}

type printer struct {
	out   bytes.Buffer
	lines int
}

func (p *printer) p(text string, args ...any) {
	line := fmt.Sprintf(text, args...) + "\n"
	p.lines += strings.Count(line, "\n")
	p.out.WriteString(line)
}

// line is the number of the line that is printed next.
func (p *printer) line() int { return p.lines + 1 }

func (p *printer) head(s *schema) {
	if s.title != "" {
		p.p("# %s: a first schema, by bffgen import. It is yours to change.", s.title)
	}
	if s.declared {
		p.p("%s", linked)
		return
	}
	p.p("%s", sourceOf(s.source, s.baseURL))
}

const linked = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])`

// sourceOf declares a source.
func sourceOf(name, baseURL string) string {
	return fmt.Sprintf("%s\n  @source(name: %s, http: { baseURL: %s })", linked, quote(name), quote(baseURL))
}

func (p *printer) root(s *schema, name string) {
	opened := false
	for _, f := range s.fields {
		if f.root() != name {
			continue
		}
		if !opened {
			p.p("\ntype %s {", name)
			opened = true
		}
		f.from = p.line()
		p.rootField(s, f)
		f.to = p.line()
	}
	if opened {
		p.p("}")
	}
}

func (p *printer) rootField(s *schema, f *rootField) {
	p.describe("  ", f.description)
	p.signature(f)
	if f.deprecated {
		p.p("    @deprecated")
	}
	if f.private {
		p.p("    @cacheControl(scope: PRIVATE)")
	}
	p.connect(s, f)
}

// signature is the name, the arguments and the type.
func (p *printer) signature(f *rootField) {
	if len(f.args) == 0 {
		p.p("  %s: %s", f.name, f.typ)
		return
	}
	described, args := false, make([]string, len(f.args))
	for i, a := range f.args {
		args[i] = declared(a)
		described = described || a.description != ""
	}
	if line := fmt.Sprintf("  %s(%s): %s", f.name, strings.Join(args, ", "), f.typ); !described && len(line) <= width {
		p.p("%s", line)
		return
	}
	p.p("  %s(", f.name)
	for i, a := range f.args {
		p.describe("    ", a.description)
		p.p("    %s", args[i])
	}
	p.p("  ): %s", f.typ)
}

// declared is a field or an argument as it is declared.
func declared(f *field) string {
	text := f.name + ": " + f.typ.String()
	if f.value != "" {
		text += " = " + f.value
	}
	if f.rule != "" {
		text += " " + f.rule
	}
	if f.deprecated {
		text += " @deprecated"
	}
	return text
}

func (p *printer) connect(s *schema, f *rootField) {
	http := []argument{{f.endpoint.method, []string{f.url}}}
	if len(f.query) > 0 {
		http = append(http, argument{"queryParams", pairs(f.query)})
	}
	if f.body != nil {
		http = append(http, argument{"body", f.body})
	}
	entity := ""
	if f.entity {
		entity = ", entity: true"
	}
	selection := argument{"selection", f.selection}
	if line := p.short(s, f, http, selection, entity); line != "" {
		p.p("%s", line)
		return
	}
	p.p("    @connect(")
	p.p("      source: %s", quote(s.source))
	p.http(f, http)
	if f.entity {
		p.p("      entity: true")
	}
	p.argument("      ", selection)
	p.p("    )")
}

// argument is a mapping or a template and its name.
type argument struct {
	name  string
	lines []string
}

// inline is the argument in one line, if it is one.
func (a argument) inline() (text string, ok bool) {
	return a.name + ": " + quote(strings.Join(a.lines, " ")), len(a.lines) == 1
}

func pairs(all []pair) []string {
	var out []string
	line := ""
	for _, p := range all {
		text := p.String()
		if line != "" && len(line)+1+len(text) > width-30 {
			out, line = append(out, line), ""
		}
		line = strings.TrimPrefix(line+" "+text, " ")
	}
	return append(out, line)
}

// short is the connector in one line; empty if it does not fit.
func (p *printer) short(s *schema, f *rootField, http []argument, selection argument, entity string) string {
	inner, ok := inlineHTTP(f, http)
	selected, fits := selection.inline()
	line := fmt.Sprintf("    @connect(source: %s, http: { %s }%s, %s)", quote(s.source), inner, entity, selected)
	if !ok || !fits || len(line) > width {
		return ""
	}
	return line
}

func inlineHTTP(f *rootField, http []argument) (text string, ok bool) {
	var parts []string
	for _, a := range http {
		part, fits := a.inline()
		if !fits {
			return "", false
		}
		parts = append(parts, part)
	}
	if len(f.headers) > 0 {
		parts = append(parts, "headers: "+headers(f.headers))
	}
	return strings.Join(parts, ", "), true
}

func headers(all []header) string {
	out := make([]string, len(all))
	for i, h := range all {
		out[i] = fmt.Sprintf("{ name: %s, value: %s }", quote(h.name), quote(h.value))
		if h.from != "" {
			out[i] = fmt.Sprintf("{ name: %s, from: %s }", quote(h.name), quote(h.from))
		}
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func (p *printer) http(f *rootField, http []argument) {
	if inner, ok := inlineHTTP(f, http); ok && len(inner) < width-20 {
		p.p("      http: { %s }", inner)
		return
	}
	p.p("      http: {")
	for _, a := range http {
		p.argument("        ", a)
	}
	if len(f.headers) > 0 {
		p.p("        headers: %s", headers(f.headers))
	}
	p.p("      }")
}

func (p *printer) argument(indent string, a argument) {
	if text, ok := a.inline(); ok && len(text) <= width {
		p.p("%s%s", indent, text)
		return
	}
	p.p(`%s%s: """`, indent, a.name)
	for _, line := range a.lines {
		p.p("%s%s", indent, block(line))
	}
	p.p(`%s"""`, indent)
}

func (p *printer) typeDef(t *typeDef) {
	p.p("")
	t.from = p.line()
	p.describe("", t.description)
	p.p("%s %s {", map[typeKind]string{objectType: "type", inputType: "input", enumType: "enum"}[t.kind], t.name)
	for _, f := range t.fields {
		p.describe("  ", f.description)
		p.p("  %s", declared(f))
	}
	for _, v := range t.values {
		p.p("  %s", v)
	}
	p.p("}")
	t.to = p.line()
}

func (p *printer) scalarsOf(f *field, used map[string]bool) {
	if name := f.typ.baseName(); name == scalarJSON || name == scalarTime || name == scalarLong {
		used[name] = true
	}
}

func (p *printer) scalars(used map[string]bool) {
	if used[scalarTime] {
		p.p("\n\"A moment in time, RFC 3339.\"\nscalar %s", scalarTime)
	}
	if used[scalarLong] {
		p.p("\n\"An integer of 64 bits.\"\nscalar %s", scalarLong)
	}
	if used[scalarJSON] {
		p.p("\n\"Any JSON, as the backend has it.\"\nscalar %s", scalarJSON)
	}
}

func (p *printer) notes(all []Note) {
	if len(all) > 0 {
		p.p("")
	}
	for _, n := range all {
		p.p("# %s", n)
	}
}

// describe prints a description, none for an empty one.
func (p *printer) describe(indent, text string) {
	text = strings.TrimSpace(plain(text))
	switch {
	case text == "":
	case !strings.Contains(text, "\n"):
		p.p("%s%s", indent, quote(strings.ReplaceAll(text, "\t", " ")))
	default:
		p.p(`%s"""`, indent)
		for line := range strings.SplitSeq(text, "\n") {
			p.p("%s", strings.TrimRight(indent+block(line), " \t"))
		}
		p.p(`%s"""`, indent)
	}
}

// quote is a string of GraphQL in one line.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(text) + `"`
}

// block is a line of a block string.
func block(line string) string { return strings.ReplaceAll(line, `"""`, `\"""`) }
