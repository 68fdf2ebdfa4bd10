package connect

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// ownTypes are the types of which a file that is not shared declares a part.
func ownTypes(doc *ast.SchemaDocument, in []File) map[string]bool {
	shared := map[string]bool{}
	for _, f := range in {
		shared[f.Name] = f.Shared
	}
	own := map[string]bool{}
	for _, def := range slices.Concat(doc.Definitions, doc.Extensions) {
		if !shared[def.Position.Src.Name] {
			own[def.Name] = true
		}
	}
	return own
}

// dropUnused leaves out the types of shared files that nothing of this schema leads to.
func (l *loader) dropUnused(doc *ast.SchemaDocument, own map[string]bool) {
	used := l.usedTypes(doc, own)
	l.order = slices.DeleteFunc(l.order, func(def *ast.Definition) bool {
		if used[def.Name] {
			return false
		}
		delete(l.types, def.Name)
		l.schema.Unused = append(l.schema.Unused, Diagnostic{
			Pos: l.pos(def.Position), Code: CodeUnusedType, Warning: true,
			Msg: "no client needs " + def.Name + ", so nothing checks it", Hint: "remove it, or use it in a client's schema",
		})
		for op, root := range l.roots {
			if root == def {
				delete(l.roots, op)
			}
		}
		return true
	})
	doc.Definitions, l.schema.declared = l.order, l.order
}

// usedTypes are the own types, the roots, and what these lead to.
func (l *loader) usedTypes(doc *ast.SchemaDocument, own map[string]bool) map[string]bool {
	u := following{loader: l, used: map[string]bool{}}
	for _, def := range l.order {
		if own[def.Name] || def == l.roots[ast.Query] || l.schema.isRoot(def) && l.anyVisible(def) {
			u.add(def.Name)
		}
	}
	for _, d := range doc.Directives {
		for _, a := range d.Arguments {
			u.add(a.Type.Name())
		}
	}
	return u.used
}

func (l *loader) anyVisible(def *ast.Definition) bool {
	return slices.ContainsFunc(def.Fields, func(f *ast.FieldDefinition) bool { return !l.schema.Hidden(def.Name, f.Name) })
}

// following goes from types to those that they lead to. An interface leads to the types that implement it: an object may
// be any of them.
type following struct {
	*loader
	used map[string]bool
}

func (u following) add(name string) {
	def := u.types[name]
	if def == nil || u.used[name] {
		return
	}
	u.used[name] = true
	for _, f := range def.Fields {
		u.add(f.Type.Name())
		for _, a := range f.Arguments {
			u.add(a.Type.Name())
		}
	}
	for _, other := range slices.Concat(def.Interfaces, def.Types) {
		u.add(other)
	}
	if def.Kind == ast.Interface {
		for _, d := range u.concrete(def) {
			u.add(d.Name)
		}
	}
}
