// Package scalar has a scalar of the conformance schemas that reads itself.
package scalar

import (
	"fmt"
	"io"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// Code is a text in capital letters.
type Code struct{ Text string }

// UnmarshalGQL reads a Code of a variable or of an answer.
func (c *Code) UnmarshalGQL(v any) error {
	text, ok := v.(string)
	if !ok || text != strings.ToUpper(text) {
		return fmt.Errorf("%v is no code; expected capital letters", v)
	}
	c.Text = text
	return nil
}

// MarshalGQL writes it.
func (c Code) MarshalGQL(w io.Writer) { graphql.MarshalString(c.Text).MarshalGQL(w) }
