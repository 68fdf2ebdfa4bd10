package importer

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// endpoint is an operation of the document.
type endpoint struct {
	method, path string
	item         *openapi3.PathItem
	operation    *openapi3.Operation
}

// String is "GET /users/{id}".
func (e endpoint) String() string { return e.method + " " + e.path }

// methods are those that connectors have, in the order of fields.
var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

// endpointsOf are the operations of the paths that are asked for, in the order of
// paths, including those with methods that connectors do not have.
func endpointsOf(doc *openapi3.T, patterns []string) ([]endpoint, error) {
	var all map[string]*openapi3.PathItem
	if doc.Paths != nil {
		all = doc.Paths.Map()
	}
	paths, err := chosen(sortedKeys(all), patterns)
	if err != nil {
		return nil, err
	}
	var out []endpoint
	for _, p := range paths {
		if all[p] == nil {
			continue
		}
		operations := all[p].Operations()
		for _, method := range byRank(operations) {
			if operations[method] != nil {
				out = append(out, endpoint{method, p, all[p], operations[method]})
			}
		}
	}
	return out, nil
}

// byRank are the methods, those that connectors have first.
func byRank(operations map[string]*openapi3.Operation) []string {
	rank := func(method string) int {
		if i := slices.Index(methods, method); i >= 0 {
			return i
		}
		return len(methods)
	}
	return slices.SortedFunc(maps.Keys(operations), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
}

// chosen are the paths that some pattern matches; each has to match one.
func chosen(paths, patterns []string) ([]string, error) {
	if len(patterns) == 0 {
		return paths, nil
	}
	matched := map[string]bool{}
	for _, pattern := range patterns {
		found := false
		for _, p := range paths {
			ok, err := path.Match(pattern, p)
			if err != nil {
				return nil, fmt.Errorf("%q is no pattern for paths: %w; expected one such as /products/*", pattern, err)
			}
			if ok || p == pattern {
				matched[p], found = true, true
			}
		}
		if !found {
			return nil, fmt.Errorf("no path is like %q; %s", pattern, known(paths))
		}
	}
	return slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return !matched[p] }), nil
}

func known(paths []string) string {
	if len(paths) == 0 {
		return "the document has no paths at all"
	}
	return "the document has " + listed(paths)
}

// name is what the field is called: as the operation is, else by its path:
// usersById, postUsers.
func (e endpoint) name() string {
	if name := camel(e.operation.OperationID); name != "" {
		return name
	}
	var parts []string
	if e.method != "GET" {
		parts = append(parts, strings.ToLower(e.method))
	}
	for segment := range strings.SplitSeq(e.path, "/") {
		if strings.HasPrefix(segment, "{") {
			segment = "by " + segment
		}
		parts = append(parts, segment)
	}
	return camel(strings.ToLower(strings.Join(parts, " ")))
}

// description is the summary and, where it says something else, the description.
func (e endpoint) description() string {
	summary, long := strings.TrimSpace(e.operation.Summary), strings.TrimSpace(e.operation.Description)
	if summary == "" || strings.HasPrefix(long, summary) {
		return long
	}
	if long == "" {
		return summary
	}
	return summary + "\n\n" + long
}

// parameters are those of the operation and of its path, which it may replace.
func (e endpoint) parameters() []*openapi3.Parameter {
	var out []*openapi3.Parameter
	for _, ref := range slices.Concat(e.operation.Parameters, e.item.Parameters) {
		if ref == nil || ref.Value == nil {
			continue
		}
		p := ref.Value
		if !slices.ContainsFunc(out, func(o *openapi3.Parameter) bool { return o.Name == p.Name && o.In == p.In }) {
			out = append(out, p)
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
