package connect_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
	"bff/connect/mapping"
)

// blog is the schema of the convention's cases E01 to E12.
const blog = header + `
type Query {
  posts: [Post] @connect(source: "s", http: { GET: "/posts" }, selection: "id title writer: { id: writerId }")
  post(id: ID!): Post
    @connect(source: "s", http: { GET: "/posts/{$args.id}" }, selection: "id title body writer: { id: writerId }", entity: true)
  writer(id: ID!): Writer
    @connect(source: "s", http: { GET: "/writers/{$args.id}" }, selection: "id name", entity: true)
}

type Mutation {
  addPost(t: String!): Post @connect(source: "s", http: { POST: "/posts", body: "title: $args.t" }, selection: "id")
}

type Post {
  id: ID!
  title: String
  body: String
  writer: Writer
}

type Writer {
  id: ID!
  name: String
  posts: [Post] @connect(source: "s", http: { GET: "/writers/{$this.id}/posts" }, selection: "id title")
}
`

// items is the schema of E13 to E20, but for its connectors on Item.
func items(connectors string) string {
	return header + `
type Query { items: [Item] @connect(source: "s", http: { GET: "/items" }, selection: "id") }
type Item ` + connectors + ` { id: ID! label: String size: Int }`
}

// TestKeys is what connectors need: E06, E08, E13 to E18 and E20.
func TestKeys(t *testing.T) {
	sum := header + `
type Query { t: T @connect(source: "s", http: { GET: "/t" }, selection: "a in: { b: x } c") }
type T { a: ID in: In c: ID sum: Int @connect(source: "s", http: { GET: "/sum?a={$this.a}&b={$this.in.b}" }, selection: "$") }
type In { b: ID }`
	for _, tt := range []struct {
		name, schema, connector string
		keys                    []connect.Path
		entity, batch           bool
		maxSize                 int
	}{
		{"E06 a field of an object", blog, "Writer.posts[0]", []connect.Path{{"id"}}, false, false, 0},
		{"E03 an entity field", blog, "Query.writer[0]", []connect.Path{{"id"}}, true, false, 0},
		{"E01 a plain root field", blog, "Query.posts[0]", nil, false, false, 0},
		{"E13 a batch", items(`@connect(source: "s", http: { POST: "/items/find", body: "ids: $batch.id" }, selection: "id label size")`), "Item[0]", []connect.Path{{"id"}}, true, true, 0},
		{"E15 a bounded batch", items(`@connect(source: "s", batch: { maxSize: 2 }, http: { POST: "/items/find", body: "ids: $batch.id" }, selection: "id label size")`), "Item[0]", []connect.Path{{"id"}}, true, true, 2},
		{"E17 a batch in the URL", items(`@connect(source: "s", http: { GET: "/items?ids={$batch.id->joinNotNull(',')}" }, selection: "id label size")`), "Item[0]", []connect.Path{{"id"}}, true, true, 0},
		{"E18 one entity", items(`@connect(source: "s", http: { GET: "/items/{$this.id}" }, selection: "id label size")`), "Item[0]", []connect.Path{{"id"}}, true, false, 0},
		{"E20 nested fields of the parent", sum, "T.sum[0]", []connect.Path{{"a"}, {"in", "b"}}, false, false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, c := range load(t, tt.schema).Connectors {
				if c.Coordinate != tt.connector {
					continue
				}
				if diff := cmp.Diff(tt.keys, c.Keys); diff != "" {
					t.Errorf("keys (-want +got):\n%s", diff)
				}
				if c.Entity != tt.entity || c.Batch != tt.batch || c.MaxSize != tt.maxSize {
					t.Errorf("entity %v, batch %v, maxSize %d; want %v, %v, %d", c.Entity, c.Batch, c.MaxSize, tt.entity, tt.batch, tt.maxSize)
				}
				return
			}
			t.Fatalf("no connector %s", tt.connector)
		})
	}
}

// TestBatchRequest is the request of E13 and E17 for three entities.
func TestBatchRequest(t *testing.T) {
	var ids []mapping.Value
	for _, id := range []string{"3", "1", "2"} {
		ids = append(ids, mapping.Object(mapping.Member{Key: "id", Value: mapping.String(id)}))
	}
	vars := &mapping.Vars{Batch: mapping.List(ids...)}
	for _, tt := range []struct{ name, connector, url, body string }{
		{"E13", `@connect(source: "s", http: { POST: "/items/find", body: "ids: $batch.id" }, selection: "id label size")`, "https://api.test/v1/items/find", `{"ids":["3","1","2"]}`},
		{"E17", `@connect(source: "s", http: { GET: "/items?ids={$batch.id->joinNotNull(',')}" }, selection: "id label size")`, "https://api.test/v1/items?ids=3%2C1%2C2", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, problems, err := load(t, items(tt.connector)).Providers("Item")[0].Request.Render(vars)
			if err != nil || len(problems) > 0 {
				t.Fatalf("Render: %v, %v", err, problems)
			}
			if got.URL != tt.url || string(got.Body) != tt.body {
				t.Errorf("%s %s, want %s %s", got.URL, got.Body, tt.url, tt.body)
			}
		})
	}
}
