package document

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// singleRoot is the rule for subscriptions: one response name, no introspection,
// and no @skip or @include at the root, fragments resolved, since they decide at
// run time whether there is anything to subscribe to.
//
// gqlparser's rule counts field names: two aliases of one field would pass.
//
// Source: https://spec.graphql.org/September2025/#sec-Single-Root-Field
type singleRoot struct {
	seen  map[string]bool // fragments
	first string          // response name
	err   *gqlerror.Error
}

func checkSingleRoot(doc *ast.QueryDocument) gqlerror.List {
	for _, operation := range doc.Operations {
		if operation.Operation != ast.Subscription {
			continue
		}
		rule := singleRoot{seen: map[string]bool{}}
		if rule.set(operation.SelectionSet); rule.err != nil {
			return gqlerror.List{rule.err}
		}
	}
	return nil
}

func (r *singleRoot) set(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			r.conditions(s.Directives)
			r.field(s)
		case *ast.InlineFragment:
			r.conditions(s.Directives)
			r.set(s.SelectionSet)
		case *ast.FragmentSpread:
			r.conditions(s.Directives)
			if s.Definition != nil && !r.seen[s.Name] {
				r.seen[s.Name] = true
				r.set(s.Definition.SelectionSet)
			}
		}
	}
}

func (r *singleRoot) field(field *ast.Field) {
	switch {
	case len(field.Name) > 1 && field.Name[:2] == "__":
		r.fail("A subscription must not select an introspection field at its root.", field.Position)
	case r.first == "":
		r.first = field.Alias
	case r.first != field.Alias:
		r.fail("A subscription must select one field at its root; send a subscription for each.", field.Position)
	}
}

func (r *singleRoot) conditions(directives ast.DirectiveList) {
	for _, directive := range directives {
		if directive.Name == "skip" || directive.Name == "include" {
			r.fail("A subscription must not use @"+directive.Name+" at its root.", directive.Position)
		}
	}
}

// fail keeps the first error.
func (r *singleRoot) fail(message string, at *ast.Position) {
	if r.err == nil {
		r.err = refuse(message, at)
	}
}
