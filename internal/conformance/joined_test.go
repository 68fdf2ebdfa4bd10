package conformance_test

import (
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"bff/clients/connector"
	"bff/internal/conformance/joined"
)

func joinedSchema(rt *connector.Runtime) graphql.ExecutableSchema {
	return joined.NewExecutableSchema(joined.Config{Resolvers: joined.Connect(rt)})
}

func newJoined(t testing.TB, more map[string]reply) *server {
	replies := map[string]reply{
		"GET /posts": ok(`[{"id":1,"price":10,"tags":["t"],"authorId":7,"editorId":3,"editorName":"Eva","links":[{"to":"a"}]},
			{"id":2,"price":null,"tags":null,"authorId":null,"editorId":null,"links":[]}]`),
		"GET /drafts":          ok(`[{"id":5}]`),
		"GET /prices/5":        ok(`{"price":50}`),
		"GET /tags/5":          ok(`{"tags":["u"]}`),
		"GET /users/7":         ok(`{"id":7,"name":"Ada","age":36}`),
		"GET /editors-of/1":    ok(`{"id":3,"name":"Eve","age":20}`),
		"GET /editors-of/5":    ok(`{"id":4,"name":"Gus","age":21}`),
		"GET /editors/3":       ok(`{"id":3,"name":"Eve","age":20}`),
		"GET /links/1":         ok(`[{"to":"b","title":"B"}]`),
		"GET /links/2":         ok(`[]`),
		"GET /views?ids=1%2C2": ok(`[{"id":1,"views":100}]`),
		"GET /likes/1":         ok(`{"likes":3,"topId":3}`),
		"GET /likes/2":         ok(`{"likes":0}`),
		"GET /me":              ok(`{"id":1,"name":"Me","email":"m@x","home":{"city":"Oslo"}}`),
		"GET /account":         ok(`{"id":"other","plan":"pro","home":{"code":9}}`),
		"GET /team":            ok(`[{"id":1,"name":"Me","email":"m@x"},{"id":2,"name":"You","email":"y@x"}]`),
		"GET /accounts":        ok(`[{"id":1,"plan":"pro"}]`),
		"GET /count":           ok(`{"n":1}`),
	}
	for call, r := range more {
		replies[call] = r
	}
	return serve(t, joinedSchema, joined.Sources(), nil, replies)
}

// Section 6.2: what the parent's selection fills is used; its own connector is called
// where that is not enough, and adds to it.
func TestGivenFields(t *testing.T) {
	const posts = "GET /posts"
	for _, tt := range []struct {
		name, query, want string
		calls             []string
	}{
		{"a scalar that is there, or is null", `{ posts { price } }`, `{"posts":[{"price":10},{"price":null}]}`, []string{posts}},
		{"one that is not", `{ drafts { price tags } }`, `{"drafts":[{"price":50,"tags":["u"]}]}`, []string{"GET /drafts", "GET /prices/5", "GET /tags/5"}},
		{"a list of scalars", `{ posts { tags } }`, `{"posts":[{"tags":["t"]},{"tags":null}]}`, []string{posts}},
		{"all of an object that is asked for", `{ posts { author { id } } }`, `{"posts":[{"author":{"id":"7"}},{"author":null}]}` + ` | [posts 1 author id]` + noValue, []string{posts}},
		{"more of an object, by itself", `{ posts { author { id name } } }`, `{"posts":[{"author":{"id":"7","name":"Ada"}},{"author":null}]}` + ` | [posts 1 author id]` + noValue, []string{posts, "GET /users/7"}},
		{"what is there is kept", `{ posts { editor { name } } }`, `{"posts":[{"editor":{"name":"Eva"}},{"editor":{"name":null}}]}`, []string{posts}},
		{"an entity is completed by its type", `{ posts { editor { name age } } }`, `{"posts":[{"editor":{"name":"Eva","age":20}},{"editor":{"name":null,"age":null}}]}`, []string{posts, "GET /editors/3"}},
		{"an entity that is not there", `{ drafts { editor { name age } } }`, `{"drafts":[{"editor":{"name":"Gus","age":21}}]}`, []string{"GET /drafts", "GET /editors-of/5"}},
		{"a list that is enough", `{ posts { links { to } } }`, `{"posts":[{"links":[{"to":"a"}]},{"links":[]}]}`, []string{posts}},
		{"a list that is not", `{ posts { links { to title } } }`, `{"posts":[{"links":[{"to":"b","title":"B"}]},{"links":[]}]}`, []string{posts, "GET /links/1", "GET /links/2"}},
	} {
		t.Run(tt.name, func(t *testing.T) { newJoined(t, nil).check(t, tt.query, tt.want, tt.calls...) })
	}
}

// Section 6.5: of several connectors of a field as few are called as fill what is asked
// for, and their answers are one.
func TestSeveralConnectorsOfAField(t *testing.T) {
	const team, accounts = "GET /team", "GET /accounts"
	const likes1, likes2, views = "GET /likes/1", "GET /likes/2", "GET /views?ids=1%2C2"
	broken := func(call string) map[string]reply { return map[string]reply{call: {status: 500, body: `{}`}} }
	const down = ` BACKEND_UNAVAILABLE`
	for _, tt := range []struct {
		name, query, want string
		more              map[string]reply
		calls             []string
	}{
		{"the first that is enough", `{ me { id } }`, `{"me":{"id":"1"}}`, nil, []string{"GET /me"}},
		{"the second alone", `{ me { plan } }`, `{"me":{"plan":"pro"}}`, nil, []string{"GET /account"}},
		{"nothing but the name of the type", `{ me { __typename } }`, `{"me":{"__typename":"Me"}}`, nil, []string{"GET /me"}},
		{"both, of which the first counts", `{ me { id name plan home { city code } } }`, `{"me":{"id":"1","name":"Me","plan":"pro","home":{"city":"Oslo","code":9}}}`, nil, []string{"GET /me", "GET /account"}},
		{"one of an object inside", `{ me { home { code } } }`, `{"me":{"home":{"code":9}}}`, nil, []string{"GET /account"}},
		{"one fails", `{ me { name plan home { city code } } }`, `{"me":{"name":"Me","plan":null,"home":{"city":"Oslo","code":null}}} | [me plan]` + down + ` | [me home code]` + down, broken("GET /account"), []string{"GET /me", "GET /account"}},
		{"one fails that has what cannot be null", `{ me { email plan } }`, `{"me":null} | [me email]` + down, broken("GET /me"), []string{"GET /me", "GET /account"}},
		{"it is not asked for", `{ me { name plan } }`, `{"me":{"name":null,"plan":"pro"}} | [me name]` + down, broken("GET /me"), []string{"GET /me", "GET /account"}},
		{"one has nothing", `{ me { name plan } }`, `{"me":{"name":"Me","plan":null}}`, map[string]reply{"GET /account": {status: 404}}, []string{"GET /me", "GET /account"}},
		{"none has anything", `{ me { name plan } }`, `{"me":null}`, map[string]reply{"GET /account": {status: 404}, "GET /me": {status: 404}}, []string{"GET /me", "GET /account"}},
		{"lists, element by element", `{ team { name plan } }`, `{"team":[{"name":"Me","plan":"pro"},{"name":"You","plan":null}]}`, nil, []string{team, accounts}},
		{"one list fails", `{ team { name plan } }`, `{"team":[{"name":"Me","plan":null},{"name":"You","plan":null}]} | [team 0 plan]` + down + ` | [team 1 plan]` + down, broken(accounts), []string{team, accounts}},
		{"a scalar", `{ count }`, `{"count":1}`, nil, []string{"GET /count"}},
		{"of each parent", `{ posts { stats { views likes } } }`, `{"posts":[{"stats":{"views":100,"likes":3}},{"stats":{"views":null,"likes":0}}]}`, nil, []string{"GET /posts", views, likes1, likes2}},
		{"of each parent, one only", `{ posts { stats { views } } }`, `{"posts":[{"stats":{"views":100}},{"stats":null}]}`, nil, []string{"GET /posts", views}},
		{"with an entity below", `{ posts { stats { top { name } likes } } }`, `{"posts":[{"stats":{"top":{"name":"Eve"},"likes":3}},{"stats":{"top":{"name":null},"likes":0}}]}`, nil, []string{"GET /posts", likes1, likes2, "GET /editors/3"}},
		{"of one parent fails", `{ posts { stats { views likes } } }`, `{"posts":[{"stats":{"views":100,"likes":3}},{"stats":null}]} | [posts 1 stats]` + down, broken(likes2), []string{"GET /posts", views, likes1, likes2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newJoined(t, tt.more)
			s.take()
			if got := withoutMessages(s.query(t, tt.query)); sorted(got) != sorted(tt.want) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if got, want := s.take(), inOrder(tt.calls); !slices.Equal(got, want) {
				t.Errorf("calls %v; want %v", got, want)
			}
		})
	}
}

func inOrder(calls []string) []string {
	out := slices.Clone(calls)
	slices.Sort(out)
	return out
}

// A field that is reached without its data is null, with an error that names it.
func TestFieldsThatNothingFills(t *testing.T) {
	const schema = ` {"code":"INTERNAL_SERVER_ERROR"}`
	newJoined(t, nil).check(t, `{ team { name h: home { city } } }`,
		`{"team":[{"name":"Me","h":null},{"name":"You","h":null}]} | [team 0 h] No connector fills Me.home here.`+schema+` | [team 1 h] No connector fills Me.home here.`+schema, "GET /team")
	newJoined(t, nil).check(t, `{ drafts { id author { name } } }`,
		`{"drafts":[{"id":"5","author":null}]} | [drafts 0 author] No connector fills Post.author here.`+schema, "GET /drafts")
	newJoined(t, nil).check(t, `{ drafts { id } team { name } }`, `{"drafts":[{"id":"5"}],"team":[{"name":"Me"},{"name":"You"}]}`, "GET /drafts", "GET /team")
}
