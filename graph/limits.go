package graph

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// limiter refuses operations that nest too deep or rename too many fields,
// before anything is executed. It is a gqlgen extension.
//
// It counts the operation with its fragments put in place, but looks at each
// fragment once: fragments that spread each other twice would otherwise take two
// to the power of their number to count. Validation has made sure that they have
// no cycles.
type limiter struct {
	maxDepth, maxAliases int // negative: not checked
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = limiter{}

func newLimiter(l Limits) limiter {
	return limiter{maxDepth: l.MaxDepth, maxAliases: l.MaxAliases}
}

// ExtensionName implements graphql.HandlerExtension.
func (limiter) ExtensionName() string { return "Limits" }

// Validate implements graphql.HandlerExtension.
func (limiter) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext implements graphql.OperationContextMutator.
func (l limiter) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	var measured measurer
	var total measure
	for _, selection := range op.Operation.SelectionSet {
		total.add(measured.selection(selection))
		switch {
		case l.maxDepth >= 0 && total.depth > l.maxDepth:
			return refuse(selection, "the operation nests deeper than %d levels; expected at most that many", l.maxDepth)
		case l.maxAliases >= 0 && total.aliases > l.maxAliases:
			return refuse(selection, "the operation renames more than %d fields; expected at most that many aliases", l.maxAliases)
		}
	}
	return nil
}

// measure is the size of a selection with its fragments put in place.
type measure struct{ depth, aliases int }

// plenty is more than any limit; sums stop there, since fragments can multiply
// beyond what an int holds.
const plenty = 1 << 30

func (m *measure) add(other measure) {
	m.depth = max(m.depth, other.depth)
	m.aliases = min(m.aliases+other.aliases, plenty)
}

// measurer measures selections and remembers fragments.
type measurer struct {
	fragments map[*ast.FragmentDefinition]measure
}

func (m *measurer) set(set ast.SelectionSet) (total measure) {
	for _, selection := range set {
		total.add(m.selection(selection))
	}
	return total
}

func (m *measurer) selection(selection ast.Selection) measure {
	switch s := selection.(type) {
	case *ast.Field:
		return m.field(s)
	case *ast.InlineFragment:
		return m.set(s.SelectionSet)
	case *ast.FragmentSpread:
		return m.fragment(s.Definition)
	default:
		return measure{}
	}
}

func (m *measurer) field(field *ast.Field) measure {
	if field.Name == "__schema" || field.Name == "__type" {
		return measure{} // introspection has its own switch, and its standard query is deep
	}
	total := m.set(field.SelectionSet)
	total.depth++
	if field.Alias != "" && field.Alias != field.Name {
		total.add(measure{aliases: 1})
	}
	return total
}

func (m *measurer) fragment(definition *ast.FragmentDefinition) measure {
	known, ok := m.fragments[definition]
	if !ok {
		known = m.set(definition.SelectionSet)
		if m.fragments == nil {
			m.fragments = map[*ast.FragmentDefinition]measure{}
		}
		m.fragments[definition] = known
	}
	return known
}

// refuse points at the selection of the operation itself that went too far.
func refuse(selection ast.Selection, format string, limit int) *gqlerror.Error {
	err := &gqlerror.Error{
		Message:    fmt.Sprintf(format, limit),
		Extensions: map[string]any{"code": string(CodeValidationFailed)},
	}
	if at := selection.GetPosition(); at != nil {
		err.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return err
}
