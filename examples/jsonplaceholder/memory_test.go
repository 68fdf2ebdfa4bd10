package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// memoryBackend answers like the API, from texts made once: 100 posts by 10 users. It is
// a transport, so that nothing of a network is in what it measures.
type memoryBackend struct {
	posts, users string
	calls        *calls // nil notes nothing
	broken       string // paths that begin with it answer 503
}

func newMemoryBackend() *memoryBackend {
	var posts, users []string
	const words = `quia et suscipit\nsuscipit recusandae consequuntur expedita et cum\nreprehenderit molestiae ut ut quas totam\nnostrum rerum est autem sunt`
	for i := range 100 {
		posts = append(posts, fmt.Sprintf(`{"userId": %d, "id": %d, "title": "sunt aut facere repellat provident %d", "body": "%s"}`, i/10+1, i+1, i+1, words))
	}
	for i := range 10 {
		users = append(users, fmt.Sprintf(`{"id": %[1]d, "name": "User %[1]d", "username": "user%[1]d", "email": "user%[1]d@example.org", "phone": "1-770-736-8031", "website": "example.org",`+
			`"address": {"street": "Kulas Light", "suite": "Apt. 556", "city": "Gwenborough", "zipcode": "92998-3874", "geo": {"lat": "-37.3159", "lng": "81.1496"}},`+
			`"company": {"name": "Romaguera-Crona", "catchPhrase": "Multi-layered client-server neural-net", "bs": "harness real-time e-markets"}}`, i+1))
	}
	list := func(items []string) string { return "[\n  " + strings.Join(items, ",\n  ") + "\n]" }
	return &memoryBackend{posts: list(posts), users: list(users)}
}

func (b *memoryBackend) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.calls != nil {
		b.calls.add(r)
	}
	status, body := http.StatusOK, `{}`
	switch {
	case b.broken != "" && strings.HasPrefix(r.URL.Path, b.broken):
		status = http.StatusServiceUnavailable
	case r.URL.Path == "/posts":
		body = b.posts
	case r.URL.Path == "/posts/1":
		body = `{"userId": 1, "id": 1, "title": "one", "body": "text"}`
	case r.URL.Path == "/users":
		body = b.users
	default:
		status = http.StatusNotFound
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, Body: io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)), Request: r, ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// serveMemory starts a server over such a backend.
func serveMemory(t testing.TB, environ ...string) (*testServer, *memoryBackend) {
	t.Helper()
	backend := newMemoryBackend()
	s := serve(t, "http://jsonplaceholder.test", backend, environ...)
	backend.calls = s.calls
	return s, backend
}
