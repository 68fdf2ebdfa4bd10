package emit_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"bff/connect"
	"bff/connect/emit"
)

// TestGolden holds what is printed for a schema: what no query shows, such as how long
// answers keep, what invalidates them, and what may be sent again.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/code/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("found %d cases, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			schema, err := connect.Load(connect.File{Name: "schema.graphql", Text: string(archive.Files[0].Data)})
			if err != nil {
				t.Fatal(err)
			}
			e := emit.New(schema, emit.Options{Package: "golden"})
			code, err := e.Code()
			if err != nil {
				t.Fatal(err)
			}
			for i, got := range map[int]string{1: string(code), 2: e.SDL()} {
				want := &archive.Files[i]
				if *update {
					want.Data = []byte(got)
				} else if diff := cmp.Diff(string(want.Data), got); diff != "" {
					t.Errorf("%s: accept with -update (-want +got):\n%s", want.Name, diff)
				}
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
