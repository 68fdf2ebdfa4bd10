package conformance_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"bff/clients/connector"
	"bff/internal/conformance/blog"
)

func blogSchema(rt *connector.Runtime) graphql.ExecutableSchema {
	return blog.NewExecutableSchema(blog.Config{Resolvers: blog.Connect(rt)})
}

func newBlog(t testing.TB, more map[string]reply) *server {
	replies := map[string]reply{
		"GET /posts":                       ok(`[{"id":1,"title":"A","writerId":1},{"id":2,"title":"B","writerId":2},{"id":3,"title":"C","writerId":1}]`),
		"GET /posts/1":                     ok(`{"id":1,"title":"A","body":"a","writerId":1}`),
		"GET /posts/2":                     ok(`{"id":2,"title":"B","body":"b","writerId":2}`),
		"GET /posts/3":                     ok(`{"id":3,"title":"C","body":"c","writerId":1}`),
		"GET /posts/7":                     ok(`{"id":7,"title":"G","body":"g","writerId":5}`),
		"GET /posts/8":                     ok(`{"id":8,"title":"H","body":"h","writerId":5}`),
		"GET /writers/1":                   ok(`{"id":1,"name":"Ada"}`),
		"GET /writers/2":                   ok(`{"id":2,"name":"Bob"}`),
		"GET /writers/5":                   ok(`{"id":5,"name":"Eve"}`),
		"GET /writers/5/posts":             ok(`[{"id":7,"title":"G"},{"id":8,"title":"H"}]`),
		"POST /posts {\"title\":\"x\"}":    ok(`{"id":7}`),
		"GET /items":                       ok(`[{"id":3},{"id":1},{"id":2}]`),
		`POST /items/find {"ids":[3,1,2]}`: ok(`[{"id":1,"label":"one"},{"id":2,"label":"two"},{"id":3,"label":"three"},{"id":9,"label":"nine"}]`),
		`POST /items/find {"ids":[3,1]}`:   ok(`[{"id":1,"label":"one"},{"id":3,"label":"three"}]`),
		`POST /items/find {"ids":[2]}`:     ok(`[{"id":2,"label":"old"},{"id":2,"label":"two"}]`),
		"GET /items?ids=3%2C1%2C2":         ok(`[{"id":"2","label":"two"},{"id":"3","label":"three"}]`),
		"GET /items/1":                     ok(`{"id":1,"label":"one"}`),
		"GET /items/2":                     ok(`{"id":2,"label":"two"}`),
		"GET /items/3":                     ok(`{"id":3,"label":"three"}`),
		"GET /labels/1":                    ok(`{"id":1,"label":"one"}`),
		"GET /labels/2":                    ok(`{"id":2,"label":"two"}`),
		"GET /labels/3":                    ok(`{"id":3,"label":"three"}`),
		"GET /sizes/1":                     ok(`{"id":1,"size":10}`),
		"GET /sizes/2":                     ok(`{"id":2,"size":20}`),
		"GET /sizes/3":                     ok(`{"id":3,"size":30}`),
		"GET /sums":                        ok(`[{"left":1,"nested":{"right":2}}]`),
		"GET /sum?a=1&b=2":                 ok(`{"total":3}`),
	}
	for call, r := range more {
		replies[call] = r
	}
	return serve(t, blogSchema, blog.Sources(), nil, replies)
}

// Section 8.11 of the convention's examples.
func TestEntities(t *testing.T) {
	const posts, items = "GET /posts", "GET /items"
	t.Run("E01", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ posts { title } }`, `{"posts":[{"title":"A"},{"title":"B"},{"title":"C"}]}`, posts)
	})
	t.Run("E02", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ posts { writer { id } } }`, `{"posts":[{"writer":{"id":"1"}},{"writer":{"id":"2"}},{"writer":{"id":"1"}}]}`, posts)
	})
	t.Run("E03", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ posts { writer { name } } }`,
			`{"posts":[{"writer":{"name":"Ada"}},{"writer":{"name":"Bob"}},{"writer":{"name":"Ada"}}]}`, posts, "GET /writers/1", "GET /writers/2")
	})
	t.Run("E04", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ posts { body } }`, `{"posts":[{"body":"a"},{"body":"b"},{"body":"c"}]}`,
			posts, "GET /posts/1", "GET /posts/2", "GET /posts/3")
	})
	t.Run("E05", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ post(id: 7) { title } }`, `{"post":{"title":"G"}}`, "GET /posts/7")
	})
	t.Run("E06", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ writer(id: 5) { posts { title } } }`, `{"writer":{"posts":[{"title":"G"},{"title":"H"}]}}`, "GET /writers/5", "GET /writers/5/posts")
	})
	t.Run("E07", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ writer(id: 5) { posts { id writer { name } } } }`,
			`{"writer":{"posts":[{"id":"7","writer":{"name":"Eve"}},{"id":"8","writer":{"name":"Eve"}}]}}`,
			"GET /writers/5", "GET /writers/5/posts", "GET /posts/7", "GET /posts/8", "GET /writers/5")
	})
	t.Run("E08", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ writer(id: 5) { a: posts { id } b: posts { title } } }`,
			`{"writer":{"a":[{"id":"7"},{"id":"8"}],"b":[{"title":"G"},{"title":"H"}]}}`, "GET /writers/5", "GET /writers/5/posts", "GET /writers/5/posts")
	})
	t.Run("E09", func(t *testing.T) {
		s := newBlog(t, map[string]reply{"GET /writers/2": {status: 500, body: `{}`}})
		s.check(t, `{ posts { title writer { id name } } }`,
			`{"posts":[{"title":"A","writer":{"id":"1","name":"Ada"}},{"title":"B","writer":{"id":"2","name":null}},{"title":"C","writer":{"id":"1","name":"Ada"}}]}`+
				` | [posts 1 writer name] The blog service is temporarily unavailable. {"code":"BACKEND_UNAVAILABLE"}`,
			posts, "GET /writers/1", "GET /writers/2")
	})
	t.Run("E10", func(t *testing.T) {
		s := newBlog(t, map[string]reply{"GET /posts": ok(`[{"id":1,"writerId":1},{"id":2}]`)})
		s.check(t, `{ posts { writer { name } } }`, `{"posts":[{"writer":{"name":"Ada"}},{"writer":{"name":null}}]}`, posts, "GET /writers/1")
		s.check(t, `{ posts { writer { id } } }`, `{"posts":[{"writer":{"id":"1"}},{"writer":null}]}`+
			` | [posts 1 writer id] A service sent a value that could not be used: there is no value for this field, which cannot be null. {"code":"BACKEND_BAD_RESPONSE"}`, posts)
	})
	t.Run("E11", func(t *testing.T) {
		s := newBlog(t, map[string]reply{"GET /posts": ok(`[{"id":1,"writerId":null}]`)})
		s.check(t, `{ posts { writer { name } } }`, `{"posts":[{"writer":{"name":null}}]}`, posts)
	})
	t.Run("E12", func(t *testing.T) {
		newBlog(t, nil).check(t, `mutation { addPost(t: "x") { id body } }`, `{"addPost":{"id":"7","body":"g"}}`, `POST /posts {"title":"x"}`, "GET /posts/7")
	})
	t.Run("E13", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ items { label } }`, `{"items":[{"label":"three"},{"label":"one"},{"label":"two"}]}`, items, `POST /items/find {"ids":[3,1,2]}`)
	})
	t.Run("E14", func(t *testing.T) {
		s := newBlog(t, map[string]reply{`POST /items/find {"ids":[3,1,2]}`: ok(`[{"id":2,"label":"two"},{"id":3,"label":"three"}]`)})
		s.check(t, `{ items { label } }`, `{"items":[{"label":"three"},{"label":null},{"label":"two"}]}`, items, `POST /items/find {"ids":[3,1,2]}`)
	})
	t.Run("E15", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ chunks { label } }`, `{"chunks":[{"label":"three"},{"label":"one"},{"label":"two"}]}`,
			items, `POST /items/find {"ids":[3,1]}`, `POST /items/find {"ids":[2]}`)
	})
	t.Run("E16", func(t *testing.T) {
		s := newBlog(t, map[string]reply{`POST /items/find {"ids":[3,1,2]}`: ok(`{"id":2,"label":"two"}`)})
		const failed = ` | [items % label] The blog service sent an answer that could not be used. {"code":"BACKEND_BAD_RESPONSE"}`
		s.check(t, `{ items { label } }`, `{"items":[{"label":null},{"label":null},{"label":null}]}`+each(failed, 3), items, `POST /items/find {"ids":[3,1,2]}`)
	})
	t.Run("E17", func(t *testing.T) {
		// What is not there is left out of a list whose elements are never null, and a
		// number and its text are one key.
		newBlog(t, nil).check(t, `{ joined { label } }`, `{"joined":[{"label":"three"},{"label":"two"}]}`, items, "GET /items?ids=3%2C1%2C2")
	})
	t.Run("E17, both on one page", func(t *testing.T) {
		s := newBlog(t, map[string]reply{"GET /items": ok(`[{"id":3},{"id":"3"},{"id":1}]`), "POST /items/find {\"ids\":[3,1]}": ok(`[{"id":"3","label":"three"},{"id":1,"label":"one"}]`)})
		s.check(t, `{ items { label } }`, `{"items":[{"label":"three"},{"label":"three"},{"label":"one"}]}`, items, `POST /items/find {"ids":[3,1]}`)
	})
	t.Run("E18", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ singles { label } }`, `{"singles":[{"label":"three"},{"label":"one"},{"label":"two"}]}`,
			items, "GET /items/1", "GET /items/2", "GET /items/3")
	})
	t.Run("E19", func(t *testing.T) {
		s := newBlog(t, nil)
		sizes := []string{items, "GET /sizes/1", "GET /sizes/2", "GET /sizes/3"}
		s.check(t, `{ twos { size } }`, `{"twos":[{"size":30},{"size":10},{"size":20}]}`, sizes...)
		s.check(t, `{ twos { label size } }`, `{"twos":[{"label":"three","size":30},{"label":"one","size":10},{"label":"two","size":20}]}`,
			append([]string{"GET /labels/1", "GET /labels/2", "GET /labels/3"}, sizes...)...)
	})
	t.Run("E20", func(t *testing.T) {
		newBlog(t, nil).check(t, `{ sums { sum } }`, `{"sums":[{"sum":3}]}`, "GET /sums", "GET /sum?a=1&b=2")
	})
}

// One request for the parents of a level, although the field has arguments.
func TestBatchedField(t *testing.T) {
	s := newBlog(t, map[string]reply{
		"GET /scores?ids=1%2C2&unit=stars":  ok(`{"scores":[{"writer":2,"value":4.5,"post":{"id":7}},{"writer":1,"value":3,"post":null},{"writer":9,"value":1}]}`),
		"GET /scores?ids=1%2C2&unit=points": ok(`{"scores":[{"writer":1,"value":30}]}`),
	})
	s.check(t, `{ posts { writer { score { value best { title } } } } }`,
		`{"posts":[{"writer":{"score":{"value":3,"best":null}}},{"writer":{"score":{"value":4.5,"best":{"title":"G"}}}},{"writer":{"score":{"value":3,"best":null}}}]}`,
		"GET /posts", "GET /scores?ids=1%2C2&unit=stars", "GET /posts/7")
	s.check(t, `{ posts { writer { stars: score { value } points: score(unit: "points") { value } } } }`,
		`{"posts":[{"writer":{"stars":{"value":3},"points":{"value":30}}},{"writer":{"stars":{"value":4.5},"points":null}},{"writer":{"stars":{"value":3},"points":{"value":30}}}]}`,
		"GET /posts", "GET /scores?ids=1%2C2&unit=stars", "GET /scores?ids=1%2C2&unit=points")
}

// A backend gets its ids back as it wrote them, wherever in a key they stand.
func TestKeysAreAsTheBackendWroteThem(t *testing.T) {
	s := newBlog(t, map[string]reply{
		"GET /members": ok(`[{"id":"a","team":{"no":5},"peers":[1,null,2],"friends":[7]},{"id":"b","team":{"no":"T"},"peers":["1",2],"friends":[]}]`),
		`POST /note {"team":5,"peers":[1,null,2],"friends":[7]}`: ok(`{"note":"x"}`),
		`POST /note {"team":"T","peers":["1","2"],"friends":[]}`: ok(`{"note":"y"}`),
	})
	s.check(t, `{ members { friends note } }`, `{"members":[{"friends":["TWVtYmVyOjc"],"note":"x"},{"friends":[],"note":"y"}]}`,
		"GET /members", `POST /note {"team":5,"peers":[1,null,2],"friends":[7]}`, `POST /note {"team":"T","peers":["1","2"],"friends":[]}`)
}

// Of a batch with a key in two parts, each object gets its own, whatever the order; one
// without a part is not asked for.
func TestNestedBatchKeys(t *testing.T) {
	const find = `POST /seats/find {"ids":[1,1,2],"rows":["a","b","a"]}`
	s := newBlog(t, map[string]reply{
		"GET /seats": ok(`[{"id":1,"row":{"no":"a"}},{"id":1,"row":{"no":"b"}},{"id":2,"row":{"no":"a"}},{"id":1,"row":{"no":"a"}},{"id":3,"row":null},{"id":4,"row":{"no":null}},{"id":5}]`),
		find:         ok(`[{"id":2,"row":{"no":"a"},"label":"2a"},{"id":1,"row":{"no":"b"},"label":"1b"},{"id":1,"row":null,"label":"none"},{"id":1,"label":"none"},null,{"id":"1","row":{"no":"a"},"label":"1a"}]`),
	})
	s.check(t, `{ seats { label } }`, `{"seats":[{"label":"1a"},{"label":"1b"},{"label":"2a"},{"label":"1a"},{"label":null},{"label":null},{"label":null}]}`, "GET /seats", find)
}

func each(text string, n int) (out string) {
	for i := range n {
		out += strings.ReplaceAll(text, "%", strconv.Itoa(i))
	}
	return out
}
