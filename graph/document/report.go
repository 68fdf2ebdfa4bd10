package document

import (
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxErrors bounds the errors that are listed for a document.
const maxErrors = 20

// maxEcho bounds the characters of a document that an error repeats; a name is cut to
// half of it, because some errors have two.
const (
	maxEcho = 100
	maxName = maxEcho / 2
)

// The codes of refusals.
const (
	codeParse      = "GRAPHQL_PARSE_FAILED"
	codeValidation = "GRAPHQL_VALIDATION_FAILED"
)

// refuse makes the error of a document.
func refuse(message string, at *ast.Position) *gqlerror.Error {
	err := &gqlerror.Error{Message: message, Extensions: map[string]any{"code": codeValidation}}
	if at != nil {
		err.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return err
}

// report makes errors of gqlparser fit to be told.
func report(code string, errs gqlerror.List) gqlerror.List {
	for _, err := range errs {
		err.Message = shorten(err.Message, err.Rule == valuesRule || code == codeParse)
		if err.Extensions == nil {
			err.Extensions = map[string]any{}
		}
		err.Extensions["code"] = code
	}
	if len(errs) >= maxErrors {
		errs = append(errs[:maxErrors], refuse("There are more errors; only the first 20 are listed.", nil))
	}
	return errs
}

// valuesRule is the rule whose messages repeat literals.
const valuesRule = "ValuesOfCorrectType"

// shorten cuts what a message of gqlparser repeats of the document: names, and
// the literal or token that begins after the first quote or colon.
func shorten(message string, literal bool) string {
	if literal {
		if at := strings.IndexAny(message, `":`); at >= 0 {
			message = message[:at] + abridge(message[at:], maxEcho)
		}
	}
	var out strings.Builder
	for len(message) > 0 {
		end := strings.IndexByte(message, ' ') + 1
		if end == 0 {
			end = len(message)
		}
		word := message[:end]
		if len(word) > maxName {
			word = abridge(strings.TrimSuffix(word, " "), maxName) + closing(word)
		}
		out.WriteString(word)
		message = message[end:]
	}
	return out.String()
}

// closing returns the end of a word that is cut: the quote that it opened, and the
// space after it.
func closing(word string) string {
	end := ""
	if strings.HasPrefix(word, `"`) {
		end = `"`
	}
	if strings.HasSuffix(word, " ") {
		end += " "
	}
	return end
}

// abridge cuts a text to at most so many characters.
func abridge(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	count := 0
	for i := range text {
		if count++; count > most {
			return text[:i] + "…"
		}
	}
	return text
}
