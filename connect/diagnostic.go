package connect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/validator/core"
)

// Pos is a place in a file.
type Pos struct {
	File string // as File.Name has it
	Line int    // from 1
	Col  int    // in characters, from 1

	file *file
}

// String is "file:line:col".
func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col) }

// Diagnostic is one mistake in a schema.
type Diagnostic struct {
	Pos     Pos
	Code    Code
	Warning bool   // the schema works, but likely not as it was meant
	Msg     string // what is wrong
	Hint    string // what would be right; never empty
}

// String is "file:line:col: what is wrong; what would be right (CODE)".
func (d Diagnostic) String() string {
	warning := ""
	if d.Warning {
		warning = "warning: "
	}
	return fmt.Sprintf("%s: %s%s; %s (%s)", d.Pos, warning, d.Msg, d.Hint, d.Code)
}

// Caret is the line that the diagnostic is about and a caret under its column,
// for a terminal. It ends in a line break; it is empty if the line is not known.
func (d Diagnostic) Caret() string {
	if d.Pos.file == nil {
		return ""
	}
	line := d.Pos.file.line(d.Pos.Line)
	var pad strings.Builder
	for i, r := range []rune(line) {
		if i >= d.Pos.Col-1 {
			break
		}
		if r != '\t' { // a tab has to stay one, to be as wide as the one above it
			r = ' '
		}
		pad.WriteRune(r)
	}
	return line + "\n" + pad.String() + "^\n"
}

// Diagnostics is a report on a schema, in the order of its files. It is the error
// that Load returns.
type Diagnostics []Diagnostic

// Error has a line for each diagnostic.
func (ds Diagnostics) Error() string {
	lines := make([]string, len(ds))
	for i, d := range ds {
		lines[i] = d.String()
	}
	return strings.Join(lines, "\n")
}

// HasErrors reports whether there is more than warnings.
func (ds Diagnostics) HasErrors() bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return !d.Warning })
}

// With is the report and what another one has more: schemas that share files share
// their mistakes.
func (ds Diagnostics) With(more Diagnostics) Diagnostics {
	out := slices.Clone(ds)
	for _, d := range more {
		if !out.Has(d) {
			out = append(out, d)
		}
	}
	return out
}

// Has reports whether the report says the same of the same place.
func (ds Diagnostics) Has(d Diagnostic) bool {
	return slices.ContainsFunc(ds, func(o Diagnostic) bool { return o.String() == d.String() })
}

// reporter collects diagnostics.
type reporter struct{ all Diagnostics }

func (r *reporter) errorf(pos Pos, code Code, hint, msg string, args ...any) {
	r.all = append(r.all, Diagnostic{Pos: pos, Code: code, Msg: fmt.Sprintf(msg, args...), Hint: hint})
}

func (r *reporter) warnf(pos Pos, code Code, hint, msg string, args ...any) {
	r.all = append(r.all, Diagnostic{Pos: pos, Code: code, Warning: true, Msg: fmt.Sprintf(msg, args...), Hint: hint})
}

// sorted is the report: in the order of files and positions, nothing twice.
func (r *reporter) sorted() Diagnostics {
	out := slices.Clone(r.all)
	slices.SortStableFunc(out, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Pos.order(), b.Pos.order()), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Msg, b.Msg),
		)
	})
	return slices.CompactFunc(out, func(a, b Diagnostic) bool {
		return a.Pos == b.Pos && a.Code == b.Code && a.Msg == b.Msg
	})
}

func (p Pos) order() int {
	if p.file == nil {
		return -1
	}
	return p.file.order
}

// DidYouMean is a hint for an unknown name: the known name that it is a slip of,
// else the hint given.
func DidYouMean(name string, known []string, otherwise string) string {
	near := core.SuggestionList(name, known)
	if len(near) == 0 {
		return otherwise
	}
	return "did you mean " + near[0] + "?"
}

// OneOf is a hint that lists what there is: "use one of a, b"; of many names the first.
func OneOf(names []string) string {
	const most = 12
	if len(names) == 0 {
		return "remove it"
	}
	if len(names) == 1 {
		return "use " + names[0]
	}
	if len(names) > most {
		return "use one of " + strings.Join(names[:most], ", ") + ", ..."
	}
	return "use one of " + strings.Join(names, ", ")
}
