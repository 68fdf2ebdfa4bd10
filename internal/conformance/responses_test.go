package conformance_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"bff/clients/connector"
)

// Section 8.10 of the convention's examples. Where the convention leaks what a client
// has no business with (status, service, coordinate), our errors have a code and no
// more; docs/connect.md says so.
func TestResponses(t *testing.T) {
	const gone, notFound = `{"e":"gone"}`, http.StatusNotFound
	for _, tt := range []struct {
		id, query string
		replies   map[string]reply
		want      string
	}{
		{"X01", `{ u { id name } }`, map[string]reply{"GET /v1/u": ok(`{"id":1}`)}, `{"u":{"id":"1","name":null}}`},
		{"X02", `{ u { id name } }`, map[string]reply{"GET /v1/u": {status: 204, typ: "none"}}, `{"u":null}`},
		{"X03, where not-found is a value", `{ u { id } }`, map[string]reply{"GET /v1/u": {status: notFound, body: gone}}, `{"u":null}`},
		{
			"X03, another status", `{ u { id } }`,
			map[string]reply{"GET /v1/u": {status: 400, body: gone}},
			`{"u":null} | [u] The s service did not accept the request. {"code":"BAD_USER_INPUT"}`,
		},
		{
			"X04", `{ toldHere { id } }`,
			map[string]reply{"GET /v1/u": {status: notFound, body: gone}},
			`{"toldHere":null} | [toldHere] gone {"code":"NOPE","st":404}`,
		},
		{
			"X05 and X06", `{ told { id } }`,
			map[string]reply{"GET /t?k=1": {status: 500, body: gone}},
			`{"told":null} | [told] gone {"a":2,"code":"SRC","st":500}`,
		},
		{
			"source's own", `{ toldSource { id } }`,
			map[string]reply{"GET /u?k=1": {status: 400, body: gone}},
			`{"toldSource":null} | [toldSource] gone {"a":1,"code":"SRC"}`,
		},
		{
			"X07", `{ judged { id } }`,
			map[string]reply{"GET /u": ok(`{"ok":false,"id":1}`)},
			`{"judged":null} | [judged] The judged service sent an answer that could not be used. {"code":"BACKEND_BAD_RESPONSE"}`,
		},
		{"X08", `{ judgedHere { id } }`, map[string]reply{"GET /u": {status: notFound, body: `{"id":1}`}}, `{"judgedHere":{"id":"1"}}`},
		{
			"X09", `{ truthy { id } }`,
			map[string]reply{"GET /u": ok(`{}`)},
			`{"truthy":null} | [truthy] The judged service sent an answer that could not be used. {"code":"BACKEND_BAD_RESPONSE"}`,
		},
		{
			"X10", `{ u { id } }`,
			map[string]reply{"GET /v1/u": ok(`{oops`)},
			`{"u":null} | [u] The s service sent an answer that could not be used. {"code":"BACKEND_BAD_RESPONSE"}`,
		},
		{
			"X11", `{ u { id } }`,
			map[string]reply{"GET /v1/u": {status: 500, typ: "text/html", body: "<p>"}},
			`{"u":null} | [u] The s service is temporarily unavailable. {"code":"BACKEND_UNAVAILABLE"}`,
		},
		{
			"X11, with errors.message", `{ toldHere { id } }`,
			map[string]reply{"GET /v1/u": {status: 500, typ: "text/html", body: "<p>"}},
			`{"toldHere":null} | [toldHere]  {"code":"NOPE","st":500}`,
		},
		{"X12", `{ text }`, map[string]reply{"GET /v1/text": {typ: "text/plain", body: "hi"}}, `{"text":"hi"}`},
		{"X12, another type", `{ text }`, map[string]reply{"GET /v1/text": {typ: "text/html", body: "hi"}}, `{"text":null}`},
		{
			"X13", `{ u { id } v { id } }`,
			map[string]reply{"GET /v1/u": {status: 500}, "GET /v1/v": ok(`{"id":"x"}`)},
			`{"u":null,"v":{"id":"x"}} | [u] The s service is temporarily unavailable. {"code":"BACKEND_UNAVAILABLE"}`,
		},
		{
			"X14", `{ u { id } }`,
			map[string]reply{"GET /v1/u": {fail: errors.New("connection refused")}},
			`{"u":null} | [u] The s service is temporarily unavailable. {"code":"BACKEND_UNAVAILABLE"}`,
		},
	} {
		t.Run(tt.id, func(t *testing.T) {
			if got := newAPI(t, tt.replies).query(t, tt.query); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// Result coercion, and null propagation where a value does not fit.
func TestValues(t *testing.T) {
	const bad = `A service sent a value that could not be used: `
	for _, tt := range []struct{ name, query, call, body, want string }{
		{
			"all fit", `{ typed { id int float text flag color list when any } }`, "GET /v1/typed",
			`{"id":7,"int":2.0,"float":1,"text":true,"flag":false,"color":"RED","list":[1,2],"when":"2026-01-02T15:04:05Z","any":{"x":[1,"a"]}}`,
			`{"typed":{"id":"7","int":2,"float":1,"text":"true","flag":false,"color":"RED","list":[1,2],"when":"2026-01-02T15:04:05Z","any":{"x":[1,"a"]}}}`,
		},
		{
			"none fits", `{ typed { id int flag color when } }`, "GET /v1/typed", `{"id":"x","int":"2","flag":1,"color":"BLUE","when":"now"}`,
			`{"typed":{"id":"x","int":null,"flag":null,"color":null,"when":null}}` +
				` | [typed int] ` + bad + `a string cannot be an Int. {"code":"BACKEND_BAD_RESPONSE"}` +
				` | [typed flag] ` + bad + `a number cannot be a Boolean. {"code":"BACKEND_BAD_RESPONSE"}` +
				` | [typed color] ` + bad + `this text is no value of the enum. {"code":"BACKEND_BAD_RESPONSE"}` +
				` | [typed when] ` + bad + `this text is no moment in time as RFC 3339 writes it. {"code":"BACKEND_BAD_RESPONSE"}`,
		},
		{
			"scalars of the schema's own", `{ typed { count long code holes } }`, "GET /v1/typed",
			`{"id":1,"count":4294967296,"long":9007199254740993,"code":"EUR","holes":["a",null,1]}`,
			`{"typed":{"count":4294967296,"long":9007199254740993,"code":"EUR","holes":["a",null,"1"]}}`,
		},
		{
			"which do not fit", `{ typed { count long code holes } }`, "GET /v1/typed", `{"id":1,"count":1.5,"long":"x","code":"eur","holes":[{}]}`,
			`{"typed":{"count":null,"long":null,"code":null,"holes":[null]}}` +
				` | [typed count] ` + bad + `a number cannot be an integer. {"code":"BACKEND_BAD_RESPONSE"}` +
				` | [typed long] ` + bad + `a string cannot be an integer. {"code":"BACKEND_BAD_RESPONSE"}` +
				` | [typed code] ` + bad + `a string cannot be a value of this scalar. {"code":"BACKEND_BAD_RESPONSE"}` +
				` | [typed holes 0] ` + bad + `an object cannot be a String. {"code":"BACKEND_BAD_RESPONSE"}`,
		},
		{"not asked for", `{ typed { id } }`, "GET /v1/typed", `{"id":"x","int":"2","list":[null]}`, `{"typed":{"id":"x"}}`},
		{
			"under a name of the client's", `{ t: typed { i: int ...F } } fragment F on Typed { text }`, "GET /v1/typed", `{"id":"x","int":"2","text":[]}`,
			`{"t":{"i":null,"text":null}} | [t i] ` + bad + `a string cannot be an Int. {"code":"BACKEND_BAD_RESPONSE"}` +
				` | [t text] ` + bad + `a list cannot be a String. {"code":"BACKEND_BAD_RESPONSE"}`,
		},
		{
			"an element", `{ typed { list } }`, "GET /v1/typed", `{"id":1,"list":[1,null]}`,
			`{"typed":{"list":null}} | [typed list 1] ` + bad + `there is no value for this element, which cannot be null. {"code":"BACKEND_BAD_RESPONSE"}`,
		},
		{
			"up to what may be null", `{ strict { id inner { must } } }`, "GET /v1/strict", `[{"id":1,"inner":{"must":1}},{"id":2,"inner":{"may":3}}]`,
			`{"strict":[{"id":"1","inner":{"must":1}},{"id":"2","inner":null}]} | [strict 1 inner must] ` + bad + `there is no value for this field, which cannot be null. {"code":"BACKEND_BAD_RESPONSE"}`,
		},
		{
			"the whole list", `{ strict { id } }`, "GET /v1/strict", `[{"id":1},{}]`,
			`{"strict":null} | [strict 1 id] ` + bad + `there is no value for this field, which cannot be null. {"code":"BACKEND_BAD_RESPONSE"}`,
		},
		{
			"no list at all", `{ strict { id } }`, "GET /v1/strict", `{"id":1}`,
			`{"strict":null} | [strict] ` + bad + `a list is needed here, not an object. {"code":"BACKEND_BAD_RESPONSE"}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newAPI(t, map[string]reply{tt.call: ok(tt.body)})
			if got := s.query(t, tt.query); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// However many values do not fit, none is shown as if it did; the response tells of a
// hundred of them.
func TestManyBadValues(t *testing.T) {
	const n = 250
	bad := strings.TrimSuffix(strings.Repeat(`{"id":1,"inner":{"must":"text","may":2}},`, n), ",")
	s := newAPI(t, map[string]reply{"GET /v1/strict": ok("[" + bad + "]")})
	got, errs, _ := strings.Cut(s.query(t, `{ strict { inner { must } } }`), " | ")
	if want := `{"strict":[` + strings.TrimSuffix(strings.Repeat(`{"inner":null},`, n), ",") + `]}`; got != want {
		t.Errorf("data %s", got)
	}
	if got := strings.Count(errs, " | ") + 1; got != 100 {
		t.Errorf("%d errors", got)
	}
	if want := `[strict 99 inner must] `; !strings.Contains(errs, want) {
		t.Errorf("the errors lack %s", want)
	}
}

// $context is what Go puts there for a request.
func TestContext(t *testing.T) {
	s := newAPI(t, map[string]reply{"GET /v1/tenants/acme": ok(`{}`), "GET /v1/tenants/7": ok(`{}`)})
	for tenant, want := range map[any]string{"acme": `"acme"`, 7: `"7"`} {
		ctx, err := connector.WithContext(t.Context(), map[string]any{"tenant": tenant})
		if err != nil {
			t.Fatal(err)
		}
		s.ctx = ctx
		s.check(t, `{ tenant }`, `{"tenant":`+want+`}`, fmt.Sprint("GET /v1/tenants/", tenant))
	}
	if _, err := connector.WithContext(t.Context(), map[string]any{"f": func() {}}); err == nil {
		t.Error("a function is no value; want an error")
	}
}

// A selection may read what the request was made of.
func TestVariablesInSelections(t *testing.T) {
	s := newAPI(t, map[string]reply{"GET /v1/echo": ok(`{}`)})
	s.header = http.Header{"X-Tenant": {"acme"}}
	s.check(t, `{ echo(x: "X") }`, `{"echo":"X acme 200 K"}`, "GET /v1/echo")
}
