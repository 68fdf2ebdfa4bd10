package connect

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// literal is the text of a string in a schema, with the way back to the file: a
// mapping stands in a GraphQL string, which may be a block string that loses its
// indentation, or have escapes.
type literal struct {
	text    string
	file    *file
	offsets []int // for each byte of text and its end, the character in the file
	start   int   // of the opening quote
}

// at is where a position of the text stands in the file.
func (l *literal) at(p mapping.Pos) Pos {
	if l.file == nil {
		return Pos{}
	}
	if p.Offset < 0 || p.Offset >= len(l.offsets) {
		return l.pos()
	}
	return l.file.at(l.offsets[p.Offset])
}

// pos is where the string starts.
func (l *literal) pos() Pos {
	if l.file == nil {
		return Pos{}
	}
	return l.file.at(l.start)
}

// literal decodes a string value once more, for its positions.
func (fs files) literal(v *ast.Value) *literal {
	out := &literal{text: v.Raw}
	if v.Position == nil || fs[v.Position.Src] == nil {
		return out
	}
	out.file = fs[v.Position.Src]
	out.start = min(max(v.Position.Start, 0), len(out.file.runes))
	d := decoder{runes: out.file.runes, at: out.start}
	if v.Kind == ast.BlockValue {
		d.block()
	} else {
		d.quoted()
	}
	if string(d.text) != v.Raw { // never point into the wrong text
		return out
	}
	out.offsets = append(d.offsets, d.at)
	return out
}

// decoder reads a string that gqlparser has already found to be one.
type decoder struct {
	runes   []rune
	at      int
	text    []byte
	offsets []int
}

// emit adds a character that stands in the file at offset.
func (d *decoder) emit(r rune, offset int) {
	before := len(d.text)
	d.text = utf8.AppendRune(d.text, r)
	for range len(d.text) - before {
		d.offsets = append(d.offsets, offset)
	}
}

func (d *decoder) has(s string) bool {
	for i, r := range s {
		if d.at+i >= len(d.runes) || d.runes[d.at+i] != r {
			return false
		}
	}
	return true
}

func (d *decoder) quoted() {
	if !d.has(`"`) {
		return
	}
	for d.at++; d.at < len(d.runes); {
		switch d.runes[d.at] {
		case '"', '\n', '\r':
			return
		case '\\':
			d.escape()
		default:
			d.emit(d.runes[d.at], d.at)
			d.at++
		}
	}
}

var escapes = map[rune]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (d *decoder) escape() {
	start := d.at
	if d.at+1 >= len(d.runes) {
		d.at++
		return
	}
	if r, ok := escapes[d.runes[d.at+1]]; ok {
		d.at += 2
		d.emit(r, start)
		return
	}
	r := d.unicode()
	if utf16.IsSurrogate(r) && d.has(`\u`) {
		r = utf16.DecodeRune(r, d.unicode())
	}
	d.emit(r, start)
}

// unicode reads \uXXXX or \u{X}, and always moves on.
func (d *decoder) unicode() rune {
	d.at += 2
	end := d.at + 4
	digits := d.at
	if d.has("{") {
		digits++
		end = digits
		for end < len(d.runes) && d.runes[end] != '}' {
			end++
		}
	}
	end = min(end, len(d.runes))
	digits = min(digits, end)
	code, err := strconv.ParseUint(string(d.runes[digits:end]), 16, 32)
	if digits > d.at {
		end++
	}
	d.at = min(end, len(d.runes))
	if err != nil || code > math.MaxInt32 {
		return utf8.RuneError
	}
	return rune(code)
}

// block reads a block string: https://spec.graphql.org/draft/#BlockStringValue()
func (d *decoder) block() {
	const quotes = `"""`
	if !d.has(quotes) {
		return
	}
	for d.at += 3; d.at < len(d.runes); {
		switch {
		case d.has(quotes) && !d.has(quotes+`"`):
			d.dedent()
			return
		case d.has(`\` + quotes):
			for i := range 3 {
				d.emit('"', d.at+1+i)
			}
			d.at += 4
		case d.has("\r"):
			d.emit('\n', d.at)
			d.at++
			if d.has("\n") {
				d.at++
			}
		default:
			d.emit(d.runes[d.at], d.at)
			d.at++
		}
	}
}

// dedent removes the indentation that all lines but the first share, and blank
// lines at both ends.
func (d *decoder) dedent() {
	lines := strings.SplitAfter(string(d.text), "\n")
	indent := math.MaxInt
	for _, line := range lines {
		content := strings.TrimLeft(strings.TrimSuffix(line, "\n"), " \t")
		if width := len(strings.TrimSuffix(line, "\n")) - len(content); content != "" {
			indent = min(indent, width)
		}
	}
	if indent == math.MaxInt {
		d.text, d.offsets = nil, nil
		return
	}
	first, last := blankEnds(lines)
	var text []byte
	var offsets []int
	offset := 0
	for i, line := range lines {
		from, to := offset, offset+len(line)
		offset = to
		if i < first || i > last {
			continue
		}
		if i > 0 {
			from = min(from+indent, from+len(strings.TrimSuffix(line, "\n")))
		}
		if i == last {
			to = max(from, to-(len(line)-len(strings.TrimSuffix(line, "\n"))))
		}
		text = append(text, d.text[from:to]...)
		offsets = append(offsets, d.offsets[from:to]...)
	}
	d.text, d.offsets = text, offsets
}

// blankEnds are the first and the last line that are not blank.
func blankEnds(lines []string) (first, last int) {
	blank := func(line string) bool { return strings.Trim(line, " \t\n") == "" }
	last = len(lines) - 1
	for first < last && blank(lines[first]) {
		first++
	}
	for last > first && blank(lines[last]) {
		last--
	}
	return first, last
}
