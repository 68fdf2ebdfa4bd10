package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Error is one mistake: where it stands, what is wrong, what would be right.
type Error struct {
	File      string // as given in Options.File or a config_file; empty when Variable is set
	Line, Col int    // 1-based; 0 when the file as a whole is meant
	Variable  string // the environment variable or the flag, in place of File
	Problem   string // `server.admin: "x" is not an address`
	Expected  string // `expected host:port`; may be empty
}

// Error returns "bff.yaml:3:9: what is wrong; what would be right".
func (e *Error) Error() string {
	place := e.Variable
	switch {
	case place != "":
	case e.Line == 0:
		place = e.File
	default:
		place = fmt.Sprintf("%s:%d:%d", e.File, e.Line, e.Col)
	}
	text := e.Problem
	if place != "" {
		text = place + ": " + text
	}
	if e.Expected != "" {
		text += "; " + e.Expected
	}
	return text
}

// Report is every mistake of a configuration: the file's in the order they
// stand in it, those of every config_file, then the variables' by name. Load
// returns no empty Report.
type Report []*Error

// Error returns one line per mistake.
func (r Report) Error() string {
	lines := make([]string, len(r))
	for i, e := range r {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives errors.As each mistake.
func (r Report) Unwrap() []error {
	errs := make([]error, len(r))
	for i, e := range r {
		errs[i] = e
	}
	return errs
}

// origin is where a value was written.
type origin struct {
	line, col int
	variable  string
	file      string // of a config_file; empty means Options.File
}

// reporter collects mistakes while a configuration is read.
type reporter struct {
	file   string
	report Report
}

func (r *reporter) add(at origin, problem, expected string) {
	e := &Error{Problem: problem, Expected: expected, Variable: at.variable}
	if at.variable == "" {
		e.File, e.Line, e.Col = cmp.Or(at.file, r.file), at.line, at.col
	}
	r.report = append(r.report, e)
}

// err returns the report in its stable order, nil when there is nothing in it.
func (r *reporter) err() error {
	if len(r.report) == 0 {
		return nil
	}
	slices.SortStableFunc(r.report, func(a, b *Error) int {
		return cmp.Or(
			cmp.Compare(a.Variable, b.Variable), // files have none, so they come first
			cmp.Compare(r.rank(a.File), r.rank(b.File)),
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Col, b.Col),
		)
	})
	return r.report
}

// rank puts the file itself before those that it names.
func (r *reporter) rank(file string) int {
	if file == r.file {
		return 0
	}
	return 1
}

// didYouMean proposes the known name that is nearest to name, or lists them all
// when none is near.
func didYouMean(name string, known []string) string {
	if hint, ok := nearest(name, known); ok {
		return hint
	}
	return "expected " + oneOf(known)
}

// nearest proposes the first of the known names that are nearest to name, if a
// third of its letters would have to change at most.
func nearest(name string, known []string) (hint string, ok bool) {
	best, distance := "", len(name)/3+2
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return fmt.Sprintf("did you mean %q?", best), best != ""
}

// oneOf returns "a, b or c".
func oneOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
