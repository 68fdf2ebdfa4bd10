package connect_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
	"bff/connect/mapping"
)

// TestLinks is under which names the directives may be used.
func TestLinks(t *testing.T) {
	const rest = `
type Query { u: U @CONNECT(source: "s", http: { GET: "/x" }, selection: "id") }
type U { id: ID }
extend schema @SOURCE(name: "s", http: { baseURL: "https://a.test" })`
	for _, tt := range []struct{ name, link, connect, source string }{
		{"imported", `url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"]`, "connect", "source"},
		{"renamed", `url: "https://specs.apollo.dev/connect/v0.3", import: [{ name: "@connect", as: "@rest" }, { name: "@source", as: "@backend" }]`, "rest", "backend"},
		{"not imported", `url: "https://specs.apollo.dev/connect/v0.3"`, "connect", "connect__source"},
		{"under another prefix", `url: "https://specs.apollo.dev/connect/v0.3", as: "api"`, "api", "api__source"},
		{"one import only", `url: "https://specs.apollo.dev/connect/v0.3", import: ["@source"]`, "connect", "source"},
		{"one import that is no list", `url: "https://specs.apollo.dev/connect/v0.3", import: "@source"`, "connect", "source"},
		{"an older version", `url: "https://specs.apollo.dev/connect/v0.1", import: ["@source"]`, "connect", "source"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := "extend schema @link(" + tt.link + ")" + strings.NewReplacer("CONNECT", tt.connect, "SOURCE", tt.source).Replace(rest)
			s := load(t, text)
			if len(s.Sources) != 1 || len(s.Connectors) != 1 || s.Connectors[0].Source != s.Sources[0] {
				t.Errorf("sources %v, connectors %v", s.Sources, s.Connectors)
			}
		})
	}
}

func TestLinksOfManyFiles(t *testing.T) {
	link := connect.File{Name: "link.graphql", Text: header}
	query := connect.File{Name: "query.graphql", Text: `type Query { u(id: ID!): U @connect(source: "s", http: { GET: "/u/{$args.id}" }, selection: "id", entity: true) }`}
	user := connect.File{Name: "user.graphql", Text: `type U @key(fields: "id") { id: ID! name: String @connect(source: "s", http: { GET: "/n/{$this.id}" }, selection: "$") }`}
	more := connect.File{Name: "more.graphql", Text: `type U @key(fields: "id") { id: ID! mail: String @connect(source: "s", http: { GET: "/m/{$this.id}" }, selection: "$") }`}
	s, err := connect.Load(query, user, more, link)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range s.Connectors {
		got = append(got, c.Coordinate+" "+c.Pos.String())
	}
	want := []string{"Query.u[0] query.graphql:1:28", "U.name[0] user.graphql:1:50", "U.mail[0] more.graphql:1:50"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("connectors (-want +got):\n%s", diff)
	}
	if n := len(s.AST.Types["U"].Fields); n != 3 {
		t.Errorf("U has %d fields, want 3", n)
	}

	other := connect.File{Name: "other.graphql", Text: `extend schema @link(url: "https://specs.apollo.dev/connect/v0.2")`}
	if _, err := connect.Load(link, other, query, user, more); err == nil || !strings.Contains(err.Error(), "connect/v0.2 is linked, and link.graphql:2:3 links connect/v0.3") {
		t.Errorf("two versions: %v", err)
	}
}

// TestPositions is that a mistake in a mapping is found where it stands in the
// file, however the string is written.
func TestPositions(t *testing.T) {
	const before = "type U { id: ID }\ntype Query { u: U @connect(source: \"s\", http: { GET: \"/x\" }, selection: "
	for _, tt := range []struct {
		name, literal string
		line, col     int
	}{
		{"string", `"id nope"`, 7, 77},
		{"escapes", `"id x: $('\u0041\n\"') nope"`, 7, 96},
		{"code point escapes", `"id x: $('\u{1F600}') nope"`, 7, 95},
		{"surrogate pairs", `"id x: $('\uD83D\uDE00') nope"`, 7, 98},
		{"characters before it", `"id x: $('äöü😀') nope"`, 7, 90},
		{"block string", "\"\"\"\n    id\n      nope\n  \"\"\"", 9, 7},
		{"block string on one line", `"""id nope"""`, 7, 79},
		{"block string with quotes", "\"\"\"\n  x: $('\\\"\"\"')\n  nope\"\"\"", 9, 3},
		{"line ends of Windows", "\"\"\"\r\n    id\r\n      nope\r\n  \"\"\"", 9, 7},
		{"after blank lines", "\"\"\"\n\n  \n    id\n\n      nope\n  \"\"\"", 12, 7},
		{"tabs", "\"\"\"\n\t\tid\n\t\tnope\n\"\"\"", 9, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := header + "\n" + before + tt.literal + ") }"
			text = strings.Replace(text, "id: ID }", "id: ID x: ID }", 1)
			_, err := connect.Load(connect.File{Name: "a.graphql", Text: text})
			var ds connect.Diagnostics
			if !errors.As(err, &ds) || len(ds) != 1 || ds[0].Code != connect.CodeSelectedFieldNotFound {
				t.Fatalf("got %v", err)
			}
			if got := ds[0].Pos; got.Line != tt.line || got.Col != tt.col {
				t.Errorf("%v, want %d:%d\n%s", got, tt.line, tt.col, ds[0].Caret())
			}
		})
	}
}

func TestNothingLinked(t *testing.T) {
	s := load(t, "type Query { a: String b(id: ID!): Int @goField(name: \"B\") }")
	if s.Linked || len(s.Connectors) != 0 || !s.IsGo("Query", "a") {
		t.Errorf("linked %v, connectors %v", s.Linked, s.Connectors)
	}
}

// TestDeclaredAgain: a schema may declare what the server knows without it. Its types
// are its own; of a directive the server's definition counts, which is followed.
func TestDeclaredAgain(t *testing.T) {
	s := load(t, blog+`
scalar connect__JSONSelection
scalar FieldSet
directive @key(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
directive @connect(source: String, http: ConnectHTTP, selection: JSONSelection!) repeatable on FIELD_DEFINITION
scalar JSONSelection
input ConnectHTTP { GET: String }
enum CacheControlScope { PUBLIC PRIVATE }
directive @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION
extend type Query { x: Int @cacheControl(maxAge: 5, staleIfError: 6) @connect(source: "s", http: { GET: "/x" }, selection: "$", isSuccess: "$status->eq(200)") }`)
	if len(s.Warnings) > 0 {
		t.Errorf("warnings:\n%v", s.Warnings)
	}
	if c := s.ConnectorsOf("Query", "x")[0]; c.Cache.MaxAge.Seconds() != 5 || c.Cache.StaleIfError.Seconds() != 6 {
		t.Errorf("x has %+v", c.Cache)
	}
	if got := codes(t, blog+`directive @cacheControl(anything: String) on FIELD_DEFINITION`); !slices.Equal(got, []connect.Code{connect.CodeGraphQL}) {
		t.Errorf("another @cacheControl: %v", got)
	}
}

// TestShop loads the schemas of the sample, which are ours to keep right.
func TestShop(t *testing.T) {
	for _, client := range []string{"web", "mobile", "desktop"} {
		t.Run(client, func(t *testing.T) {
			var files []connect.File
			for _, pattern := range []string{"../schema/shared/*.graphql", "../schema/" + client + "/*.graphql"} {
				names, err := filepath.Glob(pattern)
				if err != nil || len(names) == 0 {
					t.Fatalf("%s: %v, %v", pattern, names, err)
				}
				for _, name := range names {
					text, err := os.ReadFile(name)
					if err != nil {
						t.Fatal(err)
					}
					files = append(files, connect.File{Name: name, Text: string(text)})
				}
			}
			if _, err := connect.Load(files...); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCaching(t *testing.T) {
	s := load(t, header+`
type Query {
  a: U @connect(source: "s", http: { GET: "/a" }, selection: "id")
  b: U @cacheControl(maxAge: 5, scope: PRIVATE) @cacheTag(format: "b") @connect(source: "s", http: { GET: "/b" }, selection: "id")
}
type U @cacheControl(maxAge: 60, staleIfError: 600, negativeMaxAge: 3) { id: ID }`)
	a, b := s.Connectors[0].Cache, s.Connectors[1].Cache
	if a.MaxAge.Seconds() != 60 || a.Private || a.StaleIfError.Seconds() != 600 || a.NegativeMaxAge.Seconds() != 3 || len(a.Tags) != 0 {
		t.Errorf("a has %+v, want the policy of its type", a)
	}
	if b.MaxAge.Seconds() != 5 || !b.Private || b.StaleIfError.Seconds() != 600 || len(b.Tags) != 1 {
		t.Errorf("b has %+v, want its own over the one of its type", b)
	}
}

func TestHidden(t *testing.T) {
	s := load(t, header+`
type Query { u: U @connect(source: "s", http: { GET: "/a" }, selection: "id") }
type U { id: ID secret: ID @inaccessible }`)
	if s.Hidden("U", "id") || !s.Hidden("U", "secret") || s.Hidden("V", "x") {
		t.Error("only U.secret is hidden")
	}
}

func TestWarnings(t *testing.T) {
	s := load(t, header+`
type Query { u(id: ID): U @connect(source: "s", http: { GET: "/u/$args.id?i={$args.id}" }, selection: "id kind: k->match(['a', 'A'])") }
type U { id: ID kind: String }`)
	want := `schema.graphql:6:63: warning: `
	if len(s.Warnings) != 2 || !strings.HasPrefix(s.Warnings[0].String(), want) || s.Warnings.HasErrors() {
		t.Errorf("warnings:\n%v", s.Warnings)
	}
	if s.Version != mapping.V03 {
		t.Errorf("version %v", s.Version)
	}
}

// FuzzConnector is FuzzLoad for what stands inside of a connector, which random
// changes of a whole schema rarely get to.
func FuzzConnector(f *testing.F) {
	f.Add("/u/{$args.id}", "id name o { p: x }", "$args { id }", "q: $args.in.a", "ok", "u-{$key.id}")
	f.Add("https://a.test/{$this.id}", "$.a { id }", "ids: $batch.id", "$([$args.id, 'x'])", "$status->eq(200)", "{$this.o.p}")
	f.Add("/?l={$args.list->joinNotNull(',')}", "id: k->match(['a', 'A'], [@, null]) o: $({p: 1})", "$args.in { a b { c } }", "$args", "$response.headers.x", "x")
	f.Add("/?l={$batch.id->joinNotNull(',')}", "$.a { id: k o: o { p u { id } } f: o { p: x } }", "ids: $batch.id ps: $batch.o.p", "a: $args.a", "$status->eq(200)", "{$this.id}-{$args.a}")
	f.Fuzz(func(t *testing.T, url, selection, body, query, success, tag string) {
		args := func(url string) string {
			return "(source: \"s\", http: { POST: " + quoted(url) + ", body: " + quoted(body) + ", queryParams: " + quoted(query) + ", path: " + quoted(query) +
				" }, selection: " + quoted(selection) + ", isSuccess: " + quoted(success) + ")"
		}
		text := header + "type Query { u(id: ID, list: [ID!], in: In): U @connect" + args(url) + " e(id: ID!): U @connect" + args("/e/{$args.id}") + " }" +
			" input In { a: ID b: In } type U @cacheTag(format: " + quoted(tag) + ") @connect" + args(url) +
			" { id: ID name: String k: E o: O f(a: Int): O @connect" + args(url) + " } type O { p: ID u: U } enum E { A B }"
		file := connect.File{Name: "a.graphql", Text: text}
		s, err := connect.Load(file)
		if (s == nil) != (err != nil) {
			t.Fatalf("schema %v with error %v", s, err)
		}
		if err != nil && len(err.Error()) == 0 {
			t.Fatal("an error without a text")
		}
	})
}

// FuzzLoad is that no text makes Load panic, that it is deterministic, and that
// all of a report can be shown.
func FuzzLoad(f *testing.F) {
	names, _ := filepath.Glob("testdata/mistakes/*.txtar")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		_, after, _ := strings.Cut(string(text), "-- schema.graphql --\n")
		schema, _, _ := strings.Cut(after, "-- want --")
		f.Add(schema)
	}
	f.Add(blog)
	f.Add(items(`@connect(source: "s", batch: { maxSize: 2 }, http: { POST: "/items/find", body: "ids: $batch.id" }, selection: "id label")`))
	f.Add("schema { query: Q } type Q { a: \"\"\" \"\"\" ")
	f.Fuzz(func(t *testing.T, text string) {
		file := connect.File{Name: "a.graphql", Text: text}
		s, err := connect.Load(file)
		if (s == nil) != (err != nil) {
			t.Fatalf("schema %v with error %v", s, err)
		}
		_, again := connect.Load(file)
		if (err == nil) != (again == nil) || err != nil && err.Error() != again.Error() {
			t.Fatalf("two runs differ:\n%v\n%v", err, again)
		}
		var ds connect.Diagnostics
		if errors.As(err, &ds) {
			for _, d := range ds {
				_ = d.Caret()
				if d.Hint == "" {
					t.Errorf("%v has no hint", d)
				}
			}
		}
	})
}
