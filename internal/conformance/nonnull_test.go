package conformance_test

import (
	"net/http"
	"testing"
)

// A field that cannot be null has a value or an error, and never the zero value of Go.
func TestNonNullFields(t *testing.T) {
	const nothing = ` cannot be null. {"code":"BACKEND_BAD_RESPONSE"}`
	missing := func(path, field string) string {
		return ` | [` + path + `] No value for ` + field + `, which` + nothing
	}
	replies := map[string]reply{
		"GET /count":           ok(`{"count":null}`),
		"GET /counts":          {status: http.StatusNoContent, typ: "none"},
		"GET /newest":          {status: http.StatusNotFound},
		"GET /strict":          ok(`null`),
		"GET /shelves":         ok(`[{"id":1,"best":{"id":3}},{"id":2,"best":{"id":1}}]`),
		"GET /sizes?ids=1%2C2": ok(`[{"id":1,"size":5}]`),
		"GET /depths/1":        ok(`{}`),
		"GET /depths/2":        ok(`{"depth":0}`),
		"GET /items?ids=3%2C1": ok(`[{"id":3,"label":"three"}]`),
	}
	for _, tt := range []struct{ name, query, want string }{
		{"a scalar", `{ count }`, `null` + missing("count", "Query.count")},
		{"a list", `{ counts }`, `null` + missing("counts", "Query.counts")},
		{"an object", `{ strict { label } }`, `null` + missing("strict", "Query.strict")},
		{"an entity", `{ newest { label } }`, `null` + missing("newest", "Query.newest")},
		{"one of a batch", `{ shelves { size } }`, `{"shelves":[{"size":5},null]}` + missing("shelves 1 size", "Shelf.size")},
		{"one of each", `{ shelves { depth } }`, `{"shelves":[null,{"depth":0}]}` + missing("shelves 0 depth", "Shelf.depth")},
		{"an entity that is gone", `{ shelves { best { label } } }`, `{"shelves":[{"best":{"label":"three"}},null]}` + missing("shelves 1 best", "Shelf.best")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newBlog(t, nil)
			s.replies = replies
			if got := s.query(t, tt.query); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
