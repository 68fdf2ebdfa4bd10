package playground

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

func TestOperations(t *testing.T) {
	const product = "# A product.\nquery Product($id: ID!) { product(id: $id) { name } }\n"
	got, err := Operations(fstest.MapFS{
		"operations/cart/AddToCart.graphql": {Data: []byte("mutation AddToCart { a }")},
		"operations/Product.graphql":        {Data: []byte(product)},
		"operations/Product.json":           {Data: []byte("{\"id\": \"17\"}\n")},
		"operations/Home.graphql":           {Data: []byte("fragment F on T { a }\n\nquery Home { ...F }")},
		"operations/Changed.graphql":        {Data: []byte("subscription Changed { a }")},
		"operations/.#Product.graphql":      {Data: []byte("an editor's")},
		"operations/README.md":              {Data: []byte("not an operation")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []Operation{
		{Name: "Home", Document: "fragment F on T { a }\n\nquery Home { ...F }", File: "operations/Home.graphql"},
		{Name: "Product", Document: product, Variables: `{"id": "17"}`, File: "operations/Product.graphql"},
		{Name: "AddToCart", Document: "mutation AddToCart { a }", File: "operations/cart/AddToCart.graphql"},
		{Name: "Changed", Document: "subscription Changed { a }", File: "operations/Changed.graphql"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("queries first, then by name (-want +got):\n%s", diff)
	}
}

func TestOperationsOfNothing(t *testing.T) {
	if got, err := Operations(fstest.MapFS{}); err != nil || len(got) != 0 {
		t.Errorf("Operations = %v, %v; a client may have none", got, err)
	}
}

func TestOperationsNamesEveryBadFile(t *testing.T) {
	_, err := Operations(fstest.MapFS{
		"operations/Home.graphql":    {Data: []byte("query Start { a }")},
		"operations/List.graphql":    {Data: []byte("query List { a }")},
		"operations/List.json":       {Data: []byte("[1, 2]")},
		"operations/Broken.graphql":  {Data: []byte("query Broken { a }")},
		"operations/Broken.json":     {Data: []byte(`{"id": `)},
		"operations/Fine.graphql":    {Data: []byte("query Fine { a }")},
		"operations/Comment.graphql": {Data: []byte("# query Comment { a }")},
		"operations/z/Fine.graphql":  {Data: []byte("query Fine { b }")},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"operations/Home.graphql: has no operation named Home",
		"operations/Comment.graphql: has no operation named Comment",
		"operations/List.graphql: its variables List.json are not a JSON object",
		"operations/Broken.graphql: its variables Broken.json are not a JSON object",
		"operations/z/Fine.graphql: operations/Fine.graphql has an operation of that name too",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "operations/Fine.graphql: ") {
		t.Errorf("error blames a good file:\n%v", err)
	}
}

func TestOperationsOfAnotherEnding(t *testing.T) {
	for _, name := range []string{"operations/Home.gql", "operations/deep/Home.graphqls"} {
		if _, err := Operations(fstest.MapFS{name: {Data: []byte("query Home { a }")}}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v; want that it is not read", name, err)
		}
	}
}

// Each mistake has its file and place, also where the operation does not parse.
func TestCheck(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: "type Query { a(n: Int): Int }"})
	fsys := fstest.MapFS{
		"operations/Fine.graphql":      {Data: []byte("query Fine { a }")},
		"operations/deep/Gone.graphql": {Data: []byte("query Gone {\n  b\n  a(n: \"x\")\n}")},
		"operations/Broken.graphql":    {Data: []byte("query Broken { a")},
	}
	n, err := Check(schema, "tv", fsys)
	if n != 3 || err == nil {
		t.Fatalf("Check = %d, %v; want 3 operations and mistakes", n, err)
	}
	for _, want := range []string{"tv/operations/deep/Gone.graphql:2:3: ", "tv/operations/deep/Gone.graphql:3:9: ", "tv/operations/Broken.graphql:1:17: "} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %s in\n%v", want, err)
		}
	}
	if n := strings.Count(err.Error(), "tv/operations"); n != 3 {
		t.Errorf("%d mistakes in\n%v", n, err)
	}
	if n, err := Check(schema, "tv", fstest.MapFS{"operations/Fine.graphql": fsys["operations/Fine.graphql"]}); n != 1 || err != nil {
		t.Errorf("Check = %d, %v; want one that is fine", n, err)
	}
}
