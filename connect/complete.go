package connect

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Complete chooses the connectors that fill, in an entity of the type typ of which
// have is filled, the wanted paths that are not. A later one may need what an
// earlier one fills. Paths that start at a field with a connector of its own, or
// at one in Go, are left to that. ok is false if some path cannot be filled;
// for a position that Load has accepted that does not happen.
//
// Of the connectors that can be called, the one that fills most comes first; among
// equals the order is that of Providers.
func (s *Schema) Complete(typ string, have *Supply, want []Path) (steps []*Connector, ok bool) {
	def := s.types[typ]
	if def == nil {
		return nil, len(want) == 0
	}
	c := completion{schema: s, def: def, have: []*Supply{have}}
	for _, p := range want {
		f := def.Fields.ForName(p[0])
		if f == nil || len(s.ConnectorsOf(typ, f.Name)) > 0 || s.isGo(def, f) {
			continue
		}
		c.want = append(c.want, p)
	}
	ok = c.run()
	return c.steps, ok
}

type completion struct {
	schema *Schema
	def    *ast.Definition
	have   []*Supply
	want   []Path
	steps  []*Connector
	tried  []*Connector // that are being made callable further up
}

func (c *completion) run() bool {
	for {
		c.want = slices.DeleteFunc(c.want, func(p Path) bool { return supplied(c.have, p) })
		if len(c.want) == 0 {
			return true
		}
		if next := c.best(func(p *Connector) bool { return allSupplied(c.have, p.Keys) }); next != nil {
			c.call(next)
			continue
		}
		if !c.chain() {
			return false
		}
	}
}

func (c *completion) call(p *Connector) {
	c.steps = append(c.steps, p)
	if p.Supplies != nil {
		c.have = append(c.have, p.Supplies)
	}
}

// best is the unused provider that fills most of what is wanted.
func (c *completion) best(usable func(*Connector) bool) *Connector {
	var best *Connector
	most := 0
	for _, p := range c.schema.Providers(c.def.Name) {
		if n := c.coverage(p); n > most && !slices.Contains(c.steps, p) && !slices.Contains(c.tried, p) && usable(p) {
			best, most = p, n
		}
	}
	return best
}

func (c *completion) coverage(p *Connector) int {
	n := 0
	for _, path := range c.want {
		if supplied([]*Supply{p.Supplies}, path) {
			n++
		}
	}
	return n
}

// chain calls providers for the keys of a provider that cannot be called yet,
// and then that one.
func (c *completion) chain() bool {
	var hopeless []*Connector
	for {
		p := c.best(func(p *Connector) bool { return !slices.Contains(hopeless, p) })
		if p == nil {
			return false
		}
		sub := completion{schema: c.schema, def: c.def, have: slices.Clone(c.have), want: slices.Clone(p.Keys), tried: append(slices.Clone(c.tried), p)}
		if sub.run() {
			c.steps, c.have = append(c.steps, sub.steps...), sub.have
			c.call(p)
			return true
		}
		hopeless = append(hopeless, p)
	}
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

func allSupplied(have []*Supply, keys []Path) bool {
	for _, k := range keys {
		if !supplied(have, k) {
			return false
		}
	}
	return true
}
