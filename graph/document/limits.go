package document

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Limits bounds what a document may cost. A zero field takes its default, a
// negative one turns its check off.
type Limits struct {
	// Tokens bounds the tokens of a document; 0 means 15,000.
	Tokens int
	// Depth bounds how deep the selections of an operation nest, fragments
	// resolved; 0 means 15.
	Depth int
	// Aliases bounds the renamed fields of an operation, fragments
	// resolved; 0 means 30.
	Aliases int
	// Fields bounds the fields of an operation, fragments resolved; 0 means
	// 5,000.
	Fields int
	// Directives bounds the directives of an operation, fragments resolved;
	// 0 means 200.
	Directives int
	// Visits bounds the selections, directives and values that validation visits.
	// Those of a fragment count once for each operation and fragment from which it
	// is reached; 0 means 20,000.
	Visits int
	// Comparisons bounds how many times selections are compared, to find out whether
	// fields with one response name can be merged; 0 means 20,000.
	Comparisons int
}

// WithDefaults fills in what is not set.
func (l Limits) WithDefaults() Limits {
	for _, of := range []struct {
		limit    *int
		fallback int
	}{
		{&l.Tokens, 15_000},
		{&l.Depth, 15},
		{&l.Aliases, 30},
		{&l.Fields, 5_000},
		{&l.Directives, 200},
		{&l.Visits, 20_000},
		{&l.Comparisons, 20_000},
	} {
		if *of.limit == 0 {
			*of.limit = of.fallback
		}
	}
	return l
}

// plenty ends the counting: fragments can multiply beyond what an int holds.
const plenty = 1 << 40

// exceeded is the error of a limit: "31 aliases; the limit is 30".
func exceeded(n int, one, many string, limit int, at *ast.Position) *gqlerror.Error {
	unit := many
	if n == 1 {
		unit = one
	}
	count := fmt.Sprint(n)
	if n >= plenty {
		count = "too many"
	}
	return refuse(fmt.Sprintf("%s %s; the limit is %d", count, unit, limit), at)
}

// check compares what was counted with the limits.
func (l Limits) check(m measure, at *ast.Position) *gqlerror.Error {
	for _, of := range []struct {
		n, limit  int
		one, many string
	}{
		{m.depth, l.Depth, "level of nested selections", "levels of nested selections"},
		{m.aliases, l.Aliases, "alias", "aliases"},
		{m.fields, l.Fields, "field", "fields"},
		{m.directives, l.Directives, "directive", "directives"},
	} {
		if of.limit >= 0 && of.n > of.limit {
			return exceeded(of.n, of.one, of.many, of.limit, at)
		}
	}
	return nil
}
