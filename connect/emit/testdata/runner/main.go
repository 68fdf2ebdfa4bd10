// The program that tests of generated code build: it serves each schema over a backend
// of fixed replies, and prints what queries get and what the backend was asked.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"bff/clients"
	"bff/clients/connector"
	"bff/graph"
)

type job struct {
	Package string
	Replies map[string]string
	Headers map[string]string
	Queries []string
}

type outcome struct {
	Answer string   `json:"answer"`
	Calls  []string `json:"calls"`
}

func main() {
	var jobs []job
	if err := json.NewDecoder(os.Stdin).Decode(&jobs); err != nil {
		log.Fatal(err)
	}
	out := [][]outcome{}
	for _, j := range jobs {
		got, err := j.run()
		if err != nil {
			log.Fatalf("%s: %v", j.Package, err)
		}
		out = append(out, got)
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		log.Fatal(err)
	}
}

// backend answers by "METHOD /target body".
type backend struct {
	replies map[string]string

	mu    sync.Mutex
	calls []string
}

func (b *backend) RoundTrip(r *http.Request) (*http.Response, error) {
	call := r.Method + " " + r.URL.RequestURI()
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		call = strings.TrimSpace(call + " " + string(body))
	}
	reply, known := b.replies[call]
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		values := r.Header[name]
		if strings.HasPrefix(name, "X-") && !strings.HasPrefix(name, "X-Envoy-") {
			call += " " + name + ": " + strings.Join(values, ", ")
		}
	}
	b.mu.Lock()
	b.calls = append(b.calls, call)
	b.mu.Unlock()
	status, body := http.StatusOK, ""
	if !known {
		status, body = http.StatusNotImplemented, "{}"
	} else if code, rest, found := strings.Cut(reply, " "); found && len(code) == 3 {
		if n, err := strconv.Atoi(code); err == nil {
			status, reply = n, rest
		}
	}
	if known {
		body = reply
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)), Request: r, ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

func (b *backend) take() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := append([]string{}, b.calls...)
	b.calls = nil
	slices.Sort(out)
	return out
}

func (j job) run() ([]outcome, error) {
	b := &backend{replies: j.Replies}
	schema := schemas[j.Package]
	quiet := slog.New(slog.DiscardHandler)
	options := clients.Options{Transport: b, Sources: map[string]clients.SourceOptions{}, Logger: quiet}
	config := map[string]map[string]any{}
	for _, s := range schema.sources() {
		config[s.Name] = map[string]any{"token": "T"}
		options.Sources[s.Name] = clients.SourceOptions{URL: s.BaseURL, Retry: clients.RetryOptions{MaxAttempts: 1}, Timeout: time.Minute}
	}
	backends, err := clients.New(options)
	if err != nil {
		return nil, err
	}
	defer func() { _ = backends.Close() }()
	rt, err := connector.New(backends, connector.Options{Config: config, Logger: quiet})
	if err != nil {
		return nil, err
	}
	handler, err := graph.New(graph.Options{Client: "test", Schema: schema.serve(rt), Logger: quiet})
	if err != nil {
		return nil, err
	}
	var out []outcome
	for _, q := range j.Queries {
		answer, err := j.ask(clients.Forward(handler), q)
		if err != nil {
			return nil, err
		}
		out = append(out, outcome{answer, b.take()})
	}
	return out, nil
}

func (j job) ask(h http.Handler, query string) (string, error) {
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		return "", err
	}
	r := httptest.NewRequest(http.MethodPost, "/test/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for name, value := range j.Headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var got struct {
		Data   json.RawMessage
		Errors []struct {
			Message    string
			Path       []any
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		return "", fmt.Errorf("%w in %s", err, w.Body)
	}
	var data bytes.Buffer
	if err := json.Compact(&data, got.Data); err != nil {
		return "", err
	}
	lines := []string{data.String()}
	for _, e := range got.Errors {
		lines = append(lines, fmt.Sprintf("%v %s: %s", e.Path, e.Extensions.Code, e.Message))
	}
	slices.Sort(lines[1:])
	return strings.Join(lines, "\n"), nil
}
