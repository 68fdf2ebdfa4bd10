package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bff/graph/playground"
	"bff/internal/shop"
	"bff/internal/telemetry/oteltest"
)

// Secrets go through the server all the time: credentials of its callers, keys of its
// configuration, what people type. None of them may be in what it writes: the log at its
// most talkative, spans, errors, /status, /metrics, the terminal. So all operations of
// all clients run with secrets that can be told from everything else, over backends
// that answer well and over backends that send back whatever they got; then all that
// was written is searched.

// canary is a substring of each secret of the test.
const canary = "c4n4ry"

// The accounts of the sample backends, with zeros that nobody else writes.
const (
	canaryCustomer = "Bearer user-000000004200000000042"
	canaryStaff    = "Bearer staff-00000000420000000001"
	canaryZeros    = "0000000042"
)

// echo names one way in which a backend answers; a nil answer lets the sample answer.
type echo struct {
	name   string
	answer func(w http.ResponseWriter, echo string)
}

// echoes lists the ways in which a backend repeats its request in its answer.
var echoes = []echo{
	{"400", echoStatus(400)},
	{"401", echoStatus(401)},
	{"403", echoStatus(403)},
	{"404", echoStatus(404)},
	{"409", echoStatus(409)},
	{"422", echoStatus(422)},
	{"500", echoStatus(500)},
	{"503", echoStatus(503)},
	{"another shape", echoStatus(200)},
	{"no JSON", func(w http.ResponseWriter, echo string) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "<html>"+echo)
	}},
	{"a page", func(w http.ResponseWriter, echo string) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>"+echo)
	}},
	{"a redirect elsewhere", func(w http.ResponseWriter, echo string) {
		w.Header().Set("Location", "http://elsewhere.invalid/?q="+strings.NewReplacer("\n", "", " ", "").Replace(echo))
		w.WriteHeader(http.StatusFound)
	}},
	{"no answer", func(http.ResponseWriter, string) { panic(http.ErrAbortHandler) }},
}

func echoStatus(status int) func(http.ResponseWriter, string) {
	return func(w http.ResponseWriter, echo string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"error": echo, "message": echo, "reason": echo, "id": echo, "name": echo, "items": echo})
	}
}

// echoing stands before the sample backends; a mode without an answer lets them answer.
// A request of a server that has ended may still arrive, so the mode changes atomically.
type echoing struct{ mode atomic.Pointer[echo] }

// start serves them until the test ends.
func (e *echoing) start(t *testing.T) map[string]string {
	t.Helper()
	sample, err := shop.New(shop.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	urls := map[string]string{}
	for _, service := range sample.Services() {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mode := e.mode.Load()
			if mode == nil || mode.answer == nil {
				service.Handler().ServeHTTP(w, r)
				return
			}
			body, _ := io.ReadAll(r.Body)
			mode.answer(w, fmt.Sprint(r.URL, r.Header, string(body)))
		}))
		server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		server.Start()
		t.Cleanup(server.Close)
		urls[service.Name()] = server.URL
	}
	t.Cleanup(func() { _ = sample.Close(t.Context()) })
	return urls
}

// canaryEnviron is the configuration of a server that has secrets wherever it can.
func canaryEnviron(urls map[string]string, cached bool) []string {
	return append(sourcesAt(urls, "Authorization,Cookie,X-Api-Key"),
		fmt.Sprintf("BFF_CACHE_ENABLED=%v", cached), "BFF_LOG_LEVEL=debug",
		"BFF_SOURCES_CATALOG_CONFIG={key: "+canary+"-config}", "BFF_CACHE_INVALIDATION_SHARED_KEY="+canary+"-invalidation",
		"BFF_CACHE_REDIS_URL=redis://:"+canary+"-redis@127.0.0.1:1", // nobody is there
		"BFF_TRAFFIC_SHAPING_ALL_CIRCUIT_BREAKER_ENABLED=false", "BFF_TRAFFIC_SHAPING_ALL_RETRY_INTERVAL=1ms",
		"BFF_TRAFFIC_SHAPING_ALL_RETRY_MAX_INTERVAL=1ms")
}

func TestSecretsAreNotWritten(t *testing.T) {
	backends := &echoing{}
	urls := backends.start(t)
	urls["pricing"] = strings.Replace(urls["pricing"], "://", "://user:"+canary+"-password@", 1)
	modes := slices.Concat(echoes, []echo{{name: "well"}})
	for _, mode := range modes { // each with a server of its own, because a flood of lines is sampled
		for _, cached := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/cached=%v", mode.name, cached), func(t *testing.T) {
				backends.mode.Store(&mode)
				watchForSecrets(t, canaryEnviron(urls, cached), mode)
			})
		}
	}
}

// watchForSecrets sends all operations to a server and searches what it writes.
func watchForSecrets(t *testing.T, environ []string, mode echo) {
	t.Helper()
	collector := oteltest.New(t)
	collector.Setenv(t)
	s := startWith(t, environ, serveOver()...)
	asked := 0
	for _, c := range allClients {
		for _, body := range canaryRequests(t, c.operations) {
			asked++
			searchErrors(t, askWithSecrets(t, s, c.name, body))
		}
	}
	for _, path := range []string{"/status", "/metrics"} {
		search(t, path, s.do(t, http.MethodGet, s.admin+path, "", map[string]string{"Accept": "application/json"}).body)
	}
	s.do(t, http.MethodPost, s.admin+"/invalidation", `[]`, map[string]string{"Authorization": canary + "-wrong"})
	if code := s.stop(); code != 0 { // flushes
		t.Errorf("exit code %d", code)
	}
	search(t, "the log", s.log.String())
	search(t, "the terminal", s.stdout.String())
	spans := collector.Spans()
	for _, span := range spans {
		search(t, "a span", fmt.Sprintf("%+v", span))
	}
	failed := strings.Count(s.log.String(), `"error"`)
	if asked < 25 || len(spans) < asked || failed == 0 && mode.answer != nil {
		t.Errorf("%d requests, %d spans, %d lines of failures; the test has seen too little", asked, len(spans), failed)
	}
}

// canaryRequests are the requests for all operations, with secrets in all variables
// that may be any text.
func canaryRequests(t *testing.T, files fs.FS) []string {
	t.Helper()
	operations, err := playground.Operations(files)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{"pushToken", "cardToken", "idempotencyKey", "title", "body", "query", "appVersion"}
	var all []string
	for _, o := range operations {
		variables := map[string]any{}
		if o.Variables != "" {
			if err := json.Unmarshal([]byte(o.Variables), &variables); err != nil {
				t.Fatal(err)
			}
		}
		plant(variables, texts)
		body, err := json.Marshal(map[string]any{"query": o.Document, "variables": variables})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(body))
	}
	return all
}

func plant(variables map[string]any, names []string) {
	for name, value := range variables {
		if object, ok := value.(map[string]any); ok {
			plant(object, names)
		}
		if slices.Contains(names, name) {
			variables[name] = canary + "-" + name
		}
	}
}

// askWithSecrets sends a request with credentials of each kind, also to endpoints that
// stream.
func askWithSecrets(t *testing.T, s *running, client, body string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/"+client+"/graphql?access_token="+canary+"-query", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", canaryCustomer)
	if client == "desktop" {
		r.Header.Set("Authorization", canaryStaff)
	}
	r.Header.Set("Cookie", "session="+canary+"-cookie")
	r.Header.Set("X-Api-Key", canary+"-key")
	if strings.Contains(body, "subscription ") {
		r.Header.Set("Accept", "text/event-stream")
		defer time.AfterFunc(100*time.Millisecond, cancel).Stop()
	}
	response, err := s.client.Do(r)
	if err != nil {
		if ctx.Err() == nil {
			t.Fatal(err)
		}
		return ""
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body) // a stream is cut off
	return string(text)
}

// searchErrors searches the errors of an answer; its data is the caller's own.
func searchErrors(t *testing.T, answer string) {
	t.Helper()
	var got struct{ Errors []json.RawMessage }
	if json.Unmarshal([]byte(answer), &got) != nil {
		return // events
	}
	for _, e := range got.Errors {
		search(t, "an error", string(e))
	}
}

func search(t *testing.T, where, text string) {
	t.Helper()
	for _, secret := range []string{canary, canaryZeros} {
		if at := strings.Index(text, secret); at >= 0 {
			t.Errorf("%s has a secret: …%s…", where, text[max(0, at-150):min(len(text), at+60)])
		}
	}
}

// The header by which developers ask where data comes from does nothing while it is
// off, which is the default over backends of one's own.
func TestDebugHeaderWhileItIsOff(t *testing.T) {
	for _, on := range []bool{false, true} {
		s := startWith(t, append(sourcesAt((&echoing{}).start(t), "Authorization"), fmt.Sprintf("BFF_CACHE_DEBUG=%v", on)), serveOver()...)
		got := s.do(t, http.MethodPost, s.base+"/web/graphql", `{"query":"{ product(id: 17) { name } }"}`, map[string]string{"Bff-Cache-Debug": "1"})
		if told := got.Header.Get("Age") != "" || strings.Contains(got.body, "extensions"); told != on || !strings.Contains(got.body, "Blue mug") {
			t.Errorf("cache.debug %v: headers %v, %s; want the origin of the data: %v", on, got.Header, got.body, on)
		}
	}
}
