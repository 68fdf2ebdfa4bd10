package importer

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// builder makes a schema of a document.
type builder struct {
	doc *openapi3.T
	*schema
	components // as they are referred to

	typeNames names
	rootNames map[string]names // of Query and of Mutation
	outputs   map[*openapi3.Schema]*typeDef
	inputs    map[inputKey]*typeDef
	enums     map[string]*typeDef // by their name and values
	patch     bool                // the body of a PATCH is being read
	lists     map[*openapi3.Schema]bool
	entities  map[*typeDef]*rootField // the field of Query that completes a type
}

// build makes a schema of the endpoints but for those that were refused, for the
// reason given.
func build(doc *openapi3.T, o Options, endpoints []endpoint, refused map[string]string) *schema {
	b := &builder{
		doc: doc, components: componentsOf(doc),
		schema:    &schema{source: o.Source, forwarded: map[string][]string{}},
		typeNames: names{}, rootNames: map[string]names{"Query": {}, "Mutation": {}},
		outputs: map[*openapi3.Schema]*typeDef{}, inputs: map[inputKey]*typeDef{}, enums: map[string]*typeDef{},
		lists: map[*openapi3.Schema]bool{}, entities: map[*typeDef]*rootField{},
	}
	b.reserve(o.Taken)
	if b.declared = o.Declared; !b.declared {
		b.baseURL, b.notes = baseURL(doc, o)
	}
	if doc.Info != nil {
		b.title = oneLine(doc.Info.Title)
	}
	for _, e := range endpoints {
		if why := refused[e.String()]; why != "" {
			b.notes = append(b.notes, omitted(e.String(), "%s (refused by the loader)", why))
			continue
		}
		f, why := b.field(e)
		if f == nil {
			b.notes = append(b.notes, omitted(e.String(), "%s", why))
			continue
		}
		b.fields = append(b.fields, f)
	}
	if len(b.fields) > 0 && !slices.ContainsFunc(b.fields, (*rootField).isQuery) && !slices.ContainsFunc(o.Taken, func(name string) bool { return isRootField(name, "Query.") }) {
		b.notes = append(b.notes, noted("Query", "there is none, and a client needs one; add a field to it"))
	}
	b.settle()
	b.write()
	return b.schema
}

// reserve keeps names free: GraphQL's, the convention's, and those of the options.
func (b *builder) reserve(taken []string) {
	for _, name := range []string{
		"Int", "Float", "String", "Boolean", "ID", scalarJSON, scalarTime, scalarLong, "Query", "Mutation", "Subscription", "CacheControlScope",
	} {
		b.typeNames.take(name, name)
	}
	for _, name := range taken {
		switch {
		case isRootField(name, "Query."):
			b.rootNames["Query"].take(name[len("Query."):], "field")
		case isRootField(name, "Mutation."):
			b.rootNames["Mutation"].take(name[len("Mutation."):], "field")
		default:
			b.typeNames.take(name, "Type")
		}
	}
}

func isRootField(name, prefix string) bool {
	return len(name) > len(prefix) && name[:len(prefix)] == prefix
}

// settle decides of the fields that selections cannot go into: those whose object can
// be completed by its key stay, the others go.
func (b *builder) settle() {
	for _, t := range b.types {
		t.fields = slices.DeleteFunc(t.fields, func(f *field) bool {
			if f.cut == "" {
				return false
			}
			coordinate := t.name + "." + f.name
			if by := b.entities[f.typ.object()]; by != nil {
				f.key = by.args[0].name
				t.notes = append(t.notes, noted(coordinate, "%s; only %s is selected, and Query.%s completes it, by a call for each", f.cut, f.key, by.name))
				return false
			}
			t.notes = append(t.notes, omitted(coordinate, "%s", f.cut))
			return true
		})
	}
}

// write makes the mappings, now that all types are known.
func (b *builder) write() {
	for _, f := range b.fields {
		f.selection = selectionOf(f)
		f.body = bodyOf(f)
	}
}
