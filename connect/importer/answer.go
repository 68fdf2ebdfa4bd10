package importer

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// answered is what an endpoint answers where all is well.
type answered struct {
	json    *openapi3.MediaType
	isJSON  bool
	isText  bool
	nothing bool     // a status without a body
	others  []string // media types that connectors do not read
	more    []string // statuses that answer JSON too
}

// answer gives a field its type.
func (b *builder) answer(f *rootField) (why string) {
	a := answerOf(f.endpoint.operation)
	switch {
	case a.isJSON:
		var ref *openapi3.SchemaRef
		if a.json != nil {
			ref = a.json.Schema
		}
		f.typ = b.output(ref, pascal(f.name)+"Result", noteOf(&f.notes, f.root()+"."+f.name)).orNull()
		if len(a.more) > 0 {
			f.notes = append(f.notes, noted(f.where(), "of several answers the first is taken; not that of %s", listed(a.more)))
		}
	case a.isText:
		f.typ = gqlType{name: "String"}
	case len(a.others) > 0:
		return "it answers " + listed(a.others) + ", and connectors read JSON and plain text"
	case f.isQuery():
		return "the document says no answer that could be read"
	case a.nothing:
		f.typ, f.nothing = gqlType{name: "Boolean"}, true
	default:
		return "the document says no successful answer"
	}
	return ""
}

// answerOf looks for JSON in all successful answers, then for a text, then for none.
func answerOf(o *openapi3.Operation) answered {
	var out answered
	for _, status := range successes(o) {
		response := o.Responses.Value(status)
		if response == nil || response.Value == nil {
			continue
		}
		if len(response.Value.Content) == 0 {
			out.nothing = true
		}
		out.add(status, response.Value.Content)
	}
	return out
}

func (a *answered) add(status string, content openapi3.Content) {
	for _, name := range byMedia(content) {
		switch media := content[name]; {
		case isJSON(name) && a.isJSON:
			if !sameSchema(media, a.json) && !slices.Contains(a.more, status) {
				a.more = append(a.more, status)
			}
		case isJSON(name):
			a.json, a.isJSON = media, true
		case mediaType(name) == "text/plain":
			a.isText = true
		default:
			a.others = append(a.others, oneLine(name))
		}
	}
}

func sameSchema(a, b *openapi3.MediaType) bool {
	if a == nil || b == nil || a.Schema == nil || b.Schema == nil {
		return true
	}
	return a.Schema.Value == b.Schema.Value
}

// byMedia are media types, JSON itself first.
func byMedia(content openapi3.Content) []string {
	out := sortedKeys(content)
	slices.SortStableFunc(out, func(a, b string) int {
		rank := func(name string) int {
			if mediaType(name) == "application/json" {
				return 0
			}
			return 1
		}
		return cmp.Compare(rank(a), rank(b))
	})
	return out
}

// successes are the statuses of success, the lowest first; `default` where the
// document has no other.
func successes(o *openapi3.Operation) []string {
	if o.Responses == nil {
		return nil
	}
	var out []string
	for _, status := range sortedKeys(o.Responses.Map()) {
		n, err := strconv.Atoi(status)
		if err == nil && 200 <= n && n < 300 || strings.EqualFold(status, "2XX") {
			out = append(out, status)
		}
	}
	if len(out) == 0 && o.Responses.Len() == 1 && o.Responses.Default() != nil {
		return []string{"default"}
	}
	return out
}

func mediaType(name string) string {
	name, _, _ = strings.Cut(name, ";")
	return strings.ToLower(strings.TrimSpace(name))
}

// isJSON reports what connectors decode. Generators of documents write */* for what
// they did not look at, which is JSON.
func isJSON(name string) bool {
	name = mediaType(name)
	return name == "*/*" || strings.HasSuffix(name, "/json") || strings.HasSuffix(name, "+json")
}
