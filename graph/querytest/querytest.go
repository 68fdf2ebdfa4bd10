// Package querytest makes GraphQL requests for a schema out of bytes, for fuzz
// targets and property tests.
//
//	request := querytest.Make(schema, choices)
//	post(request.Document, request.Variables)
//
// Each byte is one choice: a field, an argument, a variable instead of a
// literal. Equal bytes make equal requests, and a change of one byte makes a
// similar request, so a fuzzer can work its way into the schema. When the bytes
// are used up the request is closed as soon as possible.
//
// Most requests are valid. Some are not on purpose: variables that are null,
// absent or of another type, literals of another type, two fields that cannot be
// merged. The package is for tests only.
package querytest

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Request is one request as a client sends it.
type Request struct {
	Document  string
	Variables map[string]any
}

// maxDepth bounds how deep selections nest.
const maxDepth = 8

// Make makes the request that the choices describe.
func Make(schema *ast.Schema, choices []byte) Request {
	m := &maker{schema: schema, dice: dice{choices}, variables: map[string]any{}}
	document := m.operation()
	return Request{Document: document + m.fragments.String(), Variables: m.variables}
}

// dice gives choices; 0 when there are none left.
type dice struct{ left []byte }

// below gives a number from 0 to n-1.
func (d *dice) below(n int) int {
	if len(d.left) == 0 {
		return 0
	}
	chosen := d.left[0]
	d.left = d.left[1:]
	return int(chosen) % n
}

// once gives true in one of n cases, never when no choices are left.
func (d *dice) once(n int) bool { return d.below(n) == n-1 && n > 1 }

type maker struct {
	dice

	schema       *ast.Schema
	declarations []string // of variables
	variables    map[string]any
	fragments    strings.Builder
	names        []string // of fragments, with their types
	on           []string
}

func (m *maker) operation() string {
	kind, root := "query", m.schema.Query
	switch m.below(12) {
	case 8, 9, 10:
		if m.schema.Mutation != nil {
			kind, root = "mutation", m.schema.Mutation
		}
	case 11:
		if m.schema.Subscription != nil {
			kind, root = "subscription", m.schema.Subscription
		}
	}
	selection := m.selectionSet(root, 0)
	declared := ""
	if len(m.declarations) > 0 {
		declared = "(" + strings.Join(m.declarations, ", ") + ")"
	}
	return kind + " Q" + declared + m.directives() + " " + selection
}

func (m *maker) selectionSet(def *ast.Definition, depth int) string {
	var out strings.Builder
	out.WriteString("{")
	for range 1 + m.below(5) {
		out.WriteString(" ")
		out.WriteString(m.selection(def, depth))
	}
	out.WriteString(" }")
	return out.String()
}

func (m *maker) selection(def *ast.Definition, depth int) string {
	switch {
	case m.once(9) && depth < maxDepth:
		possible := m.possible(def)
		return "... on " + possible.Name + m.directives() + " " + m.selectionSet(possible, depth+1)
	case m.once(12) && depth < maxDepth:
		return "..." + m.fragment(def, depth) + m.directives()
	case m.once(15) || len(def.Fields) == 0 || len(m.left) == 0:
		return "__typename" + m.directives()
	}
	field := def.Fields[m.below(len(def.Fields))]
	if strings.HasPrefix(field.Name, "__") && !m.once(4) {
		return "__typename"
	}
	return m.field(field, depth)
}

func (m *maker) field(field *ast.FieldDefinition, depth int) string {
	text := field.Name
	if m.once(8) {
		text = fmt.Sprintf("a%d: %s", m.below(4), text)
	}
	var arguments []string
	for _, argument := range field.Arguments {
		if argument.Type.NonNull && argument.DefaultValue == nil || m.once(2) {
			arguments = append(arguments, argument.Name+": "+m.value(argument.Type, 0))
		}
	}
	if len(arguments) > 0 {
		text += "(" + strings.Join(arguments, ", ") + ")"
	}
	text += m.directives()
	if result := m.schema.Types[field.Type.Name()]; result.IsCompositeType() {
		if depth >= maxDepth {
			return text + " { __typename }"
		}
		return text + " " + m.selectionSet(result, depth+1)
	}
	return text
}

// possible chooses a type that objects of def may have.
func (m *maker) possible(def *ast.Definition) *ast.Definition {
	types := m.schema.GetPossibleTypes(def)
	if len(types) == 0 || !def.IsAbstractType() {
		return def
	}
	return types[m.below(len(types))]
}

// fragment gives the name of a fragment that can be spread in def; mostly a new one.
func (m *maker) fragment(def *ast.Definition, depth int) string {
	for i, on := range m.on {
		if on == def.Name && m.once(2) {
			return m.names[i]
		}
	}
	name := fmt.Sprintf("F%d", len(m.names))
	m.names, m.on = append(m.names, name), append(m.on, def.Name) // before its selection: cycles are possible
	selection := m.selectionSet(def, depth+1)
	fmt.Fprintf(&m.fragments, " fragment %s on %s %s", name, def.Name, selection)
	return name
}

func (m *maker) directives() string {
	if !m.once(10) {
		return ""
	}
	name := []string{"include", "skip"}[m.below(2)]
	return fmt.Sprintf(" @%s(if: %s)", name, m.value(ast.NonNullNamedType("Boolean", nil), 0))
}
