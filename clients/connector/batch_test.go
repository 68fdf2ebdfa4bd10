package connector_test

import (
	"net/http"
	"strings"
	"testing"

	"bff/cache"
	"bff/clients"
	"bff/clients/connector"
	"bff/connect/mapping"
	"bff/connect/supply"
)

// name reads the name of an object, as generated code reads a field.
func name(r *connector.Reader, v mapping.Value, of *supply.Supply) (string, bool) {
	if !r.Object(v) {
		return "", false
	}
	var out string
	got := connector.Must(r, "name", v.Get("name"), of, connector.String, &out)
	return out, got == 1
}

// batch is a connector of many entities by their ids.
func batch(change ...func(*connector.Spec)) *connector.Definition[string] {
	s := connector.Spec{Method: http.MethodGet, URL: "/b", Query: "ids: $batch.id->joinNotNull(',')", Keys: [][]string{{"id"}}}
	return define(s, name, change...)
}

func ids(values ...any) []mapping.Value {
	var out []mapping.Value
	for _, v := range values {
		if v == nil {
			out = append(out, mapping.Value{})
			continue
		}
		out = append(out, object("id", v))
	}
	return out
}

// Each key gets the answer with its own, in the order of the keys, whatever the answer
// has beside them.
func TestFetchBatch(t *testing.T) {
	for _, tt := range []struct {
		name, answer string
		keys         []mapping.Value
		want, sent   string
	}{
		{"in another order", `[{"id":2,"name":"two"},{"id":1,"name":"one"}]`, ids(1, 2), "one, two", "GET /b?ids=1%2C2"},
		{"equal keys once", `[{"id":1,"name":"one"}]`, ids(1, 1, 1), "one, one, one", "GET /b?ids=1"},
		{"a missing key is not asked for", `[{"id":1,"name":"one"}]`, ids(nil, 1, nil), "not found, one, not found", "GET /b?ids=1"},
		{"what is not there", `[{"id":1,"name":"one"}]`, ids(1, 2), "one, not found", "GET /b?ids=1%2C2"},
		{"others are passed over", `[{"id":9,"name":"nine"},{"id":1,"name":"one"}]`, ids(1), "one", "GET /b?ids=1"},
		{"the last of several", `[{"id":1,"name":"first"},{"id":1,"name":"last"}]`, ids(1), "last", "GET /b?ids=1"},
		{"a number is its text", `[{"id":"1","name":"one"},{"id":2,"name":"two"}]`, ids(1, "2"), "one, two", "GET /b?ids=1%2C2"},
		{"null is none", `[null,{"id":1,"name":"one"}]`, ids(1), "one", "GET /b?ids=1"},
		{"no list", `{"id":1,"name":"one"}`, ids(1), "BACKEND_BAD_RESPONSE", "GET /b?ids=1"},
		{"nothing at all", `null`, ids(1, 2), "not found, not found", "GET /b?ids=1%2C2"},
		{"nobody asks", `[]`, ids(nil), "not found", ""},
	} {
		b := always(tt.answer)
		got := allSaid(batch().FetchBatch(t.Context(), runtimeOf(t, b, nil), mapping.Null(), tt.keys))
		if sent := strings.ReplaceAll(b.called(), "ids=1,2", "ids=1%2C2"); got != tt.want || sent != tt.sent {
			t.Errorf("%s: %s, and sent %q; want %s and %q", tt.name, got, sent, tt.want, tt.sent)
		}
	}
}

// Keys may lie in objects of the entity and of its answers, and be several.
func TestNestedBatchKeys(t *testing.T) {
	key := func(owner, no any) mapping.Value { return object("owner", object("id", owner), "no", no) }
	call := batch(func(s *connector.Spec) {
		s.Query = "owners: $batch.owner.id->joinNotNull(',') nos: $batch.no->joinNotNull(',')"
		s.Keys = [][]string{{"owner", "id"}, {"no"}}
	})
	for _, tt := range []struct {
		name, answer, want string
		keys               []mapping.Value
	}{
		{
			"told apart by both", `[{"owner":{"id":"a"},"no":2,"name":"a2"},{"owner":{"id":"b"},"no":1,"name":"b1"},{"owner":{"id":"a"},"no":1,"name":"a1"}]`,
			"a1, a2, b1, not found",
			[]mapping.Value{key("a", 1), key("a", 2), key("b", 1), key("b", 2)},
		},
		{
			"the parts do not run together", `[{"owner":{"id":"1"},"no":"23","name":"1-23"},{"owner":{"id":"12"},"no":"3","name":"12-3"}]`,
			"12-3, 1-23",
			[]mapping.Value{key("12", "3"), key("1", "23")},
		},
		{"a part at another level is none", `[{"owner":"a","id":"a","no":1,"name":"wrong"}]`, "not found", []mapping.Value{key("a", 1)}},
	} {
		got := allSaid(call.FetchBatch(t.Context(), runtimeOf(t, always(tt.answer), nil), mapping.Null(), tt.keys))
		if got != tt.want {
			t.Errorf("%s: %s; want %s", tt.name, got, tt.want)
		}
	}
}

// A batch that fills one field gives that field of each item.
func TestBatchOfAField(t *testing.T) {
	call := define(connector.Spec{Method: http.MethodGet, URL: "/b", Query: "ids: $batch.id", Keys: [][]string{{"id"}}, Field: "title"}, connector.String)
	got := allSaid(call.FetchBatch(t.Context(), runtimeOf(t, always(`[{"id":1,"title":"one"},{"id":2,"title":null},{"id":3}]`), nil), mapping.Null(), ids(1, 2, 3)))
	if want := "one, not found, not found"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
}

// MaxSize bounds each request, without which there is one.
func TestBatchSize(t *testing.T) {
	for size, want := range map[int]int{0: 1, 2: 3, 5: 1, 1: 5} {
		b := &backend{answer: func(r request) (int, string) {
			var items []string
			_, list, _ := strings.Cut(strings.ReplaceAll(r.url, "%2C", ","), "=")
			for id := range strings.SplitSeq(list, ",") {
				items = append(items, `{"id":`+id+`,"name":"n`+id+`"}`)
			}
			return 200, "[" + strings.Join(items, ",") + "]"
		}}
		got := allSaid(batch(func(s *connector.Spec) { s.MaxSize = size }).FetchBatch(t.Context(), runtimeOf(t, b, nil), mapping.Null(), ids(1, 2, 3, 4, 5)))
		if n := len(b.requests()); got != "n1, n2, n3, n4, n5" || n != want {
			t.Errorf("size %d: %s by %d requests; want %d", size, got, n, want)
		}
	}
}

// Each entity is cached by itself: by its key, by what the request reads, and by what
// the selection does.
func TestBatchCache(t *testing.T) {
	for _, tt := range []struct {
		name        string
		change      func(*connector.Spec)
		first, then mapping.Value
		shared      bool
	}{
		{"nothing is read", func(*connector.Spec) {}, object("c", "EUR"), object("c", "USD"), true},
		{"the query reads an argument", func(s *connector.Spec) { s.Query += " c: $args.c" }, object("c", "EUR"), object("c", "USD"), false},
		{"the URL reads one", func(s *connector.Spec) { s.URL = "/b/{$args.c}" }, object("c", "EUR"), object("c", "USD"), false},
		{"the body reads one", func(s *connector.Spec) { s.Method, s.Body = http.MethodPost, "c: $args.c" }, object("c", "EUR"), object("c", "USD"), false},
		{"the selection reads one", func(s *connector.Spec) { s.Selection = "id name: $args.c" }, object("c", "EUR"), object("c", "USD"), false},
		{"a header reads one", func(s *connector.Spec) { s.Headers = []connector.Header{{Name: "X-C", Value: "{$args.c}"}} }, object("c", "EUR"), object("c", "USD"), false},
		{"two that could run together", func(s *connector.Spec) { s.Query += " a: $args.a b: $args.b" }, object("a", "1", "b", "23"), object("a", "12", "b", "3"), false},
	} {
		b := always(`[{"id":1,"name":"one"},{"id":2,"name":"two"}]`)
		rt := runtimeOf(t, b, cached(t, cache.Options{}))
		call := batch(tt.change, func(s *connector.Spec) { s.Cache = cache.Policy{TTL: minute} })
		call.FetchBatch(t.Context(), rt, tt.first, ids(1, 2))
		if n := len(b.requests()); n != 1 {
			t.Fatalf("%s: %d requests at first; want 1", tt.name, n)
		}
		call.FetchBatch(t.Context(), rt, tt.then, ids(2, 1))
		if n := len(b.requests()); (n == 0) != tt.shared {
			t.Errorf("%s: %d requests more; want shared %v", tt.name, n, tt.shared)
		}
		if call.FetchBatch(t.Context(), rt, tt.then, ids(2, 3)); len(b.requests()) != 1 {
			t.Errorf("%s: the one that is new is not asked for", tt.name)
		}
	}
}

// Tags of a batch read the entity as $this, and are of that entity alone.
func TestBatchTags(t *testing.T) {
	b := always(`[{"id":1,"name":"one"},{"id":2,"name":"two"}]`)
	rt := runtimeOf(t, b, cached(t, cache.Options{}))
	call := batch(func(s *connector.Spec) { s.Cache, s.Tags = cache.Policy{TTL: minute}, []string{"thing-{$this.id}"} })
	call.FetchBatch(t.Context(), rt, mapping.Null(), ids(1, 2))
	if err := rt.Backends().Invalidate(t.Context(), "thing-1"); err != nil {
		t.Fatal(err)
	}
	b.requests()
	call.FetchBatch(t.Context(), rt, mapping.Null(), ids(1, 2))
	if got := b.called(); got != "GET /b?ids=1" {
		t.Errorf("sent %q; want the one that was invalidated", got)
	}
}

// A request for a batch that can't be made fails its keys, and sends nothing.
func TestBatchThatCannotBeMade(t *testing.T) {
	b := always(`[]`)
	call := batch(func(s *connector.Spec) { s.URL = "/b/{$args.none}/c" })
	if got, sent := allSaid(call.FetchBatch(t.Context(), runtimeOf(t, b, nil), object(), ids(1, 2))), b.called(); got != "BAD_USER_INPUT, BAD_USER_INPUT" || sent != "" {
		t.Errorf("%s, and sent %q; want BAD_USER_INPUT and nothing", got, sent)
	}
	failing := &backend{answer: func(request) (int, string) { return 500, "{}" }}
	if got, want := allSaid(batch().FetchBatch(t.Context(), runtimeOf(t, failing, nil), mapping.Null(), ids(1, nil))), string(clients.CodeUnavailable)+", not found"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
}
