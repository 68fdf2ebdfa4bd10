package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bff/graph/playground"
	"bff/graph/querytest"
	"bff/internal/config"
	"bff/internal/shop"
	"bff/internal/telemetry"
)

// FuzzRequests sends whole requests to the three clients, over the sample
// backends in several states. Whatever is sent, the process goes on, the status is
// below 500, the body is a GraphQL response, and no error is
// INTERNAL_SERVER_ERROR: that code stands for a mistake of ours.
//
// A request is made from choices by package querytest, or is the given document
// when there is one. The fuzzer changes both.
func FuzzRequests(f *testing.F) {
	servers := fuzzServers(f)
	for _, request := range knownRequests {
		f.Add([]byte{}, request.document, request.variables, "", byte(0))
		f.Add([]byte{}, request.document, request.variables, "", byte(1))
	}
	for i, c := range allClients {
		operations, err := playground.Operations(c.operations)
		if err != nil {
			f.Fatal(err)
		}
		for _, operation := range operations {
			f.Add([]byte{}, operation.Document, operation.Variables, "", byte(i))
		}
	}
	random := rand.New(rand.NewPCG(9, 9)) //nolint:gosec // a test's
	for i := range 300 {
		choices := make([]byte, 20+random.IntN(400))
		for j := range choices {
			choices[j] = byte(random.Uint32())
		}
		f.Add(choices, "", "", "", byte(i))
	}
	f.Fuzz(func(t *testing.T, choices []byte, document, variables, header string, which byte) {
		s := servers[int(which)/len(allClients)%len(servers)]
		c := allClients[int(which)%len(allClients)]
		body := fuzzBody(c, choices, document, variables)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond) // ends subscriptions
		defer cancel()
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, endpoint(c.name), strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/graphql-response+json")
		for name, value := range c.headers {
			r.Header.Set(name, value)
		}
		if name, value, ok := strings.Cut(header, ":"); ok {
			r.Header.Set(name, value)
		}
		if strings.Contains(body, "subscription") && len(header) == 0 {
			r.Header.Set("Accept", "text/event-stream")
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		judge(t, r, w, body)
	})
}

// knownRequests ended the process or were answered by an internal error once.
var knownRequests = []struct{ document, variables string }{
	{`query($s:Boolean=true){ home { sections { key ... @include(if:$s){ title } } } }`, `{"s":null}`},
	{`query($s:Boolean=true){ home @skip(if:$s) { sections { key } } }`, `{"s":null}`},
	{`query($s:Boolean=true){ ... @include(if:$s) { home { sections { key } } } }`, `{"s":null}`},
	{`query($s:Boolean=true){ home { sections { key @skip(if:$s) products(first: 2) { edges { node { name @skip(if:$s) } } } } } }`, `{"s":null}`},
	{`query($n:Int=3){ home { sections { products(first: $n) { edges { node { name } } } } } }`, `{"n":null}`},
	{`subscription { a: orderUpdated(id: "1") { id } b: orderUpdated(id: "2") { id } }`, ``},
}

// fuzzBody puts the request together; document, if there is one, wins over choices.
func fuzzBody(c client, choices []byte, document, variables string) string {
	request := map[string]any{"query": document}
	if document == "" {
		made := querytest.Make(c.schema(backing{}).Schema(), choices)
		request["query"], request["variables"] = made.Document, made.Variables
	}
	if variables != "" {
		request["variables"] = json.RawMessage(variables)
	}
	body, err := json.Marshal(request)
	if err != nil { // variables that are no JSON
		return fmt.Sprintf(`{"query":%q,"variables":%s}`, document, variables)
	}
	return string(body)
}

func judge(t *testing.T, r *http.Request, w *httptest.ResponseRecorder, body string) {
	t.Helper()
	answer := w.Body.String()
	if w.Code >= 500 || strings.Contains(answer, "INTERNAL_SERVER_ERROR") {
		t.Fatalf("%s %s: status %d\n%s\n%s", r.Method, r.URL, w.Code, body, answer)
	}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream") || r.Context().Err() != nil {
		return
	}
	var response map[string]json.RawMessage
	if err := json.Unmarshal([]byte(answer), &response); err != nil || response["data"] == nil && response["errors"] == nil {
		t.Fatalf("%v: %s\n%s", err, body, answer)
	}
}

// fuzzServers are handlers over sample backends that work, that are broken, and
// that hang beyond the request's deadline.
func fuzzServers(f *testing.F) []http.Handler {
	f.Helper()
	return []http.Handler{
		inProcess(f, nil, ""),
		inProcess(f, map[string]shop.Faults{
			"pricing": {Garbage: true}, "reviews": {Down: true}, "inventory": {Status: 500}, "users": {ErrorRate: 0.5},
		}, ""),
		inProcess(f, map[string]shop.Faults{
			"pricing": {Hang: true}, "reviews": {Hang: true}, "inventory": {LatencyMS: 10, LatencyJitterMS: 20},
		}, "15ms"),
	}
}

// inProcess is the server's handler without its listeners, so that a panic
// which nobody recovers ends the test.
func inProcess(tb testing.TB, faults map[string]shop.Faults, timeout string) http.Handler {
	tb.Helper()
	ctx := tb.Context()
	check := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	started := &closers{}
	tb.Cleanup(func() { started.closeBy(ctx, time.Now().Add(time.Minute)) })
	cfg := config.Default()
	cfg.Cache.ExistenceFilter.Enabled = false
	cfg.TrafficShaping.All.Retry.Enabled = false
	if timeout != "" {
		var err error
		cfg.Server.RequestTimeout, err = time.ParseDuration(timeout)
		check(err)
	}
	tel, err := telemetry.Setup(ctx, telemetry.Options{LogOutput: io.Discard})
	check(err)
	started.add("telemetry", tel.Shutdown)
	sample, err := shop.New(shop.Options{Faults: faults, Logger: tel.Logger})
	check(err)
	check(sample.Start())
	started.add("sample backends", sample.Close)
	where, err := places(cfg)
	check(err)
	plan, err := newPlan(cfg, where, sample.URLs(), tel)
	check(err)
	handler, _, err := assemble(plan, tel, started.add)
	check(err)
	return handler
}
