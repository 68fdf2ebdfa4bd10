package contract

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect/mapping"
)

// operation is an operation of a document, and where it stands there.
type operation struct {
	*openapi3.Operation
	doc    *openapi3.T
	item   *openapi3.PathItem
	source string
	method string
	path   string
}

// String is the operation as messages name it: "GET /v1/products of catalog".
func (o *operation) String() string { return o.method + " " + o.path + " of " + o.source }

// parametersIn are the parameters of one kind, those of the path included, in the
// order of the document.
func (o *operation) parametersIn(kind string) []*openapi3.Parameter {
	var out []*openapi3.Parameter
	lists := []openapi3.Parameters{o.item.Parameters}
	if o.Operation != nil {
		lists = append(lists, o.Parameters)
	}
	for _, ref := range slices.Concat(lists...) {
		if ref == nil || ref.Value == nil || ref.Value.In != kind {
			continue
		}
		same := func(p *openapi3.Parameter) bool { return p.Name == ref.Value.Name }
		if i := slices.IndexFunc(out, same); i >= 0 {
			out[i] = ref.Value // the operation's own one counts
			continue
		}
		out = append(out, ref.Value)
	}
	return out
}

// takes reports whether a literal can be the value of a path parameter.
func (o *operation) takes(name, text string) bool {
	if strings.Contains(text, aHole) {
		return true
	}
	for _, p := range o.parametersIn(openapi3.ParameterInPath) {
		if p.Name != name || p.Schema == nil || p.Schema.Value == nil {
			continue
		}
		kinds, known := placeOf(true, p.Schema).kinds()
		if known && !kinds.Has(kindsOfText(text)...) {
			return false
		}
		enum := p.Schema.Value.Enum
		return len(enum) == 0 || slices.ContainsFunc(enum, func(v any) bool { return fmt.Sprint(v) == text })
	}
	return true
}

// kindsOfText are the kinds that a text in a URL can stand for.
func kindsOfText(text string) []mapping.Kind {
	out := []mapping.Kind{mapping.KindString}
	if _, err := strconv.ParseInt(text, 10, 64); err == nil {
		out = append(out, mapping.KindInt)
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		out = append(out, mapping.KindFloat)
	}
	if text == "true" || text == "false" {
		out = append(out, mapping.KindBool)
	}
	return out
}

// answer is what the JSON answers of success are; ok is false if there are none.
func (o *operation) answer() (out place, ok bool) {
	responses := o.successes()
	if len(responses) == 0 {
		return place{open: true}, true
	}
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		response := responses[status]
		if len(response.Content) == 0 {
			if status != "204" && status != "205" { // the document says nothing of a body
				out.open, ok = true, true
			}
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(response.Content)) {
			if media := response.Content[name]; isJSON(name) && media != nil {
				out.merge(placeOf(false, media.Schema))
				ok = true
			}
			if isStream(name) { // documents can't say what its events are
				out.open, ok = true, true
			}
		}
	}
	return out, ok
}

// successes are the responses of 2xx, or the default one if there is no other.
func (o *operation) successes() map[string]*openapi3.Response {
	out := map[string]*openapi3.Response{}
	if o.Responses == nil {
		return out
	}
	all := o.Responses.Map()
	for status, ref := range all {
		if ref != nil && ref.Value != nil && strings.HasPrefix(status, "2") {
			out[status] = ref.Value
		}
	}
	if ref := all["default"]; len(all) == 1 && ref != nil && ref.Value != nil {
		out["default"] = ref.Value
	}
	return out
}

// answers names what is answered instead of JSON.
func (o *operation) answers() string {
	var names []string
	for _, response := range o.successes() {
		for name := range response.Content {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(slices.Compact(names), " or ")
}

func isStream(mediaType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	return strings.TrimSpace(name) == "text/event-stream"
}

func isJSON(mediaType string) bool {
	name, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	name = strings.TrimSpace(name)
	return name == "application/json" || name == "text/json" || strings.HasSuffix(name, "+json") || name == "*/*" || name == "application/*"
}
