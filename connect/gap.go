package connect

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// gap is a type with nullable fields that nothing fills on some ways to it. A client
// gets null for them there, and an error that says why.
type gap struct {
	def    *ast.Definition
	fields map[string]bool
	ways   []way
}

// way is a place where the fields of a gap are missing.
type way struct {
	pos   Pos
	where string
	given []string
	hint  string
}

func (r *reach) addGap(def *ast.Definition, fields []string, w way) {
	at := slices.IndexFunc(r.gaps, func(g *gap) bool { return g.def == def })
	if at < 0 {
		at = len(r.gaps)
		r.gaps = append(r.gaps, &gap{def: def, fields: map[string]bool{}})
	}
	g := r.gaps[at]
	for _, f := range fields {
		g.fields[f] = true
	}
	g.ways = append(g.ways, w)
}

// reportGaps warns once for each type: a schema of many connectors reaches a type on
// many ways, and one connector on the type ends them all.
func (r *reach) reportGaps() {
	const most = 3
	for _, g := range r.gaps {
		var names, ways []string
		for _, f := range g.def.Fields {
			if g.fields[f.Name] {
				names = append(names, f.Name)
			}
		}
		for _, w := range g.ways {
			ways = appendNew(ways, w.where)
		}
		first := g.ways[0]
		what := first.where + " fills " + listOr(first.given, "nothing") + " of " + g.def.Name
		if len(ways) > 1 {
			shown := joined(ways[:min(len(ways), most)])
			if len(ways) > most {
				shown += fmt.Sprintf(" and %d more", len(ways)-most)
			}
			what = fmt.Sprintf("%s is reached on %d ways without all of its fields (%s)", g.def.Name, len(ways), shown)
		}
		r.warnf(first.pos, CodeUnreachableField, first.hint, "%s, and nothing fills %s from that: null, with an error", what, joined(names))
	}
}

// appendNew appends a name that is not there yet.
func appendNew(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}
