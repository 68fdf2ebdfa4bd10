package entity

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Inside resolves a nullable field of the object that the field in ctx gives, for a
// resolver in Go that makes both, as one of a mutation makes a payload and what is in it:
//
//	review := entity.Inside(ctx, "review", func(ctx context.Context) (*Review, error) {
//		return entity.Entity(ctx, added, ownReview, r.reviewType)
//	})
//	return &AddReviewPayload{Review: review, UserErrors: refused}, nil
//
// In resolve, ctx is about that field, so that its selection is known and what
// is wrong with it has its path. An error is added to the response; the object stands
// without the value. A field that nobody asks for is not resolved.
func Inside[T any](ctx context.Context, field string, resolve func(ctx context.Context) (T, error)) (value T) {
	at := graphql.GetFieldContext(ctx)
	if at == nil || at.Field.Field == nil || at.Field.Definition == nil {
		value, _ = resolve(ctx)
		return value
	}
	operation := graphql.GetOperationContext(ctx)
	selected := selectedIn(operation, at.Field.Selections, field)
	if selected == nil {
		return value
	}
	inner := graphql.WithFieldContext(ctx, &graphql.FieldContext{
		Object: at.Field.Definition.Type.Name(),
		Field:  graphql.CollectedField{Field: selected, Selections: allOf(operation, at.Field.Selections, field)},
	})
	value, err := resolve(inner)
	if err != nil {
		graphql.AddError(inner, err)
		var none T
		return none
	}
	return value
}

// allOf merges all selections of a field.
func allOf(operation *graphql.OperationContext, set ast.SelectionSet, name string) (out ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if s.Name == name && included(operation, s.Directives) {
				out = append(out, s.SelectionSet...)
			}
		case *ast.InlineFragment:
			if included(operation, s.Directives) {
				out = append(out, allOf(operation, s.SelectionSet, name)...)
			}
		case *ast.FragmentSpread:
			if included(operation, s.Directives) && s.Definition != nil {
				out = append(out, allOf(operation, s.Definition.SelectionSet, name)...)
			}
		}
	}
	return out
}
