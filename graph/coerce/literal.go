package coerce

import (
	"encoding/json"

	"github.com/vektah/gqlparser/v2/ast"
)

// literal reads a literal of a document or a schema. vars are the variables that it may
// use, read already; a variable that has no value is null, and in an object absent.
//
// Validation has refused most of what does not fit. What is left are numbers out of
// range and what depends on variables.
func (r *reader) literal(where *path, t *ast.Type, v *ast.Value, vars map[string]any) any {
	switch {
	case r.err != nil:
		return nil
	case v.Kind == ast.Variable:
		value := vars[v.Raw]
		if value == nil && t.NonNull {
			return r.nullVariable(where, t, v)
		}
		return value
	case v.Kind == ast.NullValue && t.NonNull:
		return r.misfit(where, t, v)
	case v.Kind == ast.NullValue:
		return nil
	case t.Elem != nil && v.Kind == ast.ListValue:
		return r.literalList(where, t.Elem, v, vars)
	case t.Elem != nil:
		return []any{r.literal(where, t.Elem, v, vars)}
	}
	def := r.schema.Types[t.NamedType]
	switch {
	case def.Kind == ast.InputObject && v.Kind == ast.ObjectValue:
		return r.literalObject(where, def, v, vars)
	case def.Kind == ast.Enum && v.Kind == ast.EnumValue && def.EnumValues.ForName(v.Raw) != nil:
		return v.Raw
	case def.Kind != ast.Scalar:
		return r.misfit(where, t, v)
	}
	return r.literalScalar(where, t, def, v, vars)
}

// nullVariable is the error of a variable that may be null, in a place that may not.
// Validation allows it where the variable or the place has a default.
func (r *reader) nullVariable(where *path, t *ast.Type, v *ast.Value) any {
	r.at = v.Position
	return r.fail(codeBadUserInput, "Variable %q is null; %s expects a value of the type %s.", "$"+abridged(v.Raw), r.place(where), t)
}

func (r *reader) misfit(where *path, t *ast.Type, v *ast.Value) any {
	r.at = v.Position
	what := t.Name()
	if more := expected[what]; more != "" && t.Elem == nil {
		what += ", " + more
	} else {
		what = "a value of the type " + t.String()
	}
	return r.fail(codeValidationFailed, "%s is %s; expected %s.", upperFirst(r.place(where)), abridged(v.String()), what)
}

func (r *reader) literalList(where *path, elem *ast.Type, v *ast.Value, vars map[string]any) any {
	out := make([]any, len(v.Children))
	for i, child := range v.Children {
		at := where.item(i)
		if out[i] = r.literal(&at, elem, child.Value, vars); r.err != nil {
			return nil
		}
	}
	return out
}

func (r *reader) literalObject(where *path, def *ast.Definition, v *ast.Value, vars map[string]any) any {
	out := make(map[string]any, len(def.Fields))
	for _, field := range def.Fields {
		at := where.field(field.Name)
		child := v.Children.ForName(field.Name)
		switch {
		case child != nil && !isAbsent(child, vars):
			out[field.Name] = r.literal(&at, field.Type, child, vars)
		case field.DefaultValue != nil:
			out[field.Name] = r.literal(&at, field.Type, field.DefaultValue, nil)
		case field.Type.NonNull && child != nil:
			r.nullVariable(&at, field.Type, child)
		case field.Type.NonNull:
			r.at = v.Position
			r.fail(codeValidationFailed, "%s is missing; expected a value of the type %s.", upperFirst(r.place(&at)), field.Type)
		}
		if r.err != nil {
			return nil
		}
	}
	return r.oneOf(where, def, out)
}

// isAbsent reports a variable that was not given and has no default.
func isAbsent(v *ast.Value, vars map[string]any) bool {
	if v.Kind != ast.Variable {
		return false
	}
	_, isGiven := vars[v.Raw]
	return !isGiven
}

func (r *reader) literalScalar(where *path, t *ast.Type, def *ast.Definition, v *ast.Value, vars map[string]any) any {
	read := builtin[def.Name]
	if read == nil {
		return plain(v, vars)
	}
	ok := false
	var out any
	switch v.Kind {
	case ast.IntValue:
		if def.Name == "Int" || def.Name == "Float" || def.Name == "ID" {
			out, ok = read(json.Number(v.Raw))
		}
	case ast.FloatValue:
		if def.Name == "Float" {
			out, ok = read(json.Number(v.Raw))
		}
	case ast.StringValue, ast.BlockValue:
		out, ok = read(v.Raw)
	case ast.BooleanValue:
		out, ok = read(v.Raw == "true")
	}
	if !ok {
		return r.misfit(where, t, v)
	}
	return out
}

// plain is the literal of a custom scalar as a variable would have it.
func plain(v *ast.Value, vars map[string]any) any {
	switch v.Kind {
	case ast.Variable:
		return vars[v.Raw]
	case ast.IntValue, ast.FloatValue:
		return json.Number(v.Raw)
	case ast.BooleanValue:
		return v.Raw == "true"
	case ast.NullValue:
		return nil
	case ast.ListValue:
		out := make([]any, len(v.Children))
		for i, child := range v.Children {
			out[i] = plain(child.Value, vars)
		}
		return out
	case ast.ObjectValue:
		out := make(map[string]any, len(v.Children))
		for _, child := range v.Children {
			if !isAbsent(child.Value, vars) {
				out[child.Name] = plain(child.Value, vars)
			}
		}
		return out
	default:
		return v.Raw
	}
}

// upperFirst begins a sentence.
func upperFirst(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
