package graph_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.uber.org/goleak"

	"bff/graph"
	"bff/graph/document"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// schema is a client of one field whose resolver is the test's.
func schema(resolve func(ctx context.Context) (string, error)) graphql.ExecutableSchema {
	definition := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { name(limit: Int): String, self: Query }
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
				return answer(ctx, resolve)
			}
		},
		ComplexityFunc: func(context.Context, string, string, int, map[string]any) (int, bool) { return 0, false },
	}
}

// answer does what generated code does for the field name.
func answer(ctx context.Context, resolve func(ctx context.Context) (string, error)) (response *graphql.Response) {
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{
		Object: "Query",
		Field:  graphql.CollectedField{Field: &ast.Field{Name: "name", Alias: "name"}},
	})
	op := graphql.GetOperationContext(ctx)
	defer func() {
		if cause := recover(); cause != nil {
			graphql.AddError(ctx, op.RecoverFunc(ctx, cause))
			response = &graphql.Response{Data: json.RawMessage(`{"name":null}`)}
		}
	}()
	name, err := resolve(ctx)
	if err != nil {
		graphql.AddError(ctx, err)
		return &graphql.Response{Data: json.RawMessage(`{"name":null}`)}
	}
	data, _ := json.Marshal(map[string]string{"name": name})
	return &graphql.Response{Data: data}
}

// result is a GraphQL response as a client reads it.
type result struct {
	Status int         `json:"-"`
	Header http.Header `json:"-"`
	bytes  int         // of the body
	Data   any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

func (r result) code() any {
	if len(r.Errors) == 0 {
		return nil
	}
	return r.Errors[0].Extensions["code"]
}

func newHandler(t *testing.T, o graph.Options) http.Handler {
	t.Helper()
	o.Client = "test"
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	h, err := graph.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func post(t *testing.T, h http.Handler, body string, header ...string) result {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/test/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/graphql-response+json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var got result
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	got.Status, got.Header, got.bytes = w.Code, w.Header(), w.Body.Len()
	return got
}

func query(document string) string {
	body, _ := json.Marshal(map[string]string{"query": document})
	return string(body)
}

type codedError struct{ error }

func (codedError) ErrorCode() string     { return "CIRCUIT_OPEN" }
func (codedError) PublicMessage() string { return "The reviews service has a break." }

// What a client may read of an error, and what must stay inside.
func TestErrors(t *testing.T) {
	const secret = "dial tcp 10.0.0.7:5432 password=hunter2"
	for _, tt := range []struct {
		name          string
		err           error
		code, message string
	}{
		{"an unknown error is masked", errors.New(secret), "INTERNAL_SERVER_ERROR", "Internal server error"},
		{"a coded error says its public message", codedError{errors.New(secret)}, "CIRCUIT_OPEN", "has a break"},
		{"also when wrapped", fmt.Errorf("reviews: %w", codedError{errors.New(secret)}), "CIRCUIT_OPEN", "has a break"},
		{"also inside an error of gqlgen", gqlerror.WrapPath(nil, codedError{errors.New(secret)}), "CIRCUIT_OPEN", "has a break"},
		{"a deadline", fmt.Errorf("%s: %w", secret, context.DeadlineExceeded), "BACKEND_TIMEOUT", "timed out"},
		{"a client that is gone", fmt.Errorf("%s: %w", secret, context.Canceled), "CANCELLED", "cancelled"},
		{"an error with extensions but no code", &gqlerror.Error{Message: secret, Extensions: map[string]any{"debug": secret}}, "INTERNAL_SERVER_ERROR", "Internal server error"},
		{"a null in a non-null place", gqlerror.Errorf("must not be null"), "INTERNAL_SERVER_ERROR", "can't be null"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHandler(t, graph.Options{Schema: schema(func(context.Context) (string, error) { return "", tt.err })})
			got := post(t, h, query("{ name }"))
			if got.Status != 200 || len(got.Errors) != 1 {
				t.Fatalf("answer = %+v; want status 200 and one error", got)
			}
			e := got.Errors[0]
			if e.Extensions["code"] != tt.code || !strings.Contains(e.Message, tt.message) {
				t.Errorf("error = %+v; want code %s and %q", e, tt.code, tt.message)
			}
			if strings.Contains(fmt.Sprint(got), "hunter2") {
				t.Errorf("the cause got out: %+v", got)
			}
			if len(e.Path) != 1 || e.Path[0] != "name" {
				t.Errorf("path = %v; want [name]", e.Path)
			}
			if e.Extensions["requestId"] != got.Header.Get("X-Request-Id") {
				t.Errorf("extensions = %v; want the request id %s", e.Extensions, got.Header.Get("X-Request-Id"))
			}
		})
	}
}

// A resolver may return one error value to many requests at once.
func TestSharedErrorIsNotWritten(t *testing.T) {
	shared := codedError{errors.New("shared")}
	h := newHandler(t, graph.Options{Schema: schema(func(context.Context) (string, error) { return "", shared })})
	for range 2 {
		if got := post(t, h, query("{ name }")); got.code() != "CIRCUIT_OPEN" {
			t.Errorf("answer = %+v", got)
		}
	}
}

func TestPanicIsAnErrorOfItsField(t *testing.T) {
	var log strings.Builder
	h := newHandler(t, graph.Options{
		Schema: schema(func(context.Context) (string, error) { panic("hunter2") }),
		Logger: slog.New(slog.NewJSONHandler(&log, nil)),
	})
	got := post(t, h, query("{ name }"))
	if got.Status != 200 || got.code() != "INTERNAL_SERVER_ERROR" || strings.Contains(fmt.Sprint(got), "hunter2") {
		t.Errorf("answer = %+v; want INTERNAL_SERVER_ERROR without the cause", got)
	}
	if !strings.Contains(log.String(), "hunter2") || !strings.Contains(log.String(), "graph_test.go") {
		t.Errorf("log = %s; want the cause and the stack", log.String())
	}
}

func TestRequestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHandler(t, graph.Options{
			RequestTimeout: 3 * time.Second,
			Schema: schema(func(ctx context.Context) (string, error) {
				<-ctx.Done()
				return "", ctx.Err()
			}),
		})
		start := time.Now()
		got := post(t, h, query("{ name }"))
		if took := time.Since(start); got.code() != "BACKEND_TIMEOUT" || took != 3*time.Second {
			t.Errorf("answer = %+v after %s; want BACKEND_TIMEOUT after 3s", got, took)
		}
	})
}

func TestLimits(t *testing.T) {
	h := newHandler(t, graph.Options{
		Schema: schema(func(context.Context) (string, error) { return "mug", nil }),
		Limits: graph.Limits{MaxBodyBytes: 600, Document: document.Limits{Tokens: 60, Depth: 3, Aliases: 2}},
	})
	for _, tt := range []struct {
		name, document string
		status         int
		code           any
	}{
		{"within all limits", "{ self { self { name } } }", 200, nil},
		{"too deep", "{ self { self { self { name } } } }", 400, "GRAPHQL_VALIDATION_FAILED"},
		{"too deep through fragments", "{ self { ...a } } fragment a on Query { self { ...b } } fragment b on Query { self { name } }", 400, "GRAPHQL_VALIDATION_FAILED"},
		{"two aliases", "{ a: name b: name }", 200, nil},
		{"three aliases", "{ a: name b: name c: name }", 400, "GRAPHQL_VALIDATION_FAILED"},
		{"a name given as its own alias renames nothing", "{ name: name a: name b: name }", 200, nil},
		{"aliases through a fragment used twice", "{ self { ...f } } fragment f on Query { a: name self { b: name c: name } }", 400, "GRAPHQL_VALIDATION_FAILED"},
		{"too many tokens", "{" + strings.Repeat(" name", 70) + "}", 400, "GRAPHQL_PARSE_FAILED"},
		{"too large", "{ name }" + strings.Repeat(" ", 700), 413, "BAD_USER_INPUT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := post(t, h, query(tt.document)); got.Status != tt.status || got.code() != tt.code {
				t.Errorf("answer = %+v; want status %d, code %v", got, tt.status, tt.code)
			}
		})
	}
}

func TestIntrospectionIsOffUnlessAskedFor(t *testing.T) {
	resolve := func(context.Context) (string, error) { return "", nil }
	off := newHandler(t, graph.Options{Schema: schema(resolve)})
	if got := post(t, off, query("{ nam }")); strings.Contains(fmt.Sprint(got), "Did you mean") {
		t.Errorf("answer = %+v; want no suggestion, it tells the schema", got)
	}
	on := newHandler(t, graph.Options{Schema: schema(resolve), Introspection: true})
	if got := post(t, on, query("{ nam }")); !strings.Contains(fmt.Sprint(got), "Did you mean") {
		t.Errorf("answer = %+v; want a suggestion", got)
	}
}

func TestPersistedQuery(t *testing.T) {
	h := newHandler(t, graph.Options{Schema: schema(func(context.Context) (string, error) { return "mug", nil })})
	const hash = "6a3c5b15d0ed1a1ed9b0a1be5e3d9a0b7a8e1d6b3d7bb5bd1e6b5d5b86e7e0a4"
	extension := `"extensions":{"persistedQuery":{"version":1,"sha256Hash":"%s"}}`
	miss := post(t, h, fmt.Sprintf("{"+extension+"}", hash))
	if miss.Status != 200 || miss.code() != "PERSISTED_QUERY_NOT_FOUND" || miss.Errors[0].Message != "PersistedQueryNotFound" {
		t.Errorf("unknown hash: %+v; want PERSISTED_QUERY_NOT_FOUND with 200", miss)
	}
	wrong := post(t, h, fmt.Sprintf(`{"query":"{ name }",`+extension+"}", hash))
	if wrong.Status != 400 || wrong.code() != "BAD_USER_INPUT" {
		t.Errorf("a hash of another document: %+v; want 400", wrong)
	}
	const right = "30166fc3298853f22709fce1e4a00e98f1b6a3160eaaaf9cb3b7db6a16073b07"
	if got := post(t, h, fmt.Sprintf(`{"query":"{ name }",`+extension+"}", right)); got.Errors != nil {
		t.Fatalf("registering: %+v", got)
	}
	if got := post(t, h, fmt.Sprintf("{"+extension+"}", right)); fmt.Sprint(got.Data) != "map[name:mug]" {
		t.Errorf("known hash: %+v; want the data", got)
	}
}

func TestRequestID(t *testing.T) {
	h := newHandler(t, graph.Options{Schema: schema(func(context.Context) (string, error) { return "mug", nil })})
	for _, tt := range []struct {
		name, given string
		kept        bool
	}{
		{"a sane id is kept", "req-17", true},
		{"none is made up", "", false},
		{"text that could forge a log line is not kept", "a\tb\x00", false},
		{"nor is a very long one", strings.Repeat("x", 200), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := post(t, h, query("{ name }"), "X-Request-Id", tt.given).Header.Get("X-Request-Id")
			if got == "" || (got == tt.given) != tt.kept {
				t.Errorf("id %q for %q; kept %v", got, tt.given, tt.kept)
			}
		})
	}
}

func TestOptionsAreChecked(t *testing.T) {
	_, err := graph.New(graph.Options{RequestTimeout: -1})
	for _, want := range []string{"Client is empty", "Schema is nil", "RequestTimeout"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error = %v; want %q in it", err, want)
		}
	}
}

func TestServerSentEvents(t *testing.T) {
	h := newHandler(t, graph.Options{Schema: schema(func(context.Context) (string, error) { return "mug", nil })})
	server := httptest.NewServer(h)
	defer server.Close()
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(query("{ name }")))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	response, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	if !strings.Contains(string(body), "event: next") || !strings.Contains(string(body), `"mug"`) || !strings.Contains(string(body), "event: complete") {
		t.Errorf("stream = %s; want next and complete", body)
	}
}

// Introspection that is off is a refusal like any other, and nothing for the log.
func TestIntrospectionOffIsARefusal(t *testing.T) {
	var log strings.Builder
	h := newHandler(t, graph.Options{
		Schema: schema(func(context.Context) (string, error) { return "", nil }),
		Logger: slog.New(slog.NewJSONHandler(&log, nil)),
	})
	got := post(t, h, query("{ name __schema { queryType { name } } }"))
	if got.Status != 400 || got.code() != "GRAPHQL_VALIDATION_FAILED" || got.Data != nil || !strings.Contains(got.Errors[0].Message, "Introspection is off") {
		t.Errorf("answer = %+v; want a refusal", got)
	}
	if log.Len() > 0 {
		t.Errorf("log = %s; want nothing", &log)
	}
}

// Long lists of errors are cut, with a word on what is left out.
func TestErrorListsAreBounded(t *testing.T) {
	many := func(n int, message string) graphql.ExecutableSchema {
		return schema(func(ctx context.Context) (string, error) {
			for range n {
				graphql.AddError(ctx, codedMessage(message))
			}
			return "mug", nil
		})
	}
	for _, tt := range []struct {
		name    string
		options graph.Options
		listed  int // with the last one, which counts the others
		last    string
	}{
		{"few", graph.Options{Schema: many(3, "down")}, 3, "down"},
		{"as many as allowed", graph.Options{Schema: many(1000, "down")}, 1000, "down"},
		{"one more", graph.Options{Schema: many(1001, "down")}, 1001, "1 more errors are not listed."},
		{"a limit of its own", graph.Options{Schema: many(10, "down"), Limits: graph.Limits{MaxErrors: 4}}, 5, "6 more errors are not listed."},
		{"no limit but the bytes", graph.Options{Schema: many(2000, strings.Repeat("x", 900)), Limits: graph.Limits{MaxErrors: -1}}, 0, "more errors are not listed."},
		{"a long message", graph.Options{Schema: many(1, strings.Repeat("x", 1_000_000))}, 1, "…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := post(t, newHandler(t, tt.options), query("{ name }"))
			if last := got.Errors[len(got.Errors)-1].Message; tt.listed > 0 && len(got.Errors) != tt.listed || !strings.HasSuffix(last, tt.last) {
				t.Errorf("%d errors, the last %.100q; want %d, %q", len(got.Errors), last, tt.listed, tt.last)
			}
			if got.Errors[len(got.Errors)-1].Extensions["code"] != "CIRCUIT_OPEN" {
				t.Errorf("the last error has code %v; want that of those left out", got.Errors[len(got.Errors)-1].Extensions["code"])
			}
			if got.bytes > 400_000 {
				t.Errorf("%d bytes; want fewer than 400,000", got.bytes)
			}
		})
	}
}

type codedMessage string

func (m codedMessage) Error() string         { return string(m) }
func (codedMessage) ErrorCode() string       { return "CIRCUIT_OPEN" }
func (m codedMessage) PublicMessage() string { return string(m) }

func TestOperationName(t *testing.T) {
	h := newHandler(t, graph.Options{Schema: schema(func(context.Context) (string, error) { return "mug", nil })})
	const document = "query A { name } query B { name }"
	for _, tt := range []struct{ name, want string }{
		{"", "The document has 2 operations; operationName must name one."},
		{"C", `The document has no operation "C".`},
		{strings.Repeat("z ", 5000), "…"},
		{"B", ""},
	} {
		body, _ := json.Marshal(map[string]string{"query": document, "operationName": tt.name})
		got := post(t, h, string(body))
		if (got.Errors != nil) != (tt.want != "") || got.Errors != nil && (!strings.Contains(got.Errors[0].Message, tt.want) || len(got.Errors[0].Message) > 200) {
			t.Errorf("operationName %.20q: %+v; want %q", tt.name, got.Errors, tt.want)
		}
	}
}

// A request whose time is over before it is executed has not failed.
func TestDeadlineBeforeTheExecution(t *testing.T) {
	h := newHandler(t, graph.Options{
		RequestTimeout: 1, // a nanosecond: over before validation begins
		Schema:         schema(func(context.Context) (string, error) { return "mug", nil }),
	})
	got := post(t, h, query("{"+strings.Repeat(" name", 1000)+"}"))
	if got.code() != "BACKEND_TIMEOUT" || got.Data != nil {
		t.Errorf("answer = %+v; want BACKEND_TIMEOUT without data", got)
	}
}
