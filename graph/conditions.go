package graph

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// conditions refuses operations in which @skip or @include depends on a variable
// that is null: validation lets a nullable variable with a default stand there,
// and its value may be null all the same (GraphQL specification, section 6.4.1).
// It is a gqlgen extension, because gqlgen panics on such a condition wherever it
// meets it, in goroutines of its own too.
type conditions struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = conditions{}

// ExtensionName implements graphql.HandlerExtension.
func (conditions) ExtensionName() string { return "Conditions" }

// Validate implements graphql.HandlerExtension.
func (conditions) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext implements graphql.OperationContextMutator.
func (conditions) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	null := map[string]bool{}
	for _, v := range op.Operation.VariableDefinitions {
		if v.Type.NamedType == "Boolean" && !v.Type.NonNull && op.Variables[v.Variable] == nil {
			null[v.Variable] = true
		}
	}
	if len(null) == 0 {
		return nil
	}
	check := conditionCheck{null: null, seen: map[string]bool{}, fragments: op.Doc.Fragments}
	return check.set(op.Operation.SelectionSet)
}

type conditionCheck struct {
	null      map[string]bool
	seen      map[string]bool // fragments
	fragments ast.FragmentDefinitionList
}

func (c *conditionCheck) set(set ast.SelectionSet) *gqlerror.Error {
	for _, selection := range set {
		var directives ast.DirectiveList
		var below ast.SelectionSet
		switch s := selection.(type) {
		case *ast.Field:
			directives, below = s.Directives, s.SelectionSet
		case *ast.InlineFragment:
			directives, below = s.Directives, s.SelectionSet
		case *ast.FragmentSpread:
			directives = s.Directives
			if fragment := c.fragments.ForName(s.Name); fragment != nil && !c.seen[s.Name] {
				c.seen[s.Name] = true
				below = fragment.SelectionSet
			}
		}
		if err := c.directives(directives); err != nil {
			return err
		}
		if err := c.set(below); err != nil {
			return err
		}
	}
	return nil
}

func (c *conditionCheck) directives(directives ast.DirectiveList) *gqlerror.Error {
	for _, directive := range directives {
		if directive.Name != "skip" && directive.Name != "include" {
			continue
		}
		condition := directive.Arguments.ForName("if")
		if condition == nil || condition.Value.Kind != ast.Variable || !c.null[condition.Value.Raw] {
			continue
		}
		err := &gqlerror.Error{
			Message: fmt.Sprintf("The variable $%s is null; the argument if of @%s expects true or false.",
				abridge(condition.Value.Raw, maxEcho), directive.Name),
			Extensions: map[string]any{"code": string(CodeBadUserInput)},
		}
		if at := condition.Position; at != nil {
			err.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
		}
		return err
	}
	return nil
}
