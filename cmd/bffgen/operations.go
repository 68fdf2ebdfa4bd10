package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/emit"
	"bff/graph/playground"
)

// checkOperations validates what the apps of these clients send, the files in
// <client>/operations, against the schema as they see it. It counts them by client. The
// error has the mistakes of all.
func checkOperations(schemas []clientSchema) (map[string]int, error) {
	counts := map[string]int{}
	var errs []error
	for _, s := range schemas {
		visible, err := visibleSchema(s)
		if err == nil {
			counts[s.client], err = playground.Check(visible, s.client, os.DirFS(s.client))
		}
		errs = append(errs, err)
	}
	return counts, errors.Join(errs...)
}

// visibleSchema is the schema that a client's apps see.
func visibleSchema(s clientSchema) (*ast.Schema, error) {
	sdl := emit.New(s.Schema, emit.Options{Package: s.client}).SDL()
	schema, err := gqlparser.LoadSchema(
		&ast.Source{Name: "directives", Input: directiveDefinitions, BuiltIn: true},
		&ast.Source{Name: "schema/" + s.client, Input: sdl},
	)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.client, err)
	}
	return schema, nil
}
