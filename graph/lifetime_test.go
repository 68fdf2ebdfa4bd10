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
	"bff/graph/stream"
)

// events sends an operation and gives the server-sent events of the answer.
func events(t *testing.T, h http.Handler, body string) (status int, answer string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel() // ends the pings, as the server does when the request is over
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/test/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// A query has its deadline over server-sent events too.
func TestRequestTimeoutOfEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHandler(t, graph.Options{
			RequestTimeout: 3 * time.Second,
			Schema: schema(func(ctx context.Context) (string, error) {
				<-ctx.Done()
				return "", ctx.Err()
			}),
		})
		start := time.Now()
		_, got := events(t, h, query("{ name }"))
		if took := time.Since(start); !strings.Contains(got, "BACKEND_TIMEOUT") || took != 3*time.Second {
			t.Errorf("events %s after %s; want BACKEND_TIMEOUT after 3s", got, took)
		}
	})
}

// ticks is a client whose subscription is the test's: it gives values until it
// is done.
func ticks(run func(ctx context.Context, ticks chan<- int)) graphql.ExecutableSchema {
	definition := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { name: String }
		type Subscription { ticks: Int }
	`})
	return &graphql.ExecutableSchemaMock{
		SchemaFunc: func() *ast.Schema { return definition },
		ExecFunc: func(ctx context.Context) graphql.ResponseHandler {
			values := make(chan int)
			go func() {
				defer close(values)
				run(ctx, values)
			}()
			return func(ctx context.Context) *graphql.Response {
				select {
				case value, more := <-values:
					if !more {
						return nil
					}
					data, _ := json.Marshal(map[string]int{"ticks": value})
					return &graphql.Response{Data: data}
				case <-ctx.Done():
					return nil
				}
			}
		},
		ComplexityFunc: func(context.Context, string, string, int, map[string]any) (int, bool) { return 0, false },
	}
}

func TestSubscriptionsEnd(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  error
		want string // after the first event; empty: nothing but the end
	}{
		{"well", nil, ""},
		{"with an error that may be told", codedError{errors.New("hunter2")}, "CIRCUIT_OPEN"},
		{"with one that may not", errors.New("hunter2"), "INTERNAL_SERVER_ERROR"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHandler(t, graph.Options{Schema: ticks(func(ctx context.Context, values chan<- int) {
				values <- 1
				stream.Fail(ctx, tt.end)
				stream.Fail(ctx, errors.New("what follows from the first"))
			})})
			if tt.end == nil {
				h = newHandler(t, graph.Options{Schema: ticks(func(_ context.Context, values chan<- int) { values <- 1 })})
			}
			_, got := events(t, h, query("subscription { ticks }"))
			if !strings.Contains(got, `{"ticks":1}`) || !strings.HasSuffix(strings.TrimSpace(got), "event: complete") {
				t.Errorf("events %s; want a tick, and complete at the end", got)
			}
			if failed := strings.Contains(got, `"errors"`); failed != (tt.want != "") || !strings.Contains(got, tt.want) {
				t.Errorf("events %s; want %q", got, tt.want)
			}
			if strings.Contains(got, "hunter2") || strings.Count(got, "event: next") > 2 {
				t.Errorf("events %s; want one error without its cause", got)
			}
		})
	}
}

// Subscriptions have no deadline: they end with their connection.
func TestSubscriptionsOutliveTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHandler(t, graph.Options{RequestTimeout: time.Second, Schema: ticks(func(ctx context.Context, values chan<- int) {
			for i := range 3 {
				time.Sleep(10 * time.Second)
				select {
				case values <- i:
				case <-ctx.Done():
				}
			}
		})})
		if _, got := events(t, h, query("subscription { ticks }")); !strings.Contains(got, `{"ticks":2}`) {
			t.Errorf("events %s; want all three", got)
		}
	})
}

// A malformed body is refused in the words of any other POST: not repeated.
func TestMalformedBodyOfEvents(t *testing.T) {
	h := newHandler(t, graph.Options{
		Schema: schema(func(context.Context) (string, error) { return "", nil }),
		Limits: graph.Limits{MaxBodyBytes: 100},
	})
	for body, want := range map[string]int{
		`{"query": hunter2}`:                           400,
		`hunter2`:                                      400,
		`{"variables":{"password":"hunter2"}}`:         400,
		`"` + strings.Repeat("hunter2 ", 100) + `"`:    413,
		`{"query":"{ name }","variables":"hunter2"}  `: 400,
	} {
		status, got := events(t, h, body)
		if status != want || strings.Contains(got, "hunter2") || !strings.Contains(got, "BAD_USER_INPUT") {
			t.Errorf("%.40s: status %d, %s; want %d, nothing of the body", body, status, got, want)
		}
	}
}
