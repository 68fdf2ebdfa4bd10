package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// inliner executes what @defer marks with all the rest, which a server always
// may: gqlgen would leave it out of the response and send it in later ones, for
// which the transports here have no form. It is a gqlgen extension.
//
// Documents are shared by requests, so it changes a copy.
type inliner struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = inliner{}

// ExtensionName implements graphql.HandlerExtension.
func (inliner) ExtensionName() string { return "Inline deferred fragments" }

// Validate implements graphql.HandlerExtension.
func (inliner) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext implements graphql.OperationContextMutator.
func (inliner) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if !strings.Contains(op.RawQuery, "defer") { // nearly always
		return nil
	}
	operation := *op.Operation
	operation.SelectionSet = inlined(operation.SelectionSet)
	doc := *op.Doc
	doc.Operations = ast.OperationList{&operation}
	doc.Fragments = make(ast.FragmentDefinitionList, len(op.Doc.Fragments))
	for i, fragment := range op.Doc.Fragments {
		f := *fragment
		f.SelectionSet = inlined(f.SelectionSet)
		doc.Fragments[i] = &f
	}
	op.Operation, op.Doc = &operation, &doc
	return nil
}

// inlined copies a selection without @defer. Spreads are found by name when they
// are executed, so that they need no new definition.
func inlined(set ast.SelectionSet) ast.SelectionSet {
	out := make(ast.SelectionSet, len(set))
	for i, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			f := *s
			f.SelectionSet = inlined(s.SelectionSet)
			out[i] = &f
		case *ast.InlineFragment:
			f := *s
			f.SelectionSet, f.Directives = inlined(s.SelectionSet), withoutDefer(s.Directives)
			out[i] = &f
		case *ast.FragmentSpread:
			f := *s
			f.Directives = withoutDefer(s.Directives)
			out[i] = &f
		default:
			out[i] = s
		}
	}
	return out
}

func withoutDefer(directives ast.DirectiveList) ast.DirectiveList {
	var kept ast.DirectiveList
	for _, directive := range directives {
		if directive.Name != "defer" {
			kept = append(kept, directive)
		}
	}
	return kept
}
