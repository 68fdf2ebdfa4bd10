package conformance_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/cache"
	"bff/clients"
	"bff/clients/connector"
	"bff/connect"
	"bff/connect/emit"
	"bff/connect/inputs"
	"bff/graph/transport"
)

// TestSharedAnswersAreEachCallersOwn is a property: of random schemas, headers and
// timings, each caller gets what it gets alone, whether its execution is shared or not
// and its answers are cached or not. Callers differ in one input.
func TestSharedAnswersAreEachCallersOwn(t *testing.T) {
	shared, differed := 0, 0
	for seed := range uint64(60) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, d := ownAnswersOf(t, rand.New(rand.NewPCG(seed, 9)))
				shared, differed = shared+s, differed+d
			})
		})
	}
	if shared < 60 || differed < 60 {
		t.Errorf("%d executions were shared, %d answers differed between callers; the schemas are too simple to show anything", shared, differed)
	}
}

var varied = []string{"Authorization", "Cookie", "X-A", "X-B"}

// ownAnswersOf tries one schema. It returns how many requests shared an execution, and
// how many answers were others than the first caller's.
func ownAnswersOf(t *testing.T, r *rand.Rand) (shared, differed int) {
	sdl, names := randomSchema(r)
	query := "{"
	for _, name := range names {
		if r.IntN(2) == 0 || query == "{" {
			query += " " + name
		}
	}
	query += " }"
	header := varied[r.IntN(len(varied))]
	var callers []http.Header
	for _, values := range [][]string{nil, {"x"}, {"y"}, {"x", "y"}} {
		h := http.Header{"X-A": {"same"}, "X-B": {"same"}, "User-Agent": {fmt.Sprint(len(callers))}}
		h[header] = values
		callers = append(callers, h)
	}
	propagated := []string{varied[r.IntN(len(varied))]}
	want := make([]string, len(callers))
	for i, c := range callers {
		alone := newSharedWorld(t, sdl, propagated, false)
		want[i] = alone.ask(t, query, c)
		alone.close()
		if want[i] != want[0] {
			differed++
		}
	}
	w := newSharedWorld(t, sdl, propagated, true)
	defer w.close()
	var all sync.WaitGroup
	const requests = 12
	for range requests {
		i, after := r.IntN(len(callers)), time.Duration(r.IntN(400))*time.Millisecond
		all.Go(func() {
			time.Sleep(after)
			if got := w.ask(t, query, callers[i]); got != want[i] {
				t.Errorf("%s\n%s with %v, propagated %v, got\n%s\nwant\n%s", sdl, query, callers[i], propagated, got, want[i])
			}
		})
	}
	all.Wait()
	synctest.Wait()
	return requests - int(w.executions.Load()), differed
}

// randomSchema has fields that read some header somewhere, or nothing.
func randomSchema(r *rand.Rand) (sdl string, names []string) {
	var fields strings.Builder
	for i := range 4 {
		name := fmt.Sprintf("f%d", i)
		names = append(names, name)
		header := varied[r.IntN(len(varied))]
		read := `$request.headers."` + strings.ToLower(header) + `"->joinNotNull(",")`
		http, rest := `GET: "/`+name+`"`, `selection: "$.seen"`
		switch r.IntN(8) {
		case 0:
			http += ` queryParams: """q: ` + read + `"""`
		case 1:
			http = `POST: "/` + name + `" body: """v: ` + read + `"""`
		case 2:
			http += ` headers: [{ name: "Out", value: """{` + read + `}""" }]`
		case 3:
			http += ` headers: [{ name: "Out", from: "` + header + `" }]`
		case 4:
			rest = `selection: """$->as($i)->echo([$i.seen, ` + read + `])->joinNotNull("|")"""`
		case 5:
			rest += ` isSuccess: """` + read + `->match(["y", false], [@, true])"""`
		case 6:
			rest += ` isSuccess: "$(false)" errors: { message: """` + read + `""" }`
		}
		keeps := []string{"", "@cacheControl(maxAge: 60, scope: PRIVATE)", "@cacheControl(maxAge: 60)"}[r.IntN(3)]
		if header == "Authorization" || header == "Cookie" { // otherwise the compiler refuses it
			keeps = []string{"@cacheControl(scope: PRIVATE)", "@cacheControl(maxAge: 60, scope: PRIVATE)"}[r.IntN(2)]
		}
		fmt.Fprintf(&fields, "  %s: String %s @connect(source: \"s\", http: { %s }, %s)\n", name, keeps, http, rest)
	}
	return `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "s", http: { baseURL: "http://s" })
type Query {
` + fields.String() + "}\n", names
}

// sharedWorld is a server of such a schema.
type sharedWorld struct {
	http       transport.HTTP
	exec       *executor.Executor
	executions atomic.Int32
	close      func()
}

func newSharedWorld(t *testing.T, sdl string, propagated []string, share bool) *sharedWorld {
	t.Helper()
	schema, err := connect.Load(connect.File{Name: "schema.graphql", Text: sdl})
	if err != nil {
		t.Fatalf("%v\n%s", err, sdl)
	}
	quiet := slog.New(slog.DiscardHandler)
	store, err := cache.New(cache.Options{Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	backends, err := clients.New(clients.Options{
		Sources: map[string]clients.SourceOptions{"s": {URL: "http://s", PropagateHeaders: propagated, Breaker: clients.BreakerOptions{Disabled: true}}},
		Cache:   store, Transport: showing{}, Logger: quiet,
	})
	if err != nil {
		t.Fatal(err)
	}
	rt, err := connector.New(backends, connector.Options{Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	w := &sharedWorld{close: func() {
		synctest.Wait()
		if err := backends.Close(); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}}
	emitter := emit.New(schema, emit.Options{Package: "x"})
	calls := map[string]*connector.Definition[string]{}
	for _, c := range schema.Connectors {
		calls[c.Field.Name] = connector.Define(specOf(c), nil, connector.String)
	}
	seen := gqlparser.MustLoadSchema(&ast.Source{Input: emitter.SDL()})
	w.exec = executor.New(&graphql.ExecutableSchemaMock{
		SchemaFunc:     func() *ast.Schema { return seen },
		ComplexityFunc: func(context.Context, string, string, int, map[string]any) (int, bool) { return 0, false },
		ExecFunc: func(context.Context) graphql.ResponseHandler {
			return func(ctx context.Context) *graphql.Response {
				w.executions.Add(1)
				return execute(ctx, rt, calls)
			}
		},
	})
	if share {
		reader := inputs.NewReader(emitter.Inputs(), func(string) []string { return propagated })
		w.http.Share = &transport.Sharing{Key: func(ctx context.Context, op *graphql.OperationContext) (context.Context, string, bool) {
			set, known := reader.Of(op.Doc, op.Operation)
			if !known {
				return nil, "", false
			}
			return connector.Share(ctx, set)
		}}
	}
	return w
}

// execute resolves root fields, one after the other.
func execute(ctx context.Context, rt *connector.Runtime, calls map[string]*connector.Definition[string]) *graphql.Response {
	out := map[string]string{}
	for _, s := range graphql.GetOperationContext(ctx).Operation.SelectionSet {
		name := s.(*ast.Field).Name
		r := calls[name].Fetch(ctx, rt, connector.Vars{})
		out[name] = r.Value
		if r.Err != nil {
			out[name] = r.Err.Error()
		}
		var told interface {
			Told() (string, string, map[string]any)
		}
		if errors.As(r.Err, &told) {
			message, code, extensions := told.Told()
			out[name] += fmt.Sprint(message, code, extensions)
		}
	}
	text, _ := json.Marshal(out)
	return &graphql.Response{Data: text}
}

// ask sends a query as HTTP clients do.
func (w *sharedWorld) ask(t *testing.T, query string, header http.Header) string {
	t.Helper()
	ctx := clients.WithIncoming(graphql.StartOperationTrace(t.Context()), clients.NewIncoming(header))
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	out := httptest.NewRecorder()
	w.http.Do(out, r, w.exec)
	return out.Body.String()
}

// showing is a backend that takes a while, and whose answer shows what it was sent.
type showing struct{}

func (showing) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(300 * time.Millisecond)
	seen := r.Method + " " + r.URL.RequestURI()
	for _, name := range append([]string{"Out"}, varied...) {
		seen += fmt.Sprintf(" %s=%q", name, r.Header[name])
	}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		seen += " " + string(body)
	}
	text, err := json.Marshal(map[string]string{"seen": seen})
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(text))), Request: r}, nil
}

// specOf is the specification that the emitter prints of a connector of this test.
func specOf(c *connect.Connector) connector.Spec {
	text := func(m *connect.Mapping) string {
		if m == nil {
			return ""
		}
		return m.String()
	}
	out := connector.Spec{
		Name: c.Field.Name, Source: connector.Source{Name: c.Source.Name, BaseURL: c.Source.BaseURL.String()},
		Method: c.Method, URL: c.URL.String(), Query: text(c.Query), Body: text(c.Body),
		Selection: text(c.Selection), IsSuccess: text(c.IsSuccess), Message: text(c.Message),
		Cache: cache.Policy{TTL: c.Cache.MaxAge},
	}
	if c.Cache.Private {
		out.Cache.Scope = cache.Private
	}
	for _, h := range c.Headers {
		header := connector.Header{Name: h.Name, From: h.From}
		if h.Value != nil {
			header.Value = h.Value.String()
		}
		out.Headers = append(out.Headers, header)
	}
	return out
}
