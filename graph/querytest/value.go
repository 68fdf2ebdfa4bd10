package querytest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// value writes a literal or a variable in a place of the type.
func (m *maker) value(t *ast.Type, depth int) string {
	switch {
	case m.once(4):
		return m.variable(t)
	case m.once(12) && !t.NonNull:
		return "null"
	case m.once(40):
		return []string{"1", `"x"`, "[]", "{}", "null", "X", "1.5"}[m.below(7)]
	case t.Elem != nil:
		items := make([]string, m.below(4))
		for i := range items {
			items[i] = m.value(t.Elem, depth+1)
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	def := m.schema.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		return def.EnumValues[m.below(len(def.EnumValues))].Name
	case ast.InputObject:
		var fields []string
		for _, field := range def.Fields {
			if m.needs(field, depth) {
				fields = append(fields, field.Name+": "+m.value(field.Type, depth+1))
			}
		}
		return "{" + strings.Join(fields, ", ") + "}"
	}
	return m.scalar(def.Name)
}

// needs tells whether to give a field of an input object.
func (m *maker) needs(field *ast.FieldDefinition, depth int) bool {
	return field.Type.NonNull && field.DefaultValue == nil || depth < maxDepth && m.once(2)
}

func (m *maker) scalar(name string) string {
	switch name {
	case "Int":
		return []string{"1", "3", "0", "-1", "50", "2147483647"}[m.below(6)]
	case "Float":
		return []string{"1.5", "0", "-2e3"}[m.below(3)]
	case "Boolean":
		return []string{"true", "false"}[m.below(2)]
	case "ID":
		return []string{`"17"`, "18", `"1"`, `"T3JkZXI6MQ"`, `""`, `"x"`}[m.below(6)]
	default:
		return []string{`"mug"`, `"EUR"`, `"nl-NL"`, `""`, `"\uD83D\uDE00"`, `"../x?y=1"`, `"""block"""`}[m.below(7)]
	}
}

// variable declares a variable for a place of the type and gives its use.
func (m *maker) variable(t *ast.Type) string {
	name := "v" + strconv.Itoa(len(m.declarations))
	declared := *t
	declaration := "$" + name + ": "
	switch m.below(4) {
	case 1:
		declared.NonNull = true
	case 2: // a default lets a nullable variable stand in a non-null place
		declared.NonNull = false
	}
	declaration += declared.String()
	m.declarations = append(m.declarations, "") // inner literals have no variables
	if !declared.NonNull && t.NonNull || m.once(6) {
		declaration += " = " + m.constant(&declared)
	}
	at, _ := strconv.Atoi(name[1:])
	m.declarations[at] = declaration
	if !m.once(6) {
		m.variables[name] = m.sent(&declared, 0)
	}
	return "$" + name
}

// constant writes a literal without variables.
func (m *maker) constant(t *ast.Type) string {
	plain := &maker{schema: m.schema, variables: map[string]any{}}
	if t.NonNull || m.once(2) {
		return plain.value(t, 0)
	}
	bare := *t
	bare.NonNull = true
	return plain.value(&bare, 0)
}

// sent gives a variable's value as it stands in JSON.
func (m *maker) sent(t *ast.Type, depth int) any {
	switch {
	case m.once(6):
		return nil
	case m.once(20):
		return []any{1, "x", []any{}, map[string]any{}, true, 1.5, map[string]any{"x": nil}}[m.below(7)]
	case t.Elem != nil:
		items := make([]any, m.below(4))
		for i := range items {
			items[i] = m.sent(t.Elem, depth+1)
		}
		return items
	}
	def := m.schema.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		return def.EnumValues[m.below(len(def.EnumValues))].Name
	case ast.InputObject:
		fields := map[string]any{}
		for _, field := range def.Fields {
			if m.needs(field, depth) {
				fields[field.Name] = m.sent(field.Type, depth+1)
			}
		}
		return fields
	}
	return m.sentScalar(def.Name)
}

func (m *maker) sentScalar(name string) any {
	switch name {
	case "Int":
		return []any{1, 3, 0, -1, 50, 2147483647, 2147483648}[m.below(7)]
	case "Float":
		return []any{1.5, 0, 1e300}[m.below(3)]
	case "Boolean":
		return m.below(2) == 0
	case "ID":
		return []any{"17", 18, "1", fmt.Sprint(m.below(100)), ""}[m.below(5)]
	default:
		return []any{"mug", "EUR", "nl-NL", "", "\u0000", "../x?y=1"}[m.below(6)]
	}
}
