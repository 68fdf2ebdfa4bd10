package coerce

import (
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// ownPrefix begins the names of the variables that Prepare makes; no name in a document
// can.
const ownPrefix = "\x00"

// IsOwn reports the name of a variable that Prepare made and no client sent.
func IsOwn(variable string) bool { return strings.HasPrefix(variable, ownPrefix) }

// Prepare puts a variable in the place of each argument of the document's fields that is
// given or has a default. The document has to be validated. It is changed, so it must not
// be in use.
func Prepare(doc *ast.QueryDocument) {
	p := preparation{}
	for _, op := range doc.Operations {
		p.set(op.SelectionSet)
	}
	for _, fragment := range doc.Fragments {
		p.set(fragment.SelectionSet)
	}
}

type preparation struct{ made int }

func (p *preparation) set(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			p.field(s)
			p.set(s.SelectionSet)
		case *ast.InlineFragment:
			p.set(s.SelectionSet)
		}
	}
}

func (p *preparation) field(f *ast.Field) {
	if f.Definition == nil || len(f.Definition.Arguments) == 0 {
		return
	}
	var out ast.ArgumentList
	for _, def := range f.Definition.Arguments {
		given := f.Arguments.ForName(def.Name)
		value := &ast.Value{Kind: ast.Variable, Position: f.Position, ExpectedType: def.Type}
		switch {
		case given != nil:
			value.Position = given.Value.Position
			value.Children = ast.ChildValueList{{Value: given.Value}}
		case def.DefaultValue == nil:
			continue
		}
		value.Raw = ownPrefix + strconv.Itoa(p.made)
		p.made++
		out = append(out, &ast.Argument{Name: def.Name, Value: value, Position: value.Position})
	}
	f.Arguments = out
}

// Arguments reads the arguments of all fields that the operation selects, in a prepared
// document (CoerceArgumentValues, section 6.4.1), and puts them into vars, the
// operation's variables. What @skip and @include leave out is not read, but their own
// arguments are.
//
// The error names the variable and the argument.
func Arguments(schema *ast.Schema, op *ast.OperationDefinition, doc *ast.QueryDocument, vars map[string]any) *gqlerror.Error {
	a := arguments{schema: schema, doc: doc, vars: vars, seen: map[string]bool{}}
	a.set(op.SelectionSet)
	return a.err
}

type arguments struct {
	schema *ast.Schema
	doc    *ast.QueryDocument
	vars   map[string]any
	seen   map[string]bool // fragments
	err    *gqlerror.Error
}

func (a *arguments) set(set ast.SelectionSet) {
	for _, selection := range set {
		if a.err != nil {
			return
		}
		switch s := selection.(type) {
		case *ast.Field:
			if a.included(s.Directives) {
				a.field(s)
				a.set(s.SelectionSet)
			}
		case *ast.InlineFragment:
			if a.included(s.Directives) {
				a.set(s.SelectionSet)
			}
		case *ast.FragmentSpread:
			if fragment := a.doc.Fragments.ForName(s.Name); fragment != nil && a.included(s.Directives) && !a.seen[s.Name] {
				a.seen[s.Name] = true
				a.set(fragment.SelectionSet)
			}
		}
	}
}

// included reads the arguments of directives, and reports a selection that these leave in.
func (a *arguments) included(directives ast.DirectiveList) bool {
	in := true
	for _, d := range directives {
		if d.Definition == nil {
			continue
		}
		for _, def := range d.Definition.Arguments {
			var given *ast.Value
			if argument := d.Arguments.ForName(def.Name); argument != nil {
				given = argument.Value
			}
			value, _ := a.argument(def, given, "@"+d.Name, d.Position)
			if def.Name == "if" && (d.Name == "skip" && value != false || d.Name == "include" && value != true) {
				in = false
			}
		}
	}
	return in && a.err == nil
}

// field gives the variables of a field's arguments their values.
func (a *arguments) field(f *ast.Field) {
	for _, argument := range f.Arguments {
		if !IsOwn(argument.Value.Raw) {
			continue
		}
		def := f.Definition.Arguments.ForName(argument.Name)
		var given *ast.Value
		if len(argument.Value.Children) > 0 {
			given = argument.Value.Children[0].Value
		}
		value, ok := a.argument(def, given, f.ObjectDefinition.Name+"."+f.Name, argument.Position)
		if ok {
			a.vars[argument.Value.Raw] = value
		}
	}
}

// argument reads one argument; ok is false for one without a value. given is nil where the
// document gives none.
func (a *arguments) argument(def *ast.ArgumentDefinition, given *ast.Value, of string, at *ast.Position) (value any, ok bool) {
	if a.err != nil {
		return nil, false
	}
	r := reader{schema: a.schema, at: at, argumentOf: of}
	where := path{name: def.Name}
	switch {
	case given != nil && !isAbsent(given, a.vars):
		value, ok = r.literal(&where, def.Type, given, a.vars), true
	case def.DefaultValue != nil:
		value, ok = r.literal(&where, def.Type, def.DefaultValue, nil), true
	case def.Type.NonNull:
		r.fail(codeBadUserInput, "%s is missing; expected a value of the type %s.", upperFirst(r.place(&where)), def.Type)
	}
	a.err = r.err
	return value, ok && r.err == nil
}
