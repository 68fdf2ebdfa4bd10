package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
)

const tvSchema = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "guide", http: { baseURL: "http://guide" })
  @source(name: "people", http: { baseURL: "http://people" })
type Query {
  channel(id: ID!): Channel @connect(source: "guide", http: { GET: "/channels/{$args.id}" }, selection: "id name")
  host(id: ID!): Host @connect(source: "people", http: { GET: "/people/{$args.id}" }, selection: "name")
}
type Channel implements Node { id: ID! name: String! }
type Host { name: String }
`

const guideDocument = `openapi: 3.1.0
info: {title: Guide, version: 1.0.0}
paths:
  /channels/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: it, content: {application/json: {schema: {$ref: "parts/channel.yaml"}}}}}
`

const channelDocument = `type: object
required: [id, name]
properties: {id: {type: string}, name: {type: string}}
`

// inTV makes the test's folder a project whose connectors call two backends.
func inTV(t *testing.T, files map[string]string) {
	t.Helper()
	all := map[string]string{
		"schema/tv/b_query.graphql": tvSchema, "schema/tv/a_channel.graphql": "type Empty { id: ID }\n",
		"api/guide.yaml": guideDocument, "api/parts/channel.yaml": channelDocument,
	}
	for name, text := range files {
		all[name] = text
	}
	inProject(t, all)
}

func TestCheckAgrees(t *testing.T) {
	inTV(t, map[string]string{"schema/radio/query.graphql": "type Query { a: Int }\n"})
	const one = "tv: 1 connector of guide agrees with its contract\n"
	const unchecked = "not checked, as they have no --openapi: people\n"
	server := httptest.NewServer(http.FileServer(http.Dir("api")))
	t.Cleanup(server.Close)
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"all clients", []string{"check", "--openapi", "guide=api/guide.yaml"}, "radio: no connector calls guide\n" + one + unchecked},
		{"one client, named first", []string{"check", "tv", "--openapi", "guide=api/guide.yaml"}, one + unchecked},
		{"another folder", []string{"check", "--openapi=guide=api/guide.yaml", "--schema", "./schema", "tv"}, one + unchecked},
		{"over HTTP, with what it refers to", []string{"check", "--openapi", "guide=" + server.URL + "/guide.yaml", "tv"}, one + unchecked},
	} {
		got, err := printed(t, tt.args...)
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
}

func TestCheckFindsMistakes(t *testing.T) {
	inTV(t, map[string]string{"api/parts/channel.yaml": "type: object\nrequired: [id]\nproperties: {id: {type: string}, title: {type: string}}\n"})
	out, err := printed(t, "check", "--openapi", "guide=api/guide.yaml")
	const want = `schema/tv/b_query.graphql:6:109: what GET /channels/{id} of guide answers has no "name"; use one of id, title (CONTRACT_UNKNOWN_PROPERTY)
  6 |   channel(id: ID!): Channel @connect(source: "guide", http: { GET: "/channels/{$args.id}" }, selection: "id name")
    |                                                                                                             ^^^^
`
	if diff := cmp.Diff(want, show(err, os.ReadFile)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if want := "not checked, as they have no --openapi: people\n"; out != want {
		t.Errorf("prints %q; want %q: a client with mistakes does not agree", out, want)
	}
}

// Without a document the schema and the operations are checked.
func TestCheckWithoutDocuments(t *testing.T) {
	inTV(t, map[string]string{
		"tv/operations/Host.graphql":      "query Host { host(id: 1) { name } }\n",
		"tv/operations/deep/More.graphql": "query More { channel(id: 1) { id } }\n",
		"schema/radio/query.graphql":      "type Query { a: Int }\n",
		"radio/operations/A.graphql":      "query A { a }\n",
	})
	got, err := printed(t, "check")
	if want := "radio: the schema and 1 operation are fine\ntv: the schema and 2 operations are fine\n"; err != nil || got != want {
		t.Errorf("check prints %q, %v; want %q", got, err, want)
	}
}

// What clients share is wrong once.
func TestCheckTellsSharedMistakesOnce(t *testing.T) {
	inTV(t, map[string]string{
		"schema/shared/host.graphql": strings.Replace(tvSchema, "channel(id", "station(id", 1),
		"schema/tv/b_query.graphql":  "extend type Query { a: Int }\n",
		"schema/pc/query.graphql":    "extend type Query { a: Int }\n",
		"api/guide.yaml":             strings.Replace(guideDocument, "/channels", "/stations", 1),
	})
	_, err := printed(t, "check", "--openapi", "guide=api/guide.yaml")
	var found connect.Diagnostics
	if !errors.As(err, &found) || len(found) != 1 || !strings.Contains(found[0].Hint, "/stations/{id}") {
		t.Errorf("error = %v; want one mistake, and the path that there is", err)
	}
}

func TestCheckRefuses(t *testing.T) {
	inTV(t, map[string]string{
		"api/old.yaml":     "swagger: '2.0'\n",
		"api/abroad.yaml":  strings.Replace(guideDocument, "parts/channel.yaml", "http://elsewhere.test/channel.yaml", 1),
		"api/lost.yaml":    strings.Replace(guideDocument, "parts/channel.yaml", "parts/nothing.yaml", 1),
		"api/no_api.yaml":  "just text\n",
		"api/huge.yaml":    "openapi: 3.1.0\ninfo: {title: Guide, version: 1.0.0}\npaths: {}\n#" + strings.Repeat("x", documentBytes),
		"schema/no/a.text": "",
	})
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	for _, tt := range []struct {
		name, args string
		want       []string
	}{
		{"no location", "--openapi guide", []string{"catalog=openapi.yaml"}},
		{"two documents", "--openapi guide=a --openapi guide=b", []string{"guide has two documents"}},
		{"no such flag", "--spec guide=a", []string{"--spec", "bffgen check --help"}},
		{"no such client", "--openapi guide=api/guide.yaml pc", []string{`no client "pc"`, "tv"}},
		{"no such folder", "--openapi guide=api/guide.yaml --schema nowhere", []string{"nowhere"}},
		{"a client without files", "--openapi guide=api/guide.yaml no", []string{"schema/no has no .graphql file"}},
		{"no such source", "--openapi giude=api/guide.yaml --openapi x=y tv", []string{`"giude"`, `"x"`, "the sources are guide, people"}},
		{"no such files", "--openapi guide=nope.yaml --openapi people=none.yaml tv", []string{"guide=nope.yaml", "people=none.yaml"}},
		{"OpenAPI 2", "--openapi guide=api/old.yaml tv", []string{"no OpenAPI 3 document"}},
		{"no OpenAPI", "--openapi guide=api/no_api.yaml tv", []string{"guide=api/no_api.yaml"}},
		{"too long", "--openapi guide=api/huge.yaml tv", []string{"16 MiB"}},
		{"a reference to elsewhere", "--openapi guide=api/abroad.yaml tv", []string{"elsewhere.test", "beside"}},
		{"a lost part", "--openapi guide=api/lost.yaml tv", []string{"nothing.yaml"}},
		{"not found over HTTP", "--openapi guide=" + server.URL + "/guide.yaml tv", []string{"404"}},
	} {
		out, err := printed(t, append([]string{"check"}, strings.Fields(tt.args)...)...)
		if out != "" {
			t.Errorf("%s: prints %q", tt.name, out)
		}
		for _, want := range tt.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error = %v; want %q in it", tt.name, err, want)
			}
		}
	}
}

// A schema that is wrong by itself is told as ever.
func TestCheckOfWrongSchema(t *testing.T) {
	inTV(t, map[string]string{"schema/tv/b_query.graphql": strings.Replace(tvSchema, `"guide", http: { GET`, `"giude", http: { GET`, 1)})
	_, err := printed(t, "check", "--openapi", "guide="+filepath.Join("api", "guide.yaml"))
	if err == nil || !strings.Contains(show(err, os.ReadFile), `schema/tv/b_query.graphql:6:`) {
		t.Errorf("error = %v; want the place in the schema", err)
	}
}
