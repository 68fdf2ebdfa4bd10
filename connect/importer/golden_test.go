package importer_test

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"bff/connect"
	"bff/connect/contract"
	"bff/connect/importer"
)

var update = flag.Bool("update", false, "accept what the tests got as golden")

// Each file of testdata has an api.yaml, files that it refers to, and the schema that
// it becomes.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := imported(t, document(t, archive), importer.Options{Source: "api"})
			last := &archive.Files[len(archive.Files)-1]
			if last.Name != "want.graphql" {
				t.Fatalf("%s ends with %s; expected want.graphql", file, last.Name)
			}
			if *update {
				last.Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(last.Data), got); diff != "" {
				t.Errorf("accept with -update (-want +got):\n%s", diff)
			}
		})
	}
}

// document reads api.yaml, which may refer to the other files.
func document(t testing.TB, archive *txtar.Archive) *openapi3.T {
	t.Helper()
	files := map[string][]byte{}
	for _, part := range archive.Files {
		files[part.Name] = part.Data
	}
	loader := openapi3.NewLoader()
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
		data, ok := files[location.Path]
		if !ok {
			return nil, fmt.Errorf("no file %s", location.Path)
		}
		return data, nil
	}
	doc, err := loader.LoadFromDataWithPath(files["api.yaml"], &url.URL{Path: "api.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// imported is the schema of a document, which has to load and to agree with it.
func imported(t testing.TB, doc *openapi3.T, o importer.Options) string {
	t.Helper()
	text, notes, err := importer.SDL(doc, o)
	if err != nil {
		t.Fatal(err)
	}
	schema := load(t, string(text))
	if found := contract.Check(schema, map[string]*openapi3.T{o.Source: doc}); len(found) > 0 {
		t.Errorf("the schema disagrees with its document:\n%v\n%s", found, text)
	}
	for _, n := range notes {
		if !strings.Contains(string(text), "# "+n.String()+"\n") {
			t.Errorf("the schema does not have the note %q", n)
		}
	}
	return string(text)
}

// load is connect.Load of what has neither errors nor warnings.
func load(t testing.TB, texts ...string) *connect.Schema {
	t.Helper()
	var files []connect.File
	for i, text := range texts {
		files = append(files, connect.File{Name: fmt.Sprintf("%d.graphql", i), Text: text})
	}
	schema, err := connect.Load(files...)
	if err != nil {
		t.Fatalf("the schema does not load:\n%v\n%s", err, strings.Join(texts, "\n"))
	}
	if len(schema.Warnings) > 0 {
		t.Errorf("the schema has warnings:\n%v\n%s", schema.Warnings, strings.Join(texts, "\n"))
	}
	return schema
}
