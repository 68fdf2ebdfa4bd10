package emit_test

import (
	"encoding/json"
	"fmt"
	goast "go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
	"bff/connect/emit"
)

// goDirectives is what gqlgen adds to every schema.
var goDirectives = func() string {
	text, err := os.ReadFile("../../cmd/bffgen/directives.graphql")
	if err != nil {
		panic(err)
	}
	return string(text)
}()

// compiles emits a schema, if it loads. What is emitted has to be Go, which Code says
// by itself, and GraphQL; what is refused has to have its place.
func compiles(t *testing.T, text string) {
	t.Helper()
	schema, err := connect.Load(connect.File{Name: "a.graphql", Text: text})
	if err != nil {
		return
	}
	e := emit.New(schema, emit.Options{Package: "p", Models: map[string][]string{"DateTime": {"github.com/99designs/gqlgen/graphql.Time"}}})
	code, err := e.Code()
	switch {
	case err == nil:
		importsAreUsed(t, code)
	case strings.Contains(err.Error(), "does not parse"), !strings.Contains(err.Error(), "a.graphql:"):
		t.Fatalf("%v for\n%s", err, text)
	default:
		return
	}
	if _, err := gqlparser.LoadSchema(&ast.Source{Input: goDirectives}, &ast.Source{Input: e.SDL()}); err != nil {
		t.Fatalf("%v in\n%s\nfor\n%s", err, e.SDL(), text)
	}
}

// importsAreUsed checks what the compiler would.
func importsAreUsed(t *testing.T, code []byte) {
	t.Helper()
	if code == nil { // there are no connectors
		return
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", code, 0)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	goast.Inspect(file, func(n goast.Node) bool {
		if s, ok := n.(*goast.SelectorExpr); ok {
			if x, ok := s.X.(*goast.Ident); ok {
				used[x.Name] = true
			}
		}
		return true
	})
	for _, i := range file.Imports {
		if name := path.Base(strings.Trim(i.Path.Value, `"`)); !used[name] {
			t.Errorf("%s is imported and not used", i.Path.Value)
		}
	}
}

// TestImportsInComments: a description that looks like Go uses no package.
func TestImportsInComments(t *testing.T) {
	compiles(t, header+`
		scalar DateTime
		type Query { "Any time. In a batch. At math. Of supply." p: P @connect(source: "s", http: { GET: "/p" }, selection: "at") }
		type P { at: DateTime }`)
}

// FuzzSchema: what Load takes is compiled, or refused with its place.
func FuzzSchema(f *testing.F) {
	names, err := filepath.Glob("../../internal/conformance/schema/*/*.graphql")
	if err != nil || len(names) == 0 {
		f.Fatalf("%v, %d schemas", err, len(names))
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(compiles)
}

// FuzzNames is FuzzSchema for names, types and texts, which random changes of a whole
// schema mostly break.
func FuzzNames(f *testing.F) {
	f.Add("P", "name", "first", "String", "id name", "a `text`\nof */ two lines")
	f.Add("func", "type", "ctx", "[[Int!]!]", "id type", "\\")
	f.Add("HTTPServer", "url_id", "err", "[Boolean]", "id url_id", "\"\"")
	f.Add("U", "state", "r", "[ID!]!", "id ... kind->match(['a', {__typename: 'U'}], [@, null])", "\u2028\u0007")
	f.Fuzz(func(t *testing.T, object, field, argument, of, selection, description string) {
		quoted, err := json.Marshal(description)
		if err != nil {
			t.Fatal(err)
		}
		compiles(t, header+fmt.Sprintf(`
			type Query { list(%[3]s: %[4]s): [%[1]s!] @connect(source: "s", http: { POST: "/l", body: "a: $args.%[3]s" }, selection: """%[5]s""") }
			%[6]s
			type %[1]s @connect(source: "s", http: { POST: "/b", body: "ids: $batch.id" }, selection: """%[5]s""") {
				id: ID!
				%[6]s
				%[2]s: %[4]s
				more(%[3]s: %[4]s): Int @connect(source: "s", http: { POST: "/m", body: "ids: $batch.id a: $args.%[3]s" }, selection: "id more")
			}
			scalar DateTime
			input In { %[2]s: %[1]sIn list: [In!] }
			input %[1]sIn { %[3]s: Int = 3 }`, object, field, argument, of, selection, quoted))
	})
}
