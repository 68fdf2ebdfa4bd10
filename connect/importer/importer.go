package importer

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect"
)

// Options say what of a document is imported, and as what.
type Options struct {
	// Source is the name of the @source; there has to be one.
	Source string
	// BaseURL is where the backend is. Empty means the document's first server, and
	// http://NAME with a Note where that is no absolute URL.
	BaseURL string
	// Paths are patterns of path.Match for the paths that are imported, such as
	// /products/*. None means all; one that matches nothing is an error.
	Paths []string
	// Declared says that another file of the schema declares the source already.
	Declared bool
	// Taken are names that the schema must not use since others do, beside which it
	// will stand: of types, and of fields of the roots as in "Query.health".
	Taken []string
}

// SDL is a schema with connectors for the operations of a document, and what is to be
// known of it, which stands at its end too. An error is about the options, or says
// that there is nothing to import.
//
// The document may be one with faults; it is not changed. It must not change meanwhile.
func SDL(doc *openapi3.T, o Options) ([]byte, []Note, error) {
	if doc == nil {
		return nil, nil, errors.New("there is no document")
	}
	if err := o.validate(); err != nil {
		return nil, nil, err
	}
	endpoints, err := endpointsOf(doc, o.Paths)
	if err != nil {
		return nil, nil, err
	}
	if len(endpoints) == 0 {
		return nil, nil, errors.New("the document has no operations")
	}
	refused := map[string]string{}
	for {
		s := build(doc, o, endpoints, refused)
		notes := s.allNotes()
		if len(s.fields) == 0 {
			return nil, notes, nothing(notes)
		}
		out := render(s, notes)
		found := o.load(out)
		if len(found) == 0 {
			return out, notes, nil
		}
		if !refuse(s, found, refused) {
			return nil, notes, fmt.Errorf("what was made of the document does not load: %w", found)
		}
	}
}

// validate asks the loader, which knows what a source may be.
func (o Options) validate() error {
	if o.Source == "" {
		return errors.New("a source needs a name, such as catalog")
	}
	base := o.BaseURL
	if base == "" {
		base = guessed("name")
	}
	if found := load(sourceOf(o.Source, base)); len(found) > 0 {
		return fmt.Errorf("%s; %s", found[0].Msg, found[0].Hint)
	}
	return nil
}

// load is what the loader has to say against a schema.
func (o Options) load(text []byte) connect.Diagnostics {
	if o.Declared {
		return load(string(text), sourceOf(o.Source, guessed("name")))
	}
	return load(string(text))
}

// load is what the loader has to say against files, warnings included.
func load(texts ...string) connect.Diagnostics {
	var files []connect.File
	for i, text := range texts {
		files = append(files, connect.File{Name: fmt.Sprint(i), Text: text})
	}
	s, err := connect.Load(files...)
	if err == nil {
		return s.Warnings
	}
	var found connect.Diagnostics
	if !errors.As(err, &found) {
		found = connect.Diagnostics{{Msg: err.Error(), Hint: "report this"}}
	}
	return found
}

// refuse takes out the endpoints that the loader refuses. What documents say has no
// end, so this is the last resort for what nobody thought of. It reports whether there
// was such an endpoint.
func refuse(s *schema, found connect.Diagnostics, refused map[string]string) bool {
	some := false
	for _, f := range s.fields {
		types := map[*typeDef]bool{}
		s.walk(f, types)
		i := slices.IndexFunc(found, func(d connect.Diagnostic) bool {
			if d.Pos.File != "0" {
				return false
			}
			inside := f.from <= d.Pos.Line && d.Pos.Line < f.to
			for t := range types {
				inside = inside || t.from <= d.Pos.Line && d.Pos.Line < t.to
			}
			return inside
		})
		if i >= 0 {
			refused[f.where()], some = found[i].Msg, true
		}
	}
	return some
}

func nothing(notes []Note) error {
	lines := []string{"nothing of the document can be imported:"}
	for _, n := range notes {
		lines = append(lines, n.String())
	}
	return errors.New(strings.Join(lines, "\n  "))
}

// allNotes are those of the document, of endpoints and of types, each once.
func (s *schema) allNotes() []Note {
	out := slices.Clone(s.notes)
	for _, f := range s.fields {
		out = append(out, f.notes...)
	}
	var wide []string
	for _, t := range s.reachable() {
		out, wide = append(out, t.notes...), append(wide, t.wide...)
	}
	if len(wide) > 0 {
		out = append(out, noted(listed(wide), "64-bit integers are Long, of which JavaScript reads 2^53 exactly; make it Int where they stay within 32 bits"))
	}
	for _, name := range sortedKeys(s.forwarded) {
		out = append(out, noted(listed(s.forwarded[name]), "the caller's %s is forwarded, so answers of queries are PRIVATE", name))
	}
	return gathered(out)
}

var notOfHosts = regexp.MustCompile(`[^0-9A-Za-z.-]+`)

// guessed is the address of a backend whose document names none.
func guessed(source string) string { return "http://" + notOfHosts.ReplaceAllString(source, "-") }
