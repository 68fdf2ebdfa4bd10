package conformance_test

import (
	"net/http"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"

	"bff/clients/connector"
	"bff/internal/conformance/api"
)

func apiSchema(rt *connector.Runtime) graphql.ExecutableSchema {
	return api.NewExecutableSchema(api.Config{Resolvers: api.Connect(rt)})
}

func newAPI(t testing.TB, replies map[string]reply) *server {
	return serve(t, apiSchema, api.Sources(), nil, replies)
}

// Section 8.9 of the convention's examples.
func TestRequests(t *testing.T) {
	json := []string{"application/json"}
	key := []string{"K"}
	for _, tt := range []struct {
		id, query, call string
		client          http.Header // of the client
		url             string
		key, trace, typ []string
		length          int64
	}{
		{id: "H01", query: `{ a { v } }`, call: "GET /v1/a?n=5", url: "https://api.test/v1/a?n=5", key: key},
		{id: "H02", query: `{ a { v } }`, call: "GET /v1/a?n=5", client: http.Header{"Trace-Id": {"t1", "t2"}}, key: key, trace: []string{"t1", "t2"}},
		{id: "H03", query: `{ own { v } }`, call: "GET /v1/own", client: http.Header{"Trace-Id": {"t1"}}, key: []string{"mine"}, trace: []string{"t1"}},
		{id: "H04", query: `mutation { post(n: "Z") { v } }`, call: `POST /v1/a {"name":"Z","tag":"x"}`, key: key, typ: json, length: 22},
		{id: "H05", query: `mutation { postTyped(n: "Z") { v } }`, call: `POST /v1/a {"name":"Z","tag":"x"}`, key: key, typ: []string{"application/vnd.x+json"}, length: 22},
		{id: "H06", query: `mutation { postForm(n: "Z") { v } }`, call: `POST /v1/a name=Z&tag=x`, key: key, typ: []string{"application/x-www-form-urlencoded"}, length: 12},
		{id: "H07", query: `mutation { postEmpty { v } }`, call: "POST /v1/a", key: key},
		{id: "H08", query: `mutation { postInput { v } }`, call: "POST /v1/a", key: key, typ: json},
		{id: "H09", query: `mutation { remove(id: "7", w: "old") { v } }`, call: `DELETE /v1/a/7 {"why":"old"}`, key: key, typ: json, length: 13},
		{id: "H10", query: `{ other { v } }`, call: "GET /x", url: "https://other.test/x", client: http.Header{"Trace-Id": {"t1"}}},
		{id: "H12", query: `{ color(e: RED) { v } }`, call: "GET /v1/color?c=r", key: key},
		{id: "H12 default", query: `{ color(e: GREEN) { v } }`, call: "GET /v1/color?c=GREEN", key: key},
		{id: "defaults of input fields", query: `mutation { postInput(input: { note: null }) { v } }`, call: `POST /v1/a {"name":"Z","note":null}`, key: key, typ: json, length: 24},
		{id: "null is not absent", query: `{ a(q: null, n: null) { v } }`, call: "GET /v1/a", key: key},
	} {
		t.Run(tt.id, func(t *testing.T) {
			s := newAPI(t, map[string]reply{tt.call: ok(`{"v":1}`)})
			s.header = tt.client
			if s.header == nil {
				s.header = http.Header{}
			}
			s.query(t, tt.query)
			if diff := cmp.Diff([]string{tt.call}, s.take()); diff != "" {
				t.Fatalf("calls (-want +got):\n%s", diff)
			}
			sent := s.seen[0]
			if tt.url != "" && sent.URL.String() != tt.url {
				t.Errorf("URL %s; want %s", sent.URL, tt.url)
			}
			for name, want := range map[string][]string{"X-Key": tt.key, "X-Trace": tt.trace, "Content-Type": tt.typ} {
				if diff := cmp.Diff(want, sent.Header[name]); diff != "" && (want != nil || len(sent.Header[name]) > 0) {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
			if sent.ContentLength != tt.length {
				t.Errorf("Content-Length %d; want %d", sent.ContentLength, tt.length)
			}
		})
	}
	t.Run("H11", func(t *testing.T) {
		s := newAPI(t, map[string]reply{"GET /v1/a?q=1&n=5": ok(`{"v":1}`), "GET /v1/a?q=2&n=5": ok(`{"v":2}`)})
		s.check(t, `{ p: a(q: "1") { v } r: a(q: "2") { v } }`, `{"p":{"v":1},"r":{"v":2}}`, "GET /v1/a?q=1&n=5", "GET /v1/a?q=2&n=5")
	})
}
