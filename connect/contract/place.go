package contract

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect/mapping"
)

// A JSON schema says what holds for a value by keywords that nest: allOf, oneOf,
// anyOf, $ref. What is asked here is simpler: which properties, of which kinds. So a
// schema is first spread out into its cases, each of which is a plain list of
// schemas that hold at once. Validating samples instead would need values of a
// backend that may not exist yet.

// place is what a document says of a value: it is as one of the cases says.
type place struct {
	cases []conj
	null  bool // or null
	open  bool // or anything else: the document does not say
	sent  bool // in a request, where readOnly and writeOnly change places
}

// conj is one case: schemas that hold at once. Without any, it is any value.
type conj []*openapi3.Schema

// placeOf is the place of a value for which all of refs hold.
func placeOf(sent bool, refs ...*openapi3.SchemaRef) place {
	x := spreading{above: map[*openapi3.Schema]bool{}}
	cases := x.all(refs)
	out := place{sent: sent, open: x.gaveUp}
	for _, c := range cases {
		kinds, known := c.kinds()
		if known && kinds == 0 {
			continue // schemas that contradict each other: no value is of this case
		}
		out.null = out.null || known && kinds.Has(mapping.KindNull)
		if kinds != mapping.KindsOf(mapping.KindNull) {
			out.cases = append(out.cases, c)
		}
	}
	out.open = out.open || len(out.cases) == 0 && !out.null
	return out
}

// spreading turns a schema into its cases.
type spreading struct {
	above  map[*openapi3.Schema]bool // that the current one is a part of
	steps  int
	gaveUp bool
}

// Bounds of what is worth knowing. A document may nest alternatives so that the
// cases are more than the atoms of the world.
const (
	maxCases = 64
	maxSteps = 2000
)

func (x *spreading) giveUp() []conj {
	x.gaveUp = true
	return []conj{nil}
}

func (x *spreading) one(ref *openapi3.SchemaRef) []conj {
	if ref == nil || ref.Value == nil {
		return []conj{nil}
	}
	s := ref.Value
	if s.Always != nil {
		if *s.Always {
			return []conj{nil}
		}
		return nil
	}
	if x.steps++; x.steps > maxSteps || x.above[s] {
		return x.giveUp()
	}
	x.above[s] = true
	defer delete(x.above, s)
	out := x.cross([]conj{{s}}, x.all(s.AllOf))
	for _, choice := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		if len(choice) > 0 {
			out = x.cross(out, x.any(choice))
		}
	}
	return out
}

func (x *spreading) all(refs []*openapi3.SchemaRef) []conj {
	out := []conj{nil}
	for _, ref := range refs {
		out = x.cross(out, x.one(ref))
	}
	return out
}

func (x *spreading) any(refs []*openapi3.SchemaRef) []conj {
	var out []conj
	for _, ref := range refs {
		if out = append(out, x.one(ref)...); len(out) > maxCases {
			return x.giveUp()
		}
	}
	return out
}

// cross is each case of a together with each of b.
func (x *spreading) cross(a, b []conj) []conj {
	if len(a)*len(b) > maxCases {
		return x.giveUp()
	}
	var out []conj
	for _, one := range a {
		for _, other := range b {
			out = append(out, slices.Concat(one, other))
		}
	}
	return out
}

// merge adds the cases of another place.
func (p *place) merge(q place) {
	p.cases = append(p.cases, q.cases...)
	p.null, p.open = p.null || q.null, p.open || q.open
}

// kinds is what the value may be; known is false if the document does not say.
func (p place) kinds() (kinds mapping.Kinds, known bool) {
	if p.null {
		kinds = mapping.KindsOf(mapping.KindNull)
	}
	for _, c := range p.cases {
		k, ok := c.kinds()
		if !ok {
			return 0, false
		}
		kinds |= k
	}
	return kinds, !p.open
}

// isList reports whether the value may be a list.
func (p place) isList() bool {
	return slices.ContainsFunc(p.cases, func(c conj) bool {
		kinds, known := c.kinds()
		return known && kinds.Has(mapping.KindList)
	})
}

// onlyList reports that the value can be nothing but a list, or null.
func (p place) onlyList() bool {
	kinds, known := p.kinds()
	return known && kinds&^mapping.KindsOf(mapping.KindNull) == mapping.KindsOf(mapping.KindList)
}

// elements is what stands in lists at any depth, and in place of one where the
// value may be something else. Its null is that of the elements.
func (p place) elements() place {
	for i := 0; i < maxDepth && p.isList(); i++ {
		p = p.items()
	}
	return p
}

// maxDepth bounds lists in lists: deeper ones than anyone sends.
const maxDepth = 4

// items returns the elements of a list, and in place of it where the value may be something
// else.
func (p place) items() place {
	out := place{open: p.open, sent: p.sent}
	for _, c := range p.cases {
		kinds, known := c.kinds()
		if !known || kinds&^mapping.KindsOf(mapping.KindList, mapping.KindNull) != 0 {
			out.cases = append(out.cases, c)
		}
		if known && kinds.Has(mapping.KindList) {
			out.merge(c.items(p.sent))
		}
	}
	return out
}

// member is what stands under a name.
type member struct {
	place
	optional bool // or nothing does
}

// property is what stands under a name, in the object or in each of a list of
// objects. It is there if any case has it.
func (p place) property(name string) (out member, ok bool) {
	in := p.elements()
	out.sent, out.open = p.sent, in.open
	ok = in.open
	for _, c := range in.cases {
		kinds, known := c.kinds()
		if known && !kinds.Has(mapping.KindObject) {
			continue
		}
		m, has := member{place: place{open: true}}, true
		if known {
			m, has = c.property(name, p.sent)
		}
		if has {
			ok = true
			out.merge(m.place)
			out.optional = out.optional || m.optional
		}
	}
	return out, ok
}

// names are the properties that the document lists, sorted.
func (p place) names() []string {
	all := map[string]bool{}
	for _, c := range p.elements().cases {
		for _, s := range c {
			for name, ref := range s.Properties {
				if !hidden(ref, p.sent) {
					all[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// hidden reports a property that does not travel this way.
func hidden(ref *openapi3.SchemaRef, sent bool) bool {
	return ref != nil && ref.Value != nil && (sent && ref.Value.ReadOnly || !sent && ref.Value.WriteOnly)
}
