package mapping

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// casesFile holds the convention's executed cases: inputs, results and number
// of problems, as the reference evaluator gives them.
const casesFile = "testdata/connect-spec-cases.json"

type specCase struct {
	ID        string
	Kind      string // map, uri, form or tmpl
	Spec      string
	Mapping   string
	Template  string
	Form      json.RawMessage
	Input     json.RawMessage
	Vars      map[string]json.RawMessage
	Problems  int
	BaseURL   *string
	URL       string
	Path      *string
	Query     *string `json:"queryParams"`
	BasePath  *string `json:"sourcePath"`
	BaseQuery *string `json:"sourceQueryParams"`
	Expect    struct {
		JSON    *string
		String  *string
		Missing bool
		Error   string // parse or runtime
	}
}

func readCases(t testing.TB) []specCase {
	t.Helper()
	text, err := os.ReadFile(casesFile)
	if err != nil {
		t.Fatal(err)
	}
	var cases []specCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

func (c specCase) version(t testing.TB) Version {
	t.Helper()
	v, err := ParseVersion(c.Spec)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (c specCase) vars(t testing.TB) *Vars {
	t.Helper()
	var vars Vars
	for name, text := range c.Vars {
		v := parseJSON(t, string(text))
		switch name {
		case VarArgs:
			vars.Args = v
		case VarThis:
			vars.This = v
		case VarBatch:
			vars.Batch = v
		case VarConfig:
			vars.Config = v
		case VarContext:
			vars.Context = v
		case VarEnv:
			vars.Env = v
		case VarRequest:
			vars.Request = v
		case VarResponse:
			vars.Response = v
		case VarStatus:
			vars.Status = v
		default:
			t.Fatalf("unknown variable %s", name)
		}
	}
	return &vars
}

func parseJSON(t testing.TB, text string) Value {
	t.Helper()
	v, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("Parse(%s): %v", text, err)
	}
	return v
}

// TestCases runs the mapping cases, each by every way to evaluate one. Results
// are compared as text: key order and 2 against 2.0 count.
func TestCases(t *testing.T) {
	ran := 0
	for _, c := range readCases(t) {
		if c.Kind != "map" {
			continue
		}
		ran++
		t.Run(c.ID, func(t *testing.T) {
			m, err := Compile(c.Mapping, c.version(t))
			if c.Expect.Error == "parse" {
				if err == nil {
					t.Errorf("%s: accepted, want a syntax error", c.Mapping)
				}
				return
			}
			if err != nil {
				t.Fatalf("%s: %v", c.Mapping, err)
			}
			want := ""
			if !c.Expect.Missing {
				want = *c.Expect.JSON
			}
			for way, got := range evaluateAll(t, m, string(c.Input), c.vars(t)) {
				if diff := cmp.Diff(want, got.text); diff != "" {
					t.Errorf("%s: %s (-want +got):\n%s", c.Mapping, way, diff)
				}
				if got.problems.Total() != c.Problems {
					t.Errorf("%s: %s: %d problems, want %d: %v", c.Mapping, way, got.problems.Total(), c.Problems, got.problems)
				}
			}
		})
	}
	if ran != 154 {
		t.Errorf("ran %d mapping cases, want 154", ran)
	}
}

type outcome struct {
	text     string // "" when there is no value
	problems Problems
}

// evaluateAll evaluates a mapping in each way that the package offers.
func evaluateAll(t testing.TB, m *Mapping, input string, vars *Vars) map[string]outcome {
	t.Helper()
	root := parseJSON(t, input)
	out := map[string]outcome{}
	v, ps := m.Eval(root, vars)
	tree := outcome{problems: ps}
	if !v.IsMissing() {
		tree.text = string(v.AppendJSON(nil))
	}
	out["Eval"] = tree
	text, _, ps := m.Append(nil, root, vars)
	out["Append"] = outcome{string(text), ps}
	text, _, ps, err := m.Transform(nil, []byte(input), vars)
	if err != nil {
		t.Fatal(err)
	}
	out["Transform"] = outcome{string(text), ps}
	return out
}
