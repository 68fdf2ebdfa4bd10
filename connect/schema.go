package connect

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/inputs"
	"bff/connect/mapping"
)

// Schema is a checked schema and where its fields come from.
type Schema struct {
	Version    mapping.Version // of the convention
	Linked     bool            // whether it links the convention at all; otherwise there are no connectors
	AST        *ast.Schema     // all types, merged and validated
	Sources    []*Source       // in the order of the files
	Connectors []*Connector    // in the order of the files
	Warnings   Diagnostics     // what is likely not meant
	Unused     Diagnostics     // what of shared files is left out: a warning if all schemas do so

	types      map[string]*ast.Definition
	declared   []*ast.Definition // in the order of the files
	roots      map[ast.Operation]*ast.Definition
	federation map[string]string
	requires   map[string][]Path // of fields in Go, by coordinate
	reads      map[string]inputs.Field
	files      files
}

// Source is one @source: a backend, and what all requests to it share.
type Source struct {
	Name       string
	Pos        Pos
	BaseURL    *Template
	Path       *Mapping // nil, like all mappings here, where it is not given
	Query      *Mapping
	Headers    []Header
	IsSuccess  *Mapping
	Message    *Mapping
	Extensions *Mapping

	broken   bool // it has errors of its own, so its connectors need not have them
	declared *ast.Directive
}

// Place is where a connector stands.
type Place int

// The places of a connector.
const (
	OnRoot  Place = iota // a field of Query or Mutation
	OnField              // a field of another object type: one call for each parent
	OnType               // an object type: completes its entities
)

// Connector is one @connect.
type Connector struct {
	Coordinate string // "Query.product[0]", "Product[0]": unique and stable
	ID         string // as given, else empty
	Pos        Pos
	Place      Place
	Type       *ast.Definition      // that it stands on, or whose field it stands on
	Field      *ast.FieldDefinition // nil OnType
	Returns    *ast.Definition      // the type of what it fills, without lists
	Source     *Source              // nil if its URL is absolute

	Method     string
	URL        *Template
	Path       *Mapping // nil, like all mappings here, where it is not given
	Query      *Mapping
	Body       *Mapping
	Headers    []Header
	Selection  *Mapping
	IsSuccess  *Mapping
	Message    *Mapping
	Extensions *Mapping

	// Entity: it completes entities that were reached another way, and Keys are
	// what it needs for that. OnField, Keys are what it needs of its parent.
	Entity bool
	Keys   []Path
	// Batch: one request for many entities, or OnField for many parents; at most
	// MaxSize if that isn't 0. Its Selection is a list of them with their Keys.
	Batch   bool
	MaxSize int

	// Supplies is what it fills; nil where it returns a scalar. OnField that is what
	// the field has, also of a Batch, whose Selection has the parents around it.
	Supplies *Supply
	Cache    Caching

	Request *mapping.Request // the source's parts included
	Answer  *mapping.Answer  // the same

	mutation    bool
	entityGiven *ast.Value
	uses        []use // of all its mappings
	tagUses     []use // of the tags of its field
}

// Path is a field inside of an object, through the fields on the way.
type Path []string

// String is the path as a mapping writes it: "author.id".
func (p Path) String() string { return strings.Join(p, ".") }

// Header is one entry of `headers`.
type Header struct {
	Pos   Pos
	Name  string
	From  string    // the client's header that is copied
	Value *Template // or what is sent
}

// Mapping is a mapping and where it stands.
type Mapping struct {
	*mapping.Mapping
	literal  *literal
	analysis *mapping.Analysis
}

// At is where a position of the mapping stands in its file.
func (m *Mapping) At(p mapping.Pos) Pos { return m.literal.at(p) }

// bare is the mapping alone; nil for none.
func (m *Mapping) bare() *mapping.Mapping {
	if m == nil {
		return nil
	}
	return m.Mapping
}

// Template is a template and where it stands.
type Template struct {
	*mapping.Template
	literal *literal
}

// At is where a position of the template stands in its file.
func (t *Template) At(p mapping.Pos) Pos { return t.literal.at(p) }

// Source returns the source of that name, or nil.
func (s *Schema) Source(name string) *Source {
	for _, src := range s.Sources {
		if src.Name == name {
			return src
		}
	}
	return nil
}

// ConnectorsOf returns the connectors of a field, in order: alternatives that
// fill different parts of it. An empty field asks for those on the type.
func (s *Schema) ConnectorsOf(typ, field string) []*Connector {
	var out []*Connector
	for _, c := range s.Connectors {
		if c.Type.Name == typ && (c.Field == nil && field == "" || c.Field != nil && c.Field.Name == field) {
			out = append(out, c)
		}
	}
	return out
}

// Providers returns the connectors that complete entities of a type, preferred
// ones first: batches, then others on the type, then fields of Query.
func (s *Schema) Providers(typ string) []*Connector {
	var out []*Connector
	for _, c := range s.Connectors {
		if c.Entity && c.Returns != nil && c.Returns.Name == typ && len(c.Keys) > 0 {
			out = append(out, c)
		}
	}
	rank := func(c *Connector) int {
		switch {
		case c.Batch:
			return 0
		case c.Place == OnType:
			return 1
		default:
			return 2
		}
	}
	slices.SortStableFunc(out, func(a, b *Connector) int { return rank(a) - rank(b) })
	return out
}

// IsGo reports a field that is resolved by hand-written Go: one of a root type,
// or with @goField(forceResolver: true), that has no connector.
func (s *Schema) IsGo(typ, field string) bool {
	def := s.types[typ]
	if def == nil {
		return false
	}
	f := def.Fields.ForName(field)
	return f != nil && s.isGo(def, f)
}

func (s *Schema) isGo(def *ast.Definition, f *ast.FieldDefinition) bool {
	if len(s.ConnectorsOf(def.Name, f.Name)) > 0 {
		return false
	}
	return s.isRoot(def) || forcesResolver(f)
}

func forcesResolver(f *ast.FieldDefinition) bool {
	d := f.Directives.ForName("goField")
	if d == nil {
		return false
	}
	a := d.Arguments.ForName("forceResolver")
	return a != nil && a.Value.Raw == "true"
}

func (s *Schema) isRoot(def *ast.Definition) bool {
	for _, root := range s.roots {
		if root == def {
			return true
		}
	}
	return false
}

// has reports a directive of the federation specification, under whatever name.
func (s *Schema) has(ds ast.DirectiveList, name string) bool {
	return slices.ContainsFunc(ds, func(d *ast.Directive) bool { return s.federation[d.Name] == name })
}

// Hidden reports a field that no client may see: what @inaccessible marks.
func (s *Schema) Hidden(typ, field string) bool {
	def := s.types[typ]
	if def == nil {
		return false
	}
	f := def.Fields.ForName(field)
	return s.has(def.Directives, "inaccessible") || f != nil && s.has(f.Directives, "inaccessible")
}
