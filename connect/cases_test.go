package connect_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"bff/connect"
	"bff/connect/mapping"
)

const casesFile = "mapping/testdata/connect-spec-cases.json"

// specCase is one of the convention's executed cases.
type specCase struct {
	ID        string
	Kind      string // map, uri, form or tmpl
	Spec      string
	Mapping   string
	Template  string
	Vars      map[string]json.RawMessage
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

// TestCases puts the convention's cases into schemas: what has to be rejected is,
// and requests come out of the schema as they come out of the language alone.
func TestCases(t *testing.T) {
	text, err := os.ReadFile(casesFile)
	if err != nil {
		t.Fatal(err)
	}
	var cases []specCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			switch c.Kind {
			case "map":
				c.runMapping(t)
			case "uri":
				c.runURL(t)
			case "tmpl":
				c.runHeader(t)
			}
		})
	}
}

// quoted is a text as a GraphQL string.
func quoted(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// schema is one field whose arguments may be anything.
func (c specCase) schema(source, http, selection string) string {
	var args []string
	var values map[string]json.RawMessage
	if raw := c.Vars["$args"]; raw != nil {
		_ = json.Unmarshal(raw, &values)
	}
	for name := range values {
		args = append(args, name+": JSON")
	}
	for _, name := range []string{"gone", "id"} { // read by cases that do not give them
		if values[name] == nil {
			args = append(args, name+": JSON")
		}
	}
	slices.Sort(args)
	return fmt.Sprintf(`extend schema @link(url: "https://specs.apollo.dev/connect/%s", import: ["@connect", "@source"]) %s
scalar JSON
type Query { f(%s): JSON @connect(http: { %s } selection: %s %s) }`,
		c.Spec, source, strings.Join(args, " "), http, quoted(selection), map[bool]string{true: `source: "s"`}[source != ""])
}

func (c specCase) runMapping(t *testing.T) {
	_, err := connect.Load(connect.File{Name: "schema.graphql", Text: c.schema("", `GET: "https://a.test"`, c.Mapping)})
	var ds connect.Diagnostics
	errors.As(err, &ds)
	// Its syntax errors begin with the name of the argument.
	syntax := slices.ContainsFunc(ds, func(d connect.Diagnostic) bool {
		return d.Code == connect.CodeInvalidSelection && strings.HasPrefix(d.Msg, "selection: ")
	})
	if rejected := c.Expect.Error == "parse"; syntax != rejected {
		t.Errorf("%q: syntax error %v, want %v: %v", c.Mapping, syntax, rejected, err)
	}
}

func (c specCase) runURL(t *testing.T) {
	option := func(name string, text *string) string {
		if text == nil {
			return ""
		}
		return " " + name + ": " + quoted(*text)
	}
	source := ""
	if c.BaseURL != nil {
		source = `@source(name: "s", http: { baseURL: ` + quoted(*c.BaseURL) + option("path", c.BasePath) + option("queryParams", c.BaseQuery) + ` })`
	}
	text := c.schema(source, "GET: "+quoted(c.URL)+option("path", c.Path)+option("queryParams", c.Query), "$")
	if c.ID == "C180" { // the language skips the null; a schema must not have it
		if got := codes(t, text); !slices.Equal(got, []connect.Code{connect.CodeInvalidURLProperty}) {
			t.Errorf("codes %v", got)
		}
		return
	}
	got, _, err := load(t, text).Connectors[0].Request.Render(c.vars(t))
	if c.Expect.Error != "" {
		if err == nil {
			t.Errorf("%s is rendered, and should fail", got.URL)
		}
		return
	}
	if err != nil || got.URL != *c.Expect.String {
		t.Errorf("%q, %v; want %q", got.URL, err, *c.Expect.String)
	}
}

func (c specCase) runHeader(t *testing.T) {
	text := c.schema("", `GET: "https://a.test" headers: { name: "x-h", value: `+quoted(c.Template)+` }`, "$")
	text = strings.Replace(text, "f(", "f(x: JSON y: JSON l: JSON ", 1)
	text = dropRepeated(text)
	got, _, err := load(t, text).Connectors[0].Request.Render(c.vars(t))
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, h := range got.Header {
		values = append(values, h.Value)
	}
	var want []string // a value that cannot be rendered drops the header
	if c.Expect.String != nil {
		want = []string{*c.Expect.String}
	}
	if !slices.Equal(values, want) {
		t.Errorf("%q, want %q", values, want)
	}
}

// dropRepeated removes arguments that are declared twice.
func dropRepeated(text string) string {
	from := strings.Index(text, "f(") + 2
	to := from + strings.Index(text[from:], ")")
	args := strings.Split(strings.ReplaceAll(text[from:to], ": JSON", ""), " ")
	slices.Sort(args)
	return text[:from] + strings.Join(slices.Compact(args), ": JSON ") + ": JSON" + text[to:]
}

func (c specCase) vars(t *testing.T) *mapping.Vars {
	t.Helper()
	parse := func(name string) mapping.Value {
		raw := c.Vars[name]
		if raw == nil {
			return mapping.Value{}
		}
		v, err := mapping.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	return &mapping.Vars{Args: parse("$args"), Config: parse("$config")}
}
