package transport_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"go.uber.org/goleak"

	"bff/graph/transport"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newExecutor answers any valid operation with the same data.
func newExecutor() *executor.Executor {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { name(upper: Boolean): String! }
		type Mutation { rename(to: String!): String! }
		type Subscription { names: String! }
	`})
	return executor.New(&graphql.ExecutableSchemaMock{
		SchemaFunc: func() *ast.Schema { return schema },
		ExecFunc: func(context.Context) graphql.ResponseHandler {
			return graphql.OneShot(&graphql.Response{Data: json.RawMessage(`{"name":"mug"}`)})
		},
		ComplexityFunc: func(context.Context, string, string, int, map[string]any) (int, bool) { return 0, false },
	})
}

func do(t *testing.T, method, target, body string, header map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(graphql.StartOperationTrace(t.Context()), method, target, strings.NewReader(body))
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	r.Body = http.MaxBytesReader(w, r.Body, 1000)
	h := transport.HTTP{}
	if h.Supports(r) {
		h.Do(w, r, newExecutor())
	} else {
		transport.Unsupported(w, r, newExecutor())
	}
	if !json.Valid(w.Body.Bytes()) {
		t.Errorf("the body is not JSON: %s", w.Body)
	}
	return w
}

func TestPost(t *testing.T) {
	const (
		newer = "application/graphql-response+json"
		older = "application/json"
	)
	good := `{"query":"{ name }"}`
	for _, tt := range []struct {
		name, accept, contentType, body string
		status                          int
		media, contains                 string
	}{
		{"a query", newer, older, good, 200, newer, `{"data":{"name":"mug"}}`},
		{"an older client", older, older, good, 200, older, `"mug"`},
		{"nothing said about the answer", "", older, good, 200, older, `"mug"`},
		{"anything goes", "*/*", older, good, 200, older, `"mug"`},
		{"older preferred by weight", newer + ";q=0.5, " + older, older, good, 200, older, `"mug"`},
		{"an answer that we don't have", "text/html", older, good, 406, newer, "Accept"},
		{"weight zero means no", newer + ";q=0", older, good, 406, newer, "Accept"},
		{"a form", newer, "application/x-www-form-urlencoded", "query={name}", 415, newer, "Content-Type"},
		{"no content type", newer, "", good, 415, newer, "Content-Type"},
		{"another charset", newer, "application/json; charset=latin1", good, 415, newer, "charset"},
		{"not JSON", newer, older, `{"query":`, 400, newer, "it is not JSON (at byte 9)"},
		{"not JSON, older client", older, older, `{query}`, 400, older, "not JSON"},
		{"text after the object", newer, older, good + "x", 400, newer, "text after the JSON value (at byte 20)"},
		{"not UTF-8", newer, older, "{\"query\":\"{ name(x: \\\"\xff\\\") }\"}", 400, newer, "not UTF-8 (at byte 22)"},
		{"half of a surrogate pair", newer, older, `{"query":"{ name }","variables":{"u":"\uD83D"}}`, 400, newer, "half of a surrogate pair (at byte 38)"},
		{"a whole pair", newer, older, `{"query":"{ name }","variables":{"u":"\uD83D\uDE00"}}`, 200, newer, "mug"},
		{"an escaped backslash is no escape", newer, older, `{"query":"{ name }","variables":{"u":"\\uD83D"}}`, 200, newer, "mug"},
		{"a member twice", newer, older, `{"query":"{ name }","query":"{ name }"}`, 400, newer, "a member twice (at byte 27)"},
		{"a member twice, deep in the variables", newer, older, `{"query":"{ name }","variables":{"a":[{"b":1,"b":2}]}}`, 400, newer, "a member twice (at byte 48)"},
		{"a member twice, written in two ways", newer, older, `{"query":"{ name }","qu\u0065ry":"{ name }"}`, 400, newer, "a member twice"},
		{"members are case-sensitive", newer, older, `{"Query":"{ name }"}`, 400, newer, "no query"},
		{"members in another case are others", newer, older, `{"query":"{ name }","QUERY":7,"Variables":"x"}`, 200, newer, "mug"},
		{"nested deeper than anybody needs", newer, older, `{"query":"{ name }","variables":{"a":` + strings.Repeat("[", 400) + strings.Repeat("]", 400) + `}}`, 200, newer, "mug"},
		{"operationName of a wrong type", newer, older, `{"query":"{ name }","operationName":["x"]}`, 400, newer, "operationName is a JSON array; expected a string"},
		{"extensions of a wrong type", newer, older, `{"query":"{ name }","extensions":true}`, 400, newer, "extensions is a JSON boolean; expected an object"},
		{"operationName null", newer, older, `{"query":"{ name }","operationName":null}`, 200, newer, "mug"},
		{"a string", newer, older, `"{ name }"`, 400, newer, "the body is a JSON string; expected a JSON object"},
		{"null", newer, older, `null`, 400, newer, "the body is a JSON null"},
		{"nothing", newer, older, ``, 400, newer, "it is not JSON (at byte 0)"},
		{"charset utf8", newer, "application/json; charset=utf8", good, 200, newer, "mug"},
		{"charset UTF-8", newer, "application/json; charset=\"UTF-8\"", good, 200, newer, "mug"},
		{"not this one", older + ";q=0, */*", older, good, 200, newer, "mug"},
		{"anything but this one", older + ";q=0, application/*", older, good, 200, newer, "mug"},
		{"anything but the newer one", newer + ";q=0, */*", older, good, 200, older, "mug"},
		{"none of application, though anything else", "application/*;q=0, */*", older, good, 406, newer, "Accept"},
		{"not UTF-8 from the start", newer, older, "\xff", 400, newer, "not UTF-8 (at byte 0)"},
		{"half of a surrogate pair from the start", newer, older, `\ud83d`, 400, newer, "half of a surrogate pair (at byte 0)"},
		{"neither", newer + ";q=0, " + older + ";q=0, */*", older, good, 406, newer, "Accept"},
		{"the closest element has the weight", "*/*, " + older + ";q=0.5", older, good, 200, newer, "mug"},
		{"older and anything", older + ", */*", older, good, 200, older, "mug"},
		{"in charset utf8", newer + ";charset=utf8", older, good, 200, newer, "mug"},
		{"in another charset", newer + ";charset=latin1", older, good, 406, newer, "Accept"},
		{"a weight that is none", newer + ";q=x", older, good, 406, newer, "Accept"},
		{"no media type at all", "/", older, good, 406, newer, "Accept"},
		{"a batch", newer, older, "[" + good + "]", 400, newer, "batching is not supported"},
		{"no query", newer, older, `{"variables":{}}`, 400, newer, "no query"},
		{"query of a wrong type", newer, older, `{"query":7}`, 400, newer, "query is a JSON number; expected a string"},
		{"variables of a wrong type", newer, older, `{"query":"{ name }","variables":"x"}`, 400, newer, "variables is a JSON string; expected an object"},
		{"variables null", newer, older, `{"query":"{ name }","variables":null}`, 200, newer, "mug"},
		{"a browser's list", newer + ", " + older + ";q=0.9, */*;q=0.1", older, good, 200, newer, `"mug"`},
		{"does not parse", newer, older, `{"query":"{"}`, 400, newer, "GRAPHQL_PARSE_FAILED"},
		{"does not parse, older client", older, older, `{"query":"{"}`, 200, older, "GRAPHQL_PARSE_FAILED"},
		{"does not validate", newer, older, `{"query":"{ nam }"}`, 400, newer, "GRAPHQL_VALIDATION_FAILED"},
		{"a wrong variable", newer, older, `{"query":"query($u: Boolean!) { name(upper: $u) }"}`, 400, newer, "GRAPHQL_VALIDATION_FAILED"},
		{"a mutation", newer, older, `{"query":"mutation { rename(to: \"x\") }"}`, 200, newer, "data"},
		{"a subscription", newer, older, `{"query":"subscription { names }"}`, 405, newer, "WebSocket"},
		{"too large", newer, older, `{"query":"` + strings.Repeat(" ", 1000) + `{ name }"}`, 413, newer, "too large; the limit is 1000 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header := map[string]string{}
			if tt.accept != "" {
				header["Accept"] = tt.accept
			}
			if tt.contentType != "" {
				header["Content-Type"] = tt.contentType
			}
			w := do(t, "POST", "/graphql", tt.body, header)
			check(t, w, tt.status, tt.media, tt.contains)
		})
	}
}

func TestGet(t *testing.T) {
	const media = "application/graphql-response+json"
	for _, tt := range []struct {
		name, query string
		status      int
		contains    string
	}{
		{"a query", "query=" + url.QueryEscape("{ name }"), 200, "mug"},
		{"with variables", "query=" + url.QueryEscape("query($u: Boolean) { name(upper: $u) }") + "&variables=" + url.QueryEscape(`{"u":true}`), 200, "mug"},
		{"with malformed variables", "query=%7Bname%7D&variables=x", 400, "variables is malformed"},
		{"with malformed extensions", "query=%7Bname%7D&extensions=[1]", 400, "extensions is malformed"},
		{"without a query", "", 400, "no query"},
		{"with variables that have a member twice", "query=%7Bname%7D&variables=" + url.QueryEscape(`{"a":1,"a":2}`), 400, "variables is malformed: an object has a member twice (at byte 10)"},
		{"with variables null", "query=%7Bname%7D&variables=null", 200, "mug"},
		{"with two queries", "query=%7Bname%7D&query=%7Bname%7D", 400, "query is given twice"},
		{"with a query that is no text", "query=%7Bname%7D%ff", 400, "query is not UTF-8 (at byte 6)"},
		{"a broken query string", "query=%zz", 400, "query string is malformed"},
		{"a mutation", "query=" + url.QueryEscape(`mutation { rename(to: "x") }`), 405, "GET runs queries only"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := do(t, "GET", "/graphql?"+tt.query, "", map[string]string{"Accept": media})
			check(t, w, tt.status, media, tt.contains)
		})
	}
}

func TestOtherMethods(t *testing.T) {
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS"} {
		w := do(t, method, "/graphql", "", nil)
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, POST" {
			t.Errorf("%s: status %d, Allow %q; want 405 and GET, POST", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestNothingOfTheBodyComesBack(t *testing.T) {
	for _, body := range []string{`{"query": secret}`, `{"query":"{ name }","variables":"secret"}`, `secret`, `[secret]`} {
		w := do(t, "POST", "/graphql", body, map[string]string{"Content-Type": "application/json"})
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("the answer to %s repeats it: %s", body, w.Body)
		}
	}
}

func check(t *testing.T, w *httptest.ResponseRecorder, status int, media, contains string) {
	t.Helper()
	if w.Code != status || !strings.Contains(w.Body.String(), contains) {
		t.Errorf("status %d, body %s; want %d and %q in it", w.Code, w.Body, status, contains)
	}
	if executed := strings.Contains(w.Body.String(), `"data"`); executed == strings.Contains(w.Body.String(), `"errors"`) {
		t.Errorf("body %s; want data or errors, since nothing fails halfway here", w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != media+"; charset=utf-8" {
		t.Errorf("Content-Type %q; want %q", got, media)
	}
}

// Who names events wants them, unless another answer weighs more.
func TestWhoWantsEvents(t *testing.T) {
	const newer, older, events = "application/graphql-response+json", "application/json", "text/event-stream"
	for _, tt := range []struct {
		accept []string
		want   bool
	}{
		{[]string{events}, true},
		{[]string{events + ", " + older}, true},
		{[]string{older, events}, true},
		{[]string{events + ";q=0.5, " + older + ";q=0.4"}, true},
		{[]string{events + ";q=0.4, " + older + ";q=0.5"}, false},
		{[]string{events + ";q=0.4, " + newer}, false},
		{[]string{events + ";q=0, */*"}, false},
		{[]string{events + ";q=0.0"}, false},
		{[]string{"*/*"}, false},
		{[]string{"text/event-streams"}, false},
		{nil, false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", nil)
		r.Header["Content-Type"], r.Header["Accept"] = []string{older}, tt.accept
		if got := (transport.Events{}).Supports(r); got != tt.want {
			t.Errorf("Accept %q: %v; want %v", tt.accept, got, tt.want)
		}
		if !slices.Equal(r.Header["Accept"], tt.accept) {
			t.Errorf("the request has Accept %q now; want it unchanged, %q", r.Header["Accept"], tt.accept)
		}
	}
}
