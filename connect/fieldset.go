package connect

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"bff/connect/mapping"
)

// fieldSet are the fields that a directive of the federation specification names, such
// as "id org { id }".
type fieldSet struct {
	*loader
	lit       *literal
	directive string // "@key"
	// usable says why a field that exists cannot be named; nil where all can.
	usable func(def *ast.Definition, f *ast.FieldDefinition) (wrong, hint string)
	paths  []Path
}

// keyFields are the fields of a @key, as paths. Mistakes in it are reported.
func (l *loader) keyFields(def *ast.Definition, d *ast.Directive) (keys []Path, ok bool) {
	return l.fieldsOf(def, d, nil)
}

func (l *loader) fieldsOf(def *ast.Definition, d *ast.Directive, usable func(*ast.Definition, *ast.FieldDefinition) (wrong, hint string)) (paths []Path, ok bool) {
	a := d.Arguments.ForName("fields")
	if a == nil || a.Value.Kind != ast.StringValue && a.Value.Kind != ast.BlockValue {
		return nil, false
	}
	fs := fieldSet{loader: l, lit: l.literal(a.Value), directive: "@" + d.Name, usable: usable}
	doc, err := parser.ParseQuery(&ast.Source{Input: "{" + fs.lit.text + "\n}"})
	if err != nil || len(doc.Operations) != 1 || len(doc.Fragments) > 0 {
		l.errorf(fs.lit.pos(), CodeGraphQL, `write names of fields: "id" or "id org { id }"`, "the fields of this %s cannot be read", fs.directive)
		return nil, false
	}
	ok = fs.add(def, doc.Operations[0].SelectionSet, nil)
	return fs.paths, ok
}

func (fs *fieldSet) add(def *ast.Definition, set ast.SelectionSet, above Path) bool {
	ok := true
	for _, s := range set {
		f, isField := s.(*ast.Field)
		if !isField {
			fs.errorf(fs.lit.pos(), CodeGraphQL, "write field names only", "a %s cannot have fragments", fs.directive)
			return false
		}
		ok = fs.field(def, f, above) && ok
	}
	return ok
}

func (fs *fieldSet) field(def *ast.Definition, f *ast.Field, above Path) bool {
	pos := fs.lit.at(mapping.Pos{Offset: f.Position.Start - 1})
	field := def.Fields.ForName(f.Name)
	if field == nil {
		var names []string
		for _, f := range def.Fields {
			names = append(names, f.Name)
		}
		fs.errorf(pos, CodeUndefinedField, DidYouMean(f.Name, names, OneOf(names)), "%s has no field %q for this %s", def.Name, f.Name, fs.directive)
		return false
	}
	if len(f.Arguments) > 0 || len(f.Directives) > 0 || f.Alias != f.Name {
		fs.errorf(pos, CodeGraphQL, "write "+f.Name, "a %s cannot have arguments, directives or aliases", fs.directive)
		return false
	}
	if fs.usable != nil {
		if wrong, hint := fs.usable(def, field); wrong != "" {
			fs.errorf(pos, CodeInvalidRequires, hint, "%s", wrong)
			return false
		}
	}
	path := append(slices.Clone(above), f.Name)
	next := fs.types[field.Type.Name()]
	switch {
	case next == nil: // reported as a missing type
		return false
	case len(f.SelectionSet) > 0 && next.IsLeafType():
		fs.errorf(pos, CodeGroupNotObject, "remove the group", "%s.%s is %s, which has no fields for this %s", def.Name, f.Name, field.Type, fs.directive)
		return false
	case len(f.SelectionSet) > 0:
		return fs.add(next, f.SelectionSet, path)
	case next.Kind == ast.Object:
		fs.errorf(pos, CodeGroupRequired, "name them: "+f.Name+" "+groupOf(next), "this %s does not say which fields of %s.%s it names", fs.directive, def.Name, f.Name)
		return false
	}
	fs.paths = append(fs.paths, path)
	return true
}
