package conformance_test

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"bff/clients/connector"
	"bff/internal/conformance/nulls"
)

func nullsSchema(rt *connector.Runtime) graphql.ExecutableSchema {
	return nulls.NewExecutableSchema(nulls.Config{Resolvers: nulls.New(rt)})
}

const (
	noValue  = ` A service sent a value that could not be used: there is no value for this field, which cannot be null. {"code":"BACKEND_BAD_RESPONSE"}`
	noMember = ` A service sent a value that could not be used: there is no value for this element, which cannot be null. {"code":"BACKEND_BAD_RESPONSE"}`
)

// Section 6.4.4 of the GraphQL specification: null elements of lists whose elements may
// be null stay null, and cost their siblings nothing.
func TestNullElements(t *testing.T) {
	replies := map[string]reply{
		"GET /things":           ok(`[{"id":1,"name":"a","ownerId":7},null,{"id":2,"name":"b","ownerId":null,"parts":[{"id":5,"size":1},null],"makerIds":[7,null]}]`),
		"GET /prices?ids=1%2C2": ok(`[{"id":1,"price":10},{"id":2,"price":20}]`),
		"GET /weights/1":        ok(`{"weight":3}`),
		"GET /weights/2":        ok(`{"weight":4}`),
		"GET /owners?ids=7":     ok(`[null,{"id":7,"name":"Ada","email":"a@x"}]`),
		"GET /stock/5":          ok(`{"stock":9}`),
	}
	for _, tt := range []struct{ name, query, want string }{
		{"a plain field", `{ things { name } }`, `{"things":[{"name":"a"},null,{"name":"b"}]}`},
		{"a computed group", `{ things { id owner { id } } }`, `{"things":[{"id":"1","owner":{"id":"7"}},null,{"id":"2","owner":null}]}` + ` | [things 2 owner id]` + noValue},
		{"a batch", `{ things { price } }`, `{"things":[{"price":10},null,{"price":20}]}`},
		{"a call for each", `{ things { weight } }`, `{"things":[{"weight":3},null,{"weight":4}]}`},
		{"an entity", `{ things { owner { name email } } }`, `{"things":[{"owner":{"name":"Ada","email":"a@x"}},null,{"owner":null}]} | [things 2 owner email] No value for Owner.email, which cannot be null. {"code":"BACKEND_BAD_RESPONSE"}`},
		{"a field in Go", `{ things { loud } }`, `{"things":[{"loud":"A"},null,{"loud":"B"}]}`},
		{"an inner list", `{ things { parts { id stock } } }`, `{"things":[{"parts":null},null,{"parts":[{"id":"5","stock":9},null]}]}`},
		{"a list of entities", `{ things { makers { email } } }`, `{"things":[{"makers":null},null,{"makers":[{"email":"a@x"},null]}]}`},
		{"elements that cannot be null", `{ strict { price loud owner { name } } }`, `{"strict":null} | [strict 1]` + noMember},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, nullsSchema, nulls.Sources(), nil, replies)
			if got := s.query(t, tt.query); sorted(got) != sorted(tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// Elements without their id are null, or their fields are, where the id is needed; their
// siblings have theirs.
func TestElementsWithoutTheirID(t *testing.T) {
	replies := map[string]reply{
		"GET /things":           ok(`[{"id":1,"name":"a"},{"name":"b"},{"id":null,"name":"c"},{"id":{},"name":"d"},{"id":2,"name":"e","parts":[{"size":1},{"id":5,"size":2},{"id":6}]}]`),
		"GET /prices?ids=1%2C2": ok(`[{"id":1,"price":10},{"id":2,"price":20}]`),
		"GET /weights/1":        ok(`{"weight":3}`),
		"GET /weights/2":        ok(`{"weight":4}`),
		"GET /stock/5":          ok(`{"stock":9}`),
		"GET /stock/6":          ok(`{"stock":8}`),
	}
	for _, tt := range []struct{ name, query, want string }{
		{"not asked for", `{ things { name loud } }`, `{"things":[{"name":"a","loud":"A"},{"name":"b","loud":"B"},{"name":"c","loud":"C"},{"name":"d","loud":"D"},{"name":"e","loud":"E"}]}`},
		{"asked for", `{ things { id name } }`, `{"things":[{"id":"1","name":"a"},null,null,null,{"id":"2","name":"e"}]}` +
			` | [things 1 id]` + noValue + ` | [things 2 id]` + noValue + ` | [things 3 id] A service sent a value that could not be used: an object cannot be an ID. {"code":"BACKEND_BAD_RESPONSE"}`},
		{"asked for beside a batch", `{ things { id price } }`, `{"things":[{"id":"1","price":10},null,null,null,{"id":"2","price":20}]}` +
			` | [things 1 id]` + noValue + ` | [things 2 id]` + noValue + ` | [things 3 id] A service sent a value that could not be used: an object cannot be an ID. {"code":"BACKEND_BAD_RESPONSE"}`},
		{"of an inner list", `{ things { parts { id size stock } } }`, `{"things":[{"parts":null},{"parts":null},{"parts":null},{"parts":null},{"parts":[null,{"id":"5","size":2,"stock":9},null]}]}` +
			` | [things 4 parts 0 id]` + noValue + ` | [things 4 parts 2 size]` + noValue},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, nullsSchema, nulls.Sources(), nil, replies)
			if got := s.query(t, tt.query); sorted(got) != sorted(tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// A field in Go that reads a value which does not fit is null with that value's error,
// where the client does not ask for the value itself; Go does not run for it.
func TestFieldsInGoThatReadWhatDoesNotFit(t *testing.T) {
	const misfit = ` BACKEND_BAD_RESPONSE`
	for _, tt := range []struct{ name, owner, query, want string }{
		{"all is well", `{"id":7,"email":"a@x","tags":["t"]}`, `{ owners(ids: [7]) { badges badge score } }`, `{"owners":[{"badges":["t"],"badge":"a@x s","score":5}]}`},
		{"a list", `{"id":7,"email":"a@x","tags":"t"}`, `{ owners(ids: [7]) { badges badge score } }`, `{"owners":[{"badges":null,"badge":"a@x s","score":5}]} | [owners 0 badges]` + misfit},
		{"an element", `{"id":7,"email":"a@x","tags":["t",{}]}`, `{ owners(ids: [7]) { badges score } }`, `{"owners":[{"badges":null,"score":5}]} | [owners 0 badges]` + misfit},
		{"what cannot be null", `{"id":7,"email":null}`, `{ owners(ids: [7]) { badge score } }`, `{"owners":[{"badge":null,"score":5}]} | [owners 0 badge]` + misfit},
		{"both are asked for", `{"id":7,"email":"a@x","tags":"t"}`, `{ owners(ids: [7]) { badges tags } }`, `{"owners":[{"badges":null,"tags":null}]} | [owners 0 badges]` + misfit + ` | [owners 0 tags]` + misfit},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, nullsSchema, nulls.Sources(), nil, map[string]reply{
				"GET /owners?ids=7": ok("[" + tt.owner + "]"), "GET /secrets/7": ok(`{"secret":"s"}`), "GET /scores/7": ok(`{"score":5}`),
			})
			if got := withoutMessages(s.query(t, tt.query)); sorted(got) != sorted(tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	t.Run("at the root", func(t *testing.T) {
		s := serve(t, nullsSchema, nulls.Sources(), nil, map[string]reply{"GET /things": ok(`[{"id":1,"name":{}},{"id":2,"name":"b"}]`)})
		const want = `{"things":[{"loud":null},{"loud":"B"}]} | [things 0 loud]` + misfit
		if got := withoutMessages(s.query(t, `{ things { loud } }`)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}
