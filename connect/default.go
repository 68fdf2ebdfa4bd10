package connect

import "github.com/vektah/gqlparser/v2/ast"

// checkDefault checks that a default is a value of its type, which gqlparser does not:
// every call that leaves it out would fail. what has the default.
func (l *loader) checkDefault(t *ast.Type, v *ast.Value, what string) {
	if v == nil || t == nil {
		return
	}
	if v.Kind == ast.NullValue {
		if t.NonNull {
			l.wrongDefault(t, v, what)
		}
		return
	}
	if t.Elem != nil {
		if v.Kind != ast.ListValue { // one value is a list of it
			l.checkDefault(t.Elem, v, what)
			return
		}
		for _, item := range v.Children {
			l.checkDefault(t.Elem, item.Value, what)
		}
		return
	}
	switch def := l.types[t.NamedType]; {
	case def == nil: // reported as a missing type
	case def.Kind == ast.InputObject && v.Kind == ast.ObjectValue:
		l.checkDefaultObject(def, v, what)
	case !isValueOf(def, v):
		l.wrongDefault(t, v, what)
	}
}

func (l *loader) wrongDefault(t *ast.Type, v *ast.Value, what string) {
	l.errorf(l.pos(v.Position), CodeGraphQL, "write a value of "+t.String(), "the default of %s is %s, which is no %s", what, v, t)
}

// isValueOf: whether a literal that is no list can be a value of the type.
func isValueOf(def *ast.Definition, v *ast.Value) bool {
	text := v.Kind == ast.StringValue || v.Kind == ast.BlockValue
	switch {
	case def.Kind == ast.Enum:
		return v.Kind == ast.EnumValue && def.EnumValues.ForName(v.Raw) != nil
	case def.Kind != ast.Scalar:
		return false
	}
	switch def.Name {
	case "Int":
		return v.Kind == ast.IntValue
	case "Float":
		return v.Kind == ast.IntValue || v.Kind == ast.FloatValue
	case "String":
		return text
	case "ID":
		return text || v.Kind == ast.IntValue
	case "Boolean":
		return v.Kind == ast.BooleanValue
	default: // a custom scalar takes anything
		return true
	}
}

func (l *loader) checkDefaultObject(def *ast.Definition, v *ast.Value, what string) {
	given := map[string]bool{}
	for _, member := range v.Children {
		given[member.Name] = true
		f := def.Fields.ForName(member.Name)
		if f == nil {
			var names []string
			for _, f := range def.Fields {
				names = append(names, f.Name)
			}
			l.errorf(l.pos(member.Value.Position), CodeGraphQL, DidYouMean(member.Name, names, OneOf(names)), "the default of %s has %q, which %s does not have", what, member.Name, def.Name)
			continue
		}
		l.checkDefault(f.Type, member.Value, what)
	}
	for _, f := range def.Fields {
		if f.Type.NonNull && f.DefaultValue == nil && !given[f.Name] {
			l.errorf(l.pos(v.Position), CodeGraphQL, "give it a value", "the default of %s lacks %s.%s", what, def.Name, f.Name)
		}
	}
}
