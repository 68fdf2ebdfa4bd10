package importer

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// kind is what a JSON schema allows.
type kind int

const (
	anything kind = iota // or what GraphQL has no type for
	object
	list
	text
	whole
	decimal
	truth
)

func (k kind) isScalar() bool { return k >= text }

// facts are a JSON schema as far as GraphQL can say it: references followed, allOf
// merged, alternatives judged.
type facts struct {
	kind        kind
	id          *openapi3.Schema // the same for all that refer to it
	name        string           // of the component, or its title
	why         string           // it is anything: for a note
	null        bool
	description string // of the place
	about       string // of the component
	format      string
	values      []any // of an enum, null left out
	items       *openapi3.SchemaRef
	properties  []property // id first, then by name
	open        bool       // properties that are not listed are expected
	value       any        // the default
	min, max    *float64

	deprecated, readOnly, writeOnly bool
}

type property struct {
	name     string
	schema   *openapi3.SchemaRef
	required bool
}

// maxSchemas is how many schemas are looked at for one: alternatives of alternatives
// would otherwise never end.
const maxSchemas = 500

// read never fails: of what cannot be understood it says `anything`.
func (c components) read(ref *openapi3.SchemaRef) facts {
	r := reader{c, maxSchemas}
	return r.read(ref)
}

// reader reads one schema, and those that this needs.
type reader struct {
	components
	left int
}

func (r *reader) read(ref *openapi3.SchemaRef) facts {
	var out facts
	for {
		r.left--
		if ref == nil || ref.Value == nil || r.left < 0 {
			out.why = cmp.Or(out.why, "the document does not say what it is")
			return out
		}
		out.id = ref.Value
		if ref.Ref != "" {
			out.id = r.known(referred(ref.Ref), ref.Value)
		}
		out.annotate(ref)
		next := sole(out.id)
		if next == nil {
			break
		}
		ref = next
	}
	m := merged{reader: r, required: map[string]bool{}, properties: openapi3.Schemas{}, seen: map[*openapi3.Schema]bool{}}
	m.add(out.id)
	m.into(&out)
	if out.kind.isScalar() {
		out.description = cmp.Or(out.description, out.about)
	}
	return out
}

// annotate takes what a schema says beside of what it allows; what stands outside wins.
func (f *facts) annotate(ref *openapi3.SchemaRef) {
	s := ref.Value
	switch {
	case ref.Ref != "":
		f.name, f.about = referred(ref.Ref), f.id.Description
		if s.Description != f.about { // it stands beside the reference
			f.description = cmp.Or(f.description, s.Description)
		}
	default:
		f.description = cmp.Or(f.description, s.Description)
	}
	f.name = cmp.Or(f.name, s.Title)
	if f.value == nil {
		f.value = s.Default
	}
	f.null = f.null || isNullable(s)
	f.deprecated, f.readOnly, f.writeOnly = f.deprecated || s.Deprecated, f.readOnly || s.ReadOnly, f.writeOnly || s.WriteOnly
}

func isNullable(s *openapi3.Schema) bool {
	return s.Nullable || s.Type.Includes(openapi3.TypeNull) || slices.Contains(s.Enum, nil) ||
		slices.ContainsFunc(s.OneOf, isNull) || slices.ContainsFunc(s.AnyOf, isNull)
}

func isNull(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	s := ref.Value
	return s.Type.Is(openapi3.TypeNull) || len(s.Enum) == 1 && s.Enum[0] == nil
}

// sole is the one schema that s only wraps, to describe it or to allow null; nil
// where s says something of its own.
func sole(s *openapi3.Schema) *openapi3.SchemaRef {
	if len(s.Properties)+len(s.Required)+len(s.Enum) > 0 || s.Items != nil || s.Const != nil {
		return nil
	}
	all := slices.Concat(s.AllOf, alternatives(s))
	if len(all) != 1 {
		return nil
	}
	return all[0]
}

// alternatives are those of oneOf and anyOf that are not null and say more than which
// properties have to be there.
func alternatives(s *openapi3.Schema) openapi3.SchemaRefs {
	var out openapi3.SchemaRefs
	for _, ref := range slices.Concat(s.OneOf, s.AnyOf) {
		if !isNull(ref) && !saysNothing(ref) {
			out = append(out, ref)
		}
	}
	return out
}

func saysNothing(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	s := ref.Value
	return len(s.Required) > 0 && ref.Ref == "" && s.Type == nil && len(s.Properties)+len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) == 0
}

// merged is a schema and those of its allOf as one.
type merged struct {
	*reader
	kinds      []kind
	format     string
	values     []any
	isEnum     bool
	items      *openapi3.SchemaRef
	properties openapi3.Schemas
	required   map[string]bool
	open       bool
	null       bool
	min, max   *float64
	why        string
	seen       map[*openapi3.Schema]bool
}

func (m *merged) add(s *openapi3.Schema) {
	if m.left--; m.left < 0 || m.seen[s] {
		return
	}
	m.seen[s] = true
	m.null = m.null || isNullable(s)
	m.format = cmp.Or(m.format, s.Format)
	m.items = cmp.Or(m.items, s.Items)
	m.min, m.max = cmp.Or(m.min, s.Min), cmp.Or(m.max, s.Max)
	m.addValues(s)
	m.addKind(s)
	for _, name := range s.Required {
		m.required[name] = true
	}
	for name, ref := range s.Properties {
		m.properties[name] = ref
	}
	m.open = m.open || s.AdditionalProperties.Schema != nil || s.AdditionalProperties.Has != nil && *s.AdditionalProperties.Has
	for _, ref := range s.AllOf {
		if ref != nil && ref.Value != nil {
			m.add(ref.Value)
		}
	}
	m.addAlternatives(alternatives(s))
}

func (m *merged) addValues(s *openapi3.Schema) {
	values := s.Enum
	if s.Const != nil {
		values = []any{s.Const}
	}
	for _, v := range values {
		if v != nil {
			m.values, m.isEnum = append(m.values, v), true
		}
	}
}

func (m *merged) addKind(s *openapi3.Schema) {
	types := slices.DeleteFunc(slices.Clone(s.Type.Slice()), func(t string) bool { return t == openapi3.TypeNull })
	slices.Sort(types)
	switch {
	case len(types) == 1:
		m.kinds = append(m.kinds, kindOf(types[0]))
	case slices.Equal(types, []string{openapi3.TypeInteger, openapi3.TypeNumber}):
		m.kinds = append(m.kinds, decimal)
	case len(types) > 1:
		m.kinds, m.why = append(m.kinds, anything), "it may be "+strings.Join(types, " or ")
	case len(s.Properties) > 0 || s.AdditionalProperties.Schema != nil:
		m.kinds = append(m.kinds, object)
	case s.Items != nil:
		m.kinds = append(m.kinds, list)
	case m.isEnum && len(m.kinds) == 0:
		m.kinds = append(m.kinds, kindOfValues(m.values))
	}
	if len(s.PrefixItems) > 0 {
		m.kinds, m.why = append(m.kinds, anything), "its items are different by place"
	}
}

func kindOf(name string) kind {
	switch name {
	case openapi3.TypeObject:
		return object
	case openapi3.TypeArray:
		return list
	case openapi3.TypeString:
		return text
	case openapi3.TypeInteger:
		return whole
	case openapi3.TypeNumber:
		return decimal
	case openapi3.TypeBoolean:
		return truth
	default:
		return anything
	}
}

func kindOfValues(values []any) kind {
	kinds := map[kind]bool{}
	for _, v := range values {
		switch v := v.(type) {
		case string:
			kinds[text] = true
		case bool:
			kinds[truth] = true
		case float64:
			if v == math.Trunc(v) {
				kinds[whole] = true
			} else {
				kinds[decimal] = true
			}
		case int, int64, uint64:
			kinds[whole] = true
		default:
			kinds[anything] = true
		}
	}
	return common(kinds)
}

// common is what all of the kinds are.
func common(kinds map[kind]bool) kind {
	if kinds[decimal] {
		delete(kinds, whole)
	}
	if len(kinds) != 1 {
		return anything
	}
	for k := range kinds {
		return k
	}
	return anything
}

// addAlternatives takes scalars of one kind as that; what else differs is anything.
func (m *merged) addAlternatives(refs openapi3.SchemaRefs) {
	if len(refs) == 0 {
		return
	}
	if len(refs) == 1 && refs[0] != nil && refs[0].Value != nil {
		m.add(refs[0].Value)
		return
	}
	kinds := map[kind]bool{}
	var values []any
	enums := true
	for _, ref := range refs {
		f := m.read(ref)
		kinds[f.kind] = true
		if !f.kind.isScalar() {
			break
		}
		m.null, enums = m.null || f.null, enums && len(f.values) > 0
		values = append(values, f.values...)
	}
	k := common(kinds)
	if !k.isScalar() {
		m.kinds, m.why = append(m.kinds, anything), "it is one of several things (oneOf, anyOf)"
		return
	}
	m.kinds = append(m.kinds, k)
	if enums {
		m.values, m.isEnum = append(m.values, values...), true
	}
}

// into says what came together.
func (m *merged) into(out *facts) {
	out.null = out.null || m.null
	out.format, out.values, out.items, out.open, out.min, out.max = m.format, m.values, m.items, m.open, m.min, m.max
	out.why = cmp.Or(out.why, m.why, "the document does not say what it is")
	kinds := map[kind]bool{}
	for _, k := range m.kinds {
		kinds[k] = true
	}
	out.kind = common(kinds)
	if m.left < 0 {
		out.kind, out.why = anything, "it is too complicated"
	}
	if out.kind != object {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(m.properties)) {
		out.properties = append(out.properties, property{name, m.properties[name], m.required[name]})
	}
	slices.SortStableFunc(out.properties, func(a, b property) int {
		return cmp.Compare(idFirst(a.name), idFirst(b.name))
	})
	if len(out.properties) == 0 {
		out.kind, out.why = anything, "its properties are not listed"
	}
}

func idFirst(name string) int {
	if fieldName(name) == "id" {
		return 0
	}
	return 1
}
