package document

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
)

// checkStrings refuses string literals with half of a surrogate pair, \uD83D
// without the \uDE00 that belongs to it: no text has them (GraphQL specification,
// section 2.9.4), and gqlparser puts U+FFFD in their place.
func checkStrings(text string) *gqlerror.Error {
	if LoneSurrogate(text) < 0 { // nearly always; what is found may be in a comment
		return nil
	}
	runes := []rune(text) // positions count characters
	tokens := lexer.New(&ast.Source{Input: text})
	for {
		token, err := tokens.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return nil // parsing says what is wrong
		}
		if token.Kind != lexer.String {
			continue
		}
		literal := string(runes[token.Pos.Start:min(token.Pos.End, len(runes))])
		if at := LoneSurrogate(literal); at >= 0 {
			refused := refuse("The escape sequence "+literal[at:at+6]+" in a string is half of a surrogate pair; expected both halves.", &token.Pos)
			refused.Extensions["code"] = codeParse
			return refused
		}
	}
}

// LoneSurrogate gives the byte offset of the first \uXXXX escape in a text of JSON
// or GraphQL that is half of a surrogate pair without the other half, -1 when there
// is none.
func LoneSurrogate(text string) int {
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			continue
		}
		unit, ok := escaped(text[i:])
		switch {
		case !ok:
			i++ // another escape, a backslash perhaps
		case unit < 0xD800 || unit > 0xDFFF:
			i += 5
		default:
			low, both := escaped(text[i+6:])
			if unit > 0xDBFF || !both || low < 0xDC00 || low > 0xDFFF {
				return i
			}
			i += 11
		}
	}
	return -1
}

// escaped reads \uXXXX.
func escaped(text string) (unit uint64, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(text[2:6], 16, 16)
	return unit, err == nil
}
