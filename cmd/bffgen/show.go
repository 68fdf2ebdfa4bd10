package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bff/connect"
)

// problems takes an error apart into those of single places in schema files and
// one with all the rest; rest may be nil.
func problems(err error) (located []*gqlerror.Error, rest error) {
	var one *gqlerror.Error
	var list gqlerror.List
	var found connect.Diagnostics
	switch joined, isJoined := err.(interface{ Unwrap() []error }); {
	case err == nil:
	case errors.As(err, &found) && !isJoined:
		for _, d := range found {
			located = append(located, locate(d))
		}
	case errors.As(err, &list) && !isJoined:
		located = list
	case isJoined:
		var others []error
		for _, e := range joined.Unwrap() {
			l, r := problems(e)
			located, others = append(located, l...), append(others, r)
		}
		rest = errors.Join(others...)
	case errors.As(err, &one) && len(one.Locations) > 0:
		located = []*gqlerror.Error{one}
	default:
		rest = err
	}
	return located, rest
}

// locate is a diagnostic as an error with a place.
func locate(d connect.Diagnostic) *gqlerror.Error {
	text, _ := strings.CutPrefix(d.String(), d.Pos.String()+": ")
	return &gqlerror.Error{
		Message: text, Locations: []gqlerror.Location{{Line: d.Pos.Line, Column: d.Pos.Col}}, Extensions: map[string]any{"file": d.Pos.File},
	}
}

// show writes an error for people who write schemas. What has a place is
//
//	schema/tv/query.graphql:2:12: Undefined type Chanel.
//	  2 |   channel: Chanel
//	    |            ^^^^^^
//
// and what has none stands on a line of its own. readFile reads schema files.
func show(err error, readFile func(string) ([]byte, error)) string {
	located, rest := problems(err)
	var out strings.Builder
	for _, problem := range located {
		out.WriteString(showLocated(problem, readFile))
	}
	if rest != nil {
		fmt.Fprintf(&out, "bffgen: %v\n", rest)
	}
	return out.String()
}

func showLocated(problem *gqlerror.Error, readFile func(string) ([]byte, error)) string {
	file, _ := problem.Extensions["file"].(string)
	if file == "" || len(problem.Locations) == 0 {
		return fmt.Sprintf("bffgen: %v\n", problem)
	}
	at := problem.Locations[0]
	text := fmt.Sprintf("%s:%d:%d: %s\n", file, at.Line, at.Column, problem.Message)
	source, err := readFile(file)
	if err != nil {
		return text // the place and the message are what matters
	}
	return text + excerpt(string(source), at.Line, at.Column)
}

// excerpt is a source line with carets below the word at the column, which
// counts characters from 1. It is empty when there is no such line.
func excerpt(source string, line, column int) string {
	lines := strings.Split(source, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	text := []rune(strings.TrimSuffix(lines[line-1], "\r"))
	start := min(max(column-1, 0), len(text))
	end := start
	if end < len(text) && (text[end] == '@' || text[end] == '$') {
		end++
	}
	for end < len(text) && isWord(text[end]) {
		end++
	}
	number := fmt.Sprintf("%3d", line)
	carets := strings.Repeat("^", max(1, end-start))
	return fmt.Sprintf("%s | %s\n%s | %s%s\n", number, string(text), strings.Repeat(" ", len(number)), blank(text[:start]), carets)
}

// blank is white space as wide as the text. Tabs stay: only the terminal knows
// how wide they are.
func blank(text []rune) string {
	var out strings.Builder
	for i, part := range strings.Split(string(text), "\t") {
		if i > 0 {
			out.WriteByte('\t')
		}
		out.WriteString(strings.Repeat(" ", uniseg.StringWidth(part)))
	}
	return out.String()
}

func isWord(r rune) bool {
	return r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// report shows an error on standard error.
func report(err error) { fmt.Fprint(os.Stderr, show(err, os.ReadFile)) }
