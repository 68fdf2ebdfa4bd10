package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
)

// gapsOf states what nothing fills of the objects that a field with connectors gives, for
// package entity to say so where it is asked for; empty for nothing. The compiler warns
// of these fields, all of which may be null. What is missing of entities, the runtime
// finds out as it completes them.
func (e *Emitter) gapsOf(def *ast.Definition, f *ast.FieldDefinition) string {
	var have []*connect.Supply
	for _, c := range e.sourcesOf(def, f) {
		if c.Supplies != nil {
			have = append(have, c.Supplies)
		}
	}
	return e.gaps(e.schema.Type(f.Type.Name()), have)
}

// unfilled is the call of package entity that tells what nothing fills; results as they
// are, where that is nothing.
func (e *Emitter) unfilled(def *ast.Definition, f *ast.FieldDefinition, each, results string) string {
	gaps := e.gapsOf(def, f)
	if gaps == "" {
		return results
	}
	one := ""
	if each == "" {
		one = "One"
	}
	return fmt.Sprintf("entity.Unfilled%s(ctx, %s, %q, %s)", one, results, f.Type.Name(), gaps)
}

// gaps is gapsOf for objects of a type that are filled by all of have.
func (e *Emitter) gaps(def *ast.Definition, have []*connect.Supply) string {
	if def.Kind != ast.Object || e.isEntity(def) || len(have) == 0 || slices.ContainsFunc(have, func(s *connect.Supply) bool { return s.Open }) {
		return ""
	}
	var out []string
	for _, f := range def.Fields {
		k := e.kindOf(def, f)
		if e.hidden(def, f) || strings.HasPrefix(f.Name, "__") || k == inGo {
			continue
		}
		below, filled := suppliedBy(have, f.Name)
		switch {
		case k == connected && (filled || e.isCallable(def, f, have)):
		case !filled:
			out = append(out, fmt.Sprintf("{Name: %q}", f.Name))
		case k == plain:
			if inner := e.gaps(e.schema.Type(f.Type.Name()), below); inner != "" {
				out = append(out, fmt.Sprintf("{Name: %q, Of: %s}", f.Name, inner))
			}
		}
	}
	if len(out) == 0 {
		return ""
	}
	e.use("bff/connect/supply")
	return "&supply.Supply{Fields: []supply.Field{" + strings.Join(out, ", ") + "}}"
}

// isCallable reports a field one of whose connectors has its keys.
func (e *Emitter) isCallable(def *ast.Definition, f *ast.FieldDefinition, have []*connect.Supply) bool {
	return slices.ContainsFunc(e.sourcesOf(def, f), func(c *connect.Connector) bool {
		return !slices.ContainsFunc(c.Keys, func(key connect.Path) bool { return !e.isReachable(def, key, have) })
	})
}

// isReachable reports a path that is filled, or that an entity on the way can be completed
// to.
func (e *Emitter) isReachable(def *ast.Definition, path connect.Path, have []*connect.Supply) bool {
	below, filled := suppliedBy(have, path[0])
	f := def.Fields.ForName(path[0])
	if !filled || f == nil || len(path) == 1 {
		return filled
	}
	next := e.schema.Type(f.Type.Name())
	return e.isEntity(next) || e.isReachable(next, path[1:], below)
}

// suppliedBy is what is filled of the object in a field, by each of have that fills it.
func suppliedBy(have []*connect.Supply, field string) (below []*connect.Supply, filled bool) {
	for _, s := range have {
		if f := s.Field(field); f != nil {
			filled = true
			if f.Of != nil {
				below = append(below, f.Of)
			}
		}
	}
	return below, filled
}
