package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// inModule is inProject with what gqlgen needs to run.
func inModule(t *testing.T, files map[string]string) {
	t.Helper()
	all := map[string]string{"gqlgen.yml": "skip_mod_tidy: true\nskip_validation: true\n", "tv/doc.go": "package tv\n"}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(text)
	}
	scalars, err := filepath.Glob("../../graph/scalar/*.go")
	if err != nil || len(scalars) == 0 {
		t.Fatalf("%v, %d files of scalars", err, len(scalars))
	}
	for _, file := range scalars { // what GraphQL's scalars are bound to
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all["graph/scalar/"+filepath.Base(file)] = string(text)
	}
	for name, text := range files {
		all[name] = text
	}
	inProject(t, all)
}

// generated is the generated files of a client, by name; none where there is no file.
func generated(t *testing.T, client string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, file := range generatedFiles {
		text, err := os.ReadFile(filepath.Join(client, file))
		if err == nil {
			out[file] = string(text)
		} else if !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return out
}

// mustLeaveNoStage fails when a stage is left.
func mustLeaveNoStage(t *testing.T) {
	t.Helper()
	if left := stagesLeft(t); len(left) > 0 {
		t.Errorf("stages are left: %v", left)
	}
}

// The code of a stage is that of the client: types that are written by hand are bound
// where they are, and nothing names the stage.
func TestHandWrittenTypesAreBound(t *testing.T) {
	inModule(t, map[string]string{
		"gqlgen.yml":                  "skip_mod_tidy: true\nskip_validation: true\nmodels:\n  Day:\n    model: bff/tv.Day\n",
		"tv/day.go":                   "package tv\n\nimport _ \"embed\"\n\n//go:embed text\nvar text string\n\n// Day is a day.\ntype Day struct{ Name string }\n\n// Host is bound by the schema.\ntype Host struct{}\n\n// Title is a field.\nfunc (Host) Title() string { return text }\n",
		"tv/text":                     "text",
		"schema/tv/a_channel.graphql": "type Channel { id: ID! day: Day! host: Host }\ntype Day { name: String! }\ntype Host @goModel(model: \"bff/tv.Host\") { title: String! }\n",
	})
	if err := run([]string{"tv"}); err != nil {
		t.Fatal(show(err, os.ReadFile))
	}
	mustLeaveNoStage(t)
	for name, text := range generated(t, "tv") {
		if strings.Contains(text, "bffgen-") || strings.Contains(text, "bffgenᚑ") {
			t.Errorf("%s names the stage", name)
		}
		if name == modelsFile && strings.Contains(text, "type Day struct") {
			t.Errorf("Day is generated, though it is written by hand")
		}
	}
	command(t, "go", "vet", "./tv").mustPrint(t, "")
	command(t, "gofmt", "-l", "tv").mustPrint(t, "")
}

// A description's backticks stay out of Go strings, where each would cost an operand
// of one expression; what apps see of the schema stays the same.
func TestBackticksInDescriptions(t *testing.T) {
	const many = 500
	description := strings.Repeat("`code` ", many)
	inModule(t, map[string]string{"schema/tv/a_channel.graphql": "\"\"\"\n" + description + "\n\"\"\"\ntype Channel { id: ID! }\n"})
	if err := run([]string{"tv"}); err != nil {
		t.Fatal(err)
	}
	files := generated(t, "tv")
	if n := strings.Count(files[execFile], "`"); n >= many {
		t.Errorf("%s has %d backticks", execFile, n)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: directiveDefinitions, BuiltIn: true}, &ast.Source{Input: files[sdlFile]})
	if err != nil || strings.TrimSpace(schema.Types["Channel"].Description) != strings.TrimSpace(description) {
		t.Errorf("the schema that is served: %v, %+v", err, schema)
	}
	command(t, "go", "vet", "./tv").mustPrint(t, "")
}

// A failure of gqlgen, which removes its old output first, leaves the old files of
// all clients, also of those that were generated before it.
func TestFailureOfGqlgen(t *testing.T) {
	inModule(t, map[string]string{
		"tv/exec_gen.go": "package tv // old\n", "radio/exec_gen.go": "package radio // old\n", "radio/models_gen.go": "package radio // old\n",
		"schema/radio/query.graphql":  "type Query { a: Int }\n",
		"schema/tv/a_channel.graphql": "type Channel @goModel(model: \"bff/nowhere.Channel\") { id: ID! }\n",
	})
	if err := run(nil); err == nil || !strings.Contains(err.Error(), "tv: ") || !strings.Contains(err.Error(), "nowhere") || strings.Contains(err.Error(), stagePrefix) {
		t.Errorf("error = %v; want the client and the package that there isn't", err)
	}
	if got := generated(t, "tv"); len(got) != 1 || got[execFile] != "package tv // old\n" {
		t.Errorf("tv has %v; want the old file alone", got)
	}
	if got := generated(t, "radio"); len(got) != 2 || got[execFile] != "package radio // old\n" {
		t.Errorf("radio has %v; want the old files", got)
	}
	mustLeaveNoStage(t)
}

// What can't take its place takes nothing else's: the files before it are put back, new
// ones removed.
func TestPublishIsAllOrNothing(t *testing.T) {
	inProject(t, map[string]string{"tv/" + modelsFile: "old", "tv/" + connectFile: "old", "tv/" + execFile + "/is/a/folder": ""})
	s := &staging{}
	st, err := s.begin("tv")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{sdlFile, modelsFile, execFile} { // no connectors any more
		if err := st.write(file, []byte("new")); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.publish(); err == nil || !strings.Contains(err.Error(), "tv/"+execFile) {
		t.Errorf("publish = %v; want the file that could not be replaced", err)
	}
	want := map[string]string{modelsFile: "old", connectFile: "old"}
	if err := os.RemoveAll("tv/" + execFile); err != nil {
		t.Fatal(err)
	}
	if got := generated(t, "tv"); len(got) != len(want) || got[modelsFile] != "old" || got[connectFile] != "old" {
		t.Errorf("tv has %v; want %v", got, want)
	}
	if err := s.discard(); err != nil {
		t.Fatal(err)
	}
	mustLeaveNoStage(t)
}

// A client that has no connector any more has no file of them.
func TestPublishRemoves(t *testing.T) {
	inProject(t, map[string]string{"tv/" + connectFile: "old", "tv/" + execFile: "old"})
	s := &staging{}
	st, err := s.begin("tv")
	if err != nil {
		t.Fatal(err)
	}
	if err := st.write(execFile, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if err := s.publish(); err != nil {
		t.Fatal(err)
	}
	if got := generated(t, "tv"); len(got) != 1 || got[execFile] != "new" {
		t.Errorf("tv has %v; want the new file alone", got)
	}
}

// Whenever bffgen is ended, each file is the old one or the new one, and there; a signal
// that can be handled leaves no stage either, and a later run removes that of a kill.
func TestEndedAtAnyMoment(t *testing.T) {
	inModule(t, nil)
	if err := run([]string{"tv"}); err != nil {
		t.Fatal(err)
	}
	old := generated(t, "tv")
	if err := os.WriteFile("schema/tv/b_query.graphql", []byte("type Query { channel: Channel, more: Int }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"tv"}); err != nil {
		t.Fatal(err)
	}
	fresh := generated(t, "tv")
	if len(old) != 3 || len(fresh) != 3 || old[execFile] == fresh[execFile] {
		t.Fatalf("tv has %d and %d generated files; expected 3 each, and others", len(old), len(fresh))
	}
	var killed []string // the stages that kills left
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM, syscall.SIGINT} {
		for _, moment := range []string{sdlFile, modelsFile, execFile} {
			for name, text := range old {
				if err := os.WriteFile(filepath.Join("tv", name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			endWhen(t, signal, moment)
			got := generated(t, "tv")
			for name := range old {
				if got[name] != old[name] && got[name] != fresh[name] {
					t.Errorf("%s at %s: %s is neither the old one nor the new one", signal, moment, name)
				}
			}
			if signal == syscall.SIGKILL {
				killed = stagesLeft(t)
			} else if left := stagesLeft(t); !slices.Equal(left, killed) {
				t.Errorf("%s at %s: stages are left: %v", signal, moment, left)
			}
		}
	}
	for _, left := range killed {
		if err := os.Chtimes(left, longAgo, longAgo); err != nil {
			t.Fatal(err)
		}
	}
	if err := run([]string{"tv"}); err != nil {
		t.Fatal(err)
	}
	if got := generated(t, "tv"); len(got) != 3 || got[execFile] != fresh[execFile] {
		t.Errorf("a run after them does not give the new code: %s", cmp.Diff(fresh, got))
	}
	mustLeaveNoStage(t)
}

var longAgo = time.Unix(1_000_000_000, 0)

func stagesLeft(t *testing.T) []string {
	t.Helper()
	left, err := filepath.Glob("*/" + stagePrefix + "*")
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// endWhen runs bffgen as a process, and sends it the signal once a stage has the file.
func endWhen(t *testing.T, signal syscall.Signal, file string) {
	t.Helper()
	before := stagesLeft(t)
	cmd := exec.CommandContext(t.Context(), testBinary(t), "tv")
	cmd.Env = append(os.Environ(), beBffgen+"=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // how it ends is what the signal decides
	}()
	for {
		for _, stage := range stagesLeft(t) {
			if _, err := os.Stat(filepath.Join(stage, file)); err == nil && !slices.Contains(before, stage) {
				_ = cmd.Process.Signal(signal) // fails when it has ended by itself
				<-ended
				return
			}
		}
		select {
		case <-ended:
			return
		case <-time.After(time.Millisecond):
		}
	}
}
