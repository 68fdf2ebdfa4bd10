package connect

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// checkCandidates reports what ->match compares with a value of the schema that never
// equals it: another kind, or no value of the enum.
func (l *loader) checkCandidates(candidates []mapping.Candidate, at func(mapping.Pos) Pos, sc scope) {
	for _, c := range candidates {
		kinds, known := l.kindsOf(c.Input, sc.of)
		if !known || c.Literal.Const.IsNull() {
			continue
		}
		text := string(c.Literal.Const.AppendJSON(nil))
		if !kinds.Has(c.Literal.Const.Kind()) {
			kinds &^= mapping.KindsOf(mapping.KindNull)
			l.errorf(at(c.Literal.Pos), sc.code, "compare it with "+kinds.String(), "what is matched here is %s, which never equals %s", kinds, text)
			continue
		}
		names := l.enumNames(c.Input, sc.of)
		if name, ok := c.Literal.Const.Str(); ok && len(names) > 0 && !slices.Contains(names, name) {
			l.errorf(at(c.Literal.Pos), sc.code, DidYouMean(name, names, OneOf(names)), "what is matched here never equals %s", text)
		}
	}
}

// enumNames are the values of an enum that a shape is, unchanged; none for other shapes.
func (l *loader) enumNames(s *mapping.Shape, c *Connector) []string {
	if s.Picked || len(s.Alternatives) > 0 || len(s.Reads) != 1 {
		return nil
	}
	t, wrong := l.follow(s.Reads[0], c)
	if wrong != nil || t.def == nil || t.def.Kind != ast.Enum || t.list {
		return nil
	}
	var out []string
	for _, v := range t.def.EnumValues {
		out = append(out, v.Name)
	}
	return out
}
