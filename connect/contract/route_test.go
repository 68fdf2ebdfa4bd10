package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"bff/connect/contract"
)

// How a URL with holes finds its operation.
func TestRoutes(t *testing.T) {
	const idIsNumber = `parameters: [{name: id, in: path, required: true, schema: {type: integer}}]`
	for _, tt := range []struct {
		name, base, http string // of the source and of the connector
		servers          string // of the document
		paths            []string
		want             string // the hint of the message; empty if the operation is found
	}{
		{"literal", "http://s", `GET: "/a/b"`, "", []string{"/a/b"}, ""},
		{"hole", "http://s", `GET: "/a/{$args.id}"`, "", []string{"/a/{id}"}, ""},
		{"hole in a segment", "http://s", `GET: "/a/{$args.id}.json"`, "", []string{"/a/{name}.json"}, ""},
		{"hole for a part of a parameter", "http://s", `GET: "/a/x-{$args.id}"`, "", []string{"/a/{name}"}, ""},
		{"other text around the hole", "http://s", `GET: "/a/{$args.id}.xml"`, "", []string{"/a/{name}.json"}, "did you mean /a/{name}.json?"},
		{"hole where the document has a text", "http://s", `GET: "/a/{$args.id}"`, "", []string{"/a/all"}, "did you mean /a/all?"},
		{"literal for a parameter", "http://s", `GET: "/a/7"`, "", []string{"/a/{id}"}, ""},
		{"literal of another type", "http://s", `GET: "/a/x"`, "", []string{"/a/{id}"}, "did you mean /a/{id}?"},
		{"a segment more", "http://s", `GET: "/a/{$args.id}/b"`, "", []string{"/a/{id}"}, "did you mean /a/{id}?"},
		{"encoded text", "http://s", `GET: "/a%20b"`, "", []string{"/a b"}, ""},
		{"a slash at the end is a difference", "http://s", `GET: "/a"`, "", []string{"/a/"}, "did you mean /a/?"},
		{"the root", "http://s", `GET: "/"`, "", []string{"/"}, ""},
		{"query and fragment are no path", "http://s", `GET: "/a?x={$args.id}&y=/b#/c"`, "", []string{"/a"}, ""},
		{"path of the baseURL is in the document", "http://s/v1/", `GET: "/a"`, "", []string{"/v1/a"}, ""},
		{"it is not", "http://s/v1", `GET: "a"`, "", []string{"/a"}, ""},
		{"it is in a server", "http://s/v1", `GET: "/a"`, "https://s.example/v1", []string{"/a"}, ""},
		{"a server with more", "http://s/v1", `GET: "/a"`, "/v1/api", []string{"/a"}, ""},
		{"the connector has the server's path", "http://s", `GET: "/v1/a"`, "https://s.example/v1/", []string{"/a"}, ""},
		{"another version", "http://s", `GET: "/v2/a"`, "https://s.example/v1", []string{"/a"}, "did you mean /a?"},
		{"a configured host", "http://{$config.host}:80/v1", `GET: "/a"`, "", []string{"/v1/a"}, ""},
		{"a configured segment", "http://s/{$config.version}", `GET: "/a"`, "", []string{"/v3/a"}, ""},
		{"a list of segments", "http://s", `GET: "/a", path: "$(['b', $args.id])"`, "", []string{"/a/b/{id}"}, ""},
		{"a wrong list of segments", "http://s", `GET: "/a", path: "$(['c', $args.id])"`, "", []string{"/a/b/{id}"}, "did you mean /a/b/{id}?"},
		{"any list of segments", "http://s", `GET: "/a", path: "$args.id->split('/')"`, "", []string{"/a/b/c"}, ""},
		{"the concrete path wins", "http://s", `GET: "/a/{$args.id}"`, "", []string{"/a/{id}", "/{x}/{y}"}, ""},
		{"an empty document", "http://s", `GET: "/a"`, "", nil, "its document has no paths at all"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			schema := load(t, fmt.Sprintf(`extend schema @source(name: "s", http: { baseURL: %q })
				type Query { f(id: ID! = "1"): Boolean @connect(source: "s", http: { %s }, selection: "$(true)") }`, tt.base, tt.http))
			doc := "openapi: 3.1.0\ninfo: {title: s, version: '1'}\n"
			if tt.servers != "" {
				doc += "servers: [{url: '" + tt.servers + "'}]\n"
			}
			doc += "paths:\n"
			for _, path := range tt.paths {
				parameters := ""
				if strings.Contains(path, "{id}") {
					parameters = idIsNumber
				}
				doc += "  '" + path + "':\n    " + parameters + "\n    get: {parameters: [{name: x, in: query}, {name: y, in: query}], responses: {'204': {description: fine}}}\n"
			}
			if len(tt.paths) == 0 {
				doc = strings.Replace(doc, "paths:", "paths: {}", 1)
			}
			found := contract.Check(schema, documents(t, doc))
			switch {
			case tt.want == "" && len(found) > 0:
				t.Error(found)
			case tt.want != "" && (len(found) != 1 || found[0].Code != contract.CodeUnknownOperation || found[0].Hint != tt.want):
				t.Errorf("%v; want %q", found, tt.want)
			}
		})
	}
}
