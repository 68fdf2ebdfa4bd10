package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "accept what the tests got as golden")

// What people read after a mistake, as it is: each file of testdata/errors has
// schema files and, last, the output.
func TestMistakesAreShown(t *testing.T) {
	cases, err := filepath.Glob("testdata/errors/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			inputs := map[string]string{}
			want := ""
			for _, part := range archive.Files {
				if part.Name == "want" {
					want = string(part.Data)
					continue
				}
				inputs[part.Name] = string(part.Data)
			}
			inProject(t, inputs)
			got := show(run(nil), os.ReadFile)
			if *update {
				archive.Files[len(archive.Files)-1] = txtar.File{Name: "want", Data: []byte(got)}
				if err := os.WriteFile(golden, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestExcerpt(t *testing.T) {
	for _, tt := range []struct {
		name, source string
		line, column int
		want         string
	}{
		{"a word", "a\n  b: Chanel!\n", 2, 6, "  2 |   b: Chanel!\n    |      ^^^^^^\n"},
		{"a sign", "type Q {{\n", 1, 9, "  1 | type Q {{\n    |         ^\n"},
		{"tabs stay", "\tb: C\n", 1, 5, "  1 | \tb: C\n    | \t   ^\n"},
		{"wide characters", "\"値段\" b: C\n", 1, 9, "  1 | \"値段\" b: C\n    |           ^\n"},
		{"Windows line ends", "a: B\r\n", 1, 4, "  1 | a: B\n    |    ^\n"},
		{"the end of the file", "a {", 1, 4, "  1 | a {\n    |    ^\n"},
		{"far beyond the line", "a {", 1, 99, "  1 | a {\n    |    ^\n"},
		{"no such line", "a {", 7, 1, ""},
		{"no line at all", "a {", 0, 0, ""},
		{"no column", "a {", 1, 0, "  1 | a {\n    | ^\n"},
		{"a long file", strings.Repeat("\n", 1233) + "a", 1234, 1, "1234 | a\n     | ^\n"},
	} {
		if diff := cmp.Diff(tt.want, excerpt(tt.source, tt.line, tt.column)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Every part of an error is told, however it is wrapped.
func TestNothingIsLost(t *testing.T) {
	place := func(line int) *gqlerror.Error {
		return &gqlerror.Error{Message: fmt.Sprintf("mistake %d", line), Locations: []gqlerror.Location{{Line: line, Column: 1}}, Extensions: map[string]any{"file": "a.graphql"}}
	}
	disk := func(string) ([]byte, error) { return nil, os.ErrNotExist }
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"nothing", nil, ""},
		{"plain", errors.New("full"), "bffgen: full\n"},
		{"a place, its file gone", place(1), "a.graphql:1:1: mistake 1\n"},
		{"wrapped", fmt.Errorf("tv: %w", place(1)), "a.graphql:1:1: mistake 1\n"},
		{"a list", fmt.Errorf("tv: %w", gqlerror.List{place(1), place(2)}), "a.graphql:1:1: mistake 1\na.graphql:2:1: mistake 2\n"},
		{"joined", errors.Join(fmt.Errorf("tv: %w", place(1)), errors.New("full"), place(3)), "a.graphql:1:1: mistake 1\na.graphql:3:1: mistake 3\nbffgen: full\n"},
		{"no place", fmt.Errorf("tv: %w", &gqlerror.Error{Message: "odd"}), "bffgen: tv: input: odd\n"},
		{"no file", &gqlerror.Error{Message: "odd", Locations: []gqlerror.Location{{Line: 1, Column: 2}}}, "bffgen: input:1:2: odd\n"},
	} {
		if diff := cmp.Diff(tt.want, show(tt.err, disk)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
