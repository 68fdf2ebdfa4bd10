package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"bff/internal/program"
)

// beBffgen makes the test binary bffgen.
const beBffgen = "BFFGEN_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(beBffgen) != "" {
		main()
	}
	os.Exit(m.Run())
}

// testBinary is the path of this program.
func testBinary(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a command line and gives its error.
func run(args []string) error {
	_, err := runTo(io.Discard, args)
	return err
}

func runTo(out io.Writer, args []string) (code int, err error) {
	code = program.Run(context.Background(), newCommand(&staging{}), append([]string{"bffgen"}, args...), out, func(e error) { err = e })
	return code, err
}

// printed runs a command line and gives what it printed.
func printed(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	_, err := runTo(&out, args)
	return out.String(), err
}

// A slip in a command line names what was meant, and the exit code says whose mistake
// it is.
func TestSlips(t *testing.T) {
	inTV(t, nil)
	for _, tt := range []struct {
		args string
		want []string
	}{
		{"chek", []string{`no client or command "chek"`, "did you mean check?"}},
		{"tb", []string{`no client or command "tb"`, "did you mean tv?"}},
		{"somewhere", []string{`"somewhere"`, "the clients are tv"}},
		{"check --opnapi guide=api/guide.yaml", []string{"no flag --opnapi", "did you mean --openapi?"}},
		{"check --openapi guide=api/guide.yaml ceck", []string{`no client "ceck"`}},
		{"import --suorce x", []string{"did you mean --source?"}},
		{"import --source", []string{"--source has no value"}},
		{"--forse", []string{"no flag --forse", "bffgen --help"}},
		{"-C nowhere tv", []string{"nowhere"}},
		{"new-client", []string{"one name"}},
		{"new-client tv radio", []string{"one name"}},
	} {
		code, err := runTo(io.Discard, strings.Fields(tt.args))
		for _, want := range tt.want {
			if code != program.Usage || err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("bffgen %s: exit code %d, %v; want %d and %q", tt.args, code, err, program.Usage, want)
			}
		}
	}
}

// Each command lists its own flags and no other's.
func TestHelp(t *testing.T) {
	for _, tt := range []struct {
		args       string
		has, hasNo []string
	}{
		{"--help", []string{"new-client", "import", "check", "completion", "[CLIENT ...]"}, []string{"--openapi"}},
		{"check -h", []string{"--openapi NAME=FILE|URL", "--schema FOLDER", "(default: \"schema\")"}, []string{"--force"}},
		{"import --help", []string{"--openapi FILE|URL", "--force", "--out FILE"}, []string{"--schema"}},
		{"new-client --help", []string{"NAME"}, []string{"--openapi", "--force"}},
	} {
		got, err := printed(t, strings.Fields(tt.args)...)
		if err != nil {
			t.Errorf("bffgen %s: %v", tt.args, err)
		}
		for _, want := range tt.has {
			if !strings.Contains(got, want) {
				t.Errorf("bffgen %s: no %q in\n%s", tt.args, want, got)
			}
		}
		for _, not := range tt.hasNo {
			if strings.Contains(got, not) {
				t.Errorf("bffgen %s: %q in\n%s", tt.args, not, got)
			}
		}
	}
}

// A shell completes commands and the clients that there are.
func TestCompletion(t *testing.T) {
	inTV(t, nil)
	before := os.Args // the library reads them for the root's completions
	t.Cleanup(func() { os.Args = before })
	os.Args = []string{"bffgen", "--generate-shell-completion"}
	got, err := printed(t, "--generate-shell-completion")
	lines := strings.Fields(got)
	if err != nil || !slices.Contains(lines, "tv") || !strings.Contains(got, "new-client") {
		t.Errorf("completions %q, %v; want tv and new-client", got, err)
	}
	if got, err = printed(t, "import", "--ba", "--generate-shell-completion"); err != nil || !strings.HasPrefix(got, "--base-url") {
		t.Errorf("completions of --ba: %q, %v; want --base-url", got, err)
	}
}

// A client can't have the name of a command, whichever there are.
func TestNoClientIsACommand(t *testing.T) {
	for _, name := range append(program.CommandNames(newCommand(&staging{})), "completion") {
		if err := checkName(name); err == nil {
			t.Errorf("a client may be called %s", name)
		}
	}
}
