package batch

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"
)

// WithParents is graphql.WithBatchParents without the elements that are null: they
// have no fields, so no batch resolver may get them as parents. at says for elements of
// a list of several types where each stands among the parents of its type; nil means
// that the list is the parents. Generated code calls it.
func WithParents[P any](ctx context.Context, typeName string, parents []*P, at map[int]int) context.Context {
	if !slices.Contains(parents, nil) {
		return graphql.WithBatchParents(ctx, typeName, parents, at)
	}
	kept, places := make([]*P, 0, len(parents)), map[int]int{}
	moved := make([]int, len(parents)) // by the old place; -1 for null
	for i, parent := range parents {
		moved[i] = -1
		if parent != nil {
			moved[i] = len(kept)
			kept = append(kept, parent)
		}
		if at == nil && parent != nil {
			places[i] = moved[i]
		}
	}
	for element, old := range at {
		if moved[old] >= 0 {
			places[element] = moved[old]
		}
	}
	return graphql.WithBatchParents(ctx, typeName, kept, places)
}
