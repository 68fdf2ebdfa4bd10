package graph

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// Fragments that spread each other twice, or under two fields each, stand for
// more fields than could ever be counted. Counting them must not be an attack.
func TestLimiterLooksAtEachFragmentOnce(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `type Query { name: String, self: Query }`})
	chain := func(first, link string) string {
		var text strings.Builder
		fmt.Fprintf(&text, "{ %s }", fmt.Sprintf(first, 0))
		for i := range 60 {
			fmt.Fprintf(&text, " fragment f%d on Query { %s }", i, strings.ReplaceAll(link, "NEXT", fmt.Sprintf("...f%d", i+1)))
		}
		return text.String() + " fragment f60 on Query { a: name }"
	}
	for _, tt := range []struct {
		name, document string
		limits         Limits
		refused        string
	}{
		{"spread twice, 2^60 aliases", chain("...f%d", "NEXT NEXT"), Limits{MaxDepth: 15, MaxAliases: 30}, "renames more than 30"},
		{"no limit of aliases", chain("...f%d", "NEXT NEXT"), Limits{MaxDepth: 15, MaxAliases: -1}, ""},
		{"under two fields each", chain("...f%d", "self { NEXT } self { NEXT }"), Limits{MaxDepth: 15, MaxAliases: -1}, "deeper than 15"},
		{"as deep as allowed", chain("...f%d", "self { NEXT }"), Limits{MaxDepth: 61, MaxAliases: 1}, ""},
		{"deeper by one", chain("...f%d", "self { NEXT }"), Limits{MaxDepth: 60, MaxAliases: 1}, "deeper than 60"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			document, errs := gqlparser.LoadQueryWithRules(schema, tt.document, nil)
			if errs != nil {
				t.Fatal(errs)
			}
			err := newLimiter(tt.limits).MutateOperationContext(t.Context(), &graphql.OperationContext{Operation: document.Operations[0]})
			if got := fmt.Sprint(err); (err == nil) != (tt.refused == "") || err != nil && !strings.Contains(got, tt.refused) {
				t.Errorf("refused with %v; want %q", err, tt.refused)
			}
		})
	}
}
