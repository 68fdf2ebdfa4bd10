package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
)

// maxCachedDocument is the longest document kept in a cache, in bytes. The caches
// count entries, and a body may have megabytes of comments: without this a
// thousand requests could fill gigabytes. Longer documents work, uncached.
const maxCachedDocument = 100_000

// newOperationCache keeps parsed and validated documents by their text; none when
// entries is negative.
func newOperationCache(entries int) graphql.Cache[*ast.QueryDocument] {
	if entries < 0 {
		return graphql.NoCache[*ast.QueryDocument]{}
	}
	return shortOnly[*ast.QueryDocument]{
		Cache: lru.New[*ast.QueryDocument](entries),
		size:  func(text string, _ *ast.QueryDocument) int { return len(text) },
	}
}

// newPersistedQueries keeps the texts of documents by their hash.
func newPersistedQueries(entries int) graphql.Cache[string] {
	return shortOnly[string]{
		Cache: lru.New[string](entries),
		size:  func(_, text string) int { return len(text) },
	}
}

// shortOnly is a cache that does not take what is too long.
type shortOnly[T any] struct {
	graphql.Cache[T]

	size func(key string, value T) int
}

// Add implements graphql.Cache.
func (c shortOnly[T]) Add(ctx context.Context, key string, value T) {
	if c.size(key, value) <= maxCachedDocument {
		c.Cache.Add(ctx, key, value)
	}
}
