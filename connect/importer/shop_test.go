package importer_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"bff/connect/importer"
	"bff/internal/shop"
)

// shopDocs are the documents of the sample backends as they serve them.
func shopDocs(t testing.TB) map[string]*openapi3.T {
	t.Helper()
	s, err := shop.New(shop.Options{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*openapi3.T{}
	for _, service := range s.Services() {
		if out[service.Name()], err = openapi3.NewLoader().LoadFromData(service.OpenAPI()); err != nil {
			t.Fatalf("%s: %v", service.Name(), err)
		}
	}
	return out
}

// The documents as they are written, each by itself.
func TestShopFiles(t *testing.T) {
	files, err := filepath.Glob("../../internal/shop/openapi/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		if name == "common" { // a part of the others
			continue
		}
		t.Run(name, func(t *testing.T) {
			doc, err := openapi3.NewLoader().LoadFromFile(file)
			if err != nil {
				t.Fatal(err)
			}
			imported(t, doc, importer.Options{Source: name})
		})
	}
}

// All backends in one schema: each import keeps out of the way of those before it.
func TestShopTogether(t *testing.T) {
	docs := shopDocs(t)
	var texts, taken []string
	for _, name := range shop.Names() {
		text := imported(t, docs[name], importer.Options{Source: name, Taken: taken})
		if again := imported(t, docs[name], importer.Options{Source: name, Taken: taken}); again != text {
			t.Errorf("%s: one document, two schemas", name)
		}
		if strings.Contains(text, "are not sent") {
			t.Errorf("%s: the bearer token is not forwarded:\n%s", name, text)
		}
		texts, taken = append(texts, text), append(taken, namesOf(t, text)...)
	}
	schema := load(t, texts...)
	for _, want := range []string{"Query.getProduct", "Query.getOrder", "Query.health", "Query.health2", "Mutation.placeOrder", "Mutation.resetStats8"} {
		typ, field, _ := strings.Cut(want, ".")
		if len(schema.ConnectorsOf(typ, field)) != 1 {
			t.Errorf("there is no connector on %s", want)
		}
	}
	if got := schema.Providers("Order"); len(got) != 1 || got[0].Coordinate != "Query.getOrder[0]" || !got[0].Cache.Private {
		t.Errorf("orders are completed by %v; want Query.getOrder, privately", got)
	}
}

// namesOf are the names that a schema has taken.
func namesOf(t *testing.T, text string) []string {
	t.Helper()
	doc, err := parser.ParseSchema(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, def := range doc.Definitions {
		if def.Name != "Query" && def.Name != "Mutation" {
			out = append(out, def.Name)
			continue
		}
		for _, f := range def.Fields {
			out = append(out, def.Name+"."+f.Name)
		}
	}
	return out
}
