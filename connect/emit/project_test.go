package emit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/goccy/go-yaml"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
	"bff/connect/emit"
)

// gqlgenSettings holds the settings that decide the generated code, as in the project's gqlgen.yml.
const gqlgenSettings = `
resolver: {batch: {enabled: true}}
exec: {worker_limit: 1000}
omit_getters: true
omit_complexity: true
omit_resolver_fields: true
omit_root_models: true
omit_gqlgen_version_in_file_notice: true
enable_model_json_omitempty_tag: false
nullable_input_omittable: false
skip_mod_tidy: true
skip_validation: true
models:
  ID: {model: github.com/99designs/gqlgen/graphql.ID}
  DateTime: {model: github.com/99designs/gqlgen/graphql.Time}
  URL: {model: github.com/99designs/gqlgen/graphql.String}
  JSON: {model: github.com/99designs/gqlgen/graphql.Map}
  Long: {model: github.com/99designs/gqlgen/graphql.Int64}
`

// project is a Go module in a folder of its own, with a package for each schema.
type project struct {
	dir      string
	packages []string          // all, in order
	runnable map[string]string // those that need no Go, as Go expressions
}

// newProject makes an empty module that uses this one, and goes into its folder.
func newProject(t testing.TB) *project {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	p := &project{dir: t.TempDir(), runnable: map[string]string{}}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(mod), "module bff", "module cases.test", 1) +
		fmt.Sprintf("\nrequire bff v0.0.0\n\nreplace bff => %s\n", root)
	p.write(t, "go.mod", []byte(text))
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	p.write(t, "go.sum", sum)
	return p
}

func (p *project) write(t testing.TB, name string, content []byte) {
	t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// add generates the package of a schema, as bffgen does. The code of its connectors is
// returned; nil for none. An error is a connect.Diagnostics: the schema is refused.
func (p *project) add(t testing.TB, name string, files ...connect.File) ([]byte, error) {
	t.Helper()
	schema, err := connect.Load(files...)
	if err != nil {
		return nil, err
	}
	inFolder(t, p.dir, func() {
		err = p.generate(t, name, schema)
	})
	if err != nil {
		return nil, err
	}
	p.packages = append(p.packages, name)
	code, err := os.ReadFile(filepath.Join(p.dir, name, "connect_gen.go"))
	if os.IsNotExist(err) {
		return nil, nil
	}
	return code, err
}

func (p *project) generate(t testing.TB, name string, schema *connect.Schema) error {
	t.Helper()
	cfg := config.DefaultConfig()
	if err := yaml.Unmarshal([]byte(gqlgenSettings), cfg); err != nil {
		t.Fatal(err)
	}
	cfg.Exec.Filename, cfg.Exec.Package = filepath.Join(name, "exec_gen.go"), name
	cfg.Model = config.PackageConfig{Filename: filepath.Join(name, "models_gen.go"), Package: name}
	cfg.SchemaFilename = nil
	if err := config.CompleteConfig(cfg); err != nil {
		t.Fatal(err)
	}
	models := map[string][]string{}
	for typ, model := range cfg.Models {
		models[typ] = model.Model
	}
	e := emit.New(schema, emit.Options{Package: name, Models: models})
	code, err := e.Code()
	if err != nil {
		return err
	}
	cfg.Sources = []*ast.Source{{Name: "schema/" + name, Input: e.SDL()}}
	e.Notes(cfg)
	if err := api.Generate(cfg, api.AddPlugin(goDirectivesPlugin{}), api.ReplacePlugin(e.Models(cfg))); err != nil {
		t.Fatalf("gqlgen refuses what is accepted: %v in\n%s", err, e.SDL())
	}
	if code == nil {
		return nil
	}
	p.write(t, filepath.Join(name, "connect_gen.go"), code)
	if !slices.ContainsFunc(schema.Types(), func(def *ast.Definition) bool { return hasGo(schema, def) }) {
		p.runnable[name] = fmt.Sprintf("{%[1]s.Sources, func(rt *connector.Runtime) graphql.ExecutableSchema { return %[1]s.NewExecutableSchema(%[1]s.Config{Resolvers: %[1]s.Connect(rt)}) }}", name)
	}
	return nil
}

func hasGo(schema *connect.Schema, def *ast.Definition) bool {
	return def.Kind == ast.Object && slices.ContainsFunc(def.Fields, func(f *ast.FieldDefinition) bool {
		return !strings.HasPrefix(f.Name, "__") && schema.IsGo(def.Name, f.Name)
	})
}

// goDirectivesPlugin declares gqlgen's own directives, as bffgen does.
type goDirectivesPlugin struct{}

func (goDirectivesPlugin) Name() string { return "directives" }

// InjectSourcesEarly implements plugin.EarlySourcesInjector.
func (goDirectivesPlugin) InjectSourcesEarly() ([]*ast.Source, error) {
	return []*ast.Source{{Name: "directives.graphql", Input: goDirectives, BuiltIn: true}}, nil
}

// inFolder calls f in another folder: gqlgen finds its module by the current one.
func inFolder(t testing.TB, dir string, f func()) {
	t.Helper()
	old, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chdir(dir); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := os.Chdir(old); err != nil {
			t.Fatal(err)
		}
	}()
	f()
}

// build compiles all packages, and the program that serves those that need no Go.
func (p *project) build(t testing.TB) {
	t.Helper()
	var main bytes.Buffer
	main.WriteString("package main\n\nimport (\n\t\"github.com/99designs/gqlgen/graphql\"\n\t\"bff/clients/connector\"\n")
	names := slices.Sorted(maps.Keys(p.runnable))
	for _, name := range names {
		fmt.Fprintf(&main, "\t%s \"cases.test/%[1]s\"\n", name)
	}
	main.WriteString(")\n\nvar schemas = map[string]compiled{\n")
	for _, name := range names {
		fmt.Fprintf(&main, "\t%q: %s,\n", name, p.runnable[name])
	}
	main.WriteString("}\n\ntype compiled struct {\n\tsources func() []connector.Source\n\tserve func(rt *connector.Runtime) graphql.ExecutableSchema\n}\n")
	p.write(t, "runner/schemas.go", main.Bytes())
	runner, err := os.ReadFile("testdata/runner/main.go")
	if err != nil {
		t.Fatal(err)
	}
	p.write(t, "runner/main.go", runner)
	if err := os.MkdirAll(filepath.Join(p.dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if out, err := p.command(t, "go", "build", "-mod=mod", "-o", filepath.Join(p.dir, "bin")+string(filepath.Separator), "./...").CombinedOutput(); err != nil {
		t.Fatalf("what is accepted does not build: %v\n%s", err, out)
	}
}

func (p *project) command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = p.dir
	return cmd
}

// job describes the requests that the program sends for one schema.
type job struct {
	Package string            `json:"package"`
	Replies map[string]string `json:"replies"` // by "METHOD /target body"; "404 {...}" has a status
	Headers map[string]string `json:"headers"` // of each query
	Queries []string          `json:"queries"`
}

// outcome holds the answer to each query.
type outcome struct {
	Answer string   `json:"answer"` // data, and a line for each error
	Calls  []string `json:"calls"`  // what the backend was asked, sorted
}

// run serves each schema and gives what its queries get.
func (p *project) run(t testing.TB, jobs []job) [][]outcome {
	t.Helper()
	in, err := json.Marshal(jobs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := p.command(t, filepath.Join(p.dir, "bin", "runner"))
	cmd.Stdin = bytes.NewReader(in)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	var out [][]outcome
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return out
}
