package connect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// checkReach checks that whatever a query asks for can be filled, wherever an
// object is reached. The same type may be completed in one place and not in
// another: `author: { id: author_id }` can be completed by the id, and
// `author: { name: author_name }` cannot.
func (l *loader) checkReach() {
	r := reach{loader: l, ids: map[*Supply]int{}, seen: map[string]bool{}}
	for _, c := range l.schema.Connectors {
		if c.Place == OnType || c.Supplies == nil || l.schema.ConnectorsOf(c.Type.Name, c.Field.Name)[0] != c {
			continue
		}
		var have []*Supply
		for _, other := range l.schema.ConnectorsOf(c.Type.Name, c.Field.Name) {
			if other.Supplies != nil {
				have = append(have, other.Supplies)
			}
		}
		r.visit(c.Supplies.Type, have, c.Type.Name+"."+c.Field.Name, false)
	}
	r.reportGaps()
}

type reach struct {
	*loader
	ids  map[*Supply]int
	seen map[string]bool // positions, by type and what fills them
	gaps []*gap          // one for each type
}

// visit checks a position that is filled by have, and those below. inEntity: it is inside
// of an entity.
func (r *reach) visit(def *ast.Definition, have []*Supply, where string, inEntity bool) {
	if def.IsAbstractType() {
		for _, d := range r.concrete(def)[1:] {
			r.visit(d, have, where, inEntity)
		}
		return
	}
	key := r.key(def, have)
	if r.seen[key] {
		return
	}
	r.seen[key] = true
	all := r.close(def, have, 0)
	inEntity = inEntity || len(r.schema.Providers(def.Name)) > 0
	r.report(def, have, all, where, inEntity)
	r.reportGo(def, have, all, where)
	for _, f := range def.Fields {
		next := r.types[f.Type.Name()]
		if next == nil || next.IsLeafType() || len(r.schema.ConnectorsOf(def.Name, f.Name)) > 0 {
			continue
		}
		if below := fieldOf(all, f.Name); len(below) > 0 {
			r.visit(next, below, where+"."+f.Name, inEntity)
		}
	}
}

// key names a position. There are finitely many, so that visits end.
func (r *reach) key(def *ast.Definition, have []*Supply) string {
	var ids []int
	for _, s := range have {
		if r.ids[s] == 0 {
			r.ids[s] = len(r.ids) + 1
		}
		ids = append(ids, r.ids[s])
	}
	slices.Sort(ids)
	return fmt.Sprint(def.Name, slices.Compact(ids))
}

func fieldOf(have []*Supply, name string) []*Supply {
	var out []*Supply
	for _, s := range have {
		if f := s.Field(name); f != nil && f.Of != nil && !slices.Contains(out, f.Of) {
			out = append(out, f.Of)
		}
	}
	return out
}

// maxKeyDepth bounds how deep a key may go through other entities.
const maxKeyDepth = 8

// close adds everything that connectors can fill, starting with what is there.
func (r *reach) close(def *ast.Definition, have []*Supply, depth int) []*Supply {
	all := slices.Clone(have)
	var called []*Connector
	for changed := true; changed; {
		changed = false
		for _, c := range r.schema.Connectors {
			provides := c.Entity && c.Returns == def && len(c.Keys) > 0
			connects := c.Place == OnField && c.Type == def
			if !provides && !connects || slices.Contains(called, c) || !r.callable(def, all, c.Keys, depth) {
				continue
			}
			called, changed = append(called, c), true
			if connects {
				all = append(all, &Supply{Type: def, Pos: c.Pos, Fields: []Supplied{{Name: c.Field.Name, Pos: c.Pos, Of: c.Supplies}}})
			}
			if provides && c.Supplies != nil {
				all = append(all, c.Supplies)
			}
		}
	}
	return all
}

func (r *reach) callable(def *ast.Definition, have []*Supply, keys []Path, depth int) bool {
	for _, k := range keys {
		if !r.available(def, have, k, depth) {
			return false
		}
	}
	return true
}

// available reports whether a key is there, or can be completed on the way to it.
func (r *reach) available(def *ast.Definition, have []*Supply, key Path, depth int) bool {
	if !supplied(have, key[:1]) {
		return false
	}
	if len(key) == 1 {
		return true
	}
	f := def.Fields.ForName(key[0])
	if f == nil || r.types[f.Type.Name()] == nil || depth >= maxKeyDepth {
		return false
	}
	next := r.types[f.Type.Name()]
	below := fieldOf(have, key[0])
	if supplied(below, key[1:]) {
		return true
	}
	return r.available(next, r.close(next, below, depth+1), key[1:], depth+1)
}

// report names the fields that cannot be filled here, with the nearest way to
// fill them.
func (r *reach) report(def *ast.Definition, have, all []*Supply, where string, inEntity bool) {
	var missing, null []string
	for _, f := range def.Fields {
		connected := len(r.schema.ConnectorsOf(def.Name, f.Name)) > 0
		switch {
		case supplied(all, Path{f.Name}) || !connected && r.resolvedElsewhere(def, f) || r.isElsewhere(def, f):
		case f.Type.NonNull || r.readByGo(def, f) != "": // Go does not see why it is null
			missing = append(missing, f.Name)
		default:
			null = append(null, f.Name)
		}
	}
	var given []string
	for _, s := range have {
		for _, f := range s.Fields {
			given = appendNew(given, f.Name)
		}
	}
	if len(missing) > 0 {
		r.errorf(have[0].Pos, CodeUnreachableField, r.wayTo(def, all, missing),
			"%s fills %s of %s, and nothing fills %s from that", where, listOr(given, "nothing"), def.Name, joined(missing))
	}
	if len(null) > 0 {
		if have[0].Type == def && !inEntity { // what runs first there; of a union nobody knows yet which type it is
			for _, name := range null {
				have[0].Gaps = append(have[0].Gaps, def.Name+"."+name)
			}
		}
		r.addGap(def, null, way{pos: have[0].Pos, where: where, given: given, hint: r.wayTo(def, all, null)})
	}
}

// reportGo names what Go reads further inside of an object and does not get: entities
// in it are completed where clients ask for them, after Go has run.
func (r *reach) reportGo(def *ast.Definition, have, all []*Supply, where string) {
	for _, f := range def.Fields {
		paths, _ := r.schema.Requires(def.Name, f.Name)
		for _, p := range paths {
			if supplied(all, p[:1]) && !supplied(all, p) {
				r.errorf(have[0].Pos, CodeUnreachableField, "select it together with "+p[:len(p)-1].String()+", or name the keys only, and ask for the rest in Go",
					"%s does not fill %s of %s, which %s reads in Go", where, p, def.Name, f.Name)
			}
		}
	}
}

// wayTo says which keys would let a connector fill the first missing field.
func (r *reach) wayTo(def *ast.Definition, have []*Supply, missing []string) string {
	for _, c := range r.schema.Connectors {
		provides := c.Entity && c.Returns == def && c.Supplies.Field(missing[0]) != nil && len(c.Keys) > 0
		connects := c.Place == OnField && c.Type == def && c.Field.Name == missing[0]
		if !provides && !connects {
			continue
		}
		for _, k := range c.Keys {
			if !r.available(def, have, k, 0) {
				return "select " + k.String() + ", which " + c.Coordinate + " needs"
			}
		}
	}
	return "select " + missing[0] + " here, or complete " + def.Name + " by a connector on the type or by a query field with entity: true"
}

func listOr(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, ", ")
}

// supplied reports whether the path is filled by what the supplies have together.
func supplied(have []*Supply, path Path) bool {
	for i, name := range path {
		var next []*Supply
		found := false
		for _, s := range have {
			if f := s.Field(name); f != nil {
				found = true
				next = append(next, f.Of)
			}
			if s != nil && s.Open { // at every depth, as far as we know
				return true
			}
		}
		if !found {
			return false
		}
		if i < len(path)-1 {
			have = next
		}
	}
	return true
}
