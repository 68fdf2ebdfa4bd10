package emit_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"bff/connect"
)

var update = flag.Bool("update", false, "accept what the golden files get")

// runCase is a file of testdata/run: a schema, what its backend answers, queries, and
// last what these get and which calls are made for them.
type runCase struct {
	file    string
	archive *txtar.Archive
	schema  []connect.File
	job     job
}

func readRuns(t *testing.T) []runCase {
	t.Helper()
	names, err := filepath.Glob("testdata/run/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("found %d cases, %v", len(names), err)
	}
	var out []runCase
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c := runCase{file: name, archive: archive, job: job{
			Package: "run_" + strings.TrimSuffix(filepath.Base(name), ".txtar"), Replies: map[string]string{}, Headers: map[string]string{},
		}}
		for _, f := range archive.Files {
			c.section(t, f.Name, string(f.Data))
		}
		if last := archive.Files[len(archive.Files)-1]; last.Name != "want" || len(c.job.Queries) == 0 {
			t.Fatalf("%s has %d queries and ends in %q, not want", name, len(c.job.Queries), last.Name)
		}
		out = append(out, c)
	}
	return out
}

func (c *runCase) section(t *testing.T, name, text string) {
	t.Helper()
	if strings.HasSuffix(name, ".graphql") {
		c.schema = append(c.schema, connect.File{Name: name, Text: text})
		return
	}
	if name == "want" {
		return
	}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		line = strings.TrimSpace(line)
		switch name {
		case "backend":
			call, reply, found := strings.Cut(line, " => ")
			if !found {
				t.Fatalf("%s: %q has no =>", c.file, line)
			}
			c.job.Replies[call] = reply
		case "headers":
			key, value, _ := strings.Cut(line, ": ")
			c.job.Headers[key] = value
		case "queries":
			c.job.Queries = append(c.job.Queries, line)
		default:
			t.Fatalf("%s: no section is called %q", c.file, name)
		}
	}
}

func (c *runCase) check(t *testing.T, got []outcome) {
	t.Helper()
	var out strings.Builder
	for i, o := range got {
		out.WriteString("> " + c.job.Queries[i] + "\n" + o.Answer + "\n")
		for _, call := range o.Calls {
			out.WriteString("< " + call + "\n")
		}
	}
	last := &c.archive.Files[len(c.archive.Files)-1]
	if *update {
		last.Data = []byte(out.String())
		if err := os.WriteFile(c.file, txtar.Format(c.archive), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(string(last.Data), out.String()); diff != "" {
		t.Errorf("accept with -update (-want +got):\n%s", diff)
	}
}
