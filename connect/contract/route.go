package contract

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect"
	"bff/connect/mapping"
)

// Placeholders in a segment that is compared. They cannot stand in a URL.
const (
	aHole       = "\x00"
	aConfigured = "\x01"
	aRest       = "\x02"
)

// segmentsOf is a path as it is compared: decoded, and with placeholders.
func segmentsOf(path []token) []string {
	var text strings.Builder
	for _, t := range path {
		switch t.kind {
		case hole:
			text.WriteString(aHole)
		case configured:
			text.WriteString(aConfigured)
		case rest:
			text.WriteString(aRest)
		default:
			text.WriteString(t.text)
		}
	}
	segments := strings.Split(strings.TrimPrefix(text.String(), "/"), "/")
	for i, s := range segments {
		if decoded, err := url.PathUnescape(s); err == nil {
			segments[i] = decoded
		}
	}
	return segments
}

var parameterHole = regexp.MustCompile(`\{[^{}]*\}`)

// operationOf finds the operation that a connector calls, and reports if there is
// none.
func (r *report) operationOf(c *connect.Connector, doc *openapi3.T) *operation {
	full := pathOf(c, true)
	routes := [][]string{segmentsOf(full), segmentsOf(pathOf(c, false))}
	var best, other *operation
	bestScore, otherScore := -1, -1
	for _, o := range operations(c, doc) {
		score := o.score(routes)
		switch {
		case o.Operation != nil && score > bestScore:
			best, bestScore = o, score
		case o.Operation == nil && score > otherScore:
			other, otherScore = o, score
		}
	}
	at := c.URL.At(mapping.Pos{})
	switch {
	case best != nil:
		return best
	case other != nil:
		has := slices.Sorted(maps.Keys(other.item.Operations()))
		r.errorf(at, CodeUnknownOperation, connect.OneOf(has), "%s of %s has no %s", other.path, c.Source.Name, c.Method)
	default:
		r.errorf(at, CodeUnknownOperation, nearestPath(routes, doc), "%s has no path %s", c.Source.Name, written(full))
	}
	return nil
}

// operations are those of the connector's method, one for each path of the
// document, in order. The Operation of a path that lacks the method is nil.
func operations(c *connect.Connector, doc *openapi3.T) []*operation {
	var out []*operation
	for _, path := range slices.Sorted(maps.Keys(pathsOf(doc))) {
		item := doc.Paths.Value(path)
		if item == nil {
			continue
		}
		out = append(out, &operation{
			Operation: item.GetOperation(c.Method), doc: doc, item: item, source: c.Source.Name, method: c.Method, path: path,
		})
	}
	return out
}

func pathsOf(doc *openapi3.T) map[string]*openapi3.PathItem {
	if doc.Paths == nil {
		return nil
	}
	return doc.Paths.Map()
}

// score is how many segments are the same in the operation and in one of the
// routes; -1 if it is none of them. Concrete paths win over those with parameters.
func (o *operation) score(routes [][]string) int {
	best := -1
	for _, prefix := range o.prefixes() {
		theirs := strings.Split(strings.TrimPrefix(prefix+o.path, "/"), "/")
		for _, ours := range routes {
			best = max(best, o.match(ours, theirs))
		}
	}
	return best
}

// prefixes are the base paths of the operation's servers, and none.
func (o *operation) prefixes() []string {
	lists := []openapi3.Servers{o.doc.Servers, o.item.Servers}
	if o.Operation != nil && o.Servers != nil {
		lists = append(lists, *o.Servers)
	}
	out := []string{""}
	for _, server := range slices.Concat(lists...) {
		if server == nil {
			continue
		}
		if path := serverPath(server); !slices.Contains(out, path) {
			out = append(out, path)
		}
	}
	return out
}

// serverPath is the path of a server's URL, its variables at their defaults.
func serverPath(server *openapi3.Server) string {
	text := server.URL
	for name, v := range server.Variables {
		if v != nil {
			text = strings.ReplaceAll(text, "{"+name+"}", v.Default)
		}
	}
	if _, after, absolute := strings.Cut(text, "://"); absolute {
		_, path, found := strings.Cut(after, "/")
		if !found {
			return ""
		}
		text = path
	}
	text = strings.Trim(text, "/")
	if text == "" {
		return ""
	}
	return "/" + text
}

// match counts the segments that are the same; -1 if the paths differ.
func (o *operation) match(ours, theirs []string) int {
	switch {
	case len(ours) == 0 && len(theirs) == 0:
		return 0
	case len(ours) == 0:
		return -1
	case ours[0] == aRest:
		best := -1
		for i := 0; i <= len(theirs); i++ {
			best = max(best, o.match(ours[1:], theirs[i:]))
		}
		return best
	case len(theirs) == 0 || !o.fits(ours[0], theirs[0]):
		return -1
	}
	score := o.match(ours[1:], theirs[1:])
	if score >= 0 && ours[0] == parameterHole.ReplaceAllString(theirs[0], aHole) {
		score++
	}
	return score
}

// fits reports whether our segment can be one of the template's.
func (o *operation) fits(ours, theirs string) bool {
	same := parameterHole.ReplaceAllString(theirs, aHole)
	if ours == same {
		return true
	}
	if strings.Contains(ours, aConfigured) {
		return anyOf(ours, aConfigured).MatchString(same)
	}
	names := parameterHole.FindAllString(theirs, -1)
	values := anyOf(same, aHole).FindStringSubmatch(ours)
	if len(names) == 0 || len(values) != len(names)+1 {
		return false
	}
	for i, name := range names {
		if !o.takes(strings.Trim(name, "{}"), values[i+1]) {
			return false
		}
	}
	return true
}

// anyOf matches a text in which any text may stand for each placeholder.
func anyOf(text, placeholder string) *regexp.Regexp {
	parts := strings.Split(text, placeholder)
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(strings.ToValidUTF8(part, "\uFFFD"))
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, `(.+)`) + `$`)
}

// nearestPath is a hint for a path that a document does not have.
func nearestPath(routes [][]string, doc *openapi3.T) string {
	paths := slices.Sorted(maps.Keys(pathsOf(doc)))
	if len(paths) == 0 {
		return "its document has no paths at all"
	}
	names := map[string]string{} // by what they look like without names of parameters
	var known []string
	for _, path := range paths {
		bare := parameterHole.ReplaceAllString(path, "{}")
		if names[bare] == "" {
			names[bare] = path
			known = append(known, bare)
		}
	}
	for _, ours := range routes {
		text := "/" + strings.NewReplacer(aHole, "{}", aConfigured, "{}", aRest, "{}").Replace(strings.Join(ours, "/"))
		if near := connect.DidYouMean(text, known, ""); near != "" {
			bare := strings.TrimSuffix(strings.TrimPrefix(near, "did you mean "), "?")
			return "did you mean " + names[bare] + "?"
		}
	}
	return connect.OneOf(paths)
}
