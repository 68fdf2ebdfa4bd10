package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
)

const importedGuide = `# Guide: a first schema, by bffgen import. It is yours to change.
extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "epg", http: { baseURL: "http://epg" })

type Query {
  channelsById(id: ID!): Channel2
    @connect(source: "epg", http: { GET: "/channels/{$args.id}" }, entity: true, selection: "id name")
}

type Channel2 {
  id: ID!
  name: String!
}

# note: baseURL: http://epg is a guess: the document says no address that could be used
`

func TestImport(t *testing.T) {
	inTV(t, map[string]string{"schema/shared/b.graphql": "type Channel { id: ID }\n"})
	got, err := printed(t, "import", "--openapi", "api/guide.yaml", "--source", "epg")
	if diff := cmp.Diff(importedGuide, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// A file is not replaced unless that is asked for, and stands beside what is there.
func TestImportIntoAClient(t *testing.T) {
	inTV(t, nil)
	args := []string{"import", "--openapi", "api/guide.yaml", "--source", "epg", "--out", "schema/tv/epg.graphql", "--base-url", "http://10.0.0.1/v1"}
	out, err := printed(t, args...)
	if want := "schema/tv/epg.graphql: a first schema of epg; trim it, then: make generate\n"; err != nil || out != want {
		t.Fatalf("prints %q, %v; want %q", out, err, want)
	}
	first, err := os.ReadFile("schema/tv/epg.graphql")
	if err != nil || !strings.Contains(string(first), `baseURL: "http://10.0.0.1/v1"`) {
		t.Fatalf("%v, %s", err, first)
	}
	if out, err := printed(t, args...); out != "" || err == nil || !strings.Contains(err.Error(), "schema/tv/epg.graphql exists; --force replaces it") {
		t.Errorf("again: %q, %v; want that it exists", out, err)
	}
	if _, err := printed(t, append(args, "--force")...); err != nil {
		t.Errorf("by force: %v", err)
	}
	again, err := os.ReadFile("schema/tv/epg.graphql")
	if diff := cmp.Diff(string(first), string(again)); err != nil || diff != "" {
		t.Errorf("by force, %v (-first +again):\n%s", err, diff)
	}
	if _, err := loadSchema(schemaFolder, "tv"); err != nil {
		t.Errorf("the schema of the client: %v", err)
	}
}

// A backend that the schema has already is not declared again.
func TestImportMore(t *testing.T) {
	inTV(t, nil)
	if _, err := printed(t, "import", "--openapi", "api/guide.yaml", "--source", "guide", "--out", "schema/tv/more.graphql"); err != nil {
		t.Fatal(err)
	}
	schema, err := loadSchema(schemaFolder, "tv")
	if err != nil {
		t.Fatal(err)
	}
	if got := schema.ConnectorsOf("Query", "channelsById"); len(got) != 1 || got[0].Source.BaseURL.String() != "http://guide" {
		t.Errorf("the new field has the connectors %v; want one of the source that there is", got)
	}
}

// Names are taken by all files of the client, also by those in other folders.
func TestImportIntoASubfolder(t *testing.T) {
	inTV(t, map[string]string{"schema/tv/other/channel.graphql": "type Guide { id: ID }\n"})
	if _, err := printed(t, "import", "--openapi", "api/guide.yaml", "--source", "epg", "--out", "schema/tv/epg/first.graphql"); err != nil {
		t.Fatal(err)
	}
	if _, err := loadSchema(schemaFolder, "tv"); err != nil {
		t.Errorf("the schema of the client: %v", err)
	}
}

// A document from a URL says where its backend is, relative to itself.
func TestImportFromURL(t *testing.T) {
	inTV(t, map[string]string{
		"api/v2/relative.yaml":      strings.Replace(guideDocument, "paths:", "servers: [{url: ../v1}]\npaths:", 1),
		"api/v2/parts/channel.yaml": channelDocument,
		"api/v2/away.yaml":          strings.Replace(guideDocument, "paths:", "servers: [{url: 'https://away.test/x'}]\npaths:", 1),
		"api/v2/variable.yaml":      strings.Replace(guideDocument, "paths:", "servers: [{url: '{base}', variables: {base: {default: 'https://var.test'}}}]\npaths:", 1),
	})
	server := httptest.NewServer(http.FileServer(http.Dir("api")))
	t.Cleanup(server.Close)
	for file, want := range map[string]string{
		"guide.yaml": server.URL, "v2/relative.yaml": server.URL + "/v1", "v2/away.yaml": "https://away.test/x", "v2/variable.yaml": "https://var.test",
	} {
		out, err := printed(t, "import", "--openapi", server.URL+"/"+file, "--source", "epg")
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		schema, err := connect.Load(connect.File{Name: file, Text: out})
		if err != nil || schema.Sources[0].BaseURL.String() != want {
			t.Errorf("%s: %v; want the base URL %s in\n%s", file, err, want, out)
		}
	}
}

func TestImportRefuses(t *testing.T) {
	inTV(t, map[string]string{"api/old.yaml": "swagger: '2.0'\n", "schema/broken/a.graphql": "type {\n"})
	for _, tt := range []struct {
		name, args string
		want       []string
	}{
		{"no document", "--source epg", []string{"--openapi FILE|URL"}},
		{"no source", "--openapi api/guide.yaml", []string{"--source NAME"}},
		{"one argument too many", "--openapi api/guide.yaml --source epg tv", []string{`takes no argument`, `"tv"`}},
		{"no such flag", "--spec x", []string{"--spec"}},
		{"no such file", "--openapi api/nothing.yaml --source epg", []string{"api/nothing.yaml"}},
		{"OpenAPI 2", "--openapi api/old.yaml --source epg", []string{"no OpenAPI 3 document"}},
		{"no such path", "--openapi api/guide.yaml --source epg --paths /channels/*,/shows/*", []string{`no path is like "/shows/*"`, "/channels/{id}"}},
		{"no name of a source", "--openapi api/guide.yaml --source e.p.g", []string{`"e.p.g" cannot be the name`}},
		{"beside what is no schema", "--openapi api/guide.yaml --source epg --out schema/broken/epg.graphql", []string{"a.graphql:1"}},
		{"a file that cannot be", "--openapi api/guide.yaml --source epg --out api/guide.yaml/epg.graphql", []string{"api/guide.yaml"}},
	} {
		out, err := printed(t, append([]string{"import"}, strings.Fields(tt.args)...)...)
		if out != "" {
			t.Errorf("%s: prints %q", tt.name, out)
		}
		for _, want := range tt.want {
			if err == nil || !strings.Contains(show(err, os.ReadFile), want) {
				t.Errorf("%s: error = %v; want %q in it", tt.name, err, want)
			}
		}
	}
	if left, err := filepath.Glob("schema/*/epg.graphql"); err != nil || len(left) > 0 {
		t.Errorf("files are left: %v, %v", left, err)
	}
}

// What is imported compiles to Go, in a copy of this project.
func TestImportIsBuilt(t *testing.T) {
	copyProject(t)
	if err := run([]string{"new-client", "tv"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"orders", "users"} {
		if err := run([]string{"import", "--openapi", "internal/shop/openapi/" + name + ".yaml", "--source", name, "--out", "schema/tv/" + name + ".graphql"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := run([]string{"tv"}); err != nil {
		t.Fatal(show(err, os.ReadFile))
	}
	command(t, "go", "build", "-buildvcs=false", "./tv").mustPrint(t, "")
}
