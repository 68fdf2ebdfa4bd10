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
// It counts the operation with its fragments put in place, and stops at the
// limit, so that a document whose fragments multiply costs no more than the
// limit to refuse. Validation has made sure that fragments have no cycles.
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
	aliases := 0
	return l.check(op.Operation.SelectionSet, 1, &aliases)
}

func (l limiter) check(set ast.SelectionSet, depth int, aliases *int) *gqlerror.Error {
	for _, selection := range set {
		var err *gqlerror.Error
		switch s := selection.(type) {
		case *ast.Field:
			err = l.checkField(s, depth, aliases)
		case *ast.InlineFragment:
			err = l.check(s.SelectionSet, depth, aliases)
		case *ast.FragmentSpread:
			err = l.check(s.Definition.SelectionSet, depth, aliases)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l limiter) checkField(field *ast.Field, depth int, aliases *int) *gqlerror.Error {
	if field.Definition != nil && (field.Name == "__schema" || field.Name == "__type") {
		return nil // introspection has its own switch, and its standard query is deep
	}
	if l.maxDepth >= 0 && depth > l.maxDepth {
		return refuse(field, "the operation nests deeper than %d levels; expected at most that many", l.maxDepth)
	}
	if field.Alias != "" && field.Alias != field.Name {
		*aliases++
	}
	if l.maxAliases >= 0 && *aliases > l.maxAliases {
		return refuse(field, "the operation renames more than %d fields; expected at most that many aliases", l.maxAliases)
	}
	return l.check(field.SelectionSet, depth+1, aliases)
}

func refuse(field *ast.Field, format string, limit int) *gqlerror.Error {
	err := &gqlerror.Error{
		Message:    fmt.Sprintf(format, limit),
		Extensions: map[string]any{"code": string(CodeValidationFailed)},
	}
	if field.Position != nil {
		err.Locations = []gqlerror.Location{{Line: field.Position.Line, Column: field.Position.Column}}
	}
	return err
}
