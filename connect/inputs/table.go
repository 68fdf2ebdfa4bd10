package inputs

import (
	"maps"
	"net/http"
	"slices"
)

// Table says, for the schema of one client, what each field reads of a request. Its
// zero value knows nothing, so that nothing is shared.
type Table struct {
	// Calls are the connectors, by their coordinates: "Query.product[0]".
	Calls map[string]Call
	// Types are all object types that clients see.
	Types map[string]Type
	// Abstract are the object types that stand behind interfaces and unions.
	Abstract map[string][]string
}

// Call lists the inputs that one connector reads.
type Call struct {
	// Source is the backend, whose propagated headers are sent too.
	Source string
	// Credentials are among the headers that are propagated: the call is not cached, or
	// for each caller apart.
	Credentials bool
	Reads
}

// Reads are inputs by their names.
type Reads struct {
	Headers []string // in any spelling
	Context []string // members of $context
	Unknown bool     // it may read anything
}

// Type lists the inputs that objects of a type need.
type Type struct {
	// Calls may complete an object of which any field is selected.
	Calls []string
	// Fields holds the fields that read more than their object.
	Fields map[string]Field
	// Plain are the others. A field that is in neither is unknown.
	Plain []string
}

// Field lists the inputs that the resolver of a field reads.
type Field struct {
	// Calls are the connectors that it may call.
	Calls []string
	Reads
}

// Set lists the inputs that shape the answers to an operation: sorted names, each once.
type Set struct {
	Headers []string // canonical
	Context []string
}

// collection is a Set under way.
type collection struct {
	headers, context map[string]bool
	unknown          bool
}

func newCollection() *collection {
	return &collection{headers: map[string]bool{}, context: map[string]bool{}}
}

func (c *collection) add(r Reads) {
	c.unknown = c.unknown || r.Unknown
	for _, name := range r.Headers {
		c.headers[http.CanonicalHeaderKey(name)] = true
	}
	for _, name := range r.Context {
		c.context[name] = true
	}
}

func (c *collection) set() Set {
	return Set{Headers: slices.Sorted(maps.Keys(c.headers)), Context: slices.Sorted(maps.Keys(c.context))}
}

// IsCredential reports whether a header says who the caller is.
func IsCredential(name string) bool {
	name = http.CanonicalHeaderKey(name)
	return name == "Authorization" || name == "Cookie"
}
