package playground

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestOperations(t *testing.T) {
	const product = "# A product.\nquery Product($id: ID!) { product(id: $id) { name } }\n"
	got, err := Operations(fstest.MapFS{
		"operations/AddToCart.graphql": {Data: []byte("mutation AddToCart { a }")},
		"operations/Product.graphql":   {Data: []byte(product)},
		"operations/Product.json":      {Data: []byte("{\"id\": \"17\"}\n")},
		"operations/Home.graphql":      {Data: []byte("fragment F on T { a }\n\nquery Home { ...F }")},
		"operations/Changed.graphql":   {Data: []byte("subscription Changed { a }")},
		"operations/README.md":         {Data: []byte("not an operation")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []Operation{
		{Name: "Home", Document: "fragment F on T { a }\n\nquery Home { ...F }"},
		{Name: "Product", Document: product, Variables: `{"id": "17"}`},
		{Name: "AddToCart", Document: "mutation AddToCart { a }"},
		{Name: "Changed", Document: "subscription Changed { a }"},
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
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"operations/Home.graphql: has no operation named Home",
		"operations/Comment.graphql: has no operation named Comment",
		"operations/List.graphql: its variables List.json are not a JSON object",
		"operations/Broken.graphql: its variables Broken.json are not a JSON object",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "Fine") {
		t.Errorf("error blames a good file:\n%v", err)
	}
}
