package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// skips are the functions that may skip a test, each with how it runs all the same.
// A new one needs a line here: `go test` says nothing of skipped tests, and only the
// summary of `make test` does.
var skips = map[string]string{
	"cache/level1_test.go TestHitAllocations":                 "make test runs it a second time without the race detector",
	"cache/rediscache/modes_test.go TestSentinel":             "nothing in the Makefile sets -short",
	"cmd/bff/browser_test.go TestGraphQLOverHTTPAudits":       "make test sets BROWSER_TESTS",
	"examples/jsonplaceholder/server_test.go startBackend":    "make test sets BROWSER_TESTS",
	"graph/playground/playgroundtest/playgroundtest.go Start": "make test sets BROWSER_TESTS",
}

// TestSkips finds every call that skips a test. Each says why, and is in the list.
func TestSkips(t *testing.T) {
	var found []string
	for _, name := range goFiles(t) {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../..", name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			where := name + " " + f.Name.Name
			for _, call := range skipCalls(f) {
				found = append(found, where)
				if len(call.Args) == 0 {
					t.Errorf("%s skips without a reason", where)
				}
				if skips[where] == "" {
					t.Errorf("%s skips: let it run always, or say in the list how it runs all the same", where)
				}
			}
		}
	}
	for where := range skips {
		if !slices.Contains(found, where) {
			t.Errorf("%s does not skip any more: remove it from the list", where)
		}
	}
}

// skipCalls are the calls of Skip, Skipf and SkipNow in a function.
func skipCalls(f *ast.FuncDecl) []*ast.CallExpr {
	var out []*ast.CallExpr
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if s, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, s.Sel.Name) {
			out = append(out, call)
		}
		return true
	})
	return out
}

// goFiles are the hand-written Go files of the module, relative to it.
func goFiles(t *testing.T) []string {
	t.Helper()
	var names []string
	module := os.DirFS("../..")
	err := fs.WalkDir(module, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || len(d.Name()) > 1 && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_gen.go"):
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 100 {
		t.Fatalf("found %d Go files; expected all of the module", len(names))
	}
	return names
}
