package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// inProject makes the test's folder a project with one client and these files.
func inProject(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	all := map[string]string{
		"go.mod":                      "module example.com/project\n\ngo 1.26.0\n",
		"gqlgen.yml":                  "omit_getters: true\n",
		"schema/shared/node.graphql":  "interface Node { id: ID! }\n",
		"schema/tv/b_query.graphql":   "type Query { channel: Channel }\n",
		"schema/tv/a_channel.graphql": "type Channel implements Node { id: ID! }\n",
	}
	for name, text := range files {
		all[name] = text
	}
	for name, text := range all {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestClients(t *testing.T) {
	inProject(t, map[string]string{"schema/radio/query.graphql": "type Query { a: Int }\n"})
	names, err := clients(schemaFolder)
	if err != nil || !slices.Equal(names, []string{"radio", "tv"}) {
		t.Errorf("clients = %v, %v; want radio and tv, without shared", names, err)
	}
	if err := run([]string{"phone"}); err == nil || !strings.Contains(err.Error(), `"phone"`) || !strings.Contains(err.Error(), "tv") {
		t.Errorf("an unknown client: %v; want its name and those that there are", err)
	}
}

func TestSchemaFilesAreSorted(t *testing.T) {
	inProject(t, nil)
	files, err := schemaFiles(schemaFolder, "tv")
	want := []string{"schema/shared/node.graphql", "schema/tv/a_channel.graphql", "schema/tv/b_query.graphql"}
	if err != nil || !slices.Equal(files, want) {
		t.Errorf("schemaFiles = %v, %v; want %v", files, err, want)
	}
	if _, err := schemaFiles(schemaFolder, "radio"); err == nil || !strings.Contains(err.Error(), "schema/radio") {
		t.Errorf("a client without files: %v; want its folder", err)
	}
}

// What is below a client's folder belongs to it.
func TestSchemaFilesInSubfolders(t *testing.T) {
	inProject(t, map[string]string{
		"schema/shared/deep/money.graphql":     "type Money { amount: Int }\n",
		"schema/tv/guide/day/program.graphql":  "extend type Channel { price: Money }\n",
		"schema/tv/guide/.#program.graphql":    "an editor's\n",
		"schema/tv/.backup/program.graphql":    "an editor's\n",
		"schema/.git/config.graphql":           "not a client's\n",
		"schema/tv/guide/notes.md":             "# notes\n",
		"schema/shared/deep/nothing/README.md": "none\n",
	})
	files, err := schemaFiles(schemaFolder, "tv")
	want := []string{
		"schema/shared/deep/money.graphql", "schema/shared/node.graphql",
		"schema/tv/a_channel.graphql", "schema/tv/b_query.graphql", "schema/tv/guide/day/program.graphql",
	}
	if err != nil || !slices.Equal(files, want) {
		t.Errorf("schemaFiles = %v, %v; want %v", files, err, want)
	}
	schema, err := loadSchema(schemaFolder, "tv")
	if err != nil || schema.AST.Types["Channel"].Fields.ForName("price") == nil {
		t.Errorf("the schema: %v; want the field of the subfolder", err)
	}
	if names, err := clients(schemaFolder); err != nil || !slices.Equal(names, []string{"tv"}) {
		t.Errorf("clients = %v, %v; want tv", names, err)
	}
}

// What looks like a schema is read or refused, and never skipped in silence.
func TestNothingIsSkippedInSilence(t *testing.T) {
	for file, want := range map[string]string{
		"schema/lost.graphql":          "schema/lost.graphql is in no client's folder",
		"schema/tv/more.gql":           "schema/tv/more.gql is not read; a schema file ends in .graphql",
		"schema/tv/deep/more.graphqls": "schema/tv/deep/more.graphqls is not read",
		"schema/shared/more.gql":       "schema/shared/more.gql is not read",
	} {
		t.Run(file, func(t *testing.T) {
			inProject(t, map[string]string{file: "type More { a: Int }\n"})
			if err := run([]string{"check"}); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v; want %q", err, want)
			}
		})
	}
	t.Run("a link to a folder", func(t *testing.T) {
		inProject(t, map[string]string{"elsewhere/more.graphql": "type More { a: Int }\n"})
		if err := os.Symlink("../../elsewhere", "schema/tv/linked"); err != nil {
			t.Fatal(err)
		}
		if err := run([]string{"check"}); err == nil || !strings.Contains(err.Error(), "schema/tv/linked is a link to a folder") {
			t.Errorf("%v; want that the link is not followed", err)
		}
	})
}

// Operations that the schema does not allow stop a run before anything is generated,
// with their client, file and place; those of all clients in one report.
func TestOperationsAreChecked(t *testing.T) {
	inProject(t, map[string]string{
		"schema/radio/query.graphql":       "type Query { station(id: ID!): String }\n",
		"radio/operations/Station.graphql": "query Station {\n  station\n}\n",
		"tv/operations/deep/Day.graphql":   "query Day {\n  channel { nam }\n}\n",
		"tv/operations/Fine.graphql":       "query Fine { channel { id } }\n",
		"tv/exec_gen.go":                   "package tv // old\n",
	})
	err := run(nil)
	if err == nil {
		t.Fatal("no error")
	}
	got := show(err, os.ReadFile)
	for _, want := range []string{"radio/operations/Station.graphql:2:3: ", "tv/operations/deep/Day.graphql:2:13: ", "  2 |   channel { nam }\n    |             ^^^"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "Fine.graphql") {
		t.Errorf("blames an operation that is fine:\n%s", got)
	}
	if text, err := os.ReadFile("tv/exec_gen.go"); err != nil || string(text) != "package tv // old\n" {
		t.Errorf("exec_gen.go = %q, %v; want the old file", text, err)
	}
}

// A server without Query would start and answer nothing.
func TestNoQuery(t *testing.T) {
	inProject(t, map[string]string{"schema/tv/b_query.graphql": "type Mutation { a: Int }\n"})
	if err := run([]string{"tv"}); err == nil || !strings.Contains(err.Error(), "schema/tv declares no type Query") {
		t.Errorf("%v; want that there is no Query", err)
	}
}

// A run that fails says where, and leaves what the last good run wrote.
func TestFailureLeavesTheOldFiles(t *testing.T) {
	inProject(t, map[string]string{
		"schema/tv/b_query.graphql": "type Query {\n  channel: Chanel\n}\n",
		"tv/exec_gen.go":            "package tv // old\n",
	})
	err := run(nil)
	if err == nil || !strings.Contains(err.Error(), "b_query.graphql:2") || !strings.Contains(err.Error(), "Chanel") {
		t.Errorf("error = %v; want file, line and the wrong type", err)
	}
	if text, err := os.ReadFile("tv/exec_gen.go"); err != nil || string(text) != "package tv // old\n" {
		t.Errorf("exec_gen.go = %q, %v; want the old file", text, err)
	}
	if _, err := os.Stat("tv/models_gen.go"); !os.IsNotExist(err) {
		t.Errorf("models_gen.go: %v; want none, there was none before", err)
	}
}

// A name that is wrong is found before anything is written for those before it.
func TestUnknownClientStopsAll(t *testing.T) {
	inProject(t, map[string]string{"tv/exec_gen.go": "old"})
	if err := run([]string{"tv", "phone"}); err == nil || !strings.Contains(err.Error(), `"phone"`) {
		t.Errorf("error = %v; want the client that there isn't", err)
	}
}

func TestWrongSettings(t *testing.T) {
	inProject(t, map[string]string{"gqlgen.yml": "omit_geters: true\n"})
	if err := run(nil); err == nil || !strings.Contains(err.Error(), "gqlgen.yml") || !strings.Contains(err.Error(), "omit_geters") {
		t.Errorf("error = %v; want the file and the key", err)
	}
}

// What no client needs of the shared files is told of, but only if all clients were
// looked at.
func TestUnusedTypes(t *testing.T) {
	inProject(t, map[string]string{
		"schema/shared/more.graphql": "enum Language { EN }\nenum Size { BIG }\nenum Old { X }\n",
		"schema/radio/query.graphql": "type Query { in: Language }\n",
		"schema/tv/b_query.graphql":  "type Query { channel: Channel size: Size }\n",
	})
	schemas, err := loadSchemas(schemaFolder, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := "schema/shared/more.graphql:3:6: warning: no client needs Old, so nothing checks it; remove it, or use it in a client's schema (UNUSED_TYPE)"
	if got := warnings(schemas, true).Error(); got != want {
		t.Errorf("warnings\n%s\nwant\n%s", got, want)
	}
	if got := warnings(schemas[:1], false); len(got) > 0 {
		t.Errorf("warnings of one client: %v", got)
	}
}
