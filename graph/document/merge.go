package document

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// merging is the rule that fields with one response name can be merged (GraphQL
// specification, section 5.3.2).
//
// gqlparser has the rule as the specification words it: each pair of fields is
// compared, and for each pair the pairs of what they select, which is quadratic
// in each level. Here the fields of one response name are one set, and their
// selections are merged into one set of sets, in two passes:
//
//   - names: those that can be on one object are the same field with equal
//     arguments;
//   - shapes: all fields of a set have one type, whatever objects they are on.
//
// Both are equivalences, so each field is compared with the first of its set only.
// A pass visits each field once in each set that it is in, which is linear in the
// fields of an operation with its fragments put in place. The first pass puts a
// field of an interface in a set for each object type; so visits are counted, and
// bounded by Limits.Comparisons.
//
// Source: Simon Adameit, "A vastly more performant algorithm for GraphQL field
// selection merging", 2019; Sangria and GraphQL Java have it too.
//
// The rule needs a document that is valid otherwise: it relies on types, and on
// fragments that are there and have no cycles.
type merging struct {
	schema      *ast.Schema
	limit, used int
	arguments   map[*ast.Field]string
	errs        gqlerror.List
}

// set is fields with one response name, in the order of the document.
type set struct {
	name   string
	fields []*ast.Field
}

func checkMerging(schema *ast.Schema, doc *ast.QueryDocument, limit int) gqlerror.List {
	m := &merging{schema: schema, limit: limit, arguments: map[*ast.Field]string{}}
	for _, operation := range doc.Operations {
		sets := m.collect(operation.SelectionSet)
		if m.names(sets, ""); len(m.errs) == 0 { // else the same places twice
			m.shapes(sets, "")
		}
	}
	if m.over() {
		return gqlerror.List{refuse(fmt.Sprintf("more than %d comparisons to merge fields; that is the limit", limit), doc.Operations[0].Position)}
	}
	return m.errs
}

// over tells that checking is over: there is enough to tell, or too much to do.
func (m *merging) over() bool {
	return len(m.errs) >= maxErrors || m.limit >= 0 && m.used > m.limit
}

// shapes is the second pass. The path is that of the sets' parent.
func (m *merging) shapes(sets []*set, path string) {
	for _, s := range sets {
		if m.over() {
			return
		}
		first := s.fields[0]
		at := slices.IndexFunc(s.fields, func(f *ast.Field) bool { return !m.sameShape(f.Definition.Type, first.Definition.Type) })
		if at >= 0 {
			m.conflict(path, s, s.fields[at], fmt.Sprintf("they return conflicting types %q and %q", first.Definition.Type, s.fields[at].Definition.Type))
			continue
		}
		m.shapes(m.below(s.fields), path+s.name+".")
	}
}

// names is the first pass. The path is that of the sets' parent.
func (m *merging) names(sets []*set, path string) {
	for _, s := range sets {
		for _, fields := range commonParents(s.fields) {
			if m.over() {
				return
			}
			if problem, at := m.different(fields); at != nil {
				m.conflict(path, s, at, problem)
				continue
			}
			m.names(m.below(fields), path+s.name+".")
		}
	}
}

// different finds a field that is not the first one, or has other arguments.
func (m *merging) different(fields []*ast.Field) (problem string, at *ast.Field) {
	if len(fields) == 1 {
		return "", nil
	}
	first := fields[0]
	for _, field := range fields[1:] {
		if field.Name != first.Name {
			return fmt.Sprintf("%q and %q are different fields", abridge(first.Name, maxName/2), abridge(field.Name, maxName/2)), field
		}
		if m.argumentsOf(field) != m.argumentsOf(first) {
			return "they have differing arguments", field
		}
	}
	return "", nil
}

func (m *merging) conflict(path string, s *set, at *ast.Field, problem string) {
	name := abridge(path+s.name, maxName)
	m.errs = append(m.errs, refuse(fmt.Sprintf(
		"Fields %q conflict because %s. Use different aliases on the fields to fetch both if this was intentional.", name, problem), at.Position))
}

// below merges what fields select.
func (m *merging) below(fields []*ast.Field) []*set {
	selections := make([]ast.SelectionSet, len(fields))
	for i, field := range fields {
		selections[i] = field.SelectionSet
	}
	return m.collect(selections...)
}

// collect puts selections together by response name.
func (m *merging) collect(selections ...ast.SelectionSet) []*set {
	c := collector{merging: m, byName: map[string]*set{}, fragments: map[string]bool{}}
	for _, selection := range selections {
		c.add(selection)
	}
	return c.sets
}

type collector struct {
	*merging

	sets      []*set
	byName    map[string]*set
	fragments map[string]bool
}

func (c *collector) add(selections ast.SelectionSet) {
	for _, selection := range selections {
		if c.used++; c.over() {
			return
		}
		switch s := selection.(type) {
		case *ast.Field:
			of := c.byName[s.Alias]
			if of == nil {
				of = &set{name: s.Alias}
				c.byName[s.Alias], c.sets = of, append(c.sets, of)
			}
			of.fields = append(of.fields, s)
		case *ast.InlineFragment:
			c.add(s.SelectionSet)
		case *ast.FragmentSpread:
			if !c.fragments[s.Name] {
				c.fragments[s.Name] = true
				c.add(s.Definition.SelectionSet)
			}
		}
	}
}

// commonParents divides fields into those that can be on one object: a field of an
// interface can be on any.
func commonParents(fields []*ast.Field) [][]*ast.Field {
	if len(fields) == 1 {
		return [][]*ast.Field{fields}
	}
	var parents []string
	for _, field := range fields {
		if of := field.ObjectDefinition; of.Kind == ast.Object && !slices.Contains(parents, of.Name) {
			parents = append(parents, of.Name)
		}
	}
	if len(parents) < 2 {
		return [][]*ast.Field{fields}
	}
	groups := make([][]*ast.Field, len(parents))
	for i, parent := range parents {
		for _, field := range fields {
			if field.ObjectDefinition.Kind != ast.Object || field.ObjectDefinition.Name == parent {
				groups[i] = append(groups[i], field)
			}
		}
	}
	return groups
}

// sameShape compares types: lists, non-null and leaf types must be equal, of other
// types what is selected decides.
func (m *merging) sameShape(a, b *ast.Type) bool {
	if a == b {
		return true
	}
	if a.NonNull != b.NonNull || (a.Elem == nil) != (b.Elem == nil) {
		return false
	}
	if a.Elem != nil {
		return m.sameShape(a.Elem, b.Elem)
	}
	if a.NamedType == b.NamedType {
		return true
	}
	return !m.schema.Types[a.NamedType].IsLeafType() && !m.schema.Types[b.NamedType].IsLeafType()
}

// argumentsOf writes the arguments of a field so that equal ones are equal texts.
func (m *merging) argumentsOf(field *ast.Field) string {
	if len(field.Arguments) == 0 {
		return ""
	}
	text, known := m.arguments[field]
	if !known {
		parts := make([]string, len(field.Arguments))
		for i, argument := range field.Arguments {
			parts[i] = argument.Name + ":" + canonical(argument.Value)
		}
		slices.Sort(parts)
		text = strings.Join(parts, ",")
		m.arguments[field] = text
	}
	return text
}

// canonical writes a value with the fields of its objects in the order of names.
func canonical(value *ast.Value) string {
	switch value.Kind {
	case ast.ObjectValue, ast.ListValue:
		parts := make([]string, len(value.Children))
		for i, child := range value.Children {
			parts[i] = child.Name + ":" + canonical(child.Value)
		}
		if value.Kind == ast.ObjectValue {
			slices.Sort(parts)
		}
		return fmt.Sprintf("%d(%s)", value.Kind, strings.Join(parts, ","))
	default:
		return fmt.Sprintf("%d%q", value.Kind, value.Raw)
	}
}
