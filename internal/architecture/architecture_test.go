package architecture_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rule says what a package and those below it must not import. Paths are
// relative to the module; paths with a dot in their first part come from outside.
type rule struct {
	in        string
	forbidden []string
	allowed   []string // of ours, imports that are fine all the same
	exempt    []string // packages below in that the rule does not bind
	because   string
}

const anyOfOurs = "*"

var rules = []rule{
	{
		in: "cache", forbidden: []string{anyOfOurs}, allowed: []string{"cache"},
		because: "the cache is a package of its own worth: it knows no backend and no GraphQL",
	},
	{
		in: "connect/mapping", forbidden: []string{anyOfOurs}, allowed: []string{"connect/mapping"},
		because: "the mapping language is pure: text and JSON in, JSON out",
	},
	{
		in: "connect/supply", forbidden: []string{anyOfOurs}, allowed: []string{"connect/supply"},
		because: "what is filled is a fact that calls and server share",
	},
	{
		in: "connect/inputs", forbidden: []string{anyOfOurs}, allowed: []string{"connect/inputs"},
		because: "what fields read is a fact that compiler, calls and server share",
	},
	{
		in: "connect", forbidden: []string{anyOfOurs}, allowed: []string{"connect"},
		because: "the compiler knows schemas, and nothing that runs",
	},
	{
		in: "clients", forbidden: []string{anyOfOurs, "github.com/99designs/gqlgen", "github.com/vektah/gqlparser"}, allowed: []string{"clients", "cache", "connect/inputs", "connect/mapping", "connect/supply"},
		because: "calls to backends know nothing of GraphQL",
	},
	{
		in: "graph", forbidden: []string{anyOfOurs}, allowed: []string{"graph", "cache", "connect/supply"},
		because: "the GraphQL server knows nothing of HTTP backends",
	},
	{
		in: "internal/shop", forbidden: []string{anyOfOurs}, allowed: []string{"internal/shop"},
		because: "the sample backends stand for services of other teams",
	},
	{
		in: "internal/shopapi", forbidden: []string{anyOfOurs}, allowed: []string{"internal/shopapi", "clients", "cache", "connect/supply"},
		exempt:  []string{"internal/shopapi/shopapitest"}, // for tests: it puts the sample backends behind the calls
		because: "what the backends answer does not depend on who shows it",
	},
	{
		in: "internal/config", forbidden: []string{anyOfOurs}, allowed: []string{"internal/config", "cache", "clients", "connect/mapping", "connect/supply", "graph", "internal/httpserver"},
		because: "configuration is plain values, whose defaults are those of the packages they are for; internal/wiring and programs hand them on",
	},
	{
		in: "internal/httpserver", forbidden: []string{anyOfOurs}, allowed: []string{"internal/httpserver"},
		because: "the life cycle of listeners is the same whatever they serve",
	},
	{
		in: "internal/program", forbidden: []string{anyOfOurs}, allowed: []string{"internal/program", "internal/config"},
		because: "a command line is read the same way whatever the program does",
	},
	{
		in: "internal/telemetry", forbidden: []string{anyOfOurs}, allowed: []string{"internal/telemetry"},
		because: "telemetry is set up before anything else exists",
	},
	{
		in: "internal/wiring", forbidden: []string{anyOfOurs}, allowed: []string{"internal/wiring", "clients", "cache", "graph", "internal/config", "internal/httpserver", "internal/telemetry"},
		because: "it translates the configuration, whatever clients and backends there are",
	},
	{
		in: "", forbidden: []string{"internal/wiring"}, exempt: []string{"internal/wiring", "cmd", "examples"},
		because: "only programs put a server together",
	},
	{
		in: "", forbidden: []string{"go.opentelemetry.io/otel/sdk", "go.opentelemetry.io/otel/exporters", "go.opentelemetry.io/contrib/exporters"},
		exempt:  []string{"internal/telemetry"},
		because: "only internal/telemetry sets telemetry up; all else uses the API",
	},
	{
		in: "", forbidden: []string{"internal/shopapi/shopapitest"},
		because: "shopapitest is for tests, whose imports this does not look at",
	},
	{
		in: "", forbidden: []string{"examples"}, exempt: []string{"examples"},
		because: "examples show the product, which does not need them",
	},
	{
		in: "", forbidden: []string{"cmd"},
		because: "only cmd sees everything, so nothing may see cmd",
	},
}

// allRules are the rules and one for each client: each folder of schema/ but
// shared is a client's, so that a new one is bound without a word here.
func allRules(t *testing.T) []rule {
	t.Helper()
	entries, err := os.ReadDir("../../schema")
	if err != nil {
		t.Fatal(err)
	}
	all := slices.Clone(rules)
	for _, entry := range entries {
		if entry.IsDir() && entry.Name() != "shared" {
			all = append(all, client(entry.Name()))
		}
	}
	if len(all) < len(rules)+3 {
		t.Fatalf("schema/ has %d clients; expected web, mobile and desktop at least", len(all)-len(rules))
	}
	return all
}

// client is the rule of a client package.
func client(name string) rule {
	return rule{
		in: name, forbidden: []string{anyOfOurs}, allowed: []string{name, "graph", "clients", "cache", "connect/inputs", "connect/mapping", "connect/supply", "internal/shopapi"},
		because: "a client's resolvers see the server, the calls and nothing of other clients",
	}
}

// pkg is what `go list` tells of a package.
type pkg struct {
	ImportPath string
	Name       string
	Doc        string
	Imports    []string
	Module     struct{ Path string }
}

// list reads all packages of the module, as they are without tests.
func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Doc,Imports,Module", "../../...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 10 {
		t.Fatalf("go list found %d packages; expected all of the module", len(all))
	}
	return all
}

func TestDependencyRule(t *testing.T) {
	rules := allRules(t)
	for _, p := range list(t) {
		from := relative(p, p.ImportPath)
		for _, r := range rules {
			if !within(from, r.in) {
				continue
			}
			for _, imported := range p.Imports {
				if broken(p, r, from, imported) {
					t.Errorf("%s imports %s, but %s", from, relative(p, imported), r.because)
				}
			}
		}
	}
}

func broken(p pkg, r rule, from, imported string) bool {
	ours := within(imported, p.Module.Path)
	name := relative(p, imported)
	forbidden := slices.ContainsFunc(r.forbidden, func(f string) bool {
		return f == anyOfOurs && ours || within(name, f)
	})
	if !forbidden {
		return false
	}
	allowed := func(a string) bool { return ours && within(name, a) }
	exempt := func(e string) bool { return within(from, e) }
	return !slices.ContainsFunc(r.allowed, allowed) && !slices.ContainsFunc(r.exempt, exempt)
}

// relative cuts the module's path off.
func relative(p pkg, path string) string {
	if path == p.Module.Path {
		return "."
	}
	return strings.TrimPrefix(path, p.Module.Path+"/")
}

// within tells whether path is dir or below it; everything is within "".
func within(path, dir string) bool {
	return dir == "" || path == dir || strings.HasPrefix(path, dir+"/")
}

func TestPackagesSayWhatTheyAre(t *testing.T) {
	for _, p := range list(t) {
		opening := "Package " + p.Name + " "
		if p.Name == "main" {
			opening = "Command "
		}
		if !strings.HasPrefix(p.Doc, opening) {
			t.Errorf("%s has no package comment that begins with %q", relative(p, p.ImportPath), opening)
		}
	}
}

// The rule must be able to fail.
func TestRuleFindsABreach(t *testing.T) {
	p := pkg{}
	p.Module.Path = "bff"
	rules := allRules(t)
	for _, tt := range []struct {
		from, imported string
		want           bool
	}{
		{"cache", "bff/clients", true},
		{"cache/redisstore", "bff/cache", false},
		{"clients", "github.com/99designs/gqlgen/graphql", true},
		{"graph/batch", "bff/clients", true},
		{"graph/entity", "bff/connect", true},
		{"graph/entity", "bff/connect/supply", false},
		{"clients/connector", "bff/connect/mapping", false},
		{"connect/emit", "bff/clients/connector", true},
		{"web", "bff/mobile", true},
		{"web", "bff/clients", false},
		{"web", "net/http", false},
		{"cmd/bff", "bff/web", false},
		{"web", "bff/cmd/bff", true},
		{"web", "bff/internal/shopapi/shopapitest", true},
		{"internal/shopapi", "bff/internal/shop", true},
		{"internal/shopapi/shopapitest", "bff/internal/shop", false},
		{"clients", "go.opentelemetry.io/otel/sdk/trace", true},
		{"internal/telemetry", "go.opentelemetry.io/otel/sdk/trace", false},
	} {
		got := slices.ContainsFunc(rules, func(r rule) bool {
			return within(tt.from, r.in) && broken(p, r, tt.from, tt.imported)
		})
		if got != tt.want {
			t.Errorf("%s imports %s: forbidden %v; want %v", tt.from, tt.imported, got, tt.want)
		}
	}
}

// Every direct dependency has a line that says what it is for.
func TestDependenciesAreExplained(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json", "../../go.mod").Output()
	if err != nil {
		t.Fatalf("go mod edit: %v", err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, require := range mod.Require {
		explained := strings.Contains(string(page), require.Path) || within(require.Path, "go.opentelemetry.io/otel")
		if !require.Indirect && !explained {
			t.Errorf("docs/dependencies.md does not say what %s is for", require.Path)
		}
	}
}

// A panic in a goroutine that nobody recovers ends the process. So resolvers start
// none themselves: batch.Concurrently and stream.Go recover.
func TestResolversStartNoGoroutines(t *testing.T) {
	var files []string
	for _, client := range []string{"web", "mobile", "desktop", "internal/shopapi"} {
		some, err := filepath.Glob("../../" + client + "/*.go")
		if err != nil || len(some) == 0 {
			t.Fatalf("%s has no files: %v", client, err)
		}
		files = append(files, some...)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "_gen.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			starts := false
			switch n := node.(type) {
			case *ast.GoStmt:
				starts = true
			case *ast.SelectorExpr:
				of, _ := n.X.(*ast.Ident)
				starts = n.Sel.Name == "Go" && (of == nil || of.Name != "stream")
			}
			if starts {
				t.Errorf("%s starts a goroutine; use batch.Concurrently or stream.Go", file)
			}
			return true
		})
	}
}
