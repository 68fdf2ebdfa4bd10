package mapping

import (
	"fmt"
	"strings"
)

// Template is a text with holes: `/products/{$args.id}`. A hole is a mapping in
// braces; braces inside it nest, those in its strings included, and there is no
// way to write a literal `{`. TAB, LF, FF and CR in the text between holes are
// dropped wherever they are, so that a long URL may be written in lines.
//
// A Template never changes and may be used by any number of goroutines at once.
type Template struct {
	src   string
	parts []templatePart
}

// templatePart is a piece of literal text, or a hole if mapping is set.
type templatePart struct {
	text    string
	mapping *Mapping
	pos     Pos
	len     int // of a hole
}

// CompileTemplate reads a template. The error is a *SyntaxError with a position
// in src, also for an error inside a hole.
func CompileTemplate(src string, version Version) (*Template, error) {
	if err := checkUTF8(src); err != nil {
		return nil, err
	}
	t := &Template{src: src}
	l := lexer{src: src, pos: textStart}
	for l.pos.Offset < len(src) {
		part, err := nextPart(&l, version)
		if err != nil {
			return nil, err
		}
		t.parts = append(t.parts, part)
	}
	return t, nil
}

// nextPart reads the literal text or the hole at l.
func nextPart(l *lexer, version Version) (templatePart, error) {
	part := templatePart{pos: l.pos}
	rest := l.src[l.pos.Offset:]
	if rest[0] != '{' {
		n := strings.IndexByte(rest, '{')
		if n < 0 {
			n = len(rest)
		}
		part.text = dropBreaks(rest[:n])
		l.advance(n)
		return part, nil
	}
	n := holeLen(rest)
	if n == 0 {
		return part, &SyntaxError{l.pos, "this hole never ends", "close it with `}`; a literal `{` cannot be written"}
	}
	l.advance(1)
	m, err := compileFrom(l.src[:part.pos.Offset+n-1], l.pos, version)
	if err != nil {
		return part, err
	}
	if m.Empty() {
		return part, &SyntaxError{part.pos, "this hole is empty", "write a mapping in it, such as `{$args.id}`"}
	}
	part.mapping, part.len = m, n
	l.advance(n - 1)
	return part, nil
}

// holeLen is the length of the hole that s starts with, 0 if it never ends.
func holeLen(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

var breaks = strings.NewReplacer("\t", "", "\n", "", "\f", "", "\r", "")

func dropBreaks(s string) string { return breaks.Replace(s) }

// String is the text that was compiled.
func (t *Template) String() string { return t.src }

// Hole is a mapping inside a template.
type Hole struct {
	Pos     Pos      // of its opening brace
	Len     int      // in bytes, the braces included
	Mapping *Mapping // its positions are positions in the template
}

// Holes returns the holes in their order.
func (t *Template) Holes() []Hole {
	var holes []Hole
	for _, p := range t.parts {
		if p.mapping != nil {
			holes = append(holes, Hole{p.pos, p.len, p.mapping})
		}
	}
	return holes
}

// Findings are the mistakes in the template that can be seen without rendering
// it: those of its holes, and variables that lack the braces.
func (t *Template) Findings() []Finding {
	var out []Finding
	for _, p := range t.parts {
		if p.mapping != nil {
			out = append(out, p.mapping.Analyze().Findings...)
			continue
		}
		for _, name := range Variables() {
			_, after, found := strings.Cut(p.text, name)
			if found && (after == "" || !isIdentStart(after[0]) && !isDigit(after[0])) {
				out = append(out, Finding{Pos: p.pos, Msg: "`" + name + "` stands outside of a hole, so it is plain text", Hint: "write `{" + name + "...}`"})
			}
		}
	}
	return out
}

// Render evaluates the template: strings as they are, numbers and booleans as
// JSON writes them, null and no value as nothing. A list or an object fails with
// a *RenderError. Nothing is encoded; see URL for that.
func (t *Template) Render(vars *Vars) (string, Problems, error) {
	var ps Problems
	text, err := t.render("", vars, &ps)
	if err != nil {
		return "", ps, err
	}
	return text, ps, nil
}

// maxTexts is how many texts RenderEach makes of one template.
const maxTexts = 10_000

// RenderEach is Render for each element of the lists in its holes: `p-{$args.ids}` of
// [1, 2] is p-1 and p-2. Nulls in lists are passed over, so that an empty list makes
// no text; several lists make each combination. More than 10,000 texts, or a list or an
// object in a list, fail with a *RenderError.
func (t *Template) RenderEach(vars *Vars) ([]string, Problems, error) {
	var ps Problems
	out := []string{""}
	for i := range t.parts {
		p := &t.parts[i]
		texts := []string{p.text}
		if p.mapping != nil {
			var err *RenderError
			if texts, err = p.evalEach(vars, &ps); err != nil {
				return nil, ps, err
			}
		}
		if len(out)*len(texts) > maxTexts {
			return nil, ps, &RenderError{"", p.pos, "these lists make too many texts", "use fewer lists", KindList}
		}
		out = followedBy(out, texts)
	}
	return out, ps, nil
}

// followedBy is each of the texts followed by each of the others.
func followedBy(texts, others []string) []string {
	out := make([]string, 0, len(texts)*len(others))
	for _, text := range texts {
		for _, other := range others {
			out = append(out, text+other)
		}
	}
	return out
}

func (t *Template) render(part string, vars *Vars, ps *Problems) (string, *RenderError) {
	if len(t.parts) == 1 && t.parts[0].mapping == nil {
		return t.parts[0].text, nil
	}
	var out []byte
	for i := range t.parts {
		p := &t.parts[i]
		if p.mapping == nil {
			out = append(out, p.text...)
			continue
		}
		text, err := p.eval(part, vars, ps)
		if err != nil {
			return "", err
		}
		out = append(out, text...)
	}
	return string(out), nil
}

// eval is the text of a hole.
func (p *templatePart) eval(part string, vars *Vars, ps *Problems) (string, *RenderError) {
	return p.textOf(part, p.mapping.evalRequest(part, Null(), vars, ps))
}

// textOf is the text of a hole's value.
func (p *templatePart) textOf(part string, v Value) (string, *RenderError) {
	text, ok := v.toText()
	if !ok {
		return "", &RenderError{part, p.pos, fmt.Sprintf("%s stands where a text is needed", v.kind), "use ->joinNotNull, ->first or ->jsonStringify", v.kind}
	}
	return text, nil
}

// evalEach are the texts of a hole.
func (p *templatePart) evalEach(vars *Vars, ps *Problems) ([]string, *RenderError) {
	v := p.mapping.evalRequest("", Null(), vars, ps)
	if v.kind != KindList {
		text, err := p.textOf("", v)
		return []string{text}, err
	}
	var out []string
	for _, item := range v.All() {
		if item.IsNull() {
			continue
		}
		text, err := p.textOf("", item)
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

// evalPart evaluates a mapping of a request and adds its problems to ps.
func (m *Mapping) evalPart(part string, root Value, vars *Vars, ps *Problems) Value {
	v, own := m.Eval(root, vars)
	ps.addAll(part, own)
	return v
}

// evalRequest is evalPart for what goes into a request.
func (m *Mapping) evalRequest(part string, root Value, vars *Vars, ps *Problems) Value {
	e := env{request: true}
	v := m.run(&e, root, vars)
	ps.addAll(part, e.problems)
	return v
}

// emptyObject is $ in the mappings of a request.
var emptyObject = Value{kind: KindObject}

// Parts of a connector, as problems and errors name them. A header is PartHeader
// and its name: "header x-key".
const (
	PartBaseURL   = "baseURL"
	PartBasePath  = "source path"
	PartBaseQuery = "source queryParams"
	PartURL       = "url"
	PartPath      = "path"
	PartQuery     = "queryParams"
	PartHeader    = "header"
	PartBody      = "body"

	// Of reading a response.
	PartSelection  = "selection"
	PartIsSuccess  = "isSuccess"
	PartMessage    = "errors.message"
	PartExtensions = "errors.extensions"
)

// RenderError says why a request could not be built from these variables. Like a
// Problem it holds nothing of their values.
type RenderError struct {
	Part string // of the request, such as PartURL
	Pos  Pos    // in that part's text
	Msg  string
	Hint string

	kind Kind // of the value that did not fit
}

// Error is "part line:col: what is wrong; what would be right".
func (e *RenderError) Error() string {
	return strings.TrimPrefix(fmt.Sprintf("%s %s: %s; %s", e.Part, e.Pos, e.Msg, e.Hint), " ")
}
