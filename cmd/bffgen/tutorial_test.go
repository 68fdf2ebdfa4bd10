package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fence is a piece of the tutorial: what it is, the file that it stands for, its text.
type fence struct{ kind, file, text string }

func tutorial(t *testing.T) []fence {
	t.Helper()
	page, err := os.ReadFile("../../docs/connect.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "## Ten minutes")
	text, _, found := strings.Cut(text, "\n## Reference")
	if !found {
		t.Fatal("the page has no tutorial before its reference")
	}
	var out []fence
	for _, m := range regexp.MustCompile("(?s)```(\\w+) ?(\\S*)\n(.*?)```").FindAllStringSubmatch(text, -1) {
		out = append(out, fence{m[1], m[2], m[3]})
	}
	return out
}

var curl = regexp.MustCompile(`localhost:8080(/\S+).* -d '(.*)'$`)

// Whoever follows the ten minutes of docs/connect.md gets what the page says, at every
// step: each is generated, built and served.
func TestTutorial(t *testing.T) {
	steps := tutorial(t)
	copyProject(t)
	base := ""
	for _, step := range steps {
		if step.file != "" {
			follow(t, step)
			base = "" // what is served now is old
			continue
		}
		lines := strings.Split(strings.TrimSpace(step.text), "\n")
		for i, line := range lines {
			if call, ok := strings.CutPrefix(line, "$ go run ./cmd/bffgen "); ok {
				runs(t, call, lines[i+1:])
				continue
			}
			call := curl.FindStringSubmatch(line)
			if call == nil {
				continue
			}
			if base == "" {
				base = rebuilt(t)
			}
			got := fetch(t, http.MethodPost, base+call[1], call[2], "application/json")
			if diff := cmp.Diff(compact(t, lines[i+1]), compact(t, got)); diff != "" {
				t.Errorf("%s (-page +got):\n%s", line, diff)
			}
		}
	}
}

// follow writes the file of a step. A type that the page shows again takes the place of
// the one before it.
func follow(t *testing.T, step fence) {
	t.Helper()
	if step.file == "schema/tv/product.graphql" {
		text, err := os.ReadFile("schema/tv/query.graphql")
		if err != nil {
			t.Fatal(err)
		}
		before, _, _ := strings.Cut(string(text), "\ntype Product")
		if err := os.WriteFile("schema/tv/query.graphql", []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.FromSlash(step.file), []byte(step.text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// runs calls bffgen as a line of the page does; what the page shows below is the output.
func runs(t *testing.T, args string, shown []string) {
	t.Helper()
	got := command(t, "sh", "-c", "go run ./cmd/bffgen "+args).mustPass(t)
	if want := strings.Join(shown, "\n"); want != "" && strings.TrimSpace(got) != want {
		t.Errorf("bffgen %s prints\n%s\nthe page says\n%s", args, got, want)
	}
}

// rebuilt generates, builds and serves the project as it is now.
func rebuilt(t *testing.T) string {
	t.Helper()
	if err := run([]string{"tv"}); err != nil {
		t.Fatal(show(err, os.ReadFile))
	}
	command(t, "gofmt", "-l", "tv").mustPrint(t, "")
	command(t, "go", "build", "-buildvcs=false", "-o", "bff", "./cmd/bff").mustPrint(t, "")
	return serveProject(t)
}

func compact(t *testing.T, text string) any {
	t.Helper()
	var out any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return out
}
