package connect

import "github.com/vektah/gqlparser/v2/ast"

// Type returns a type by its name, GraphQL's own included, or nil.
func (s *Schema) Type(name string) *ast.Definition { return s.types[name] }

// Types returns the types that the files declare, in their order.
func (s *Schema) Types() []*ast.Definition { return s.declared }

// IsRoot reports the query, mutation and subscription types.
func (s *Schema) IsRoot(def *ast.Definition) bool { return s.isRoot(def) }

// At is the place in the files of what the parser found.
func (s *Schema) At(p *ast.Position) Pos { return s.files.pos(p) }
