package importer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect/importer"
)

const twoPaths = `openapi: 3.0.3
info: {title: Two, version: "1"}
servers: [{url: "https://{host}.test/v1/", variables: {host: {default: api}}}]
paths:
  /a: {get: {responses: {"200": {description: a, content: {application/json: {schema: {type: string}}}}}}}
  /b/{id}: {get: {responses: {"200": {description: b, content: {application/json: {schema: {type: string}}}}}}}
  /c: {post: {responses: {"201": {description: c}}}}
  /pic: {get: {responses: {"200": {description: p, content: {image/png: {}}}}}}
`

func parse(t testing.TB, text string) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestPaths(t *testing.T) {
	for _, tt := range []struct {
		paths []string
		want  string // fields
	}{
		{nil, "a bById postC"},
		{[]string{"/a"}, "a"},
		{[]string{"/?", "/b/*"}, "a bById postC"},
		{[]string{"/b/{id}"}, "bById"},
		{[]string{"/c"}, "postC"},
	} {
		schema := load(t, imported(t, parse(t, twoPaths), importer.Options{Source: "two", Paths: tt.paths}))
		var got []string
		for _, c := range schema.Connectors {
			got = append(got, c.Field.Name)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%v: fields %v; want %s", tt.paths, got, tt.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name    string
		doc     string
		options importer.Options
		want    []string
	}{
		{"no name", twoPaths, importer.Options{}, []string{"needs a name"}},
		{"no name of a source", twoPaths, importer.Options{Source: "a b"}, []string{`"a b" cannot be the name of a source`, "letters"}},
		{"no base", twoPaths, importer.Options{Source: "a", BaseURL: "/v1"}, []string{"base URL has to be absolute"}},
		{"no variable of a base", twoPaths, importer.Options{Source: "a", BaseURL: "https://{$args.x}"}, []string{"$args has no meaning"}},
		{"a path that is not there", twoPaths, importer.Options{Source: "a", Paths: []string{"/a", "/x/*"}}, []string{`no path is like "/x/*"`, "/b/{id}"}},
		{"no pattern", twoPaths, importer.Options{Source: "a", Paths: []string{"/[a"}}, []string{`"/[a" is no pattern`}},
		{"nothing that can be", twoPaths, importer.Options{Source: "a", Paths: []string{"/pic"}}, []string{"nothing of the document", "image/png"}},
		{"nothing", "openapi: 3.0.3\ninfo: {title: N, version: '1'}\npaths: {}\n", importer.Options{Source: "a"}, []string{"no operations"}},
		{"nothing, and a path", "openapi: 3.0.3\ninfo: {title: N, version: '1'}\npaths: {}\n", importer.Options{Source: "a", Paths: []string{"/"}}, []string{"no paths at all"}},
	} {
		text, _, err := importer.SDL(parse(t, tt.doc), tt.options)
		if text != nil || err == nil {
			t.Errorf("%s: gives %s; want an error", tt.name, text)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error = %v; want %q in it", tt.name, err, want)
			}
		}
	}
	if _, _, err := importer.SDL(nil, importer.Options{Source: "a"}); err == nil {
		t.Error("no document: no error")
	}
}

func TestBaseURL(t *testing.T) {
	for _, tt := range []struct {
		name, servers, given, want string
		guess                      bool
	}{
		{"the server", `[{url: "https://x.test/v1"}]`, "", "https://x.test/v1", false},
		{"the first", `[{url: "https://x.test"}, {url: "https://y.test"}]`, "", "https://x.test", false},
		{"variables", `[{url: "https://{h}/v", variables: {h: {default: x.test}}}]`, "", "https://x.test/v", false},
		{"one without a value", `[{url: "https://{h}/v"}]`, "", "http://shop-api", true},
		{"relative", `[{url: /v1/}]`, "", "http://shop-api/v1", true},
		{"none", `[]`, "", "http://shop-api", true},
		{"another scheme", `[{url: "ws://x.test"}]`, "", "http://shop-api", true},
		{"given", `[{url: "https://x.test"}]`, "https://{$config.host}", "https://{$config.host}", false},
	} {
		doc := parse(t, strings.Replace(twoPaths, `[{url: "https://{host}.test/v1/", variables: {host: {default: api}}}]`, tt.servers, 1))
		text, notes, err := importer.SDL(doc, importer.Options{Source: "shop_api", BaseURL: tt.given})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := load(t, string(text)).Sources[0].BaseURL.String(); got != tt.want {
			t.Errorf("%s: base URL %s; want %s", tt.name, got, tt.want)
		}
		if guess := slices.ContainsFunc(notes, func(n importer.Note) bool { return n.Where == "baseURL" }); guess != tt.guess {
			t.Errorf("%s: told to be a guess: %t; want %t", tt.name, guess, tt.guess)
		}
	}
}

// A source that another file declares is not declared again.
func TestDeclared(t *testing.T) {
	text, notes, err := importer.SDL(parse(t, twoPaths), importer.Options{Source: "two", Declared: true, Paths: []string{"/a"}})
	if err != nil || len(notes) > 0 || strings.Contains(string(text), "baseURL") {
		t.Fatalf("%v, %v:\n%s", err, notes, text)
	}
	load(t, string(text), `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source"]) @source(name: "two", http: { baseURL: "http://two" })`)
}

// Names that others have are not used, nor what would be the same in Go.
func TestTaken(t *testing.T) {
	doc := parse(t, strings.Replace(twoPaths, "{type: string}", "{title: My_Thing, type: object, properties: {x: {type: string, enum: [a, b]}}}", 1))
	text := imported(t, doc, importer.Options{Source: "two", Paths: []string{"/a", "/c"}, Taken: []string{"MyThing", "My_ThingX", "Query.a", "Mutation.post_c", "DateTime"}})
	for _, want := range []string{"\n  a2: My_Thing2", "\n  x: My_Thing2X", "\n  postC2: Boolean", "enum My_Thing2X "} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
}
