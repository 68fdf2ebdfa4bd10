package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// logged returns the log of one response after report.
func logged(t *testing.T, report func(ctx context.Context, p presenter, recover graphql.RecoverFunc)) []map[string]any {
	t.Helper()
	var text strings.Builder
	log := &errorLog{logger: slog.New(slog.NewJSONHandler(&text, nil)), client: "test", sampler: newSampler()}
	ctx := withFailures(t.Context())
	report(ctx, presenter{log}, recoverer(log))
	log.flush(ctx)
	var lines []map[string]any
	for line := range strings.Lines(text.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fields)
	}
	return lines
}

// at is the context of an element of the list Query.items.
func at(ctx context.Context, index int) context.Context {
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{
		Object: "Query", Field: graphql.CollectedField{Field: &ast.Field{Name: "items", Alias: "items"}},
	})
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{Index: &index})
}

// gqlgen reports at the level of a list's elements, where there is no field: a
// panic there, and a deadline that has passed.
func TestErrorsOfListElements(t *testing.T) {
	lines := logged(t, func(ctx context.Context, p presenter, recover graphql.RecoverFunc) {
		for i := range 300 {
			if got := p.present(at(ctx, i), recover(at(ctx, i), "odd")); got.Extensions["code"] != "INTERNAL_SERVER_ERROR" {
				t.Fatalf("a panic is %+v; want INTERNAL_SERVER_ERROR", got)
			}
			if got := p.present(at(ctx, i), context.DeadlineExceeded); got.Extensions["code"] != "BACKEND_TIMEOUT" || got.Path.String() != fmt.Sprintf("items[%d]", i) {
				t.Fatalf("a deadline is %+v; want BACKEND_TIMEOUT at items[%d]", got, i)
			}
		}
	})
	if len(lines) != 1 || lines[0]["errors"] != 600.0 || lines[0]["level"] != "ERROR" {
		t.Fatalf("log %v; want one line for 600 errors", lines)
	}
	failures := lines[0]["failures"].([]any)
	first, second := failures[0].(map[string]any), failures[1].(map[string]any)
	if len(failures) != 2 || first["field"] != "Query.items" || first["count"] != 300.0 || first["path"] != "items[0]" ||
		!strings.Contains(fmt.Sprint(first["stack"]), "errorlog_test.go") {
		t.Errorf("panics: %v; want 300 of Query.items with the stack of the first", first)
	}
	if second["code"] != "BACKEND_TIMEOUT" || second["count"] != 300.0 || second["stack"] != nil {
		t.Errorf("deadlines: %v; want 300 BACKEND_TIMEOUT", second)
	}
}

// panicky panics wherever it is used.
type panicky struct{ error }

func (panicky) ErrorCode() string     { panic("in ErrorCode") }
func (panicky) PublicMessage() string { panic("in PublicMessage") }

type panickyText struct{}

func (panickyText) String() string { panic("in String") }

// The presenter runs where a panic has been recovered: one more would end the process.
func TestErrorsThatPanicAreMasked(t *testing.T) {
	lines := logged(t, func(ctx context.Context, p presenter, recover graphql.RecoverFunc) {
		if got := p.present(at(ctx, 1), panicky{}); got.Message != "Internal server error." || got.Extensions["code"] != "INTERNAL_SERVER_ERROR" {
			t.Errorf("presented as %+v; want it masked", got)
		}
		if err := recover(at(ctx, 1), panickyText{}); !errors.Is(err, errPanic) {
			t.Errorf("recovered as %v; want errPanic", err)
		}
	})
	if len(lines) != 1 || !strings.Contains(fmt.Sprint(lines), "in ErrorCode") {
		t.Errorf("log %v; want the panic of the error's method", lines)
	}
}

func TestCauseText(t *testing.T) {
	cause := errors.New("connection refused")
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"of gqlgen's own", gqlerror.Errorf("must be defined"), "must be defined"},
		{"wrapped at a path", gqlerror.WrapPath(ast.Path{ast.PathName("a")}, cause), "connection refused"},
		{"wrapped twice", gqlerror.WrapPath(nil, gqlerror.WrapPath(nil, cause)), "connection refused"},
		{"any other", fmt.Errorf("reviews: %w", cause), "reviews: connection refused"},
		{"one of gqlgen's inside another", fmt.Errorf("reviews: %w", gqlerror.WrapPath(nil, cause)), "reviews: connection refused"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := causeText(tt.err); got != tt.want {
				t.Errorf("causeText = %q; want %q", got, tt.want)
			}
		})
	}
}

// A flood of failing operations is a few lines a second and a count.
func TestLogIsSampledInAFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSampler()
		written, leftOut := 0, 0
		for range 5 {
			for range 1000 {
				if n, ok := s.allow("BACKEND_TIMEOUT", time.Now()); ok {
					written, leftOut = written+1, leftOut+n
				}
			}
			time.Sleep(time.Second)
		}
		if n, ok := s.allow("BACKEND_TIMEOUT", time.Now()); !ok || written != 5*linesPerSecond || written+leftOut+n != 5000 {
			t.Errorf("%d lines and %d left out of 5000; want %d and all others counted", written, leftOut+n, 5*linesPerSecond)
		}
		if n, ok := s.allow("INTERNAL_SERVER_ERROR", time.Now()); !ok || n != 0 {
			t.Error("a line of another code is left out too")
		}
		for i := range 10 * maxSampled {
			s.allow(fmt.Sprint("CODE_", i), time.Now())
		}
		if len(s.codes) > maxSampled+1 {
			t.Errorf("%d codes are kept; want at most %d", len(s.codes), maxSampled+1)
		}
	})
}
