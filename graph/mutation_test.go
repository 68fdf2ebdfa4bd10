package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/graph"
)

// writes is a client with a field that changes something: run does it.
func writes(run func(ctx context.Context) error) graphql.ExecutableSchema {
	definition := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { name: String }
		type Mutation { write: Boolean }
	`})
	return &graphql.ExecutableSchemaMock{
		SchemaFunc: func() *ast.Schema { return definition },
		ExecFunc: func(context.Context) graphql.ResponseHandler {
			done := false
			return func(ctx context.Context) *graphql.Response {
				if done {
					return nil
				}
				done = true
				if err := run(ctx); err != nil {
					graphql.AddError(ctx, err)
					return &graphql.Response{Data: json.RawMessage(`{"write":null}`)}
				}
				return &graphql.Response{Data: json.RawMessage(`{"write":true}`)}
			}
		},
		ComplexityFunc: func(context.Context, string, string, int, map[string]any) (int, bool) { return 0, false },
	}
}

// write sends the mutation with an Accept header and returns when it is answered.
func write(ctx context.Context, h http.Handler, accept string) {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/test/graphql", strings.NewReader(query("mutation { write }")))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", accept)
	h.ServeHTTP(httptest.NewRecorder(), r)
}

// A mutation that has begun goes on when its client leaves, over each transport that
// carries mutations; it ends after the request timeout, or with the server.
func TestMutationsOutliveTheirClient(t *testing.T) {
	left := errors.New("the server is gone")
	for _, accept := range []string{"application/json", "text/event-stream"} {
		for _, tt := range []struct {
			name    string
			needs   time.Duration // what the mutation takes
			serving time.Duration // how long the server waits for it
			want    error
			at      time.Duration // when it ends
		}{
			{"it finishes", 3 * time.Second, time.Hour, nil, 3 * time.Second},
			{"the timeout ends it", time.Minute, time.Hour, context.DeadlineExceeded, 10 * time.Second},
			{"the server ends it", time.Minute, 5 * time.Second, left, 5 * time.Second},
		} {
			t.Run(accept+" "+tt.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					bound, stop := context.WithCancelCause(context.Background())
					defer time.AfterFunc(tt.serving, func() { stop(left) }).Stop()
					begun, ended := 0, 0
					var got error
					var took time.Duration
					start := time.Now()
					h := newHandler(t, graph.Options{
						BeginMutation: func(context.Context) (context.Context, func()) {
							begun++
							return bound, func() { ended++ }
						},
						Schema: writes(func(ctx context.Context) error {
							select {
							case <-time.After(tt.needs):
							case <-ctx.Done():
								got = context.Cause(ctx)
							}
							took = time.Since(start)
							return ctx.Err()
						}),
					})
					ctx, leave := context.WithCancel(t.Context())
					defer time.AfterFunc(time.Second, leave).Stop()
					defer leave()
					write(ctx, h, accept)
					synctest.Wait()
					if !errors.Is(got, tt.want) || took != tt.at {
						t.Errorf("the mutation ended after %s with %v; want after %s with %v", took, got, tt.at, tt.want)
					}
					if begun != 1 || ended != 1 {
						t.Errorf("%d mutations begun, %d ended; want 1 of each", begun, ended)
					}
				})
			})
		}
	}
}

// A mutation whose client left before it began does not begin.
func TestMutationsOfClientsThatLeftDoNotBegin(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	h := newHandler(t, graph.Options{Schema: writes(func(ctx context.Context) error {
		if !errors.Is(ctx.Err(), context.Canceled) {
			t.Errorf("the mutation began with a context that ended with %v; want context.Canceled", ctx.Err())
		}
		return ctx.Err()
	})})
	write(ctx, h, "application/json")
}

// A query ends with its client.
func TestQueriesEndWithTheirClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got error
		h := newHandler(t, graph.Options{Schema: schema(func(ctx context.Context) (string, error) {
			<-ctx.Done()
			got = ctx.Err()
			return "", got
		})})
		ctx, leave := context.WithCancel(t.Context())
		defer time.AfterFunc(time.Second, leave).Stop()
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/test/graphql", strings.NewReader(query("{ name }")))
		r.Header.Set("Content-Type", "application/json")
		h.ServeHTTP(httptest.NewRecorder(), r)
		if !errors.Is(got, context.Canceled) {
			t.Errorf("the query ended with %v; want context.Canceled", got)
		}
	})
}
