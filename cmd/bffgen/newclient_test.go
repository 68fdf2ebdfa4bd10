package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const wiringBefore = `package main

import (
	"fmt"
	"strings"

	"bff/radio"
	"bff/web"
)

// client is a frontend.
type client struct{ name string }

var customer = map[string]string{}

// all of them
var allClients = []client{
	{name: "web"}, // the first
	// radio comes last
	{name: "radio"},
}

func names(shop string) string { return fmt.Sprint(strings.ToUpper(shop), web.New, radio.New) }
`

// withWiring is a project with a file that wires clients.
func withWiring(t *testing.T) {
	t.Helper()
	inProject(t, map[string]string{
		wiring:                     wiringBefore,
		"cmd/bff/serve.go":         "package main\n\nimport \"net/http\"\n\nvar version, retries = 1, http.StatusOK\n\ntype kiosk int\n\nfunc serve(phone int) {}\n\nfunc (kiosk) watch() {}\n",
		"cmd/bff/serve_test.go":    "package main\n\nconst fake = 1\n",
		"docs/index.md":            "docs",
		"schema/car/query.graphql": "type Query { a: Int }\n",
	})
	if err := os.RemoveAll("schema/tv"); err != nil {
		t.Fatal(err)
	}
}

func TestNames(t *testing.T) {
	withWiring(t)
	for _, tt := range []struct{ name, refused string }{
		{"tv", ""},
		{"kiosk2", ""},
		{"http", ""},  // imported by another file only: no conflict
		{"phone", ""}, // a parameter in another file
		{"watch", ""}, // a method
		{"", "Go package name"},
		{"TV", "Go package name"},
		{"smart-tv", "Go package name"},
		{"smart_tv", "Go package name"},
		{"4k", "Go package name"},
		{"télé", "Go package name"},
		{"../tv", "Go package name"},
		{"tv\n", "Go package name"},
		{"func", "keyword"},
		{"string", "predeclared"},
		{"nil", "predeclared"},
		{"init", "init"},
		{"main", "imported"},
		{"internal", "internal"},
		{"vendor", "modules"},
		{"import", "keyword"},
		{"check", "command"},
		{"testdata", "testdata"},
		{"shared", "schema/shared"},
		{"docs", "docs exists"},
		{"cmd", "cmd exists"},
		{"car", "schema/car exists"},
		{"web", wiring},      // wired already, though its folder is gone
		{"fmt", wiring},      // an import beside
		{"shop", wiring},     // a parameter would hide the import
		{"customer", wiring}, // a variable
		{"version", "cmd/bff/serve.go"},
		{"retries", "cmd/bff/serve.go"},
		{"kiosk", "cmd/bff/serve.go"},
		{"serve", "cmd/bff/serve.go"},
		{"fake", "cmd/bff/serve_test.go"},
	} {
		err := checkName(tt.name)
		switch {
		case tt.refused == "" && err != nil:
			t.Errorf("%q: %v; want no error", tt.name, err)
		case tt.refused != "" && (err == nil || !strings.Contains(err.Error(), tt.refused)):
			t.Errorf("%q: %v; want an error with %q", tt.name, err, tt.refused)
		}
	}
}

func TestWire(t *testing.T) {
	got, err := wire([]byte(wiringBefore), "tv", "\t{name: \"tv\"},\n")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer(
		"\t\"bff/radio\"\n", "\t\"bff/radio\"\n\t\"bff/tv\"\n",
		"\t{name: \"radio\"},\n", "\t{name: \"radio\"},\n\t{name: \"tv\"},\n",
	).Replace(wiringBefore)
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if again, err := wire(got, "kiosk", "\t{name: \"kiosk\"},\n"); err != nil || !strings.Contains(string(again), "{name: \"tv\"},\n\t{name: \"kiosk\"},\n}") {
		t.Errorf("a second one: %v\n%s", err, again)
	}
}

// A file that people have rearranged is not guessed at.
func TestWireRefuses(t *testing.T) {
	for _, tt := range []struct{ name, old, replacement, want string }{
		{"a file that is no Go", "package main", "pakage main", "expected 'package'"},
		{"no list", "allClients", "everyClient", "by hand"},
		{"a list that is made", "[]client{\n\t{name: \"web\"}, // the first\n\t// radio comes last\n\t{name: \"radio\"},\n}", "load()", "by hand"},
		{"a bracket behind the last entry", "\t{name: \"radio\"},\n}", "\t{name: \"radio\"}}", "one line"},
		{"no import of ours", "\"bff/", "\"example.com/", "by hand"},
	} {
		source := strings.ReplaceAll(wiringBefore, tt.old, tt.replacement)
		if source == wiringBefore {
			t.Fatalf("%s: the test changes nothing", tt.name)
		}
		if got, err := wire([]byte(source), "tv", "\t{name: \"tv\"},\n"); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want an error with %q; got\n%s", tt.name, err, tt.want, got)
		}
	}
}

// Whatever fails, the project is as it was.
func TestFailedClientLeavesNothing(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func() error
	}{
		{"the wiring can't be read", func() error { return os.Remove(wiring) }},
		{"the wiring has no list", func() error { return os.WriteFile(wiring, []byte("package main\n"), 0o600) }},
		{"the folder is a file", func() error { return os.WriteFile("tv", nil, 0o600) }},
		{"there is no schema folder", func() error { return os.Rename("schema", "schemas") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			withWiring(t)
			if err := tt.spoil(); err != nil {
				t.Fatal(err)
			}
			before := tree(t)
			if err := run([]string{"new-client", "tv"}); err == nil {
				t.Error("no error")
			}
			if diff := cmp.Diff(before, tree(t)); diff != "" {
				t.Errorf("the project changed (-before +after):\n%s", diff)
			}
		})
	}
	for _, args := range [][]string{{"new-client"}, {"new-client", "tv", "radio"}} {
		if err := run(args); err == nil || !strings.Contains(err.Error(), "one name") {
			t.Errorf("%v: %v; want that it takes one name", args, err)
		}
	}
}

// create removes what it made, and never what was there.
func TestCreateTakesBack(t *testing.T) {
	withWiring(t)
	if err := os.Mkdir("tv", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("tv/mine.go", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := tree(t)
	if err := create([]string{"schema/tv", "tv"}, nil); err == nil {
		t.Error("a folder that exists is no error")
	}
	if err := create([]string{"schema/kiosk"}, []newFile{{"schema/kiosk/a", ""}, {"schema/kiosk/a/b", ""}}); err == nil {
		t.Error("a file that can't be written is no error")
	}
	if diff := cmp.Diff(before, tree(t)); diff != "" {
		t.Errorf("the project changed (-before +after):\n%s", diff)
	}
}

// tree is every file of the working directory with its text, and every folder.
func tree(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			files[name+"/"] = ""
			return nil
		}
		text, err := os.ReadFile(name)
		files[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
