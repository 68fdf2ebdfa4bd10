package clients

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestPath(t *testing.T) {
	for _, tt := range []struct {
		name, template string
		args           []any
		want           string
	}{
		{"no argument", "/v1/home", nil, "/v1/home"},
		{"int", "/v1/products/{}", []any{17}, "/v1/products/17"},
		{"int64", "/v1/products/{}", []any{int64(-1)}, "/v1/products/-1"},
		{"a type with a text", "/v1/{}", []any{time.Minute}, "/v1/1m0s"},
		{"two", "/a/{}/b/{}", []any{1, "x"}, "/a/1/b/x"},
		{"a slash stays within the segment", "/v1/{}", []any{"a/../b"}, "/v1/a%2F..%2Fb"},
		{"a question mark doesn't begin a query", "/v1/{}", []any{"a?b#c"}, "/v1/a%3Fb%23c"},
		{"braces aren't placeholders", "/v1/{}/{}", []any{"{}", "x"}, "/v1/%7B%7D/x"},
		{"part of a segment", "/v1/{}.json", []any{"a b"}, "/v1/a%20b.json"},
		{"empty is refused later", "/v1/{}", []any{""}, "/v1/%00"},
		{"dot is refused later", "/v1/{}", []any{"."}, "/v1/%00"},
		{"dots are refused later", "/v1/{}/x", []any{".."}, "/v1/%00/x"},
		{"three dots are a name", "/v1/{}", []any{"..."}, "/v1/..."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Path(tt.template, tt.args...); got != tt.want {
				t.Errorf("Path(%q, %v) = %q; want %q", tt.template, tt.args, got, tt.want)
			}
		})
	}
}

func TestPathCountsArguments(t *testing.T) {
	for _, args := range [][]any{{}, {1, 2}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Path with one placeholder and %d arguments didn't panic", len(args))
				}
			}()
			Path("/v1/{}", args...)
		}()
	}
}

func TestCheckPath(t *testing.T) {
	for _, tt := range []struct {
		path string
		want error
	}{
		{"/", nil},
		{"/v1/products/", nil},
		{"/v1/a%2Fb", nil},
		{"/.well-known/x", nil},
		{"/v1/..", errSegment},
		{"/v1/./x", errSegment},
		{"/v1/%2e%2E/x", errSegment},
		{"/v1/%00", errSegment},
		{"/v1/\x00", errUnescaped},
		{"/v1/\u00e9", errUnescaped},
		{"/v1/%", errUnescaped},
	} {
		if got := checkPath(tt.path); !errors.Is(got, tt.want) {
			t.Errorf("checkPath(%q) = %v; want %v", tt.path, got, tt.want)
		}
	}
}

// Whatever the argument is, the path has the template's segments, and the
// argument is one of them or the path is refused.
func FuzzPath(f *testing.F) {
	for _, s := range []string{"17", "", "..", "a/b", "%2f", "?", "é", "\x00", "{}", ";v=1", "\r\nX: y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		p := Path("/v1/products/{}/reviews", arg)
		if checkPath(p) != nil {
			if arg != "" && arg != "." && arg != ".." && !strings.ContainsRune(arg, 0) {
				t.Fatalf("%q refused as %q", arg, p)
			}
			return
		}
		u, err := url.Parse("http://catalog.test" + p)
		if err != nil {
			t.Fatal(err)
		}
		segments := strings.Split(u.EscapedPath(), "/")
		if len(segments) != 5 || segments[2] != "products" || segments[4] != "reviews" || u.RawQuery != "" || u.Fragment != "" || u.Host != "catalog.test" {
			t.Fatalf("%q became %q", arg, u)
		}
		if got, err := url.PathUnescape(segments[3]); err != nil || got != arg {
			t.Fatalf("%q came back as %q, %v", arg, got, err)
		}
	})
}
