package contract

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
	"bff/connect/mapping"
)

// sending checks the values of one connector's requests, as far as they are certain:
// literals, and arguments and fields that are sent as they are.
type sending struct {
	*report

	schema *connect.Schema
	c      *connect.Connector
}

// sent is a value, and where it goes.
type sent struct {
	shape *mapping.Shape
	pos   connect.Pos
	what  string // as messages name it
	inURL bool   // where all is text, and a list is the parameter several times
	to    place
}

func (s sending) value(v sent) {
	switch shape := v.shape; {
	case shape == nil || v.to.open:
	case len(shape.Alternatives) > 0:
		for _, a := range shape.Alternatives {
			if !a.Const.IsMissing() { // when the others are sent, a condition says
				s.literal(v, a.Const)
			}
		}
	case !shape.Const.IsMissing():
		s.literal(v, shape.Const)
	case shape.Picked || shape.Grouped || shape.Closed || len(shape.Reads) != 1: // computed
	default:
		if typ := s.typeOf(shape.Reads[0]); typ != nil {
			s.variable(v, typ)
		}
	}
}

// literal checks a scalar that the mapping writes.
func (s sending) literal(v sent, value mapping.Value) {
	text, ok := value.Text()
	if !ok || value.IsNull() {
		return
	}
	kinds := mapping.KindsOf(value.Kind())
	to := v.to
	if v.inURL {
		kinds, to = mapping.KindsOf(kindsOfText(text)...), to.elements()
	}
	if takes, known := to.kinds(); known && takes&kinds == 0 {
		s.errorf(v.pos, CodeTypeMismatch, "send "+nonNull(takes).String(), "%s is %s, but %s is sent", v.what, nonNull(takes), string(value.AppendJSON(nil)))
		return
	}
	if values, known := to.values(); known && !slices.Contains(values, text) {
		s.errorf(v.pos, CodeTypeMismatch, connect.DidYouMean(text, values, connect.OneOf(values)), "%s never is %q", v.what, text)
	}
}

// variable checks what may be in a variable of a type.
func (s sending) variable(v sent, typ *ast.Type) {
	def := s.schema.Type(typ.Name())
	takes, known := v.to.kinds()
	takes = nonNull(takes)
	list := mapping.KindsOf(mapping.KindList)
	switch {
	case def == nil || !known || takes == 0:
	case typ.Elem != nil && takes&list == 0:
		s.errorf(v.pos, CodeTypeMismatch, "join it, as with ->joinNotNull(','), or pick one with ->first", "%s is %s, but a list is sent", v.what, takes)
	case typ.Elem == nil && takes == list && !v.inURL && connect.AcceptedKinds(def) != mapping.AnyKind:
		s.errorf(v.pos, CodeTypeMismatch, "make a list of it, as in $(["+v.shape.Reads[0].String()+"])", "%s is a list, but %s is sent", v.what, typ)
	default:
		s.scalar(v, def)
	}
}

// scalar checks a variable, or the elements of one that is a list.
func (s sending) scalar(v sent, def *ast.Definition) {
	to := v.to.elements()
	takes, known := to.kinds()
	may := kindsSent(def, v.inURL)
	if takes = nonNull(takes); known && takes != 0 && may&takes == 0 {
		hint := "convert it, as with ->toString or ->parseInt, or declare another type"
		if may == mapping.KindsOf(mapping.KindObject) {
			hint = "send a field of it"
		}
		s.errorf(v.pos, CodeTypeMismatch, hint, "%s is %s, but %s is sent", v.what, takes, def.Name)
		return
	}
	values, known := to.values()
	if def.Kind != ast.Enum || !known {
		return
	}
	var others []string
	for _, e := range def.EnumValues {
		if !slices.Contains(values, e.Name) {
			others = append(others, e.Name)
		}
	}
	if len(others) > 0 {
		s.errorf(v.pos, CodeTypeMismatch, translation(others[0], values), "%s is one of %s, but %s has %s", v.what, strings.Join(values, ", "), def.Name, strings.Join(others, ", "))
	}
}

// translation is a hint for a value that the other side does not know.
func translation(value string, others []string) string {
	like := "..."
	if i := slices.IndexFunc(others, func(o string) bool { return strings.EqualFold(o, value) }); i >= 0 {
		like = strconv.Quote(others[i])
	}
	return fmt.Sprintf("translate it, as with ->match([%q, %s], ...)", value, like)
}

func nonNull(kinds mapping.Kinds) mapping.Kinds { return kinds &^ mapping.KindsOf(mapping.KindNull) }

// kindsSent are the kinds that a value of the type may be for who gets it. Of what a
// custom scalar is nobody knows, nor of what a text in a URL says.
func kindsSent(def *ast.Definition, inURL bool) mapping.Kinds {
	switch {
	case def.Kind == ast.InputObject || def.Kind == ast.Object:
		return mapping.KindsOf(mapping.KindObject)
	case inURL && (def.Name == "String" || def.Name == "ID"):
		return mapping.AnyKind
	case inURL && (def.Name == "Int" || def.Name == "Float"):
		return mapping.KindsOf(mapping.KindInt, mapping.KindFloat, mapping.KindString)
	case inURL && def.Name == "Boolean":
		return mapping.KindsOf(mapping.KindBool, mapping.KindString)
	case def.Name == "String":
		return mapping.KindsOf(mapping.KindString)
	case def.Name == "Int":
		return mapping.KindsOf(mapping.KindInt)
	default:
		return connect.AcceptedKinds(def)
	}
}

// typeOf is the type of an argument, or of a field of $this; with a list around it if
// there is one on the way. Nil is unknown.
func (s sending) typeOf(read mapping.Read) *ast.Type {
	var at *ast.Type
	list := false
	for i, key := range read.Path {
		switch {
		case i > 0:
			at = s.fieldType(s.schema.Type(at.Name()), key.Name)
		case read.Var == mapping.VarArgs && s.c.Field != nil:
			at = nil
			if a := s.c.Field.Arguments.ForName(key.Name); a != nil {
				at = a.Type
			}
		case read.Var == mapping.VarThis:
			at = s.fieldType(s.c.Type, key.Name)
		}
		if at == nil {
			return nil
		}
		list = list || at.Elem != nil
	}
	if at != nil && list && at.Elem == nil {
		return ast.ListType(at, nil)
	}
	return at
}

func (s sending) fieldType(def *ast.Definition, name string) *ast.Type {
	if def == nil {
		return nil
	}
	if f := def.Fields.ForName(name); f != nil {
		return f.Type
	}
	return nil
}

// values are those of an enum as text, null left out; known is false where other
// values are fine too.
func (p place) values() (out []string, known bool) {
	if p.open || len(p.cases) == 0 {
		return nil, false
	}
	for _, c := range p.cases {
		values, ok := c.values()
		if !ok {
			return nil, false
		}
		out = append(out, values...)
	}
	return out, len(out) > 0
}

// values are those of the first enum of a case.
func (c conj) values() (out []string, known bool) {
	i := slices.IndexFunc(c, func(s *openapi3.Schema) bool { return len(s.Enum) > 0 || s.Const != nil })
	if i < 0 {
		return nil, false
	}
	all := c[i].Enum
	if c[i].Const != nil {
		all = []any{c[i].Const}
	}
	for _, v := range all {
		if v != nil {
			out = append(out, textOf(v))
		}
	}
	return out, true
}

// textOf is a value of an enum as a URL has it.
func textOf(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}
