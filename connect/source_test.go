package connect_test

import (
	"errors"
	"testing"

	"bff/connect"
)

// Each file of a client may declare the backend that it needs: a source that two files
// declare in the same way is one, and two that differ are a mistake in the second.
func TestSourceInManyFiles(t *testing.T) {
	const query = header + `type Query { a: ID @connect(source: "s", http: { GET: "/a" }, selection: "$") }
extend schema @source(name: "t", http: { baseURL: "https://t.test", headers: [{ name: "X-A", value: "{$config.a}" }, { name: "X-B", from: "b" }] }, isSuccess: "$status->eq(200)")`
	for _, tt := range []struct{ name, more, want string }{
		{"the same", `extend schema @source(name: "t", http: { baseURL: "https://t.test", headers: [{ name: "X-A", value: "{$config.a}" }, { name: "X-B", from: "b" }] }, isSuccess: "$status->eq(200)")`, ""},
		{"another order of names", `extend schema @source(isSuccess: "$status->eq(200)", http: { headers: [{ value: "{$config.a}", name: "X-A" }, { name: "X-B", from: "b" }], baseURL: "https://t.test" }, name: "t")`, ""},
		{"a block string", `extend schema @source(name: """t""", http: { baseURL: "https://t.test", headers: [{ name: "X-A", value: "{$config.a}" }, { name: "X-B", from: "b" }] }, isSuccess: """$status->eq(200)""")`, ""},
		{"another URL", `extend schema @source(name: "t", http: { baseURL: "https://u.test", headers: [{ name: "X-A", value: "{$config.a}" }, { name: "X-B", from: "b" }] }, isSuccess: "$status->eq(200)")`, string(connect.CodeDuplicateSourceName)},
		{"another order of headers", `extend schema @source(name: "t", http: { baseURL: "https://t.test", headers: [{ name: "X-B", from: "b" }, { name: "X-A", value: "{$config.a}" }] }, isSuccess: "$status->eq(200)")`, string(connect.CodeDuplicateSourceName)},
		{"fewer settings", `extend schema @source(name: "t", http: { baseURL: "https://t.test" })`, string(connect.CodeDuplicateSourceName)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := connect.Load(
				connect.File{Name: "query.graphql", Text: query},
				connect.File{Name: "more.graphql", Text: tt.more + ` extend type Query { b: ID @connect(source: "t", http: { GET: "/b" }, selection: "$") }`})
			if tt.want == "" {
				if err != nil || len(s.Sources) != 2 || s.Connectors[1].Source != s.Sources[1] {
					t.Errorf("%v; want two sources", err)
				}
				return
			}
			var found connect.Diagnostics
			if !errors.As(err, &found) || len(found) != 1 || string(found[0].Code) != tt.want || found[0].Pos.File != "more.graphql" {
				t.Errorf("%v; want %s in more.graphql", err, tt.want)
			}
		})
	}
	t.Run("twice in one file", func(t *testing.T) {
		const again = `extend schema @source(name: "s", http: { baseURL: "https://api.test/v1" })`
		if got := codes(t, query+again); len(got) != 1 || got[0] != connect.CodeDuplicateSourceName {
			t.Errorf("codes %v", got)
		}
	})
}
