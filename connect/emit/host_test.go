package emit_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"bff/connect/emit"
)

// hostsOf are the sources that the code has for connectors that name none, as
// "name baseURL", and the URLs of the connectors.
func hostsOf(t *testing.T, declared string, urls ...string) (sources, called []string) {
	t.Helper()
	var fields strings.Builder
	for i, url := range urls {
		fmt.Fprintf(&fields, "f%d(a: ID): Int @connect(http: { GET: %q }, selection: \"$\")\n", i, url)
	}
	code, err := emit.New(load(t, header+declared+"type Query {\n"+fields.String()+"}"), emit.Options{Package: "p"}).Code()
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(code), "func Sources()")
	list, _, _ = strings.Cut(list, "\n}\n")
	for _, m := range regexp.MustCompile(`\{Name: "([^"]*)", BaseURL: "([^"]*)"\}`).FindAllStringSubmatch(list, -1) {
		sources = append(sources, m[1]+" "+m[2])
	}
	for _, m := range regexp.MustCompile(`Source: +connector.Source\{Name: "([^"]*)"\}|\bURL: +"([^"]*)"`).FindAllStringSubmatch(string(code), -1) {
		if m[2] == "" {
			called = append(called, m[1])
		} else {
			called[len(called)-1] += " " + m[2]
		}
	}
	return sources, called
}

// Each host, port and scheme is a source of its own, which has a name of its own; one
// written in several ways is one.
func TestHostsHaveNamesOfTheirOwn(t *testing.T) {
	for _, tt := range []struct {
		name, declared string
		urls           []string
		want           []string
	}{
		{"dot and hyphen", "", []string{"https://a.b/x", "https://a-b/x"}, []string{"a-b https://a.b", "a__b https://a-b"}},
		{"underscores", "", []string{"https://a_b", "https://a__b", "https://a-b"}, []string{"a_5fb https://a_b", "a_5f_5fb https://a__b", "a__b https://a-b"}},
		{"port and label", "", []string{"https://a:80", "https://a.80", "https://a-80"}, []string{"a_p80 https://a:80", "a-80 https://a.80", "a__80 https://a-80"}},
		{"schemes", "", []string{"https://a", "http://a", "http://a:443"}, []string{"a https://a", "a_http http://a", "a_p443_http http://a:443"}},
		{"a source of the name", `extend schema @source(name: "a-b", http: { baseURL: "https://else" }) `, []string{"https://a.b"}, []string{"a-b_host https://a.b"}},
		{"one in several ways", "", []string{"https://a.b/x", "HTTPS://A.B:443/x", "https://a.b/y"}, []string{"a-b https://a.b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, called := hostsOf(t, tt.declared, tt.urls...)
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("the sources are %q; want %q", got, tt.want)
			}
			if len(called) != len(tt.urls) {
				t.Fatalf("the connectors are %q; want %d", called, len(tt.urls))
			}
			for _, c := range called {
				if !startsWithAny(c, got) {
					t.Errorf("the connector %q is at none of the sources %q", c, got)
				}
			}
		})
	}
}

func startsWithAny(text string, starts []string) bool {
	for _, start := range starts {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}
