package contract

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
	"bff/connect/mapping"
)

// fits goes down the selection and the GraphQL type at once, and checks each value
// that comes out of the answer unchanged.
func (s selection) fits() {
	c := s.connector
	shape := c.Selection.Analysis().Shape
	switch {
	case shape == nil:
	case c.Field == nil:
		s.fields(shape, c.Type)
	case c.Place == connect.OnField && c.Uses(mapping.VarBatch):
		// A list of parents, each with its key and the field.
		if own := shape.Field(c.Field.Name); own != nil {
			s.value(target{own, c.Field.Type, c.Selection.At(own.Pos), c.Type.Name + "." + c.Field.Name, shape.Pos.Offset})
		}
	default:
		s.value(target{shape, c.Field.Type, c.Selection.At(shape.Pos), c.Type.Name + "." + c.Field.Name, atTop})
	}
}

// atTop stands for the place of a group around the whole selection.
const atTop = -1

// target is a value and the field that it fills.
type target struct {
	shape *mapping.Shape
	typ   *ast.Type
	pos   connect.Pos
	name  string // "Product.name"
	// outer is where the group around it starts: what is read before that has been
	// followed by the group already.
	outer int
}

// relative is a read as it is written inside of the group.
func (t target) relative(read mapping.Read) mapping.Read {
	return mapping.Read{Path: read.Path[newOrigin(read, t.outer).from:]}
}

func (s selection) value(t target) {
	def := s.schema.Type(t.typ.Name())
	if def == nil {
		return
	}
	if at := s.nullable(t.shape, t); at.why != "" {
		s.mayBeNull(t, def, at)
	}
	fits := s.listFits(t, def)
	switch {
	case !def.IsLeafType():
		s.fields(t.shape, def)
	case fits:
		s.leafFits(t, def)
	}
}

// fields checks the fields of an object that the mapping builds.
func (s selection) fields(shape *mapping.Shape, def *ast.Definition) {
	for _, f := range shape.Fields {
		owner, field := s.field(def, f.Key)
		if field == nil {
			continue // __typename
		}
		s.value(target{f.Shape, field.Type, s.connector.Selection.At(f.Pos), owner.Name + "." + f.Key, shape.Pos.Offset})
	}
}

// field finds a field of a type, or of any that an abstract one stands for.
func (s selection) field(def *ast.Definition, name string) (*ast.Definition, *ast.FieldDefinition) {
	if f := def.Fields.ForName(name); f != nil {
		return def, f
	}
	for _, d := range s.schema.Types() {
		if slices.Contains(def.Types, d.Name) || slices.Contains(d.Interfaces, def.Name) {
			if f := d.Fields.ForName(name); f != nil {
				return d, f
			}
		}
	}
	return nil, nil
}

// listFits checks that a list fills a list, and only a list.
func (s selection) listFits(t target, def *ast.Definition) bool {
	if len(t.shape.Alternatives) > 0 {
		return true
	}
	origins := s.origins(t.shape, t.outer)
	if len(origins) != 1 || !origins[0].plain {
		return true
	}
	end, ok := s.trace(origins[0])
	kinds, known := end.kinds()
	if kinds &^= mapping.KindsOf(mapping.KindNull); !ok || !known || kinds == 0 {
		return true
	}
	read := origins[0].read
	takesAny := def.IsLeafType() && connect.AcceptedKinds(def) == mapping.AnyKind
	switch list := end.list || end.onlyList(); {
	case t.typ.Elem == nil && list && !takesAny:
		s.errorf(t.pos, CodeTypeMismatch, "pick one with ->first, or declare a list", "%s is %s, but %s is a list", t.name, t.typ, s.named(read))
	case t.typ.Elem != nil && !list && !end.isList():
		hint := "declare " + t.typ.Name() + " without the list"
		if def.IsLeafType() {
			hint += ", or make one of it, as in $([" + t.relative(read).String() + "])"
		}
		s.errorf(t.pos, CodeTypeMismatch, hint, "%s is %s, but %s is %s", t.name, t.typ, s.named(read), kinds)
	default:
		return true
	}
	return false
}

// leafFits checks the kind of a scalar or an enum, or of the elements of a list of
// them.
func (s selection) leafFits(t target, def *ast.Definition) {
	kinds, known := s.kinds(t.shape)
	kinds &^= mapping.KindsOf(mapping.KindNull)
	if !known || kinds == 0 {
		return
	}
	if kinds&connect.AcceptedKinds(def) != 0 {
		s.enumFits(t, def)
		return
	}
	hint := "convert it, as with ->toString or ->parseInt, or declare another type"
	if kinds == mapping.KindsOf(mapping.KindObject) {
		hint = "read one property of it, or declare an object type"
	}
	s.errorf(t.pos, CodeTypeMismatch, hint, "%s is %s, but %s is %s", t.name, t.typ, s.sourceOf(t.shape), kinds)
}

// enumFits checks that an enum has the values of what fills it unchanged.
func (s selection) enumFits(t target, def *ast.Definition) {
	if def.Kind != ast.Enum || len(t.shape.Alternatives) > 0 || len(t.shape.Reads) != 1 {
		return
	}
	_, p := s.follow(t.shape.Reads[0])
	values, known := p.elements().values()
	if !known {
		return
	}
	var names, others []string
	for _, v := range def.EnumValues {
		names = append(names, v.Name)
	}
	for _, v := range values {
		if !slices.Contains(names, v) {
			others = append(others, v)
		}
	}
	if len(others) > 0 && len(names) > 0 {
		s.errorf(t.pos, CodeTypeMismatch, "add it to "+def.Name+", or "+translation(others[0], names), "%s is %s, but %s may be %s", t.name, t.typ, s.sourceOf(t.shape), strings.Join(others, ", "))
	}
}

// candidates checks that what ->match compares with may be in the answer.
func (s selection) candidates() {
	for _, c := range s.connector.Selection.Analysis().Candidates {
		in, literal := c.Input, c.Literal.Const
		text, isScalar := literal.Text()
		if len(in.Alternatives) > 0 || len(in.Reads) != 1 || !s.isMatched(in.Reads[0]) || !isScalar || literal.IsNull() {
			continue
		}
		at, p := s.follow(in.Reads[0])
		if p = p.elements(); at >= 0 {
			continue
		}
		pos := s.connector.Selection.At(c.Literal.Pos)
		if kinds, known := p.kinds(); known && nonNull(kinds) != 0 && !kinds.Has(literal.Kind()) {
			s.errorf(pos, CodeTypeMismatch, "compare it with "+nonNull(kinds).String(), "%s is %s and never equals %s", s.named(in.Reads[0]), nonNull(kinds), string(literal.AppendJSON(nil)))
			continue
		}
		if values, known := p.values(); known && !slices.Contains(values, text) {
			s.errorf(pos, CodeTypeMismatch, connect.DidYouMean(text, values, connect.OneOf(values)), "%s never equals %q", s.named(in.Reads[0]), text)
		}
	}
}

// isMatched reports a property of the answer that stands in front of a ->match.
func (s selection) isMatched(read mapping.Read) bool {
	n := len(read.Path)
	if read.Var != "" || n == 0 {
		return false
	}
	text := s.connector.Selection.String()
	return strings.HasPrefix(skipBlank(text[keyEnd(text, read.Path[n-1]):]), "->match")
}

// sourceOf names where a value comes from.
func (s selection) sourceOf(shape *mapping.Shape) string {
	for len(shape.Reads) == 0 && len(shape.Alternatives) > 0 {
		shape = shape.Alternatives[0]
	}
	if len(shape.Reads) == 0 {
		return "what fills it"
	}
	return s.named(shape.Reads[0])
}

// kinds is what a value or its elements may be, by what the document says; known is
// false if anything else decides.
func (s selection) kinds(shape *mapping.Shape) (kinds mapping.Kinds, known bool) {
	for _, alternative := range shape.Alternatives {
		k, ok := s.kinds(alternative)
		if !ok {
			return 0, false
		}
		kinds |= k
	}
	if len(shape.Alternatives) > 0 {
		return kinds, true
	}
	if !shape.Const.IsMissing() {
		return shape.Kinds, true
	}
	for _, read := range shape.Reads {
		if read.Var != "" {
			return 0, false
		}
		at, p := s.follow(read)
		k, ok := p.elements().kinds()
		if at >= 0 || !ok {
			return 0, false
		}
		kinds |= k
	}
	return kinds, len(shape.Reads) > 0 && len(shape.Fields) == 0
}
