package emit_test

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/emit"
)

// Whatever stands in a description or a default, gqlgen can read what we write.
func TestSDLIsGraphQL(t *testing.T) {
	sdl := emit.New(load(t, header+`
		"a \u0007 bell, a \"quote\", a \\ and a \u2028"
		type Query {
			"ends with a quote\""
			a("of x \u0000" x: String = "a\u0007\n\"\\b\\\"", y: String = """a "b" \"""c """): E @deprecated(reason: "\" \n \\")
				@connect(source: "s", http: { GET: "/a" }, selection: "$")
		}
		enum E { "a \u0007 bell" A @tag(name: "x") B @deprecated(reason: "old") }
		extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@tag"])`), emit.Options{Package: "p"}).SDL()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "sdl", Input: sdl})
	if err != nil {
		t.Fatalf("%v\n%s", err, sdl)
	}
	if got := schema.Types["Query"].Fields.ForName("a").Arguments.ForName("x").DefaultValue.Raw; got != "a\a\n\"\\b\\\"" {
		t.Errorf("the default became %q", got)
	}
	if strings.Contains(sdl, "@tag") {
		t.Error("gqlgen does not know @tag")
	}
}
