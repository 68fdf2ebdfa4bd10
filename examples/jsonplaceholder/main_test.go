package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bff/examples/jsonplaceholder/api"
	"bff/internal/wiring"
)

// The program as it is started, on free ports.
func TestRun(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var stdout, stderr bytes.Buffer
	type addresses struct{ graphql, admin net.Addr }
	started, ended := make(chan addresses, 1), make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"-config", "bff.yaml"}, environment{
			environ: []string{"BFF_SERVER_LISTEN=127.0.0.1:0", "BFF_SERVER_ADMIN=127.0.0.1:0"},
			stdout:  &stdout, stderr: &stderr,
			ready: func(graphql, admin net.Addr) { started <- addresses{graphql, admin} },
		})
	}()
	var at addresses
	select {
	case at = <-started:
	case err := <-ended:
		t.Fatal(err)
	}
	transport := &http.Transport{}
	browser := &http.Client{Transport: transport}
	for _, tt := range []struct{ method, url, accept, body, want string }{
		{http.MethodPost, "http://" + at.graphql.String() + "/graphql", "", `{"query":"{ greet }"}`, `{"data":{"greet":"Hello World!"}}`},
		{http.MethodGet, "http://" + at.graphql.String() + "/graphql?query={greet}", "", "", `{"data":{"greet":"Hello World!"}}`},
		{http.MethodGet, "http://" + at.graphql.String() + "/graphql", "text/html", "", "<!doctype html>"},
		{http.MethodGet, "http://" + at.graphql.String() + "/", "text/html", "", "JSONPlaceholder"},
		{http.MethodGet, "http://" + at.admin.String() + "/status", "", "", `"https://jsonplaceholder.typicode.com"`},
		{http.MethodGet, "http://" + at.admin.String() + "/metrics", "", "", "go_goroutines"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, tt.url, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if tt.accept != "" {
			r.Header.Set("Accept", tt.accept)
		}
		got, err := browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(got.Body)
		_ = got.Body.Close()
		if err != nil || got.StatusCode != http.StatusOK || !strings.Contains(string(body), tt.want) {
			t.Errorf("%s %s: %d %v %.500s; want %s", tt.method, tt.url, got.StatusCode, err, body, tt.want)
		}
	}
	transport.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if got, want := stdout.String(), "http://"+at.graphql.String()+"/graphql"; !strings.Contains(got, want) {
		t.Errorf("it says %q; want %s in it", got, want)
	}
}

// A mistake is told with its place.
func TestMistakes(t *testing.T) {
	file := func(text string) string {
		name := filepath.Join(t.TempDir(), "bff.yaml")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"a flag that there isn't", []string{"-confg", "x"}, "-confg"},
		{"a file that there isn't", []string{"-config", "none.yaml"}, "none.yaml"},
		{"a source that there isn't", []string{"-config", file("sources:\n  jsonplacehodler:\n    url: http://localhost:3000\n")}, `bff.yaml:2:3: sources: there is no source "jsonplacehodler"; did you mean "jsonplaceholder"?`},
		{"a client that there isn't", []string{"-config", file("clients: [web]\n")}, `"web"`},
		{"what the example does not have", []string{"-config", file("cache:\n  redis:\n    url: redis://localhost\n")}, "no second level"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := run(t.Context(), tt.args, environment{stdout: io.Discard, stderr: io.Discard})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v; want %s", err, tt.want)
			}
		})
	}
}

// A source that is not configured is where the schema says.
func TestDeclaredAddress(t *testing.T) {
	cfg, err := load([]string{"-config", ""}, environment{stderr: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	places, err := wiring.Places(cfg, api.Sources(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []wiring.Place{{Name: "jsonplaceholder", URL: "https://jsonplaceholder.typicode.com", From: wiring.FromSchema}}
	if !slices.Equal(places, want) {
		t.Errorf("%v; want %v", places, want)
	}
}
