package conformance_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"bff/cache"
	"bff/clients"
	"bff/clients/connector"
	"bff/graph"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// reply is what a backend answers.
type reply struct {
	status int // 0 means 200
	typ    string
	body   string
	fail   error
}

// backend answers by "METHOD /target" and notes what it was asked.
type backend struct {
	replies map[string]reply
	answer  func(call string) (reply, bool) // to what has no reply; may be nil

	mu    sync.Mutex
	calls []string
	seen  []*http.Request
}

func (b *backend) RoundTrip(r *http.Request) (*http.Response, error) {
	call := r.Method + " " + r.URL.RequestURI()
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if len(body) > 0 {
			call += " " + string(body)
		}
	}
	b.mu.Lock()
	b.calls = append(b.calls, call)
	b.seen = append(b.seen, r)
	answer, ok := b.replies[call]
	if !ok && b.answer != nil {
		answer, ok = b.answer(call)
	}
	b.mu.Unlock()
	if !ok {
		answer = reply{status: http.StatusNotImplemented, body: `{"e":"no reply for this call"}`}
	}
	if answer.fail != nil {
		return nil, answer.fail
	}
	header := http.Header{}
	if answer.typ == "" {
		answer.typ = "application/json"
	}
	if answer.typ != "none" {
		header.Set("Content-Type", answer.typ)
	}
	if answer.status == 0 {
		answer.status = http.StatusOK
	}
	return &http.Response{
		StatusCode: answer.status, Header: header, Body: io.NopCloser(strings.NewReader(answer.body)),
		ContentLength: int64(len(answer.body)), Request: r, ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// take gives the calls since the last time, sorted: those at the same time have no
// order.
func (b *backend) take() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.calls
	b.calls = nil
	slices.Sort(out)
	return out
}

// server is a compiled schema over one backend.
type server struct {
	*backend

	handler http.Handler
	header  http.Header     // of each query
	ctx     context.Context // the same; nil is the test's
}

type schemaOf func(rt *connector.Runtime) graphql.ExecutableSchema

func serve(t testing.TB, schema schemaOf, sources []connector.Source, store *cache.Cache, replies map[string]reply) *server {
	t.Helper()
	b := &backend{replies: replies}
	options := clients.Options{Transport: b, Cache: store, Sources: map[string]clients.SourceOptions{}, Logger: slog.New(slog.DiscardHandler)}
	config := connector.Options{Config: map[string]map[string]any{}, Logger: slog.New(slog.DiscardHandler)}
	for _, s := range sources {
		config.Config[s.Name] = map[string]any{"key": "K"}
	}
	resolver, err := connector.New(nil, config)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sources {
		declared, err := resolver.BaseURL(s)
		if err != nil {
			t.Fatal(err)
		}
		address, err := clients.AddressOf(declared)
		if err != nil {
			t.Fatal(err)
		}
		options.Sources[s.Name] = clients.SourceOptions{URL: address, Retry: clients.RetryOptions{MaxAttempts: 1}, Timeout: time.Minute}
	}
	backends, err := clients.New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := backends.Close(); err != nil {
			t.Error(err)
		}
	})
	rt, err := connector.New(backends, config)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := graph.New(graph.Options{Client: "test", Schema: schema(rt), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return &server{backend: b, handler: clients.Forward(handler), header: http.Header{}}
}

// raw gives the response as it is.
func (s *server) raw(t *testing.T, document string) []byte { return s.rawWith(t, document, "{}") }

// rawWith is raw with variables, a JSON object.
func (s *server) rawWith(t *testing.T, document, variables string) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": json.RawMessage(variables)})
	if err != nil {
		t.Fatal(err)
	}
	ctx := s.ctx
	if ctx == nil {
		ctx = t.Context()
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/test/graphql", bytes.NewReader(body))
	for name, values := range s.header {
		r.Header[name] = values
	}
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Body.Bytes()
}

// query gives the response, without trace ids and locations, as compact JSON.
func (s *server) query(t *testing.T, document string) string { return s.queryWith(t, document, "{}") }

// queryWith is query with variables, a JSON object.
func (s *server) queryWith(t *testing.T, document, variables string) string {
	t.Helper()
	body := s.rawWith(t, document, variables)
	var got struct {
		Data   json.RawMessage `json:"data"`
		Errors []struct {
			Message    string         `json:"message"`
			Path       []any          `json:"path"`
			Extensions map[string]any `json:"extensions"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	var data bytes.Buffer
	if got.Data != nil {
		if err := json.Compact(&data, got.Data); err != nil {
			t.Fatal(err)
		}
	}
	out := data.String()
	for _, e := range got.Errors {
		delete(e.Extensions, "traceId")
		delete(e.Extensions, "requestId")
		extensions, err := json.Marshal(e.Extensions)
		if err != nil {
			t.Fatal(err)
		}
		out += fmt.Sprintf(" | %v %s %s", e.Path, e.Message, extensions)
	}
	return out
}

// sorted is an answer with its errors sorted: fields that are resolved at the same time
// have no order.
func sorted(answer string) string {
	parts := strings.Split(answer, " | ")
	slices.Sort(parts[1:])
	return strings.Join(parts, " | ")
}

// check runs a query and compares the answer and the calls.
func (s *server) check(t *testing.T, document, want string, calls ...string) {
	t.Helper()
	s.take()
	if diff := cmp.Diff(sorted(want), sorted(s.query(t, document))); diff != "" {
		t.Errorf("%s (-want +got):\n%s", document, diff)
	}
	slices.Sort(calls)
	if diff := cmp.Diff(calls, s.take()); diff != "" {
		t.Errorf("calls of %s (-want +got):\n%s", document, diff)
	}
}

// ok is a JSON answer.
func ok(body string) reply { return reply{body: body} }
