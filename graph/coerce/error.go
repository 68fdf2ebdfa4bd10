package coerce

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The codes of errors: a value of the request, or a literal of the document.
const (
	codeBadUserInput     = "BAD_USER_INPUT"
	codeValidationFailed = "GRAPHQL_VALIDATION_FAILED"
)

// maxEcho bounds how many bytes of client input a message repeats at one place.
const maxEcho = 100

// path is the position of a value: the variable or argument, then field names and indices.
// It grows from its end, so that a value which is read costs nothing for it.
type path struct {
	above *path
	name  string // empty for an index
	index int
}

func (p *path) field(name string) path { return path{above: p, name: name} }
func (p *path) item(i int) path        { return path{above: p, index: i} }

// String is the path as messages have it: "input.lines[1].quantity".
func (p *path) String() string {
	var parts []string
	for at := p; at != nil; at = at.above {
		switch {
		case at.name == "":
			parts = append(parts, "["+strconv.Itoa(at.index)+"]")
		case at.above == nil:
			parts = append(parts, at.name)
		default:
			parts = append(parts, "."+at.name)
		}
	}
	var out strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		out.WriteString(parts[i])
	}
	return abridged(out.String())
}

// abridged is the start of a text, as messages repeat it.
func abridged(text string) string {
	if len(text) <= maxEcho {
		return text
	}
	cut := maxEcho
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "..."
}

// shown is a value as the client sent it.
func shown(value any) string {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return "a value that JSON does not have"
	}
	return abridged(strings.TrimSuffix(out.String(), "\n"))
}

// failure is an error of the request, at a place of its document.
func failure(code string, at *ast.Position, format string, args ...any) *gqlerror.Error {
	err := &gqlerror.Error{Message: fmt.Sprintf(format, args...), Extensions: map[string]any{"code": code}}
	if at != nil {
		err.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return err
}
