package mapping

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokError
	tokIdent
	tokString // text is the contents, unescaped
	tokNumber
	tokVar    // $name; text includes the dollar
	tokDollar // $
	tokExpr   // $(
	tokAt
	tokDot
	tokArrow
	tokOptional // ?
	tokNullish  // ??
	tokAbsent   // ?!
	tokSpread   // ...
	tokColon
	tokComma
	tokLBrace
	tokRBrace
	tokLBracket
	tokRBracket
	tokLParen
	tokRParen
)

// token is a lexical unit. A tokError carries the error instead of a text, so
// that the parser reports what comes first in the text, whoever found it.
type token struct {
	kind tokenKind
	text string
	pos  Pos
	end  int // offset after the last byte
	err  *SyntaxError
}

// describe is the token as error messages show it.
func (t token) describe() string {
	switch t.kind {
	case tokEnd:
		return "end of the text"
	case tokString:
		return fmt.Sprintf("string %q", t.text)
	case tokNumber:
		return "number " + t.text
	default:
		return "`" + t.text + "`"
	}
}

// lexer cuts a text into tokens. Blanks and comments may stand between any two
// tokens; the tokens that must not be cut, like $name, are single tokens here.
type lexer struct {
	src  string
	pos  Pos
	toks []token
}

// lex returns the tokens of src from start on. The last one is tokEnd or tokError.
func lex(src string, start Pos) []token {
	l := lexer{src: src, pos: start, toks: make([]token, 0, (len(src)-start.Offset)/3+2)}
	for l.next() {
	}
	return l.toks
}

func (l *lexer) next() bool {
	l.skipBlanks()
	start := l.pos
	if start.Offset == len(l.src) {
		l.toks = append(l.toks, token{kind: tokEnd, pos: start, end: start.Offset})
		return false
	}
	rest := l.src[start.Offset:]
	switch c := rest[0]; {
	case isIdentStart(c):
		l.emit(tokIdent, identLen(rest))
	case c == '"' || c == '\'':
		return l.lexString(c)
	case numberLen(rest) > 0:
		l.emit(tokNumber, numberLen(rest))
	case c == '$' && len(rest) > 1 && isIdentStart(rest[1]):
		l.emit(tokVar, 1+identLen(rest[1:]))
	default:
		kind, n := punctuation(rest)
		if n == 0 {
			return l.fail(start, "unexpected character "+quoteRune(rest), "remove it, or quote the property name that it belongs to")
		}
		l.emit(kind, n)
	}
	return true
}

// emit adds a token of n bytes.
func (l *lexer) emit(kind tokenKind, n int) {
	start := l.pos
	l.advance(n)
	l.toks = append(l.toks, token{kind: kind, text: l.src[start.Offset:l.pos.Offset], pos: start, end: l.pos.Offset})
}

func (l *lexer) fail(pos Pos, msg, hint string) bool {
	l.toks = append(l.toks, token{kind: tokError, pos: pos, err: &SyntaxError{pos, msg, hint}})
	return false
}

func (l *lexer) advance(n int) {
	for end := l.pos.Offset + n; l.pos.Offset < end; {
		c := l.src[l.pos.Offset]
		if c == '\n' {
			l.pos = Pos{l.pos.Offset + 1, l.pos.Line + 1, 1}
			continue
		}
		l.pos.Offset++
		if l.pos.Offset == len(l.src) || utf8.RuneStart(l.src[l.pos.Offset]) {
			l.pos.Col++
		}
	}
}

func (l *lexer) skipBlanks() {
	for l.pos.Offset < len(l.src) {
		rest := l.src[l.pos.Offset:]
		switch rest[0] {
		case ' ', '\t', '\r', '\n':
			l.advance(1)
		case '#':
			if n := strings.IndexByte(rest, '\n'); n >= 0 {
				l.advance(n)
			} else {
				l.advance(len(rest))
			}
		default:
			return
		}
	}
}

// lexString reads a quoted text. A backslash makes the next character literal;
// only \n is special. There is no \t: the convention has it mean t.
func (l *lexer) lexString(quote byte) bool {
	start := l.pos
	var text strings.Builder
	for i := start.Offset + 1; i < len(l.src); i++ {
		c := l.src[i]
		switch {
		case c == quote:
			l.advance(i + 1 - start.Offset)
			l.toks = append(l.toks, token{kind: tokString, text: text.String(), pos: start, end: l.pos.Offset})
			return true
		case c == '\\' && i+1 < len(l.src):
			i++
			if l.src[i] == 'n' {
				text.WriteByte('\n')
				continue
			}
			text.WriteByte(l.src[i])
		default:
			text.WriteByte(c)
		}
	}
	return l.fail(start, "this string never ends", fmt.Sprintf("close it with %c", quote))
}

func isIdentStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func identLen(s string) int {
	n := 1
	for n < len(s) && (isIdentStart(s[n]) || isDigit(s[n])) {
		n++
	}
	return n
}

// numberLen is the length of the number that s starts with, or 0. The forms are
// 12, 12., 12.5, .5 and each of them after a minus; there are no exponents.
func numberLen(s string) int {
	n := 0
	if n < len(s) && s[n] == '-' {
		n++
	}
	whole := n
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	digits := n - whole
	if n < len(s) && s[n] == '.' {
		n++
		frac := n
		for n < len(s) && isDigit(s[n]) {
			n++
		}
		digits += n - frac
	}
	if digits == 0 {
		return 0
	}
	return n
}

// punctuation is the longest mark that s starts with.
func punctuation(s string) (tokenKind, int) {
	for _, p := range [...]struct {
		text string
		kind tokenKind
	}{
		{"...", tokSpread},
		{"->", tokArrow},
		{"??", tokNullish},
		{"?!", tokAbsent},
		{"$(", tokExpr},
		{"$", tokDollar},
		{"@", tokAt},
		{".", tokDot},
		{"?", tokOptional},
		{":", tokColon},
		{",", tokComma},
		{"{", tokLBrace},
		{"}", tokRBrace},
		{"[", tokLBracket},
		{"]", tokRBracket},
		{"(", tokLParen},
		{")", tokRParen},
	} {
		if strings.HasPrefix(s, p.text) {
			return p.kind, len(p.text)
		}
	}
	return tokEnd, 0
}

func quoteRune(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError {
		return "(not UTF-8)"
	}
	return fmt.Sprintf("%q", r)
}
