package contract_test

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
)

var update = flag.Bool("update", false, "accept what the tests got as golden")

// linked is what every case's schema.graphql goes on after, in one line: positions
// in the case are one line further.
const linked = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect", "@source"])`

// testCase is a file of testdata: schema.graphql, a NAME.yaml for each source
// that has a document, and what Check says.
type testCase struct {
	archive *txtar.Archive
	schema  *connect.Schema
	docs    map[string]*openapi3.T
	want    string
}

func readCase(t *testing.T, file string) testCase {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := testCase{archive: archive, docs: map[string]*openapi3.T{}}
	files := map[string][]byte{}
	for _, part := range archive.Files {
		files[part.Name] = part.Data
	}
	for name, data := range files {
		source, isDocument := strings.CutSuffix(name, ".yaml")
		switch {
		case name == "schema.graphql":
			c.schema = load(t, string(data))
		case name == "want":
			c.want = string(data)
		case isDocument && !strings.Contains(source, "/"):
			c.docs[source] = document(t, name, files)
		}
	}
	if c.schema == nil || len(c.docs) == 0 {
		t.Fatalf("%s needs a schema.graphql and a document", file)
	}
	return c
}

func load(t testing.TB, text string) *connect.Schema {
	t.Helper()
	schema, err := connect.Load(connect.File{Name: "schema.graphql", Text: linked + "\n" + text})
	if err != nil {
		t.Fatalf("the schema has errors:\n%v", err)
	}
	return schema
}

// document reads an OpenAPI document, which may refer to the other files.
func document(t testing.TB, name string, files map[string][]byte) *openapi3.T {
	t.Helper()
	loader := openapi3.NewLoader()
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
		data, ok := files[location.Path]
		if !ok {
			return nil, fmt.Errorf("no file %s", location.Path)
		}
		return data, nil
	}
	doc, err := loader.LoadFromDataWithPath(files[name], &url.URL{Path: name})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return doc
}

// text is a report as it is kept in the cases.
func text(ds connect.Diagnostics) string {
	if len(ds) == 0 {
		return ""
	}
	return ds.Error() + "\n"
}

func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			c := readCase(t, file)
			got := text(contract.Check(c.schema, c.docs))
			if strings.HasPrefix(name, "ok_") && got != "" {
				t.Errorf("these agree, but Check says\n%s", got)
			}
			if *update {
				rewrite(t, file, c.archive, got)
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("accept with -update (-want +got):\n%s", diff)
			}
		})
	}
}

func rewrite(t *testing.T, file string, archive *txtar.Archive, got string) {
	t.Helper()
	for i := range archive.Files {
		if archive.Files[i].Name == "want" {
			archive.Files[i].Data = []byte(got)
		}
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

// documents is one document, for the source "s".
func documents(t testing.TB, doc string) map[string]*openapi3.T {
	t.Helper()
	return map[string]*openapi3.T{"s": document(t, "s.yaml", map[string][]byte{"s.yaml": []byte(doc)})}
}
