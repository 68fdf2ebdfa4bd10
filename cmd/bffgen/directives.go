package main

import (
	_ "embed"

	"github.com/vektah/gqlparser/v2/ast"
)

//go:embed directives.graphql
var directiveDefinitions string

// directives declares the build-time directives of gqlgen, so that schema
// files need not. It is a gqlgen plugin.
type directives struct{ stage *stage }

func (directives) Name() string { return "bffgen-directives" }

// InjectSourcesEarly implements plugin.EarlySourcesInjector.
func (d directives) InjectSourcesEarly() ([]*ast.Source, error) {
	return []*ast.Source{{Name: d.stage.path("bffgen/directives.graphql"), Input: directiveDefinitions, BuiltIn: true}}, nil
}
