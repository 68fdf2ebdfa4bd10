package connect

import (
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// kindsOf is what a shape may be, by what the mapping does and what the schema
// says of the arguments and fields that it reads. known is false if the data
// decides. c may be nil.
func (l *loader) kindsOf(s *mapping.Shape, c *Connector) (kinds mapping.Kinds, known bool) {
	if len(s.Alternatives) > 0 {
		for _, alternative := range s.Alternatives {
			k, ok := l.kindsOf(alternative, c)
			if !ok {
				return 0, false
			}
			kinds |= k
		}
		return kinds, true
	}
	if s.Grouped && s.Of != nil {
		if of, known := l.kindsOf(s.Of, c); known {
			return groupedKinds(of), true
		}
	}
	if s.Kinds != mapping.AnyKind && (len(s.Reads) == 0 || s.Picked || s.Closed) {
		return s.Kinds, s.Kinds != 0
	}
	if s.Picked || len(s.Reads) == 0 {
		return 0, false
	}
	for _, r := range s.Reads {
		k, ok := l.kindsOfRead(r, c)
		if !ok {
			return 0, false
		}
		kinds |= k
	}
	return kinds, true
}

// groupedKinds returns the kinds of the result of a group: a list of a list, and an object of all
// else but null.
func groupedKinds(of mapping.Kinds) mapping.Kinds {
	out := of & mapping.KindsOf(mapping.KindList, mapping.KindNull)
	if of&^out != 0 && (out&mapping.KindsOf(mapping.KindList) == 0 || of.Has(mapping.KindObject)) { // ->slice gives a list or a text
		out |= mapping.KindsOf(mapping.KindObject)
	}
	return out
}

func (l *loader) kindsOfRead(r mapping.Read, c *Connector) (mapping.Kinds, bool) {
	if len(r.Path) == 0 {
		switch r.Var {
		case "", mapping.VarContext:
			return 0, false
		case mapping.VarStatus:
			return mapping.KindsOf(mapping.KindInt), true
		case mapping.VarBatch:
			return mapping.KindsOf(mapping.KindList), true
		default:
			return mapping.KindsOf(mapping.KindObject), true
		}
	}
	t, wrong := l.follow(r, c)
	if wrong != nil || t.def == nil {
		return 0, false
	}
	return t.kinds(), true
}

// kinds is what JSON has for the type.
func (t typed) kinds() mapping.Kinds {
	var out mapping.Kinds
	if t.nullable {
		out = mapping.KindsOf(mapping.KindNull)
	}
	if t.list {
		return out | mapping.KindsOf(mapping.KindList)
	}
	switch t.def.Kind {
	case ast.Enum:
		return out | mapping.KindsOf(mapping.KindString)
	case ast.Scalar:
		return out | scalarKinds(t.def.Name)
	default:
		return out | mapping.KindsOf(mapping.KindObject)
	}
}

func scalarKinds(name string) mapping.Kinds {
	switch name {
	case "String":
		return mapping.KindsOf(mapping.KindString)
	case "ID":
		return mapping.KindsOf(mapping.KindString, mapping.KindInt)
	case "Int":
		return mapping.KindsOf(mapping.KindInt)
	case "Float":
		return mapping.KindsOf(mapping.KindInt, mapping.KindFloat)
	case "Boolean":
		return mapping.KindsOf(mapping.KindBool)
	default:
		return mapping.AnyKind
	}
}

// mayBeNull reports whether the last of the alternatives may be null: in
// `a ?? b` only that one can come out as null.
func (l *loader) mayBeNull(s *mapping.Shape, c *Connector) bool {
	for len(s.Alternatives) > 0 {
		s = s.Alternatives[len(s.Alternatives)-1]
	}
	kinds, known := l.kindsOf(s, c)
	return known && kinds.Has(mapping.KindNull)
}
