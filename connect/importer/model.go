package importer

import "strings"

// JSON and DateTime are the scalars that a schema may need beside GraphQL's own.
const (
	scalarJSON = "JSON"
	scalarTime = "DateTime"
	scalarLong = "Long"
)

type typeKind int

const (
	objectType typeKind = iota
	inputType
	enumType
)

// typeDef is a type that is declared.
type typeDef struct {
	kind        typeKind
	name        string
	description string
	fields      []*field
	values      []string // of an enum
	notes       []Note
	wide        []string // fields whose integers may not fit into an Int

	open   bool // its fields are still being read: who gets here has closed a circle
	size   int  // fields of a selection of all of it
	depth  int  // groups inside of each other in one
	groups int  // fields that are objects

	from, to int // its lines in the text
}

// settled is a field that is there for sure; nil for none.
func (t *typeDef) settled(name string) *field {
	for _, f := range t.fields {
		if f.name == name && f.cut == "" {
			return f
		}
	}
	return nil
}

// gqlType is a reference to a type: a name, a typeDef, or a list.
type gqlType struct {
	name    string
	def     *typeDef
	elem    *gqlType
	nonNull bool
}

func listOf(elem gqlType) gqlType { return gqlType{elem: &elem} }

// named is the type inside of all lists.
func (t gqlType) named() gqlType {
	for t.elem != nil {
		t = *t.elem
	}
	return t
}

// baseName is the name of that.
func (t gqlType) baseName() string {
	n := t.named()
	if n.def != nil {
		return n.def.name
	}
	return n.name
}

// object is the object or input type inside of all lists; nil for scalars and enums.
func (t gqlType) object() *typeDef {
	if def := t.named().def; def != nil && def.kind != enumType {
		return def
	}
	return nil
}

func (t gqlType) orNull() gqlType {
	t.nonNull = false
	return t
}

func (t gqlType) required() gqlType {
	t.nonNull = true
	return t
}

// String is the type as it is written.
func (t gqlType) String() string {
	text := t.baseName()
	if t.elem != nil {
		text = "[" + t.elem.String() + "]"
	}
	if t.nonNull {
		text += "!"
	}
	return text
}

// field is a field of a type, or an argument.
type field struct {
	name        string
	wire        string // the property or parameter
	in          string // of a parameter: path, query, header
	description string
	typ         gqlType
	value       string // its default, as GraphQL writes it
	rule        string // more directives
	deprecated  bool
	number      bool // an ID of an input that the backend takes as a number

	cut string // why a selection cannot go on into its object
	key string // the one field of it that is selected then
}

// rootField is a field of Query or Mutation with its connector.
type rootField struct {
	field
	endpoint  endpoint
	args      []*field
	url       string
	query     []pair // of queryParams: name, expression
	headers   []header
	input     *field   // the argument that is the body
	body      []string // lines
	selection []string // lines
	nothing   bool     // a success has no body
	entity    bool
	private   bool
	notes     []Note

	from, to int // its lines in the text
}

// pair is `key: expression` of a mapping.
type pair struct{ key, expression string }

func (p pair) String() string { return key(p.key) + ": " + p.expression }

// header is one that is sent: a copy of the caller's, or a value.
type header struct{ name, from, value string }

// schema is all that is printed.
type schema struct {
	source, baseURL string
	declared        bool // the source is, elsewhere
	title           string
	fields          []*rootField // of Query and Mutation
	types           []*typeDef
	notes           []Note // of the document as a whole

	// What each header of the caller is forwarded by.
	forwarded map[string][]string
}

// reachable are the types that fields lead to, in the order in which they were made.
func (s *schema) reachable() []*typeDef {
	seen := map[*typeDef]bool{}
	for _, f := range s.fields {
		s.walk(f, seen)
	}
	var out []*typeDef
	for _, t := range s.types {
		if seen[t] {
			out = append(out, t)
		}
	}
	return out
}

// walk notes the types that a field leads to.
func (s *schema) walk(f *rootField, seen map[*typeDef]bool) {
	visit(f.typ, seen)
	for _, a := range f.args {
		visit(a.typ, seen)
	}
}

func visit(t gqlType, seen map[*typeDef]bool) {
	def := t.named().def
	if def == nil || seen[def] {
		return
	}
	seen[def] = true
	for _, f := range def.fields {
		visit(f.typ, seen)
	}
}

// where is how notes name an endpoint.
func (f *rootField) where() string { return f.endpoint.String() }

func (f *rootField) isQuery() bool { return f.endpoint.method == "GET" }

func (f *rootField) root() string {
	if f.isQuery() {
		return "Query"
	}
	return "Mutation"
}

// header finds a header that is sent already.
func (f *rootField) sends(name string) bool {
	for _, h := range f.headers {
		if strings.EqualFold(h.name, name) {
			return true
		}
	}
	return false
}
