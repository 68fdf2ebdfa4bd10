package connect_test

import (
	"errors"
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

// TestMistakes holds what a person reads who made one of the usual mistakes: the
// whole report, with its caret lines.
func TestMistakes(t *testing.T) {
	names, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil || len(names) < 20 {
		t.Fatalf("found %d cases, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			last := &archive.Files[len(archive.Files)-1]
			if last.Name != "want" {
				t.Fatalf("the last section is %q, not want", last.Name)
			}
			var files []connect.File
			for _, f := range archive.Files[:len(archive.Files)-1] {
				files = append(files, connect.File{Name: f.Name, Text: string(f.Data)})
			}
			got := report(t, files)
			if *update {
				last.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(last.Data), got); diff != "" {
				t.Errorf("accept with -update (-want +got):\n%s", diff)
			}
		})
	}
}

func report(t *testing.T, files []connect.File) string {
	t.Helper()
	_, err := connect.Load(files...)
	var ds connect.Diagnostics
	if !errors.As(err, &ds) {
		t.Fatalf("these files should have errors, but Load returns %v", err)
	}
	var out strings.Builder
	for _, d := range ds {
		out.WriteString(d.String() + "\n" + d.Caret())
	}
	return out.String()
}
