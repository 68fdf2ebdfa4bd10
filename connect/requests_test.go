package connect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect/mapping"
)

// TestRequests is the convention's H01 to H12: what a schema sends.
func TestRequests(t *testing.T) {
	const sdl = `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "s", http: { baseURL: "https://api.test/v1", headers: [{ name: "X-Key", value: "{$config.key}" }, { name: "X-Trace", from: "trace-id" }] })
enum Color { RED GREEN }
input In { x: Int }
scalar JSON
type Query { FIELD }`
	get := `a(q: String, n: Int = 5): JSON @connect(source: "s", http: { GET: "/a", queryParams: "q: $args.q n: $args.n" HEADERS }, selection: "$")`
	post := `a(n: String): JSON @connect(source: "s", http: { POST: "/a", body: "name: $args.n tag: $('x')" HEADERS }, selection: "$")`
	with := func(field, headers string) string { return strings.Replace(field, "HEADERS", headers, 1) }
	key := "X-Key: K\n"
	for _, tt := range []struct {
		name, field, args string
		client            map[string][]string
		want              string
	}{
		{"H01 the default of an argument", with(get, ""), `{"n":5}`, nil, "GET https://api.test/v1/a?n=5\n" + key},
		{"H02 all values of a copied header", with(get, ""), `{"n":5}`, map[string][]string{"Trace-Id": {"t1", "t2"}}, "GET https://api.test/v1/a?n=5\n" + key + "X-Trace: t1\nX-Trace: t2\n"},
		{"H03 a header of the connector's own", with(get, `headers: { name: "x-key", value: "mine" }`), `{"n":5}`, map[string][]string{"Trace-Id": {"t1"}}, "GET https://api.test/v1/a?n=5\nX-Trace: t1\nx-key: mine\n"},
		{"H04 a JSON body", with(post, ""), `{"n":"Z"}`, nil, "POST https://api.test/v1/a\n" + key + "Content-Type: application/json\n{\"name\":\"Z\",\"tag\":\"x\"}"},
		{"H05 a content type of its own", with(post, `headers: { name: "Content-Type", value: "application/vnd.x+json" }`), `{"n":"Z"}`, nil, "POST https://api.test/v1/a\n" + key + "Content-Type: application/vnd.x+json\n{\"name\":\"Z\",\"tag\":\"x\"}"},
		{"H06 a form", with(post, `headers: { name: "Content-Type", value: "application/x-www-form-urlencoded" }`), `{"n":"Z"}`, nil, "POST https://api.test/v1/a\n" + key + "Content-Type: application/x-www-form-urlencoded\nname=Z&tag=x"},
		{"H07 no body", `a: JSON @connect(source: "s", http: { POST: "/a" }, selection: "$")`, `{}`, nil, "POST https://api.test/v1/a\n" + key},
		{"H08 a body without a value", `a(input: In): JSON @connect(source: "s", http: { POST: "/a", body: "$args.input" }, selection: "$")`, `{}`, nil, "POST https://api.test/v1/a\n" + key + "Content-Type: application/json\n"},
		{"H09 DELETE with a body", `a(id: ID, w: String): JSON @connect(source: "s", http: { DELETE: "/a/{$args.id}", body: "why: $args.w" }, selection: "$")`, `{"id":"7","w":"old"}`, nil, "DELETE https://api.test/v1/a/7\n" + key + "Content-Type: application/json\n{\"why\":\"old\"}"},
		{"H10 no source, none of its headers", `a: JSON @connect(http: { GET: "https://other.test/x" }, selection: "$")`, `{}`, map[string][]string{"Trace-Id": {"t1"}}, "GET https://other.test/x\n"},
		{"H11 other arguments, another request", with(get, ""), `{"q":"2","n":5}`, nil, "GET https://api.test/v1/a?q=2&n=5\n" + key},
		{"H12 an enum is a string", `a(e: Color): JSON @connect(source: "s", http: { GET: "/a", queryParams: "c: $args.e->match(['RED','r'],[@,@])" }, selection: "$")`, `{"e":"RED"}`, nil, "GET https://api.test/v1/a?c=r\n" + key},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args, err := mapping.Parse([]byte(tt.args))
			if err != nil {
				t.Fatal(err)
			}
			vars := &mapping.Vars{
				Args: args, Request: mapping.HeaderVar(tt.client),
				Config: mapping.Object(mapping.Member{Key: "key", Value: mapping.String("K")}),
			}
			c := load(t, strings.Replace(sdl, "FIELD", tt.field, 1)).Connectors[0]
			r, _, err := c.Request.Render(vars)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			got.WriteString(r.Method + " " + r.URL + "\n")
			for _, h := range r.Header {
				got.WriteString(h.Name + ": " + h.Value + "\n")
			}
			got.Write(r.Body)
			if diff := cmp.Diff(tt.want, got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
