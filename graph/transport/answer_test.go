package transport_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bff/graph/transport"
)

// answering is an executor whose operations are answered by respond.
func answering(respond func(ctx context.Context) *graphql.Response) *executor.Executor {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `type Query { name(upper: Boolean): String }`})
	return executor.New(&graphql.ExecutableSchemaMock{
		SchemaFunc: func() *ast.Schema { return schema },
		ExecFunc: func(context.Context) graphql.ResponseHandler {
			return respond
		},
		ComplexityFunc: func(context.Context, string, string, int, map[string]any) (int, bool) { return 0, false },
	})
}

// What a response may have, in the order in which clients read it.
func TestBodies(t *testing.T) {
	failure := gqlerror.List{{Message: "down", Path: ast.Path{ast.PathName("name")}}}
	for _, tt := range []struct {
		name     string
		response *graphql.Response
		want     string
	}{
		{"data", &graphql.Response{Data: json.RawMessage(`{"name":"mug"}`)}, `{"data":{"name":"mug"}}`},
		{"errors come first", &graphql.Response{Data: json.RawMessage(`{"name":null}`), Errors: failure}, `{"errors":[{"message":"down","path":["name"]}],"data":{"name":null}}`},
		{"no data at all is null", &graphql.Response{Errors: failure}, `{"errors":[{"message":"down","path":["name"]}],"data":null}`},
		{"no response, since the client left", nil, `{"data":null}`},
		{
			"an error that JSON can't hold", &graphql.Response{Errors: gqlerror.List{{Message: "x", Extensions: map[string]any{"f": func() {}}}}},
			`{"errors":[{"message":"An error could not be written.","extensions":{"code":"INTERNAL_SERVER_ERROR"}}],"data":null}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			exec := answering(func(context.Context) *graphql.Response {
				if tt.response == nil {
					return nil
				}
				copied := *tt.response // the executor writes into it
				return &copied
			})
			transport.HTTP{}.Do(w, newPost(t.Context(), `{"query":"{ name }"}`, nil), exec)
			if got := w.Body.String(); got != tt.want {
				t.Errorf("body %s; want %s", got, tt.want)
			}
			if got := w.Header().Get("Content-Length"); got != http.Header(w.Header()).Get("Content-Length") || len(tt.want) != w.Body.Len() {
				t.Errorf("Content-Length %s", got)
			}
		})
	}
}

// The extensions of a response follow its data.
func TestExtensionsOfAResponse(t *testing.T) {
	exec := answering(func(ctx context.Context) *graphql.Response {
		graphql.RegisterExtension(ctx, "cost", 7)
		return &graphql.Response{Data: json.RawMessage(`{"name":"mug"}`)}
	})
	w := httptest.NewRecorder()
	transport.HTTP{}.Do(w, newPost(t.Context(), `{"query":"{ name }"}`, nil), exec)
	if got, want := w.Body.String(), `{"data":{"name":"mug"},"extensions":{"cost":7}}`; got != want {
		t.Errorf("body %s; want %s", got, want)
	}
}

// Extensions that JSON can't hold are null beside the data.
func TestExtensionsThatCannotBeWritten(t *testing.T) {
	exec := answering(func(ctx context.Context) *graphql.Response {
		graphql.RegisterExtension(ctx, "f", func() {})
		return &graphql.Response{Data: json.RawMessage(`{"name":"mug"}`)}
	})
	w := httptest.NewRecorder()
	transport.HTTP{}.Do(w, newPost(t.Context(), `{"query":"{ name }"}`, nil), exec)
	if got, want := w.Body.String(), `{"data":{"name":"mug"},"extensions":null}`; got != want {
		t.Errorf("body %s; want %s", got, want)
	}
}

// Every answer says what it is, that it is not to be kept, and what it depends on;
// unless somebody has said how long it may be kept.
func TestHeaders(t *testing.T) {
	exec := answering(func(context.Context) *graphql.Response { return &graphql.Response{Data: json.RawMessage(`{}`)} })
	for _, tt := range []struct{ name, set, want string }{
		{"nothing said", "", "no-store"},
		{"a policy", "max-age=60", "max-age=60"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			if tt.set != "" {
				w.Header().Set("Cache-Control", tt.set)
			}
			transport.HTTP{}.Do(w, newPost(t.Context(), `{"query":"{ name }"}`, nil), exec)
			for name, want := range map[string]string{
				"Cache-Control": tt.want, "Vary": "Accept", "X-Content-Type-Options": "nosniff",
				"Content-Type": "application/json; charset=utf-8", "Content-Length": "11",
			} {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s: %q; want %q", name, got, want)
				}
			}
		})
	}
}

// A query that browsers send for pages of other sites is refused before it is read.
func TestCrossSite(t *testing.T) {
	for _, tt := range []struct {
		mode, site string
		refused    bool
	}{
		{"no-cors", "cross-site", true},
		{"no-cors", "same-site", true},
		{"no-cors", "same-origin", false},
		{"no-cors", "none", false},
		{"cors", "cross-site", false},
		{"navigate", "cross-site", false},
		{"", "", false},
	} {
		w := do(t, "GET", "/graphql?query=%7Bname%7D", "", map[string]string{"Sec-Fetch-Mode": tt.mode, "Sec-Fetch-Site": tt.site})
		if refused := w.Code == http.StatusForbidden; refused != tt.refused {
			t.Errorf("%s, %s: status %d; want it refused: %v", tt.mode, tt.site, w.Code, tt.refused)
		}
	}
}

// A refused method or operation says what is allowed; Fail keeps to Accept.
func TestRefusalsSayWhatIsAllowed(t *testing.T) {
	for name, w := range map[string]*httptest.ResponseRecorder{
		"a mutation by GET": do(t, "GET", "/graphql?query=mutation%7Brename(to:%22x%22)%7D", "", nil),
		"a subscription":    do(t, "POST", "/graphql", `{"query":"subscription { names }"}`, map[string]string{"Content-Type": "application/json"}),
	} {
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "POST" {
			t.Errorf("%s: status %d, Allow %q; want 405, POST", name, w.Code, w.Header().Get("Allow"))
		}
	}
	for accept, want := range map[string]string{
		"": "application/json", "application/json": "application/json",
		"application/graphql-response+json": "application/graphql-response+json", "image/png": "application/graphql-response+json",
	} {
		w := httptest.NewRecorder()
		r := newPost(t.Context(), "", nil)
		if accept != "" {
			r.Header.Set("Accept", accept)
		}
		transport.Fail(w, r, newExecutor(), http.StatusTeapot, errors.New("odd"))
		if got := w.Header().Get("Content-Type"); w.Code != http.StatusTeapot || got != want+"; charset=utf-8" {
			t.Errorf("Accept %q: status %d, %s; want 418 and %s", accept, w.Code, got, want)
		}
	}
}

// The one refusal of the ordinary course is no failure to either kind of client.
func TestPersistedQueryMissIsOK(t *testing.T) {
	exec := newExecutor()
	exec.Use(missing{})
	for _, accept := range []string{"application/json", "application/graphql-response+json"} {
		w := httptest.NewRecorder()
		transport.HTTP{}.Do(w, newPost(t.Context(), `{"extensions":{"persistedQuery":{}}}`, http.Header{"Accept": {accept}}), exec)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"data"`) {
			t.Errorf("%s: %d %s; want 200 without data", accept, w.Code, w.Body)
		}
	}
}

// missing is a store of persisted queries that has none.
type missing struct{}

func (missing) ExtensionName() string                   { return "missing" }
func (missing) Validate(graphql.ExecutableSchema) error { return nil }
func (missing) MutateOperationParameters(context.Context, *graphql.RawParams) *gqlerror.Error {
	return &gqlerror.Error{Message: "x", Extensions: map[string]any{"code": "PERSISTED_QUERY_NOT_FOUND"}}
}

// A stream whose execution panics is cut off, with its cause for the log.
func TestBrokenStream(t *testing.T) {
	exec := answering(func(context.Context) *graphql.Response { panic("odd") })
	w := httptest.NewRecorder()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	defer func() {
		if broken, ok := recover().(transport.Broken); !ok || broken.Cause != "odd" {
			t.Errorf("panicked with %v; want Broken with its cause", broken)
		}
		if w.Header().Get("X-Accel-Buffering") != "no" {
			t.Error("proxies may hold the events back")
		}
	}()
	transport.Events{}.Do(w, newPost(ctx, `{"query":"{ name }"}`, http.Header{"Accept": {"text/event-stream"}}), exec)
}

// The body of a stream's request is read as strictly as any other: gqlgen reads it
// again, and would see another request in it.
func TestBodiesOfEvents(t *testing.T) {
	asked := ""
	exec := answering(func(ctx context.Context) *graphql.Response {
		asked = graphql.GetOperationContext(ctx).RawQuery
		return nil
	})
	for body, want := range map[string]string{
		`{"query":"{ name }","Query":"{ b: name }"}`: "{ name }",
		`{"query":"{ name }","query":"{ b: name }"}`: "",
		`{"Query":"{ name }"}`:                       "",
	} {
		asked = ""
		ctx, cancel := context.WithCancel(t.Context())
		transport.Events{}.Do(httptest.NewRecorder(), newPost(ctx, body, http.Header{"Accept": {"text/event-stream"}}), exec)
		cancel()
		if asked != want {
			t.Errorf("%s executes %q; want %q", body, asked, want)
		}
	}
}
