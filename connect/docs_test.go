package connect_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bff/connect/mapping"
)

const page = "../docs/connect.md"

func readPage(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestPageSchemas loads every schema of the page.
func TestPageSchemas(t *testing.T) {
	snippets := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllStringSubmatch(readPage(t), -1)
	if len(snippets) < 3 {
		t.Fatalf("found %d snippets", len(snippets))
	}
	for _, s := range snippets {
		if warnings := load(t, s[1]).Warnings; len(warnings) > 0 {
			t.Error(warnings)
		}
	}
}

// TestPageMethods evaluates the example of every method, and misses none.
func TestPageMethods(t *testing.T) {
	rows := regexp.MustCompile("(?m)^\\| `(\\w+)` \\| [^|]* \\| `([^|]+)` \\| `([^|]+)` \\| `([^|]+)` \\|$").FindAllStringSubmatch(readPage(t), -1)
	var names []string
	for _, r := range rows {
		name, example, input, want := r[1], r[2], r[3], r[4]
		names = append(names, name)
		m, err := mapping.Compile("x: "+example, mapping.V04)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, _, problems, err := m.Transform(nil, []byte(input), nil)
		if err != nil || len(problems) > 0 || string(got) != `{"x":`+want+`}` {
			t.Errorf("%s of %s gives %s, %v, %v; the page says %s", example, input, got, problems, err, want)
		}
	}
	slices.Sort(names)
	if all := mapping.MethodNames(mapping.V04); !slices.Equal(names, all) {
		t.Errorf("the page has the methods %v, want %v", names, all)
	}
}

// TestPageRecipes evaluates every recipe.
func TestPageRecipes(t *testing.T) {
	_, recipes, _ := strings.Cut(readPage(t), "### Recipes")
	recipes, _, _ = strings.Cut(recipes, "\n### ")
	rows := regexp.MustCompile("(?m)^\\| [^|]* \\| `([^|]+)` \\| `([$a-z]+): ([^|]+)` \\| `([^|]+)` \\|$").FindAllStringSubmatch(recipes, -1)
	if want := strings.Count(recipes, "\n| ") - 1; len(rows) != want {
		t.Errorf("%d of %d rows are recipes", len(rows), want)
	}
	for _, r := range rows {
		recipe, variable, value, want := r[1], r[2], r[3], r[4]
		m, err := mapping.Compile(recipe, mapping.V03)
		if err != nil {
			t.Errorf("%s: %v", recipe, err)
			continue
		}
		given, err := mapping.Parse([]byte(value))
		if err != nil {
			t.Fatal(err)
		}
		body, vars := "{}", mapping.Vars{}
		switch variable {
		case "$":
			body = value
		case "$args":
			vars.Args = given
		case "$status":
			vars.Status = given
		}
		got, _, _, err := m.Transform(nil, []byte(body), &vars)
		if err != nil || string(got) != want {
			t.Errorf("%s of %s gives %s, %v; the page says %s", recipe, value, got, err, want)
		}
	}
}

// TestPageCodes is that the page has every code, and no other.
func TestPageCodes(t *testing.T) {
	source, err := os.ReadFile("codes.go")
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`"([A-Z_]+)"`).FindAllStringSubmatch(string(source), -1)
	_, messages, _ := strings.Cut(readPage(t), "## Messages")
	messages, _, _ = strings.Cut(messages, "## Differences")
	got := regexp.MustCompile("`([A-Z]+_[A-Z_]+)`").FindAllStringSubmatch(messages, -1)
	names := func(found [][]string) []string {
		var out []string
		for _, f := range found {
			out = append(out, f[1])
		}
		slices.Sort(out)
		return out
	}
	if !slices.Equal(names(want), names(got)) {
		t.Errorf("the page has %v, want %v", names(got), names(want))
	}
}

// TestPageVariables is that the page has every variable.
func TestPageVariables(t *testing.T) {
	text := readPage(t)
	for _, v := range mapping.Variables() {
		if !strings.Contains(text, "| `"+v+"` |") {
			t.Errorf("the page lacks %s", v)
		}
	}
}

// TestPageDirectives is that the page says of every directive that a schema may use,
// and of every argument, what it does.
func TestPageDirectives(t *testing.T) {
	source, err := os.ReadFile("definitions.go")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(readPage(t), "### What each directive does")
	table, _, _ = strings.Cut(table, "### Fields in Go")
	rows := map[string]string{}
	last := ""
	for _, r := range regexp.MustCompile("(?m)^\\| (?:`@(\\w+)`)? ?\\| ([^|]*) ?\\| [^|]+ \\|$").FindAllStringSubmatch(table, -1) {
		if r[1] != "" {
			last = r[1]
		}
		rows[last] += r[2]
	}
	found := regexp.MustCompile(`(?m)(?:"(\w+)": +`+"`"+`)?directive @(\w+)(?:\((.*?)\)+)? (?:repeatable )?on `).FindAllStringSubmatch(string(source), -1)
	if len(found) < 30 {
		t.Fatalf("found %d definitions", len(found))
	}
	for _, d := range found {
		name := strings.ToLower(d[2])
		if d[2] != "CONNECT" && d[2] != "SOURCE" {
			name = d[2]
		}
		if d[1] != "" {
			name = d[1]
		}
		row, ok := rows[name]
		if !ok {
			t.Errorf("the page does not say what @%s does", name)
		}
		for _, a := range regexp.MustCompile(`(\w+): `).FindAllStringSubmatch(d[3], -1) {
			if !strings.Contains(row, "`"+a[1]+"`") {
				t.Errorf("the page does not say that @%s has %s", name, a[1])
			}
		}
	}
}
