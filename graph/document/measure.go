package document

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// measure is the size of a selection with its fragments put in place.
type measure struct{ depth, aliases, fields, directives int }

func (m *measure) add(other measure) {
	m.depth = max(m.depth, other.depth)
	m.aliases = min(m.aliases+other.aliases, plenty)
	m.fields = min(m.fields+other.fields, plenty)
	m.directives = min(m.directives+other.directives, plenty)
}

// measurer measures a document that is not validated yet: fragments may be
// missing, doubled, unused or cyclic. It looks at each fragment once, since
// fragments that spread each other twice would take two to the power of their
// number.
type measurer struct {
	limits    Limits
	fragments map[string]*fragment

	visited       int           // what validation will visit
	introspection *ast.Position // of the first __schema or __type
	cycle         *gqlerror.Error
}

// fragment holds the measure of a fragment.
type fragment struct {
	*ast.FragmentDefinition

	state   state
	total   measure
	visits  int // of itself, without the fragments that it spreads
	spreads []string
}

type state uint8

const (
	unseen state = iota
	open         // being measured: a spread of it is a cycle
	measured
)

// document refuses a document that is beyond the limits, and one whose fragments
// are cyclic or unused: these would only cost time later.
func (m *measurer) document(doc *ast.QueryDocument) *gqlerror.Error {
	m.fragments = make(map[string]*fragment, len(doc.Fragments))
	for _, definition := range doc.Fragments {
		if m.fragments[definition.Name] == nil { // the first of doubled names, as everywhere
			m.fragments[definition.Name] = &fragment{FragmentDefinition: definition}
		}
	}
	roots := make([]*fragment, 0, len(doc.Operations)+len(doc.Fragments))
	for _, operation := range doc.Operations {
		root := &fragment{FragmentDefinition: &ast.FragmentDefinition{
			SelectionSet: operation.SelectionSet, Directives: operation.Directives, Position: operation.Position,
		}}
		m.measure(root)
		for _, variable := range operation.VariableDefinitions {
			root.visits += 1 + len(variable.Directives)
			if variable.DefaultValue != nil {
				root.visits += valueVisits(variable.DefaultValue)
			}
		}
		if m.cycle != nil {
			return m.cycle
		}
		if err := m.limits.check(root.total, operation.Position); err != nil {
			return err
		}
		roots = append(roots, root)
	}
	if err := m.unused(doc); err != nil {
		return err
	}
	for _, definition := range doc.Fragments {
		roots = append(roots, m.fragments[definition.Name])
	}
	return m.visits(roots)
}

// unused refuses fragments that no operation reaches.
func (m *measurer) unused(doc *ast.QueryDocument) *gqlerror.Error {
	for _, definition := range doc.Fragments {
		if m.fragments[definition.Name].state == unseen {
			return refuse(fmt.Sprintf("Fragment %q is never used.", abridge(definition.Name, maxEcho)), definition.Position)
		}
	}
	return nil
}

// visits counts what validation visits: from each operation and each fragment all
// fragments that are reached. It stops at the limit.
func (m *measurer) visits(roots []*fragment) *gqlerror.Error {
	for _, root := range roots {
		seen, next := map[string]bool{}, []*fragment{root}
		for len(next) > 0 {
			at := next[len(next)-1]
			next = next[:len(next)-1]
			if m.visited += at.visits; m.limits.Visits >= 0 && m.visited > m.limits.Visits {
				return refuse(fmt.Sprintf("more than %d selections, directives and values to validate, fragments followed; that is the limit", m.limits.Visits), root.Position)
			}
			for _, name := range at.spreads {
				if reached := m.fragments[name]; reached != nil && !seen[name] {
					seen[name] = true
					next = append(next, reached)
				}
			}
		}
	}
	return nil
}

func (m *measurer) measure(f *fragment) {
	f.state = open
	f.visits = 1
	f.total = m.set(f, f.SelectionSet)
	f.total.add(m.directives(f, f.Directives))
	f.state = measured
}

func (m *measurer) set(in *fragment, set ast.SelectionSet) (total measure) {
	for _, selection := range set {
		in.visits++
		switch s := selection.(type) {
		case *ast.Field:
			total.add(m.field(in, s))
		case *ast.InlineFragment:
			total.add(m.directives(in, s.Directives))
			total.add(m.set(in, s.SelectionSet))
		case *ast.FragmentSpread:
			total.add(m.directives(in, s.Directives))
			total.add(m.spread(in, s))
		}
	}
	return total
}

func (m *measurer) field(in *fragment, field *ast.Field) measure {
	for _, argument := range field.Arguments {
		in.visits += valueVisits(argument.Value)
	}
	directives := m.directives(in, field.Directives)
	total := m.set(in, field.SelectionSet)
	total.add(directives)
	if field.Name == "__schema" || field.Name == "__type" {
		if m.introspection == nil {
			m.introspection = field.Position
		}
		// Introspection has its own switch and rule, and its standard query is deep.
		return measure{fields: total.fields + 1, directives: total.directives}
	}
	total.depth++
	total.add(measure{fields: 1})
	if field.Alias != "" && field.Alias != field.Name {
		total.add(measure{aliases: 1})
	}
	return total
}

func (m *measurer) spread(in *fragment, spread *ast.FragmentSpread) measure {
	reached := m.fragments[spread.Name]
	if reached == nil {
		return measure{} // validation says so
	}
	in.spreads = append(in.spreads, spread.Name)
	switch reached.state {
	case unseen:
		m.measure(reached)
	case open:
		if m.cycle == nil {
			m.cycle = refuse(fmt.Sprintf("Cannot spread fragment %q within itself.", abridge(spread.Name, maxEcho)), spread.Position)
		}
		return measure{}
	}
	return reached.total
}

func (m *measurer) directives(in *fragment, directives ast.DirectiveList) measure {
	for _, directive := range directives {
		in.visits++
		for _, argument := range directive.Arguments {
			in.visits += valueVisits(argument.Value)
		}
	}
	return measure{directives: len(directives)}
}

// valueVisits counts a value and what is in it, once for each value around it:
// the rule for values looks at all of a value at each of its levels.
func valueVisits(value *ast.Value) int {
	visits, _ := nestedVisits(value)
	return visits
}

func nestedVisits(value *ast.Value) (visits, size int) {
	size = 1
	for _, child := range value.Children {
		v, s := nestedVisits(child.Value)
		visits, size = min(visits+v, plenty), size+s
	}
	return min(visits+size, plenty), size
}
