package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// A failed backend call fails its field for each parent of a list. The client gets
// an error for each; the log gets one line for the operation, which counts the
// errors by field and code. While many operations fail, only some of these
// lines are written: see sampler.

// errorLog writes what clients are not told. Its methods are safe for concurrent
// use.
type errorLog struct {
	logger  *slog.Logger
	client  string
	sampler *sampler
}

// failure is the errors of one field with one code in one response.
type failure struct {
	Field string `json:"field,omitempty"` // "Product.rating"; empty when the error is in no field
	Code  string `json:"code"`
	Count int    `json:"count"`
	Path  string `json:"path,omitempty"`  // of the first
	Error string `json:"error"`           // of the first
	Stack string `json:"stack,omitempty"` // of the first, when it was a panic

	level slog.Level
}

// String is the failure in a log of text.
func (f failure) String() string {
	text := fmt.Sprintf("%s %s x%d at %s: %s", f.Field, f.Code, f.Count, f.Path, f.Error)
	if f.Stack != "" {
		text += "\n" + f.Stack
	}
	return text
}

// maxFailures bounds the different failures in one line.
const maxFailures = 20

// failures collects those of one response.
type failures struct {
	mu     sync.Mutex
	kinds  map[failureKind]*failure
	first  []*failure // of each kind
	errors int
}

type failureKind struct{ field, code string }

type failuresKey struct{}

func withFailures(ctx context.Context) context.Context {
	return context.WithValue(ctx, failuresKey{}, &failures{kinds: map[failureKind]*failure{}})
}

// add counts a failure; text and path are those of the first of its kind.
func (f *failures) add(kind failureKind, level slog.Level, path func() string, text func() (message, stack string)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.errors++
	if known := f.kinds[kind]; known != nil {
		known.Count++
		return
	}
	one := &failure{Field: kind.field, Code: kind.code, Count: 1, level: level, Path: path()}
	one.Error, one.Stack = text()
	f.kinds[kind] = one
	f.first = append(f.first, one)
}

// report counts a failure for the line of its response, or writes a line of its
// own outside of one.
func (l *errorLog) report(ctx context.Context, level slog.Level, at *gqlerror.Error, code string, text func() (message, stack string)) {
	if !l.logger.Enabled(ctx, level) {
		return
	}
	path := func() string {
		if at != nil && at.Path != nil {
			return at.Path.String()
		}
		return graphql.GetPath(ctx).String()
	}
	kind := failureKind{field: fieldName(ctx), code: code}
	if collected, ok := ctx.Value(failuresKey{}).(*failures); ok {
		collected.add(kind, level, path, text)
		return
	}
	alone := &failures{kinds: map[failureKind]*failure{}}
	alone.add(kind, level, path, text)
	l.write(ctx, alone)
}

// flush writes the line of a response, if anything failed.
func (l *errorLog) flush(ctx context.Context) {
	if collected, ok := ctx.Value(failuresKey{}).(*failures); ok {
		l.write(ctx, collected)
	}
}

func (l *errorLog) write(ctx context.Context, collected *failures) {
	collected.mu.Lock()
	defer collected.mu.Unlock()
	if collected.errors == 0 {
		return
	}
	worst, shown := collected.first[0], make([]failure, 0, len(collected.first))
	for _, one := range collected.first {
		if one.level > worst.level {
			worst = one
		}
		if len(shown) < maxFailures {
			shown = append(shown, *one)
		}
	}
	leftOut, ok := l.sampler.allow(worst.Code, time.Now())
	if !ok {
		return
	}
	attrs := append(l.operation(ctx),
		slog.String("error.type", worst.Code),
		slog.Int("errors", collected.errors),
		slog.Any("failures", shown),
	)
	if leftOut > 0 {
		attrs = append(attrs, slog.Int("left_out", leftOut))
	}
	l.logger.LogAttrs(ctx, worst.level, "operation failed", attrs...)
}

// operation names the operation in the words of its span.
func (l *errorLog) operation(ctx context.Context) []slog.Attr {
	attrs := []slog.Attr{slog.String("bff.client", l.client)}
	if !graphql.HasOperationContext(ctx) {
		return attrs
	}
	if op := graphql.GetOperationContext(ctx).Operation; op != nil {
		attrs = append(attrs,
			slog.String("graphql.operation.type", string(op.Operation)),
			slog.String("graphql.operation.name", abridge(op.Name, maxEcho)))
	}
	return attrs
}

// fieldName is the field that ctx is in, "Product.rating"; at an element of a list
// that of the list.
func fieldName(ctx context.Context) string {
	for at := graphql.GetFieldContext(ctx); at != nil; at = at.Parent {
		if at.Field.Field != nil {
			return at.Object + "." + at.Field.Name
		}
	}
	return ""
}

// causeText is the text of an error without the prefix that gqlparser gives to
// all errors without a file.
func causeText(err error) string {
	text := err.Error()
	for known := (*gqlerror.Error)(nil); errors.As(err, &known); err = known.Err {
		inner := known.Message
		if known.Err != nil {
			inner = known.Err.Error()
		}
		text = strings.Replace(text, known.Error(), inner, 1)
		if known.Err == nil {
			break
		}
	}
	return text
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
