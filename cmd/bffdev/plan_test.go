package main

import (
	"maps"
	"slices"
	"testing"
)

func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files []string
		names []string // clients to generate
		all   bool
		build bool
		check []string // clients whose operations to check
	}{
		{name: "one client", files: []string{"schema/web/product.graphql"}, names: []string{"web"}},
		{name: "two files of one client", files: []string{"schema/web/a.graphql", "schema/web/b.graphql"}, names: []string{"web"}},
		{name: "two clients, sorted", files: []string{"schema/web/a.graphql", "schema/mobile/b.graphql"}, names: []string{"mobile", "web"}},
		{name: "what all share", files: []string{"schema/shared/money.graphql"}, all: true},
		{name: "shared and one client", files: []string{"schema/web/a.graphql", "schema/shared/money.graphql"}, all: true},
		{name: "the generator's settings", files: []string{"gqlgen.yml"}, all: true, build: true},
		{name: "the generator", files: []string{"cmd/bffgen/generate.go"}, all: true, build: true},
		{name: "the generator's directives", files: []string{"cmd/bffgen/directives.graphql"}, all: true, build: true},
		{name: "the compiler", files: []string{"connect/emit/read.go"}, all: true, build: true},
		{name: "changes that were lost", files: []string{everything}, all: true, build: true},
		{name: "a resolver", files: []string{"web/product.go"}, build: true},
		{name: "what all resolvers share", files: []string{"internal/shopapi/catalog.go"}, build: true},
		{name: "an operation", files: []string{"web/operations/Home.graphql"}, build: true, check: []string{"web"}},
		{name: "operations in folders", files: []string{"web/operations/cart/Add.graphql", "mobile/operations/Home.graphql"}, build: true, check: []string{"mobile", "web"}},
		{name: "its variables", files: []string{"web/operations/Home.json"}, build: true, check: []string{"web"}},
		{name: "an example's operation", files: []string{"examples/shop/api/operations/Home.graphql"}, build: true},
		{name: "the modules", files: []string{"go.mod"}, build: true},
		{name: "a schema and a resolver", files: []string{"web/product.go", "schema/web/a.graphql"}, names: []string{"web"}, build: true},
		{name: "generated code", files: []string{"web/exec_gen.go", "web/models_gen.go"}},
		{name: "a test", files: []string{"web/product_test.go"}},
		{name: "notes", files: []string{"README.md", "schema/web/notes.txt"}},
		{name: "editors' own", files: []string{"schema/web/.query.graphql", "schema/web/.#a.graphql", "web/.a.go", "schema/web/a.graphql~", "schema/web/#a.graphql", "schema/web/4913"}},
		{name: "a schema file of no client", files: []string{"schema/loose.graphql"}, all: true},
		{name: "a schema in a folder of a client", files: []string{"schema/web/deep/vendor/a.graphql"}, names: []string{"web"}},
		{name: "a schema with another ending", files: []string{"schema/web/a.gql"}, names: []string{"web"}},
		{name: "a schema that is only test data", files: []string{"graph/testdata/a.graphql"}},
	} {
		var w work
		for _, file := range tt.files {
			w.add(file)
		}
		if !slices.Equal(slices.Sorted(maps.Keys(w.operations)), tt.check) {
			t.Errorf("%s: operations %v; want %v", tt.name, w.operations, tt.check)
		}
		if w.all != tt.all || w.build != tt.build || !slices.Equal(w.names(), tt.names) || w.generates() != (tt.all || tt.names != nil) {
			t.Errorf("%s: all %v, names %v, build %v; want %v, %v, %v", tt.name, w.all, w.names(), w.build, tt.all, tt.names, tt.build)
		}
	}
}
