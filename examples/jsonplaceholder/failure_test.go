package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A backend that is down costs its own fields.
func TestBackendIsDown(t *testing.T) {
	const unavailable = "The jsonplaceholder service is temporarily unavailable. map[code:BACKEND_UNAVAILABLE]"
	t.Run("nobody listens", func(t *testing.T) {
		s := serve(t, "http://127.0.0.1:1", nil)
		s.check(t, `{ greet posts { title } post(id: 1) { title } }`,
			`{"greet":"Hello World!","posts":null,"post":null} | [post] `+unavailable+` | [posts] `+unavailable)
		s.check(t, `mutation { deletePost(id: 1) }`, `{"deletePost":null} | [deletePost] `+unavailable)
	})
	t.Run("a part of it fails", func(t *testing.T) {
		s, backend := serveMemory(t)
		backend.broken = "/users"
		s.check(t, `{ post(id: 1) { title userId user { id } author: user { id name } } }`, // the id needs no call
			`{"post":{"title":"one","userId":1,"user":{"id":1},"author":null}} | [post author name] `+unavailable, "GET /posts/1", "GET /users?id=1")
		got := s.query(t, `{ posts { title user { name } } }`)
		for part, want := range map[string]int{`"title":"sunt`: 100, `"user":null`: 100, unavailable: 100} {
			if n := strings.Count(got, part); n != want {
				t.Errorf("%d times %s; want %d", n, part, want)
			}
		}
	})
	t.Run("a mutation that fails is told in the words of the schema", func(t *testing.T) {
		s, backend := serveMemory(t)
		backend.broken = "/posts"
		s.check(t, `mutation { updatePost(id: 1, title: "New") { id } }`,
			`{"updatePost":null} | [updatePost] The post was not changed. map[code:BACKEND_UNAVAILABLE]`, "PATCH /posts/1")
	})
	t.Run("what was fetched is still there", func(t *testing.T) {
		s, backend := serveMemory(t)
		s.settle(t, postsWithUsers)
		want := s.query(t, postsWithUsers)
		backend.broken = "/"
		s.check(t, postsWithUsers, want)
	})
	t.Run("a call is repeated when bff.yaml says so", func(t *testing.T) {
		s, backend := serveMemory(t, "BFF_TRAFFIC_SHAPING_SOURCES_JSONPLACEHOLDER_RETRY_ENABLED=true", "BFF_TRAFFIC_SHAPING_SOURCES_JSONPLACEHOLDER_RETRY_INTERVAL=0s")
		backend.broken = "/"
		s.check(t, posts, `{"posts":null} | [posts] `+unavailable, "GET /posts", "GET /posts")
	})
}

// Without a cache each query asks again, and only for what it is about.
func TestWithoutCache(t *testing.T) {
	s, _ := serveMemory(t, "BFF_CACHE_ENABLED=false")
	for range 2 {
		s.calls.take()
		s.query(t, postsWithUsers)
		if diff := cmp.Diff([]string{"GET /posts", authors}, s.calls.take()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	s.query(t, `{ posts { user { id } } }`)
	if diff := cmp.Diff([]string{"GET /posts"}, s.calls.take()); diff != "" {
		t.Errorf("ids of users (-want +got):\n%s", diff)
	}
	s.check(t, `{ greet a: greet }`, fmt.Sprintf(`{"greet":%[1]q,"a":%[1]q}`, "Hello World!"))
}
