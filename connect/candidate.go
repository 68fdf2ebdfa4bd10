package connect

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// checkCandidates reports what ->match compares with a value of the schema that never
// equals it: another kind, or no value of the enum.
func (l *loader) checkCandidates(candidates []mapping.Candidate, at func(mapping.Pos) Pos, sc scope) {
	inverted := map[*mapping.Match]bool{}
	for _, c := range candidates {
		if c.Literal.Const.IsNull() || inverted[c.Match] {
			continue
		}
		text := string(c.Literal.Const.AppendJSON(nil))
		kinds, known := l.kindsOf(c.Input, sc.of)
		def := l.enumOf(c.Input, sc.of)
		if def != nil {
			kinds, known = mapping.KindsOf(mapping.KindString), true
		}
		if known && !kinds.Has(c.Literal.Const.Kind()) {
			kinds &^= mapping.KindsOf(mapping.KindNull)
			l.errorf(at(c.Literal.Pos), sc.code, "compare it with "+kinds.String(), "what is matched here is %s, which never equals %s", kinds, text)
			continue
		}
		if def == nil {
			continue
		}
		names := valueNames(def)
		if isInverted(c.Results, c.Match.Candidates, names) {
			inverted[c.Match] = true
			l.errorf(at(c.Literal.Pos), sc.code, "write the value of "+def.Name+" first, as in "+pairOf(c.Results, c.Match.Candidates), "the pairs of this ->match are the wrong way round: a value of %s comes second", def.Name)
			continue
		}
		if name, ok := c.Literal.Const.Str(); ok && !slices.Contains(names, name) {
			l.errorf(at(c.Literal.Pos), sc.code, DidYouMean(name, names, OneOf(names)), "what is matched here never equals %s", text)
		}
	}
}

// coversInput reports a ->match that has a pair for each value of the enum that it looks
// at.
func (l *loader) coversInput(m *mapping.Match, sc scope) bool {
	def := l.enumOf(m.Input, sc.of)
	return def != nil && areAll(valueNames(def), m.Candidates)
}

// enumOf is the enum that a shape is a value of, unchanged; nil for other shapes.
func (l *loader) enumOf(s *mapping.Shape, c *Connector) *ast.Definition {
	if s.Picked && !s.IsElement() || len(s.Alternatives) > 0 || len(s.Reads) != 1 {
		return nil
	}
	t, wrong := l.follow(s.Reads[0], c)
	if wrong != nil || t.def == nil || t.def.Kind != ast.Enum || t.list && !s.IsElement() {
		return nil
	}
	return t.def
}

func valueNames(def *ast.Definition) []string {
	var out []string
	for _, v := range def.EnumValues {
		out = append(out, v.Name)
	}
	return out
}

// isInverted reports pairs of which the values of the enum stand on the other side: all
// texts of there are values, and none of those here, where they belong.
func isInverted(there, here []*mapping.Shape, names []string) bool {
	values, others := 0, 0
	for i := range there {
		a, isText := there[i].Const.Str()
		b, alsoText := here[i].Const.Str()
		if !isText || !alsoText {
			continue // [@, null]
		}
		if !slices.Contains(names, a) || slices.Contains(names, b) {
			others++
		}
		values++
	}
	return values > 0 && others == 0
}

// pairOf is the first pair of texts, as it should be written.
func pairOf(first, second []*mapping.Shape) string {
	for i := range first {
		a, isText := first[i].Const.Str()
		b, alsoText := second[i].Const.Str()
		if isText && alsoText {
			return `["` + a + `", "` + b + `"]`
		}
	}
	return ""
}

// areAll reports that each of the names is one of the literals.
func areAll(names []string, literals []*mapping.Shape) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		return !slices.ContainsFunc(literals, func(s *mapping.Shape) bool {
			text, ok := s.Const.Str()
			return ok && text == name
		})
	})
}
