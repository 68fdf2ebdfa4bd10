package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/examples/jsonplaceholder/api"
	"bff/graph/playground"
)

// The three queries of the public benchmark of GraphQL gateways.
const (
	postsWithUsers = `{ posts { id userId title user { id name email } } }`
	posts          = `{ posts { title } }`
	greet          = `{ greet }`
)

// Those who measure gateways expect these shapes.
func TestShapes(t *testing.T) {
	types := api.NewExecutableSchema(api.Config{}).Schema().Types
	for coordinate, want := range map[string]string{
		"Query.posts": "[Post]", "Query.greet": "String!",
		"Post.id": "Int!", "Post.userId": "Int!", "Post.title": "String!", "Post.body": "String!", "Post.user": "User",
	} {
		name, field, _ := strings.Cut(coordinate, ".")
		if got := types[name].Fields.ForName(field).Type.String(); got != want {
			t.Errorf("%s: %s; want %s", coordinate, got, want)
		}
	}
}

// authors is the call for those of all posts.
const authors = "GET /users?id=1&id=2&id=3&id=4&id=5&id=6&id=7&id=8&id=9&id=10"

// ids are the parameters that ask for ids, both ends included.
func ids(from, to int) string {
	var out strings.Builder
	for i := from; i <= to; i++ {
		fmt.Fprintf(&out, "id=%d&", i)
	}
	return strings.TrimSuffix(out.String(), "&")
}

// All that needs the API's own server, which is started once.
func TestRealBackend(t *testing.T) {
	backend := startBackend(t)
	for _, tt := range []struct {
		name string
		test func(*testing.T, *testServer)
	}{
		{"queries of the public benchmark", benchmarkQueries},
		{"reads", reads},
		{"arguments", arguments},
		{"nested lists", nestedLists},
		{"stubs below stubs", stubs},
		{"mutations", mutations},
		{"operations of the playground", operations},
		{"readme", readme},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, serveReal(t, backend)) })
	}
}

// They also hold for what the benchmarks run on.
func TestMemoryBackend(t *testing.T) {
	s, _ := serveMemory(t)
	benchmarkQueries(t, s)
}

func benchmarkQueries(t *testing.T, s *testServer) {
	type user struct {
		ID          int
		Name, Email string
	}
	type post struct {
		ID, UserID int
		Title      string
		User       *user
	}
	var got struct {
		Data struct{ Posts []post }
	}
	if err := json.Unmarshal(s.post(t, `{"query":"`+postsWithUsers+`"}`), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"GET /posts", authors}, s.calls.take()); diff != "" {
		t.Errorf("100 posts and their authors are two calls (-want +got):\n%s", diff)
	}
	if len(got.Data.Posts) != 100 {
		t.Fatalf("%d posts", len(got.Data.Posts))
	}
	for i, p := range got.Data.Posts {
		if p.ID != i+1 || p.UserID != i/10+1 || p.Title == "" || p.User == nil || p.User.ID != p.UserID || p.User.Name == "" || !strings.Contains(p.User.Email, "@") {
			t.Errorf("post %d: %+v %+v", i, p, p.User)
		}
	}
	s.settle(t, postsWithUsers)
	s.settle(t, posts) // by the call of the one before
	if got := s.query(t, posts); strings.Count(got, `"title"`) != 100 {
		t.Errorf("%.300s", got)
	}
	s.check(t, greet, `{"greet":"Hello World!"}`)
}

func reads(t *testing.T, s *testServer) {
	s.check(t, `{ post(id: 4) { id userId title user { id } } }`,
		`{"post":{"id":4,"userId":1,"title":"eum et est occaecati","user":{"id":1}}}`, "GET /posts/4")
	s.check(t, `{ user(id: 7) { name company { name } address { city geo { lat lng } } } }`,
		`{"user":{"name":"Kurtis Weissnat","company":{"name":"Johns Group"},"address":{"city":"Howemouth","geo":{"lat":24.8918,"lng":21.8984}}}}`, "GET /users/7")
	s.check(t, `{ album(id: 3) { title } }`, `{"album":{"title":"omnis laborum odio"}}`, "GET /albums/3")
	s.check(t, `{ photo(id: 51) { url album { id title } } }`,
		`{"photo":{"url":"http://placehold.it/600/8e973b","album":{"id":2,"title":"sunt qui excepturi placeat culpa"}}}`, "GET /photos/51", "GET /albums?id=2")

	// What is not there is null, and that is known for a while.
	s.check(t, `{ post(id: 99999) { title user { name } comments { id } } }`, `{"post":null}`, "GET /posts/99999")
	s.settle(t, `{ post(id: 99999) { title } }`)
	s.check(t, `{ user(id: 99999) { name } album(id: 99999) { title } photo(id: 99999) { url } }`, `{"user":null,"album":null,"photo":null}`,
		"GET /albums/99999", "GET /photos/99999", "GET /users/99999")
}

// An argument that is not given is not sent.
func arguments(t *testing.T, s *testServer) {
	for _, tt := range []struct {
		arguments, call string
		count           int
	}{
		{"(completed: true)", "GET /todos?completed=true", 90},
		{"(completed: false)", "GET /todos?completed=false", 110},
		{"", "GET /todos", 200},
	} {
		s.calls.take()
		got := s.query(t, `{ todos`+tt.arguments+` { id } }`)
		if calls := strings.Join(s.calls.take(), " "); calls != tt.call || strings.Count(got, `"id"`) != tt.count {
			t.Errorf("todos%s: %q, %d todos; want %q, %d", tt.arguments, calls, strings.Count(got, `"id"`), tt.call, tt.count)
		}
	}
	s.settle(t, `{ todos { id } }`)
	s.settle(t, `{ todos(completed: null) { id } }`) // the same call
}

// A level is a call, however many objects it has and however deep it is.
func nestedLists(t *testing.T, s *testServer) {
	got := s.query(t, `{ users { name posts { title comments { email } } todos { completed } albums { title photos { thumbnailUrl } } } }`)
	for key, want := range map[string]int{"posts": 10, "comments": 100, "email": 500, "completed": 200, "photos": 100, "thumbnailUrl": 5000} {
		if n := strings.Count(got, `"`+key+`":`); n != want {
			t.Errorf("%d of %s; want %d", n, key, want)
		}
	}
	if strings.Contains(got, " | ") {
		t.Errorf("errors: %.1000s", got[strings.Index(got, " | "):])
	}
	want := []string{
		"GET /users",
		"GET /posts?" + ids(1, 100) + "&_embed=comments",
		"GET /users?" + ids(1, 10) + "&_embed=albums",
		"GET /users?" + ids(1, 10) + "&_embed=posts",
		"GET /users?" + ids(1, 10) + "&_embed=todos",
	}
	for from := 1; from <= 100; from += 20 { // maxSize
		want = append(want, "GET /albums?"+ids(from, from+19)+"&_embed=photos")
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, s.calls.take()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

// An object of which a list has only the id is completed when more is asked for, and
// not before.
func stubs(t *testing.T, s *testServer) {
	s.check(t, `{ post(id: 11) { comments { id post { title user { username } } } } }`,
		`{"post":{"comments":[`+comments(51, 55, `{"title":"et ea vero quia laudantium autem","user":{"username":"Antonette"}}`)+`]}}`,
		"GET /posts/11", "GET /posts?id=11&_embed=comments", "GET /posts?id=11", "GET /users?id=2")
	s.check(t, `{ album(id: 100) { user { id } photos { id album { id } } } }`,
		`{"album":{"user":{"id":10},"photos":[`+photos(4951, 5000, 100)+`]}}`, "GET /albums/100", "GET /albums?id=100&_embed=photos")
}

func comments(from, to int, post string) string {
	var out []string
	for id := from; id <= to; id++ {
		out = append(out, fmt.Sprintf(`{"id":%d,"post":%s}`, id, post))
	}
	return strings.Join(out, ",")
}

func photos(from, to, album int) string {
	var out []string
	for id := from; id <= to; id++ {
		out = append(out, fmt.Sprintf(`{"id":%d,"album":{"id":%d}}`, id, album))
	}
	return strings.Join(out, ",")
}

// The server answers as if it had done it, and has forgotten it with the next request.
func mutations(t *testing.T, s *testServer) {
	s.check(t, `mutation { createPost(input: { userId: 3, title: "Hello", body: "From GraphQL." }) { id userId title body user { name } } }`,
		`{"createPost":{"id":101,"userId":3,"title":"Hello","body":"From GraphQL.","user":{"name":"Clementine Bauch"}}}`, "POST /posts", "GET /users?id=3")
	s.check(t, `mutation { updatePost(id: 4, title: "New") { id userId title } }`, `{"updatePost":{"id":4,"userId":1,"title":"New"}}`, "PATCH /posts/4")
	s.check(t, `mutation { updatePost(id: 4, title: null, body: "New") { title body } }`, `{"updatePost":{"title":"eum et est occaecati","body":"New"}}`, "PATCH /posts/4")
	s.check(t, `mutation { first: deletePost(id: 5) second: deletePost(id: 6) }`, `{"first":5,"second":6}`, "DELETE /posts/5", "DELETE /posts/6")

	t.Run("a post that is not there is an error, in the words of the schema", func(t *testing.T) {
		s.check(t, `mutation { updatePost(id: 99999, title: "New") { id } }`,
			`{"updatePost":null} | [updatePost] There is no such post. map[code:BAD_USER_INPUT]`, "PATCH /posts/99999")
		s.check(t, `mutation { deletePost(id: 99999) }`,
			`{"deletePost":null} | [deletePost] There is no such post. map[code:BAD_USER_INPUT]`, "DELETE /posts/99999")
	})
	t.Run("what changed is asked for again", func(t *testing.T) {
		s.settle(t, `{ post(id: 20) { title } other: post(id: 21) { title } }`)
		s.query(t, `mutation { updatePost(id: 20, title: "New") { id } }`)
		s.check(t, `{ post(id: 20) { id } other: post(id: 21) { id } }`, `{"post":{"id":20},"other":{"id":21}}`, "GET /posts/20")
		for _, change := range []string{
			`mutation { updatePost(id: 20, title: "New") { id } }`, // is in the list
			`mutation { createPost(input: { userId: 3, title: "Hello", body: "From GraphQL." }) { id } }`,
		} {
			s.settle(t, posts)
			s.query(t, change)
			s.calls.take()
			s.query(t, posts)
			if diff := cmp.Diff([]string{"GET /posts"}, s.calls.take()); diff != "" {
				t.Errorf("after %s (-want +got):\n%s", change, diff)
			}
		}
	})
}

// operations are those that the playground starts with.
func operations(t *testing.T, s *testServer) {
	operations, err := playground.Operations(api.Operations)
	if err != nil {
		t.Fatal(err)
	}
	if len(operations) < 5 {
		t.Fatalf("%d operations", len(operations))
	}
	for _, op := range operations {
		request, err := json.Marshal(map[string]any{"query": op.Document, "variables": json.RawMessage(orEmpty(op.Variables))})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(s.post(t, string(request))); strings.Contains(got, `"errors"`) || strings.Contains(got, `:null`) {
			t.Errorf("%s: %.1000s", op.Name, got)
		}
	}
}

func orEmpty(object string) string {
	if object == "" {
		return "{}"
	}
	return object
}

var (
	curl    = regexp.MustCompile(`(?m)^\$ curl .* -d '(.*)'.*\n(.*)$`)
	differs = regexp.MustCompile(`"traceId":"\w+"`)
)

// The answers of the README are real.
func readme(t *testing.T, s *testServer) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	steps := curl.FindAllStringSubmatch(string(text), -1)
	if len(steps) < 4 {
		t.Fatalf("%d requests found", len(steps))
	}
	for _, step := range steps {
		got := differs.ReplaceAllString(string(s.post(t, step[1])), `"traceId":"…"`)
		want, cut := strings.CutSuffix(step[2], "…")
		if cut {
			got = got[:min(len(got), len(want))]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-README +got):\n%s", step[1], diff)
		}
	}
}
