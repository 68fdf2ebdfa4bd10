package connect_test

import (
	"errors"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"bff/connect"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// header links the convention and declares the source "s".
const header = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@inaccessible", "@requires"])
  @source(name: "s", http: { baseURL: "https://api.test/v1" })
`

// load loads a schema that has to be right.
func load(t *testing.T, text string) *connect.Schema {
	t.Helper()
	s, err := connect.Load(connect.File{Name: "schema.graphql", Text: text})
	if err != nil {
		t.Fatalf("the schema has errors:\n%v", err)
	}
	return s
}

// codes are the codes of the errors of a schema, sorted, each once.
func codes(t *testing.T, text string) []connect.Code {
	t.Helper()
	_, err := connect.Load(connect.File{Name: "schema.graphql", Text: text})
	if err == nil {
		return nil
	}
	var ds connect.Diagnostics
	if !errors.As(err, &ds) {
		t.Fatalf("the error is %T, not Diagnostics", err)
	}
	var out []connect.Code
	for _, d := range ds {
		if d.Hint == "" || d.Pos.Line == 0 {
			t.Errorf("%v has no hint or no position", d)
		}
		if !d.Warning {
			out = append(out, d.Code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
