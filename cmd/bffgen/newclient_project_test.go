package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// The whole path of a new client, in a copy of this project: one command, one
// generation, and the server has it, with its playground and its first query.
func TestNewClientIsServed(t *testing.T) {
	copyProject(t)
	if err := run([]string{"new-client", "tv"}); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"new-client", "tv"}); err == nil || !strings.Contains(err.Error(), "tv exists") {
		t.Errorf("the same client again: %v; want that it is taken", err)
	}
	if err := run([]string{"tv"}); err != nil {
		t.Fatal(err)
	}
	command(t, "gofmt", "-l", "tv", wiring).mustPrint(t, "")
	command(t, "go", "build", "-buildvcs=false", "-o", "bff", "./cmd/bff").mustPrint(t, "")
	command(t, "go", "test", "-count=1", "./internal/architecture").mustPass(t)
	if got := command(t, "./bff", "check").mustPass(t); !strings.Contains(got, "tv: the schema and 1 operations are fine") {
		t.Errorf("bff check says\n%s", got)
	}
	if got := command(t, "./bff", "config").mustPass(t); !strings.Contains(got, "- tv\n") {
		t.Errorf("a server that nobody configured does not have the new client:\n%s", got)
	}

	base := serveProject(t)
	first, err := os.ReadFile("tv/operations/First.graphql")
	if err != nil {
		t.Fatal(err)
	}
	query := strings.NewReplacer("\n", `\n`, `"`, `\"`).Replace(string(first))
	got := fetch(t, http.MethodPost, base+"/tv/graphql", `{"query":"`+query+`"}`, "application/json")
	if !strings.Contains(got, `"name":"Blue mug"`) || strings.Contains(got, `"errors"`) {
		t.Errorf("the first query answers %s", got)
	}
	node := fetch(t, http.MethodPost, base+"/tv/graphql", `{"query":"{ node(id: \"UHJvZHVjdDoxNw\") { ... on Product { name } } }"}`, "application/json")
	if !strings.Contains(node, `"name":"Blue mug"`) {
		t.Errorf("node answers %s", node)
	}
	if page := fetch(t, http.MethodGet, base+"/", "", "text/html"); !strings.Contains(page, "/tv/graphql") {
		t.Errorf("the list of clients has no tv:\n%.2000s", page)
	}
}

// copyProject makes a copy of the project's files the working directory, as git
// knows them, uncommitted ones included.
func copyProject(t *testing.T) {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = filepath.Join("..", "..")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v; this test needs a git checkout", err)
	}
	source, err := filepath.Abs(list.Dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(source, name))
		if os.IsNotExist(err) {
			continue // deleted, not yet committed
		}
		if err == nil {
			err = os.MkdirAll(filepath.Dir(name), 0o755)
		}
		if err == nil {
			err = os.WriteFile(name, text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// serveProject starts the built server on free ports and gives its URL.
func serveProject(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	server := exec.CommandContext(ctx, "./bff", "serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--shop-port", "0")
	var log bytes.Buffer
	server.Stderr = &log
	server.Cancel = func() error { return server.Process.Signal(syscall.SIGTERM) }
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_, _ = io.Copy(io.Discard, stdout)
		_ = server.Wait() // killed by us
	})
	url := regexp.MustCompile(`(http://\S+)/tv/graphql`)
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if found := url.FindStringSubmatch(lines.Text()); found != nil {
			return found[1]
		}
	}
	cancel()
	_ = server.Wait()
	t.Fatalf("the server names no tv:\n%s", log.String())
	return ""
}

func fetch(t *testing.T, method, url, body, contentType string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Accept", contentType)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// done is a program that ran.
type done struct {
	line, output string
	err          error
}

func command(t *testing.T, name string, args ...string) done {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	return done{strings.Join(append([]string{name}, args...), " "), string(out), err}
}

func (d done) mustPass(t *testing.T) string {
	t.Helper()
	if d.err != nil {
		t.Fatalf("%s: %v\n%s", d.line, d.err, d.output)
	}
	return d.output
}

func (d done) mustPrint(t *testing.T, want string) {
	t.Helper()
	if got := d.mustPass(t); got != want {
		t.Fatalf("%s prints %q; want %q", d.line, got, want)
	}
}
