package coerce

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Variables makes the values of an operation's variables of what the request gives
// (CoerceVariableValues, section 6.1.2). A variable that is not given and has no default
// is not in the result. What the operation does not declare is passed over. given is
// neither changed nor kept, but the values of custom scalars are.
//
// The error names the variable, the place in it, and the value that it was given.
func Variables(schema *ast.Schema, op *ast.OperationDefinition, given map[string]any) (map[string]any, *gqlerror.Error) {
	out := make(map[string]any, len(op.VariableDefinitions))
	for _, def := range op.VariableDefinitions {
		r := reader{schema: schema, at: def.Position}
		value, isGiven := given[def.Variable]
		where := path{name: "$" + def.Variable}
		switch {
		case isGiven:
			value = r.value(&where, def.Type, value)
		case def.DefaultValue != nil:
			value = r.literal(&where, def.Type, def.DefaultValue, nil)
		case def.Type.NonNull:
			r.fail(codeBadUserInput, "Variable %q is missing; expected a value of the type %s.", where.String(), def.Type)
		default:
			continue
		}
		if r.err != nil {
			return nil, r.err
		}
		out[def.Variable] = value
	}
	return out, nil
}

// reader reads one variable or argument; after the first error the rest does not count.
type reader struct {
	schema     *ast.Schema
	at         *ast.Position
	argumentOf string // the field or directive of an argument; empty for a variable
	err        *gqlerror.Error
}

// place describes the position of a value in messages.
func (r *reader) place(where *path) string {
	if r.argumentOf == "" {
		return fmt.Sprintf("variable %q", where.String())
	}
	return fmt.Sprintf("the argument %q of %s", where.String(), r.argumentOf)
}

func (r *reader) fail(code, format string, args ...any) any {
	if r.err == nil {
		r.err = failure(code, r.at, format, args...)
	}
	return nil
}

func (r *reader) refuse(where *path, value any, expected string) any {
	return r.fail(codeBadUserInput, "Variable %q is %s; expected %s.", where.String(), shown(value), expected)
}

// value reads a value of a variable.
func (r *reader) value(where *path, t *ast.Type, value any) any {
	switch {
	case r.err != nil:
		return nil
	case value == nil && t.NonNull:
		return r.refuse(where, nil, "a value of the type "+t.String())
	case value == nil:
		return nil
	case t.Elem != nil:
		return r.list(where, t.Elem, value)
	}
	def := r.schema.Types[t.NamedType]
	switch def.Kind {
	case ast.InputObject:
		return r.object(where, def, value)
	case ast.Enum:
		if name, ok := value.(string); ok && def.EnumValues.ForName(name) != nil {
			return name
		}
		return r.refuse(where, value, "a value of the enum "+def.Name)
	}
	read := builtin[def.Name]
	if read == nil {
		return value
	}
	out, ok := read(value)
	if !ok {
		return r.refuse(where, value, def.Name+", "+expected[def.Name])
	}
	return out
}

// list reads a list, or a single value as a list of one.
func (r *reader) list(where *path, elem *ast.Type, value any) any {
	items, ok := value.([]any)
	if !ok {
		return []any{r.value(where, elem, value)}
	}
	out := make([]any, len(items))
	for i, item := range items {
		at := where.item(i)
		if out[i] = r.value(&at, elem, item); r.err != nil {
			return nil
		}
	}
	return out
}

// object reads an input object, in the order of its declaration.
func (r *reader) object(where *path, def *ast.Definition, value any) any {
	given, ok := value.(map[string]any)
	if !ok {
		return r.refuse(where, value, "an object of the input type "+def.Name)
	}
	if name, unknown := firstUnknown(def, given); unknown {
		at := where.field(abridged(name))
		return r.fail(codeBadUserInput, "Variable %q is not expected; the input type %s has no such field.", at.String(), def.Name)
	}
	out := make(map[string]any, len(def.Fields))
	for _, field := range def.Fields {
		at := where.field(field.Name)
		value, isGiven := given[field.Name]
		switch {
		case isGiven:
			out[field.Name] = r.value(&at, field.Type, value)
		case field.DefaultValue != nil:
			out[field.Name] = r.literal(&at, field.Type, field.DefaultValue, nil)
		case field.Type.NonNull:
			r.fail(codeBadUserInput, "Variable %q is missing; expected a value of the type %s.", at.String(), field.Type)
		}
		if r.err != nil {
			return nil
		}
	}
	return r.oneOf(where, def, out)
}

// firstUnknown is the first name, in the order of the alphabet, that is no field's.
func firstUnknown(def *ast.Definition, given map[string]any) (name string, unknown bool) {
	for key := range given {
		if def.Fields.ForName(key) == nil && (!unknown || key < name) {
			name, unknown = key, true
		}
	}
	return name, unknown
}

// oneOf refuses an object that has not exactly one field with a value, if its type says
// so (section 3.10.1).
func (r *reader) oneOf(where *path, def *ast.Definition, out map[string]any) any {
	if !isOneOf(def) {
		return out
	}
	if len(out) != 1 {
		return r.fail(codeBadUserInput, "%s has %d fields; expected exactly one, because %s is a @oneOf input type.", upperFirst(r.place(where)), len(out), def.Name)
	}
	for name, value := range out {
		if value == nil {
			at := where.field(name)
			return r.fail(codeBadUserInput, "%s is null; expected a value, because %s is a @oneOf input type.", upperFirst(r.place(&at)), def.Name)
		}
	}
	return out
}

func isOneOf(def *ast.Definition) bool {
	return slices.ContainsFunc(def.Directives, func(d *ast.Directive) bool { return d.Name == "oneOf" })
}
