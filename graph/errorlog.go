package graph

import (
	"context"
	"log/slog"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// A failed backend call fails its field for each parent of a list. The client
// needs an error for each; the log needs one line, or the worst night's log would
// be a thousand copies of it.

// failures remembers what a response has logged.
type failures struct {
	mu   sync.Mutex
	seen map[failure]bool
}

type failure struct{ object, field, code string }

type failuresKey struct{}

func withFailures(ctx context.Context) context.Context {
	return context.WithValue(ctx, failuresKey{}, &failures{})
}

// first tells whether a failure of this kind is the response's first.
func (f *failures) first(kind failure) bool {
	if f == nil {
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen[kind] {
		return false
	}
	if f.seen == nil {
		f.seen = map[failure]bool{}
	}
	f.seen[kind] = true
	return true
}

// logFailure writes what the client is not told, once a response, field and code.
func (p presenter) logFailure(ctx context.Context, level slog.Level, at *gqlerror.Error, code string, cause error) {
	if !p.logger.Enabled(ctx, level) {
		return
	}
	kind := failure{code: code}
	if field := graphql.GetFieldContext(ctx); field != nil {
		kind.object, kind.field = field.Object, field.Field.Name
	}
	if f, _ := ctx.Value(failuresKey{}).(*failures); !f.first(kind) {
		return
	}
	p.logger.LogAttrs(ctx, level, "field failed",
		slog.String("graphql.field", kind.object+"."+kind.field),
		slog.String("graphql.path", at.Path.String()),
		slog.String("error.type", code),
		slog.String("error", cause.Error()),
	)
}

// levelOf says how much a coded failure matters to who runs the server: a
// caller's own mistake is none of its problems, and neither is a caller that left.
func levelOf(code string) slog.Level {
	switch code {
	case string(CodeBadUserInput), string(CodeCancelled), "UNAUTHENTICATED", "FORBIDDEN":
		return slog.LevelDebug
	case string(CodeInternal):
		return slog.LevelError
	default:
		return slog.LevelWarn
	}
}
