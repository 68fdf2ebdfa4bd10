package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"bff/internal/telemetry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patient makes the counts of calls exact however slow the machine is: nothing times
// out, and nothing is asked a second time.
var patient = []string{
	"BFF_SERVER_REQUEST_TIMEOUT=1m",
	"BFF_TRAFFIC_SHAPING_SOURCES_JSONPLACEHOLDER_TIMEOUT=1m",
	"BFF_TRAFFIC_SHAPING_SOURCES_JSONPLACEHOLDER_ATTEMPT_TIMEOUT=1m",
	"BFF_TRAFFIC_SHAPING_SOURCES_JSONPLACEHOLDER_RETRY_ENABLED=false",
}

// testServer is the program as bff.yaml has it, without listeners, and a note of the
// calls that it makes.
type testServer struct {
	*app
	calls *calls
}

// serve starts one over the backend at an address, or over a transport.
func serve(t testing.TB, address string, transport http.RoundTripper, environ ...string) *testServer {
	t.Helper()
	env := environment{environ: append(slices.Concat(patient, environ), "BFF_SOURCES_JSONPLACEHOLDER_URL="+address), stderr: io.Discard}
	cfg, err := load([]string{"-config", "bff.yaml"}, env)
	if err != nil {
		t.Fatal(err)
	}
	tel, err := telemetry.Setup(t.Context(), telemetry.Options{LogOutput: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	app, err := newApp(cfg, tel, transport)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.close(); err != nil {
			t.Error(err)
		}
		if err := tel.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return &testServer{app: app, calls: &calls{}}
}

// serveReal starts one over the API's own server, with a proxy between that notes the
// calls.
func serveReal(t *testing.T, backend string) *testServer {
	t.Helper()
	upstream, err := url.Parse(backend)
	if err != nil {
		t.Fatal(err)
	}
	notes := &calls{}
	transport := &http.Transport{MaxIdleConnsPerHost: 32}
	proxy := &httputil.ReverseProxy{
		Transport: transport, ErrorLog: log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(upstream) },
	}
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		notes.add(r)
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { listener.Close(); transport.CloseIdleConnections() })
	s := serve(t, listener.URL, nil)
	s.calls = notes
	return s
}

// startBackend starts the API's own server and gives its address.
func startBackend(t *testing.T) string {
	t.Helper()
	if os.Getenv("BROWSER_TESTS") != "1" {
		t.Skip("needs Node and npm packages: run make test, or set BROWSER_TESTS=1 after make backends")
	}
	if _, err := os.Stat("backend/node_modules/jsonplaceholder"); err != nil {
		t.Fatal("backend/node_modules is missing: run `make backends` first")
	}
	cmd := exec.Command("node", "server.js", "0", "--attached")
	cmd.Dir = "backend"
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close() // which ends it
		if err := cmd.Wait(); err != nil {
			t.Errorf("the backend: %v", err)
		}
	})
	address, err := bufio.NewReader(stdout).ReadString('\n') // written once it listens
	if err != nil {
		_ = stdin.Close()
		_, _ = io.Copy(io.Discard, stdout)
		t.Fatalf("the backend does not start: %v\n%s", err, &complaints)
	}
	return strings.TrimSpace(address)
}

// calls is what a backend was asked.
type calls struct {
	mu   sync.Mutex
	list []string
}

func (c *calls) add(r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, r.Method+" "+r.URL.RequestURI())
}

// take gives the calls since the last time, sorted: those at the same time have no
// order.
func (c *calls) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.list
	c.list = nil
	slices.Sort(out)
	return out
}

// post gives the response as it is.
func (s *testServer) post(t testing.TB, body string) []byte {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Body.Bytes()
}

// query gives the data as it is, and after it the errors, sorted and without what
// differs from run to run.
func (s *testServer) query(t testing.TB, document string) string {
	t.Helper()
	request, err := json.Marshal(map[string]any{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	body := s.post(t, string(request))
	var got struct {
		Data   json.RawMessage
		Errors []struct {
			Message    string
			Path       []any
			Extensions map[string]any
		}
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	var errs []string
	for _, e := range got.Errors {
		delete(e.Extensions, "traceId")
		errs = append(errs, fmt.Sprintf(" | %v %s %v", e.Path, e.Message, e.Extensions))
	}
	slices.Sort(errs)
	return string(got.Data) + strings.Join(errs, "")
}

// check runs a query and compares the answer and the calls.
func (s *testServer) check(t *testing.T, document, want string, calls ...string) {
	t.Helper()
	s.calls.take()
	if diff := cmp.Diff(want, s.query(t, document)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", document, diff)
	}
	slices.Sort(calls)
	if diff := cmp.Diff(calls, s.calls.take()); diff != "" {
		t.Errorf("calls of %s (-want +got):\n%s", document, diff)
	}
}

// settle asks until the answer comes from the cache: level 1 takes it a moment later.
func (s *testServer) settle(t *testing.T, document string) {
	t.Helper()
	for range 1000 {
		s.calls.take()
		s.query(t, document)
		if len(s.calls.take()) == 0 {
			return
		}
	}
	t.Fatalf("%s is never answered from the cache", document)
}
