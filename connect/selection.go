package connect

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// Supply is what a connector fills at one position: an object of a type, or each
// object of a list of them.
type Supply struct {
	Type   *ast.Definition
	Pos    Pos // of what fills it
	Fields []Supplied
	Open   bool // it spreads an object of the response, which may fill any field
	// Gaps are the nullable fields, "Product.name", that nothing fills here, and nothing
	// can fetch from what is there; none for entities and what is inside of them, where
	// what completes them finds out.
	Gaps []string
}

// Supplied is a field that is filled, in the order of the selection.
type Supplied struct {
	Name string
	Pos  Pos     // of its key in the selection
	Of   *Supply // what is filled of an object; nil for scalars
}

// Field returns a field of the supply, or nil.
func (s *Supply) Field(name string) *Supplied {
	if s == nil {
		return nil
	}
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i]
		}
	}
	return nil
}

const typename = "__typename"

// checkSelection checks that a selection fits the type that it fills, and records
// what it fills.
func (l *loader) checkSelection(c *Connector) {
	if c.Selection == nil {
		return
	}
	shape := c.Selection.analysis.Shape
	w := selectionWalk{l, c}
	what := "a selection for " + c.Returns.Name
	if c.Field != nil {
		what = "the selection of " + c.Type.Name + "." + c.Field.Name
	}
	pos := c.Selection.At(shape.Pos)
	if c.Place == OnField && c.Uses(mapping.VarBatch) {
		w.batched(shape, pos, what)
		return
	}
	c.Supplies = w.value(shape, c.Returns, pos, what, nil)
	switch {
	case c.Field == nil && c.Uses(mapping.VarBatch):
		w.isList(shape, pos, what)
	case c.Field == nil:
		w.fits(shape, ast.NamedType(c.Type.Name, nil), pos, what)
	case c.Field != nil && (c.Supplies != nil || c.Returns.IsLeafType() && !shape.Grouped): // otherwise the group is wrong already
		w.fits(shape, c.Field.Type, pos, what)
	}
}

// recurrence is a type inside of itself, which is fine for an entity of which only the
// key is there.
type recurrence struct {
	c      *Connector
	supply *Supply
	way    string
}

// fits checks that a value can be what the type asks for, as far as that can be
// known: what a literal, a method or an argument yields, but not what is in a
// response.
func (w selectionWalk) fits(s *mapping.Shape, typ *ast.Type, pos Pos, what string) {
	kinds, known := w.kindsOf(s, w.c)
	kinds &^= mapping.KindsOf(mapping.KindNull)
	def := w.types[typ.Name()]
	if !known || kinds == 0 || def == nil {
		return
	}
	switch {
	case typ.Elem != nil:
		if !kinds.Has(mapping.KindList) {
			w.errorf(pos, CodeTypeMismatch, "make a list of it, as in `name: $([a, b])`", "%s is %s, but %s is a list", what, kinds, typ)
		}
	case kinds == mapping.KindsOf(mapping.KindList):
		w.errorf(pos, CodeTypeMismatch, "pick one with ->first, or declare a list", "%s is a list, but %s is not", what, typ)
	case def.IsLeafType() && kinds&AcceptedKinds(def) == 0:
		w.errorf(pos, CodeTypeMismatch, "convert it, as with ->toString or ->parseInt, or declare another type", "%s is %s, which cannot be %s", what, kinds, typ)
	}
	if def.Kind == ast.Enum {
		w.isValue(s, def)
	}
}

// isValue checks literals that become values of an enum.
func (w selectionWalk) isValue(s *mapping.Shape, def *ast.Definition) {
	if s.Elements != nil {
		w.isValue(s.Elements, def)
	}
	names := valueNames(def)
	if s.Match != nil && isInverted(s.Match.Candidates, s.Match.Results, names) {
		w.errorf(w.c.Selection.At(s.Pos), CodeTypeMismatch, "write what the backend says first, as in "+pairOf(s.Match.Results, s.Match.Candidates), "the pairs of this ->match are the wrong way round: a value of %s comes first", def.Name)
		return
	}
	if s.Match != nil && areAll(names, s.Match.Results) {
		w.covered[s.Match] = true
	}
	for _, alternative := range s.Alternatives {
		w.isValue(alternative, def)
	}
	text, ok := s.Const.Str()
	if !ok || def.EnumValues.ForName(text) != nil {
		return
	}
	w.errorf(w.c.Selection.At(s.Pos), CodeTypeMismatch, DidYouMean(text, names, OneOf(names)), "%q is no value of %s", text, def.Name)
}

// AcceptedKinds are the kinds that GraphQL turns into a value of a scalar or an enum.
func AcceptedKinds(def *ast.Definition) mapping.Kinds {
	if def.Kind == ast.Enum {
		return mapping.KindsOf(mapping.KindString)
	}
	switch def.Name {
	case "Int", "Float":
		return mapping.KindsOf(mapping.KindInt, mapping.KindFloat)
	case "String":
		return mapping.KindsOf(mapping.KindString, mapping.KindInt, mapping.KindFloat, mapping.KindBool)
	default:
		return scalarKinds(def.Name)
	}
}

// selectionWalk goes down a selection and a type at once.
type selectionWalk struct {
	*loader
	c *Connector
}

// value checks one value of a type: an object is built by a group, anything else
// isn't. above are the types on the way here.
func (w selectionWalk) value(s *mapping.Shape, def *ast.Definition, pos Pos, what string, above []*ast.Definition) *Supply {
	builds := s.Grouped || s.Closed && len(s.Fields) > 0
	if def.IsLeafType() {
		if lone := w.c.Selection.Lone(); builds && lone != "" && s == w.c.Selection.analysis.Shape && (def.Kind == ast.Enum || isBuiltIn(def.Name)) {
			w.errorf(pos, CodeGroupNotObject, `write "`+lone+`" for the value alone`, "%s gives an object with that key, but %s is %s", what, def.Name, kindName(def.Kind))
			return nil
		}
		if builds && (def.Kind == ast.Enum || isBuiltIn(def.Name)) {
			w.errorf(pos, CodeGroupNotObject, "remove the group, or give the field an object type", "%s is a group, but %s is %s", what, def.Name, kindName(def.Kind))
		}
		return nil
	}
	if !builds {
		if s.Kinds == mapping.KindsOf(mapping.KindNull) {
			return nil
		}
		w.errorf(pos, CodeGroupRequired, "add a group: "+groupOf(def), "%s does not say which fields of %s it fills", what, def.Name)
		return nil
	}
	if slices.Contains(above, def) {
		var names []string
		for _, t := range above[slices.Index(above, def):] {
			names = append(names, t.Name)
		}
		at := len(w.recurring)
		w.recurring = append(w.recurring, recurrence{c: w.c, way: strings.Join(append(names, def.Name), " > ")})
		inside := w.object(s, def, pos, append(slices.Clone(above), def))
		w.recurring[at].supply = inside
		return inside
	}
	return w.object(s, def, pos, append(slices.Clone(above), def))
}

// groupOf is a group for the hints: the first fields of the type.
func groupOf(def *ast.Definition) string {
	var names []string
	for _, f := range def.Fields {
		if len(names) < 3 && !strings.HasPrefix(f.Name, "__") {
			names = append(names, f.Name)
		}
	}
	return "{ " + strings.Join(append(names, "... }"), " ")
}

func (w selectionWalk) object(s *mapping.Shape, def *ast.Definition, pos Pos, above []*ast.Definition) *Supply {
	out := &Supply{Type: def, Pos: pos, Open: !s.Closed}
	if def.IsAbstractType() {
		w.abstract(s, def, pos)
	}
	for _, f := range s.Fields {
		if f.Key == typename {
			continue
		}
		at := w.c.Selection.At(f.Pos)
		field, owner := w.field(def, f.Key)
		if field == nil {
			names := w.fieldNames(def)
			w.errorf(at, CodeSelectedFieldNotFound, DidYouMean(f.Key, names, "add it to the type, or remove it here"), "%s has no field %q", def.Name, f.Key)
			continue
		}
		if len(field.Arguments) > 0 {
			w.errorf(at, CodeFieldWithArguments, "give "+owner.Name+"."+f.Key+" a connector of its own, and remove it here", "%s.%s has arguments, which a selection cannot follow", owner.Name, f.Key)
		}
		next := w.types[field.Type.Name()]
		if next == nil {
			continue // the missing type is reported
		}
		supplied := Supplied{Name: f.Key, Pos: at}
		supplied.Of = w.value(f.Shape, next, at, `"`+f.Key+`"`, above)
		if supplied.Of != nil || next.IsLeafType() && !f.Shape.Grouped { // otherwise the group is wrong already
			w.fits(f.Shape, field.Type, at, `"`+f.Key+`"`)
		}
		out.Fields = append(out.Fields, supplied)
	}
	return out
}

// field finds a field of a type, or of any type that an abstract one stands for.
func (w selectionWalk) field(def *ast.Definition, name string) (*ast.FieldDefinition, *ast.Definition) {
	for _, d := range w.concrete(def) {
		if f := d.Fields.ForName(name); f != nil {
			return f, d
		}
	}
	return nil, nil
}

func (w selectionWalk) fieldNames(def *ast.Definition) []string {
	var out []string
	for _, d := range w.concrete(def) {
		for _, f := range d.Fields {
			if !slices.Contains(out, f.Name) && !strings.HasPrefix(f.Name, "__") {
				out = append(out, f.Name)
			}
		}
	}
	return out
}

// concrete are the object types that a type stands for, itself included.
func (l *loader) concrete(def *ast.Definition) []*ast.Definition {
	out := []*ast.Definition{def}
	for _, d := range l.order {
		if d.Kind == ast.Object && (slices.Contains(def.Types, d.Name) || slices.Contains(d.Interfaces, def.Name)) {
			out = append(out, d)
		}
	}
	return out
}

// abstract checks a union or an interface, whose selections have to say which
// type each result is.
func (w selectionWalk) abstract(s *mapping.Shape, def *ast.Definition, pos Pos) {
	if w.link.version < mapping.V04 {
		w.errorf(pos, CodeAbstractType, "link connect/v0.4, return an object type, or resolve it in Go", "%s is %s, which connect/%s cannot return", def.Name, kindName(def.Kind), w.link.version)
		return
	}
	var possible []string
	for _, d := range w.concrete(def)[1:] {
		possible = append(possible, d.Name)
	}
	hint := `add __typename: "` + strings.Join(possible, `" or "`) + `" to each case`
	name := s.Field(typename)
	if name == nil {
		w.errorf(pos, CodeInvalidSelection, hint, "nothing says which type of %s this is", def.Name)
		return
	}
	cases := name.Alternatives
	if len(cases) == 0 {
		cases = []*mapping.Shape{name}
	}
	for _, c := range cases {
		text, ok := c.Const.Str()
		if !ok {
			w.errorf(w.c.Selection.At(c.Pos), CodeInvalidSelection, hint, "__typename of %s has to be a literal", def.Name)
		} else if !slices.Contains(possible, text) {
			w.errorf(w.c.Selection.At(c.Pos), CodeInvalidSelection, DidYouMean(text, possible, OneOf(possible)), "%q is not one of the types of %s", text, def.Name)
		}
	}
}
