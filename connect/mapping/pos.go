package mapping

import "fmt"

// Pos is a place in the text of a mapping or template.
type Pos struct {
	Offset int // in bytes, from 0
	Line   int // from 1
	Col    int // in characters, from 1
}

// String is "line:col".
func (p Pos) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Col) }

// In translates a position in an embedded text to one in the text around it,
// where outer is the place of the embedded text's first character.
func (p Pos) In(outer Pos) Pos {
	out := Pos{Offset: outer.Offset + p.Offset, Line: outer.Line + p.Line - 1, Col: p.Col}
	if p.Line == 1 {
		out.Col += outer.Col - 1
	}
	return out
}

// SyntaxError is a text that is not a mapping or a template. Its message says
// what is wrong and what would be right, for a person who never saw our code.
type SyntaxError struct {
	Pos  Pos
	Msg  string // what is wrong
	Hint string // what would be right; never empty
}

// Error is "line:col: what is wrong; what would be right".
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s: %s; %s", e.Pos, e.Msg, e.Hint)
}
