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

// TestComplete is what the convention says about which connectors are called for
// what, in its numbered cases.
func TestComplete(t *testing.T) {
	for _, tt := range []struct {
		name, schema, at string // at: the field that was called, "Query.posts", and fields below it
		below            []string
		typ              string
		want             []connect.Path
		steps            []string
	}{
		{"E01 what the list fills", blog, "Query.posts", nil, "Post", []connect.Path{{"title"}}, nil},
		{"E02 the key of the writer", blog, "Query.posts", nil, "Post", []connect.Path{{"writer", "id"}}, nil},
		{"E03 the writer's name", blog, "Query.posts", []string{"writer"}, "Writer", []connect.Path{{"name"}}, []string{"Query.writer[0]"}},
		{"E04 the body of a post in a list", blog, "Query.posts", nil, "Post", []connect.Path{{"body"}}, []string{"Query.post[0]"}},
		{"E05 the root call is no entity call", blog, "Query.post", nil, "Post", []connect.Path{{"title"}}, nil},
		{"E06 a connected field is left to its connector", blog, "Query.writer", nil, "Writer", []connect.Path{{"posts"}}, nil},
		{"E07 posts of a writer have no writer", blog, "Writer.posts", nil, "Post", []connect.Path{{"id"}, {"writer", "id"}}, []string{"Query.post[0]"}},
		{"E12 the result of a mutation", blog, "Mutation.addPost", nil, "Post", []connect.Path{{"id"}, {"body"}}, []string{"Query.post[0]"}},
		{"E13 a batch", items(`@connect(source: "s", http: { POST: "/items/find", body: "ids: $batch.id" }, selection: "id label size")`), "Query.items", nil, "Item", []connect.Path{{"label"}}, []string{"Item[0]"}},
		{"E18 one call each", items(`@connect(source: "s", http: { GET: "/items/{$this.id}" }, selection: "id label size")`), "Query.items", nil, "Item", []connect.Path{{"label"}}, []string{"Item[0]"}},
		{
			"E19 the second connector only", items(`@connect(source: "s", http: { GET: "/l/{$this.id}" }, selection: "id label") @connect(source: "s", http: { GET: "/s/{$this.id}" }, selection: "id size")`),
			"Query.items", nil, "Item",
			[]connect.Path{{"size"}},
			[]string{"Item[1]"},
		},
		{
			"E19 both connectors", items(`@connect(source: "s", http: { GET: "/l/{$this.id}" }, selection: "id label") @connect(source: "s", http: { GET: "/s/{$this.id}" }, selection: "id size")`),
			"Query.items", nil, "Item",
			[]connect.Path{{"label"}, {"size"}},
			[]string{"Item[0]", "Item[1]"},
		},
		{
			"one that fills all before two", items(`@connect(source: "s", http: { GET: "/l/{$this.id}" }, selection: "id label") @connect(source: "s", http: { GET: "/s/{$this.id}" }, selection: "id label size")`),
			"Query.items", nil, "Item",
			[]connect.Path{{"label"}, {"size"}},
			[]string{"Item[1]"},
		},
		{
			"a batch before one call each", items(`@connect(source: "s", http: { GET: "/l/{$this.id}" }, selection: "id label size") @connect(source: "s", http: { POST: "/s", body: "ids: $batch.id" }, selection: "id label size")`),
			"Query.items", nil, "Item",
			[]connect.Path{{"label"}},
			[]string{"Item[1]"},
		},
		{
			"a chain: the label gives the size", items(`@connect(source: "s", http: { GET: "/s/{$this.label}" }, selection: "size") @connect(source: "s", http: { GET: "/l/{$this.id}" }, selection: "label")`),
			"Query.items", nil, "Item",
			[]connect.Path{{"size"}},
			[]string{"Item[1]", "Item[0]"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := load(t, tt.schema)
			have := suppliesOf(t, s, tt.at, tt.below)
			steps, ok := s.Complete(tt.typ, have, tt.want)
			if !ok {
				t.Errorf("Complete cannot fill %v", tt.want)
			}
			var got []string
			for _, c := range steps {
				got = append(got, c.Coordinate)
			}
			if diff := cmp.Diff(tt.steps, got); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}

// suppliesOf is what the connector of a field fills, or below that.
func suppliesOf(t *testing.T, s *connect.Schema, field string, below []string) *connect.Supply {
	t.Helper()
	for _, c := range s.Connectors {
		if c.Field == nil || c.Type.Name+"."+c.Field.Name != field {
			continue
		}
		out := c.Supplies
		for _, name := range below {
			out = out.Field(name).Of
		}
		return out
	}
	t.Fatalf("no connector on %s", field)
	return nil
}

func TestCompleteNothing(t *testing.T) {
	s := load(t, blog)
	if steps, ok := s.Complete("Writer", nil, []connect.Path{{"name"}}); ok || len(steps) > 0 {
		t.Errorf("a writer without an id is completed by %v, %v", steps, ok)
	}
	if _, ok := s.Complete("Nobody", nil, nil); !ok {
		t.Error("nothing wanted is not filled")
	}
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
