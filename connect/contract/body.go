package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect"
	"bff/connect/mapping"
)

// body checks the body of a request.
func (s sending) body(o *operation) {
	switch c, r := s.c, s.report; {
	case o.RequestBody == nil && c.Body != nil:
		r.errorf(c.Body.At(mapping.Pos{}), CodeUnknownParameter, "remove `body`", "%s takes no body", o)
	case o.RequestBody == nil || o.RequestBody.Value == nil:
	case c.Body == nil && o.RequestBody.Value.Required:
		r.errorf(c.URL.At(mapping.Pos{}), CodeMissingParameter, `add body: "name: ..."`, "%s needs a body", o)
	case c.Body == nil || c.Body.Analysis() == nil:
	default:
		if media := bodyMedia(c, o.RequestBody.Value); media != nil && media.Schema != nil {
			b := bodyCheck{s, o}
			b.object(c.Body.Analysis().Shape, placeOf(true, media.Schema), "the body")
		}
	}
}

// bodyMedia is what the document says of the kind of body that is sent: JSON
// unless a header says otherwise. Of other kinds nothing can be said.
func bodyMedia(c *connect.Connector, body *openapi3.RequestBody) *openapi3.MediaType {
	accepts := isJSON
	for _, h := range slices.Concat(c.Headers, c.Source.Headers) {
		if strings.EqualFold(h.Name, "Content-Type") && h.Value != nil && strings.Contains(h.Value.String(), "form-urlencoded") {
			accepts = func(name string) bool { return strings.HasPrefix(name, "application/x-www-form-urlencoded") }
		}
	}
	for _, name := range slices.Sorted(maps.Keys(body.Content)) {
		if accepts(name) {
			return body.Content[name]
		}
	}
	return nil
}

type bodyCheck struct {
	sending
	o *operation
}

// object checks an object that the mapping builds, and what it builds inside of it.
// A key that some case lacks is missed only if the closest case lacks it too.
func (b bodyCheck) object(s *mapping.Shape, p place, what string) {
	if s == nil || !s.Closed || len(s.Reads) > 0 || len(s.Fields) == 0 || p.open {
		return
	}
	p = p.elements()
	best, ok := closest(s, p)
	if !ok {
		return
	}
	for _, name := range best.missing {
		b.errorf(b.c.Body.At(s.Pos), CodeMissingParameter, `add "`+name+`: ..."`, "%s of %s needs the property %q", what, b.o, name)
	}
	for _, f := range best.unknown {
		say := b.warnf
		if best.of.closed() {
			say = b.errorf
		}
		names := p.names()
		say(b.c.Body.At(f.Pos), CodeUnknownProperty, connect.DidYouMean(f.Key, names, connect.OneOf(names)), "%s of %s has no property %q", what, b.o, f.Key)
	}
	for _, f := range s.Fields {
		if m, found := p.property(f.Key); found {
			b.object(f.Shape, m.place, `"`+f.Key+`" in `+what)
			b.value(sent{f.Shape, b.c.Body.At(f.Pos), fmt.Sprintf("%q in %s of %s", f.Key, what, b.o), false, m.place})
		}
	}
}

// difference is what an object that is sent and a case lack of each other.
type difference struct {
	of      conj
	missing []string
	unknown []mapping.Field
}

// closest is the case from which the object differs least. It is not ok if the
// document does not say which properties there are.
func closest(s *mapping.Shape, p place) (best difference, ok bool) {
	for _, c := range p.cases {
		kinds, known := c.kinds()
		if !known {
			return best, false
		}
		if !kinds.Has(mapping.KindObject) {
			continue
		}
		d := differenceOf(s, c)
		if size := len(d.missing) + len(d.unknown); !ok || size < len(best.missing)+len(best.unknown) {
			best, ok = d, true
		}
	}
	return best, ok && !p.open
}

func differenceOf(s *mapping.Shape, c conj) difference {
	out := difference{of: c}
	for _, name := range c.required() {
		if s.Field(name) == nil {
			out.missing = append(out.missing, name)
		}
	}
	for _, f := range s.Fields {
		if _, found := c.property(f.Key, true); !found {
			out.unknown = append(out.unknown, f)
		}
	}
	return out
}
