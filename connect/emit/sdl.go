package emit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
)

// SDL is the schema as gqlgen has to see it: what clients see, and the fields that are
// resolved by methods marked as such. Connectors, cache policies and what is
// @inaccessible are not there.
func (e *Emitter) SDL() string {
	out := *e.schema.AST
	out.Directives = map[string]*ast.DirectiveDefinition{}
	for name, d := range e.schema.AST.Directives {
		if ours(d.Position) {
			out.Directives[name] = d
		}
	}
	out.Types = map[string]*ast.Definition{}
	for name, def := range e.schema.AST.Types {
		if !e.hiddenType(name) && (def.BuiltIn || ours(def.Position)) {
			shown := e.visible(def)
			if def.Kind == ast.Object && len(shown.Fields) == 0 {
				continue // all of it is hidden
			}
			out.Types[name] = shown
		}
	}
	for _, root := range []**ast.Definition{&out.Query, &out.Mutation, &out.Subscription} {
		if *root != nil {
			*root = out.Types[(*root).Name]
		}
	}
	out.SchemaDirectives = nil
	var text strings.Builder
	formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchema(&out)
	return text.String()
}

// ours: the schema's files declare it.
func ours(p *ast.Position) bool { return p == nil || p.Src == nil || !p.Src.BuiltIn }

// visible is a type without what clients do not see.
func (e *Emitter) visible(def *ast.Definition) *ast.Definition {
	out := *def
	out.Description = printable(def.Description)
	out.Directives = e.kept(def.Directives)
	out.Fields, out.EnumValues = nil, nil
	for _, v := range def.EnumValues {
		shown := *v
		shown.Description, shown.Directives = printable(v.Description), e.kept(v.Directives)
		out.EnumValues = append(out.EnumValues, &shown)
	}
	out.Types = slices.DeleteFunc(slices.Clone(def.Types), e.hiddenType)
	out.Interfaces = slices.DeleteFunc(slices.Clone(def.Interfaces), e.hiddenType)
	for _, f := range def.Fields {
		if !strings.HasPrefix(f.Name, "__") && e.hidden(def, f) {
			continue
		}
		shown := *f
		shown.Description = printable(f.Description)
		shown.Directives = e.kept(f.Directives)
		shown.Arguments = nil
		for _, a := range f.Arguments {
			argument := *a
			argument.Description, argument.Directives = printable(a.Description), e.kept(a.Directives)
			shown.Arguments = append(shown.Arguments, &argument)
		}
		if k := e.kindOf(def, f); def.Kind == ast.Object && !e.schema.IsRoot(def) && (k == connected || k == completed) {
			shown.Directives = resolver(shown.Directives)
		}
		out.Fields = append(out.Fields, &shown)
	}
	return &out
}

// printable is a description that can stand in a block string, which has no escapes.
func printable(description string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == utf8.RuneError {
			return ' '
		}
		return r
	}, description)
}

// kept are the directives that gqlgen knows, and those that the schema declares.
func (e *Emitter) kept(ds ast.DirectiveList) ast.DirectiveList {
	var out ast.DirectiveList
	for _, d := range ds {
		def := e.schema.AST.Directives[d.Name]
		switch d.Name {
		case "goModel", "goField", "goTag", "goExtraField", "inlineArguments", "subscriptionContext", "deprecated", "specifiedBy", "oneOf":
			out = append(out, d)
		default:
			if def != nil && ours(def.Position) {
				out = append(out, d)
			}
		}
	}
	return out
}

// resolver adds @goField(forceResolver: true).
func resolver(ds ast.DirectiveList) ast.DirectiveList {
	force := &ast.Argument{Name: "forceResolver", Value: &ast.Value{Raw: "true", Kind: ast.BooleanValue}}
	out := slices.Clone(ds)
	for i, d := range out {
		if d.Name == "goField" {
			both := *d
			given := slices.DeleteFunc(slices.Clone(d.Arguments), func(a *ast.Argument) bool { return a.Name == force.Name })
			both.Arguments = append(given, force)
			out[i] = &both
			return out
		}
	}
	return append(out, &ast.Directive{Name: "goField", Arguments: ast.ArgumentList{force}})
}
