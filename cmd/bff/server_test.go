package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"bff/graph/playground"
)

func TestMain(m *testing.M) {
	if os.Getenv(processEnv) != "" {
		main() // a process that a test has started
		return
	}
	// A pool of go-redis that is closed while Redis is down tries to dial for up to
	// a second more.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/redis/go-redis/v9/internal/pool.(*ConnPool).tryDial"))
}

// running is a whole server of a test: the program's own run, on free ports,
// with sample backends of its own.
type running struct {
	base, admin string            // URLs
	shop        map[string]string // URLs of the sample backends
	stdout      *syncBuffer
	log         *syncBuffer
	client      *http.Client
	stop        func() int // ends the server as SIGTERM does and gives its exit code
}

// start runs `bff serve` with the arguments until the test ends.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	return startWith(t, []string{noFilter}, append([]string{"serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--shop-port", "0"}, args...)...)
}

// noFilter keeps the reading of the products' ids out of what a test counts.
const noFilter = "BFF_CACHE_EXISTENCE_FILTER_ENABLED=false"

func startWith(t *testing.T, environ []string, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background()) //nolint:usetesting // outlives the test's context
	ready := make(chan addresses, 1)
	s := &running{stdout: &syncBuffer{}, log: &syncBuffer{}, client: &http.Client{Transport: &http.Transport{}}}
	env := environment{environ: environ, stdout: s.stdout, stderr: s.log, ready: func(a addresses) { ready <- a }}
	exit := make(chan int, 1)
	go func() { exit <- run(ctx, append([]string{"bff"}, args...), env) }()
	s.stop = sync.OnceValue(func() int {
		s.client.CloseIdleConnections()
		cancel()
		return <-exit
	})
	t.Cleanup(func() { s.stop() })
	select {
	case at := <-ready:
		s.shop = at.shop
		if at.main != nil {
			s.base = "http://" + at.main.String()
		}
		if at.admin != nil {
			s.admin = "http://" + at.admin.String()
		}
	case code := <-exit:
		exit <- code
		t.Fatalf("the server ended with exit code %d: %s", code, s.log)
	}
	return s
}

// syncBuffer is a bytes.Buffer for several goroutines.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// answer is a GraphQL response.
type answer struct {
	Status int
	Header http.Header
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

// codes lists the codes of all errors with their paths: "BACKEND_TIMEOUT product.rating".
func (a answer) codes() []string {
	var all []string
	for _, e := range a.Errors {
		path := make([]string, len(e.Path))
		for i, step := range e.Path {
			path[i] = fmt.Sprint(step)
		}
		all = append(all, fmt.Sprintf("%v %s", e.Extensions["code"], strings.Join(path, ".")))
	}
	return all
}

// at digs in the data: at("product", "name").
func (a answer) at(path ...any) any {
	var value any = a.Data
	for _, step := range path {
		switch s := step.(type) {
		case string:
			object, _ := value.(map[string]any)
			value = object[s]
		case int:
			list, _ := value.([]any)
			if s >= len(list) {
				return nil
			}
			value = list[s]
		}
	}
	return value
}

// query sends an operation as a client of the shop does.
func (s *running) query(t *testing.T, client, document, variables string, header map[string]string) answer {
	t.Helper()
	request := map[string]any{"query": document}
	if variables != "" {
		request["variables"] = json.RawMessage(variables)
	}
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	response := s.do(t, http.MethodPost, s.base+"/"+client+"/graphql", string(body), header)
	var got answer
	if err := json.Unmarshal([]byte(response.body), &got); err != nil {
		t.Fatalf("%v in %s", err, response.body)
	}
	got.Status, got.Header = response.StatusCode, response.Header
	return got
}

type response struct {
	*http.Response

	body string
}

func (s *running) do(t *testing.T, method, url, body string, header map[string]string) response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range header {
		r.Header.Set(name, value)
	}
	got, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{got, string(text)}
}

// fault sets or, with nil, clears the faults of a sample backend.
func (s *running) fault(t *testing.T, backend, faults string) {
	t.Helper()
	method := http.MethodPut
	if faults == "" {
		method = http.MethodDelete
	}
	if got := s.do(t, method, s.shop[backend]+"/_faults", faults, nil); got.StatusCode >= 300 {
		t.Fatalf("%s: %d %s", backend, got.StatusCode, got.body)
	}
}

// calls counts the requests that each sample backend got since the last call.
func (s *running) calls(t *testing.T) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for name, url := range s.shop {
		var stats struct {
			Requests int            `json:"requests"`
			ByRoute  map[string]int `json:"by_route"`
		}
		got := s.do(t, http.MethodGet, url+"/_stats", "", nil)
		if err := json.Unmarshal([]byte(got.body), &stats); err != nil {
			t.Fatal(err)
		}
		for route, n := range stats.ByRoute {
			counts[name+" "+route] = n
		}
		s.do(t, http.MethodDelete, url+"/_stats", "", nil)
	}
	return counts
}

// requests counts those that a sample backend got so far.
func (s *running) requests(t *testing.T, backend string) int {
	t.Helper()
	var stats struct {
		Requests int `json:"requests"`
	}
	got := s.do(t, http.MethodGet, s.shop[backend]+"/_stats", "", nil)
	if err := json.Unmarshal([]byte(got.body), &stats); err != nil {
		t.Fatal(err)
	}
	return stats.Requests
}

func total(counts map[string]int) (n int) {
	for _, count := range counts {
		n += count
	}
	return n
}

// With the playground switched off nothing is there for a browser: no page of a client,
// no list of clients, none of their scripts. Introspection off is a refusal.
func TestPlaygroundAndIntrospectionOff(t *testing.T) {
	s := startWith(t, []string{noFilter, "BFF_PLAYGROUND=false", "BFF_INTROSPECTION=false"},
		"serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--shop-port", "0")
	browser := map[string]string{"Accept": "text/html"}
	for path, status := range map[string]int{
		"/": http.StatusNotFound, "/_playground/": http.StatusNotFound, playground.AssetsPath: http.StatusNotFound,
		"/web/graphql": http.StatusNotAcceptable,
	} {
		got := s.do(t, http.MethodGet, s.base+path, "", browser)
		if got.StatusCode != status || strings.Contains(got.body, "<html") {
			t.Errorf("GET %s: %d %.100s; want %d and no page", path, got.StatusCode, got.body, status)
		}
	}
	got := s.query(t, "web", "{ __schema { queryType { name } } }", "", nil)
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" || got.Data != nil {
		t.Errorf("introspection: %+v; want a refusal", got)
	}
	if strings.Contains(s.log.String(), `"level":"ERROR"`) {
		t.Errorf("log %s; want no error", s.log)
	}
}

// What the clients' schemas tell of themselves is what the specification has.
func TestIntrospectionOfTheClients(t *testing.T) {
	s := start(t)
	for _, c := range allClients {
		got := s.query(t, c.name, `{ __schema { directives { name } } object: __type(name: "Query") { possibleTypes { name } enumValues { name } inputFields { name } interfaces { name } } scalar: __type(name: "String") { fields { name } interfaces { name } } }`, "", nil)
		if got.Errors != nil {
			t.Fatalf("%s: %+v", c.name, got.Errors)
		}
		directives := fmt.Sprint(got.at("__schema", "directives"))
		if !strings.Contains(directives, "deprecated") || strings.Contains(directives, "goModel") || strings.Contains(directives, "inlineArguments") {
			t.Errorf("%s: directives %s; want none of the generator", c.name, directives)
		}
		for _, list := range []string{"possibleTypes", "enumValues", "inputFields"} {
			if got.at("object", list) != nil {
				t.Errorf("%s: %s of an object: %v; want null", c.name, list, got.at("object", list))
			}
		}
		if got.at("object", "interfaces") == nil || got.at("scalar", "fields") != nil || got.at("scalar", "interfaces") != nil {
			t.Errorf("%s: %+v; want interfaces of objects, nothing of scalars", c.name, got.Data)
		}
	}
}
