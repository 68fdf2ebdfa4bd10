package transport_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bff/graph/transport"
)

// counted is an executor whose operations wait until release is closed, or until their
// context ends, as those of a server do.
func counted(executions *atomic.Int32, release <-chan struct{}, broken bool) *executor.Executor {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { name(upper: Boolean): String! }
		type Mutation { rename: String! }
	`})
	return executor.New(&graphql.ExecutableSchemaMock{
		SchemaFunc: func() *ast.Schema { return schema },
		ExecFunc: func(context.Context) graphql.ResponseHandler {
			return func(ctx context.Context) *graphql.Response {
				executions.Add(1)
				select {
				case <-release:
				case <-ctx.Done():
					return &graphql.Response{Data: json.RawMessage(`null`), Errors: gqlerror.List{gqlerror.Wrap(ctx.Err())}}
				}
				if broken {
					panic("outside of any field")
				}
				name, _ := ctx.Value(nameKey{}).(string)
				return &graphql.Response{Data: json.RawMessage(`{"name":"mug` + name + `"}`)}
			}
		},
		ComplexityFunc: func(context.Context, string, string, int, map[string]any) (int, bool) { return 0, false },
	})
}

// nameKey is that of what an execution sees of its request.
type nameKey struct{}

// byTenant shares between requests of one tenant without credentials.
func byTenant(ctx context.Context, _ *graphql.OperationContext) (context.Context, string, bool) {
	header := ctx.Value(headerKey{}).(http.Header)
	tenant := header.Get("X-Tenant")
	return context.WithValue(ctx, nameKey{}, tenant), tenant, header.Get("Authorization") == ""
}

// headerKey is that of a request's headers.
type headerKey struct{}

func TestSharing(t *testing.T) {
	query := func(variables string) string {
		return `{"query":"query($u: Boolean) { name(upper: $u) }","variables":` + variables + `}`
	}
	visitor, tenant := http.Header{}, http.Header{"X-Tenant": {"a"}}
	user := http.Header{"Authorization": {"Bearer x"}}
	type request struct {
		body   string
		header http.Header
	}
	for _, tt := range []struct {
		name     string
		requests []request
		want     int32 // executions
		broken   bool
	}{
		{"equal queries", []request{{query(`{"u":true}`), visitor}, {query(`{"u":true}`), visitor}, {query(`{ "u" : true }`), visitor}}, 1, false},
		{"other variables", []request{{query(`{"u":true}`), visitor}, {query(`{"u":false}`), visitor}, {query(`{}`), visitor}}, 3, false},
		{"other headers that matter", []request{{query(`{}`), visitor}, {query(`{}`), tenant}}, 2, false},
		{"credentials", []request{{query(`{}`), user}, {query(`{}`), user}}, 2, false},
		{"mutations", []request{{`{"query":"mutation { rename }"}`, visitor}, {`{"query":"mutation { rename }"}`, visitor}}, 2, false},
		{"a panic", []request{{query(`{}`), visitor}, {query(`{}`), visitor}}, 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var executions atomic.Int32
				release := make(chan struct{})
				exec := counted(&executions, release, tt.broken)
				h := transport.HTTP{Share: &transport.Sharing{Key: byTenant}}
				answers := make([]*httptest.ResponseRecorder, len(tt.requests))
				for i, request := range tt.requests {
					answers[i] = httptest.NewRecorder()
					go func() {
						defer func() { // as the server does
							if recover() != nil {
								answers[i].Code = http.StatusInternalServerError
							}
						}()
						h.Do(answers[i], newPost(t.Context(), request.body, request.header), exec)
					}()
				}
				synctest.Wait() // all have begun or wait for one that has
				close(release)
				synctest.Wait()
				if executions.Load() != tt.want {
					t.Errorf("%d executions; want %d", executions.Load(), tt.want)
				}
				for i, answer := range answers {
					want := `"mug` + tt.requests[i].header.Get("X-Tenant") + `"`
					if tt.requests[i].header.Get("Authorization") != "" || strings.Contains(tt.requests[i].body, "mutation") {
						want = `"mug"`
					}
					ok := answer.Code == 200 && strings.Contains(answer.Body.String(), want)
					if tt.broken {
						ok = answer.Code == 500
					}
					if !ok {
						t.Errorf("request %d: %d %s", i, answer.Code, answer.Body)
					}
				}
			})
		})
	}
}

// Who leaves does not take the answer away from the others.
func TestSharingOutlivesWhoBegan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var executions atomic.Int32
		release := make(chan struct{})
		exec := counted(&executions, release, false)
		h := transport.HTTP{Share: &transport.Sharing{Key: byTenant}}
		leaving, leave := context.WithCancel(t.Context())
		left, stayed := httptest.NewRecorder(), httptest.NewRecorder()
		go h.Do(left, newPost(leaving, `{"query":"{ name }"}`, nil), exec)
		synctest.Wait()
		go h.Do(stayed, newPost(t.Context(), `{"query":"{ name }"}`, nil), exec)
		synctest.Wait()
		leave()
		synctest.Wait()
		close(release)
		synctest.Wait()
		if executions.Load() != 1 || !strings.Contains(stayed.Body.String(), `"mug"`) {
			t.Errorf("%d executions, who stayed got %s; want one and its data", executions.Load(), stayed.Body)
		}
		if left.Body.Len() > 0 {
			t.Errorf("who left got %s", left.Body)
		}
	})
}

// What began before a change was acknowledged is nobody's who came after it.
func TestNothingIsJoinedAcrossAChange(t *testing.T) {
	var invalidated atomic.Uint64
	for _, tt := range []struct {
		name   string
		change func(*transport.Epoch)
		want   int32 // executions
	}{
		{"nothing changes", func(*transport.Epoch) {}, 1},
		{"a mutation", (*transport.Epoch).Changed, 2},
		{"an invalidation", func(*transport.Epoch) { invalidated.Add(1) }, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var executions atomic.Int32
				release := make(chan struct{})
				exec := counted(&executions, release, false)
				epoch := &transport.Epoch{Invalidations: invalidated.Load}
				h := transport.HTTP{Share: &transport.Sharing{Key: byTenant, Epoch: epoch}}
				answers := [3]*httptest.ResponseRecorder{}
				for i := range answers {
					if i == 1 {
						tt.change(epoch)
					}
					answers[i] = httptest.NewRecorder()
					go h.Do(answers[i], newPost(t.Context(), `{"query":"{ name }"}`, nil), exec)
					synctest.Wait()
				}
				close(release)
				synctest.Wait()
				if executions.Load() != tt.want {
					t.Errorf("%d executions; want %d", executions.Load(), tt.want)
				}
				for i, answer := range answers {
					if !strings.Contains(answer.Body.String(), `"mug"`) {
						t.Errorf("request %d: %s", i, answer.Body)
					}
				}
			})
		})
	}
}

func newPost(ctx context.Context, body string, header http.Header) *http.Request {
	ctx = context.WithValue(ctx, headerKey{}, header)
	r := httptest.NewRequestWithContext(graphql.StartOperationTrace(ctx), http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for name, values := range header {
		r.Header[name] = values
	}
	return r
}
