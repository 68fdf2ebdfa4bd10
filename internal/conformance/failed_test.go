package conformance_test

import (
	"net/http"
	"regexp"
	"testing"

	"bff/internal/conformance/nulls"
)

// A backend that fails makes the fields null that it would have filled, each with an error
// at its path; what others fill stands, and nothing is made up for what is not known.
func TestFailedEntities(t *testing.T) {
	const (
		down   = ` BACKEND_UNAVAILABLE`
		denied = ` FORBIDDEN`
	)
	owner := ok(`[{"id":7,"name":"Ada","email":"a@x","tags":["t"],"home":{"city":"Oslo"}}]`)
	for _, tt := range []struct {
		name, query     string
		owners, secrets int // statuses that are not 200
		want            string
	}{
		{
			name: "all is well", query: `{ owner(id: 7) { name tags badges badge secret score home { city code } } }`,
			want: `{"owner":{"name":"Ada","tags":["t"],"badges":["t"],"badge":"a@x s","secret":"s","score":5,"home":{"city":"Oslo","code":9}}}`,
		},
		{
			name: "each field its own error", owners: 500, query: `{ owners(ids: [7]) { id name tags score } }`,
			want: `{"owners":[{"id":"7","name":null,"tags":null,"score":5}]} | [owners 0 name]` + down + ` | [owners 0 tags]` + down,
		},
		{
			name: "under all of its names", owners: 500, query: `{ owners(ids: [7]) { a: name ... { b: name ...F } } } fragment F on Owner { score }`,
			want: `{"owners":[{"a":null,"b":null,"score":5}]} | [owners 0 a]` + down + ` | [owners 0 b]` + down,
		},
		{
			name: "a list is not empty", owners: 500, query: `{ owners(ids: [7]) { badges } }`,
			want: `{"owners":[{"badges":null}]} | [owners 0 badges]` + down,
		},
		{
			name: "a field in Go that reads it", secrets: 500, query: `{ owners(ids: [7]) { name badge } }`,
			want: `{"owners":[{"name":"Ada","badge":null}]} | [owners 0 badge]` + down,
		},
		{
			name: "what cannot be null takes the object", owners: 500, query: `{ owners(ids: [7]) { score mail: email } }`,
			want: `{"owners":[null]} | [owners 0 mail]` + down,
		},
		{
			name: "and the list, if its elements cannot be null", owners: 500, query: `{ every(ids: [7, 7]) { email } }`,
			want: `{"every":null} | [every 0 email]` + down,
		},
		{
			name: "half of an object", secrets: 500, query: `{ owners(ids: [7]) { home { city code } } }`,
			want: `{"owners":[{"home":{"city":"Oslo","code":null}}]} | [owners 0 home code]` + down,
		},
		{
			name: "an object that nobody told of", owners: 500, secrets: 500, query: `{ owners(ids: [7]) { home { city code } score } }`,
			want: `{"owners":[{"home":null,"score":5}]} | [owners 0 home]` + down,
		},
		{
			name: "another backend stands", owners: 500, query: `{ owner(id: 7) { name score secret } }`,
			want: `{"owner":{"name":null,"score":5,"secret":"s"}} | [owner name]` + down,
		},
		{
			name: "one that nobody knows", owners: 500, query: `{ owner(id: 7) { id } }`,
			want: `{"owner":null} | [owner]` + down,
		},
		{
			name: "one that nobody knows, and another backend has nothing of it", owners: 500, query: `{ owner(id: 9) { id score } }`,
			want: `{"owner":{"id":"9","score":null}} | [owner score]` + down,
		},
		{name: "one that there is not", query: `{ owner(id: 9) { id score } }`, want: `{"owner":null}`},
		{name: "forbidden", owners: 403, query: `{ owner(id: 7) { id name } }`, want: `{"owner":null} | [owner]` + denied},
		{name: "forbidden in a list", owners: 403, query: `{ owners(ids: [7]) { id name score } }`, want: `{"owners":[null]} | [owners 0]` + denied},
		{
			name: "forbidden in part", secrets: 403, query: `{ owners(ids: [7]) { name secret } }`,
			want: `{"owners":[{"name":"Ada","secret":null}]} | [owners 0 secret]` + denied,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, nullsSchema, nulls.Sources(), nil, map[string]reply{
				"GET /owners?ids=7": owner, "GET /owners?ids=9": ok(`[]`), "GET /secrets/7": ok(`{"secret":"s","home":{"code":9}}`),
				"GET /scores/7": ok(`{"score":5}`), "GET /scores/9": {status: http.StatusNotFound},
			})
			if tt.owners != 0 {
				s.replies["GET /owners?ids=7"] = reply{status: tt.owners, body: `{}`}
				s.replies["GET /owners?ids=9"] = reply{status: tt.owners, body: `{}`}
			}
			if tt.secrets != 0 {
				s.replies["GET /secrets/7"] = reply{status: tt.secrets, body: `{}`}
			}
			if got := withoutMessages(s.query(t, tt.query)); sorted(got) != sorted(tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

var message = regexp.MustCompile(`\] [^|]* \{"code":"([A-Z_]+)"\}`)

// withoutMessages is an answer with the codes of its errors alone.
func withoutMessages(answer string) string { return message.ReplaceAllString(answer, "] $1") }
