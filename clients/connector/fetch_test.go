package connector_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bff/cache"
	"bff/clients"
	"bff/clients/connector"
	"bff/connect/mapping"
)

// A request has all that the connector says: the method, the parts of the URL, headers
// of its own and of the client, and a body.
func TestWhatIsSent(t *testing.T) {
	b := always(`"ok"`)
	call := define(connector.Spec{
		Method: http.MethodPost, URL: "/a/{$args.id}?k=1", Path: "$(['b', $args.id])", Query: "q: $args.q r: $context.tenant", Body: "$args { q } n: $this.n",
		Headers:  []connector.Header{{Name: "X-Own", Value: "{$args.q}!"}, {Name: "X-Copy", From: "X-Client"}, {Name: "Idempotency-Key", Value: "key-{$args.id}"}},
		Mutation: true,
	}, connector.String)
	ctx := clients.WithIncoming(t.Context(), clients.NewIncoming(http.Header{"X-Client": {"c1", "c2"}}))
	ctx, err := connector.WithContext(ctx, map[string]any{"tenant": "t 1"})
	if err != nil {
		t.Fatal(err)
	}
	if got := said(call.Fetch(ctx, runtimeOf(t, b, nil), connector.Vars{Args: object("id", "x/y", "q", "ü"), This: object("n", 7)})); got != "ok" {
		t.Fatal(got)
	}
	got := b.requests()
	if len(got) != 1 {
		t.Fatalf("%d requests; want 1", len(got))
	}
	const want = `POST /a/x%2Fy/b/x%2Fy?k=1&q=%C3%BC&r=t%201 {"q":"ü","n":7}`
	if text := strings.ReplaceAll(got[0].String(), "r=t+1", "r=t%201"); text != want {
		t.Errorf("sent %s; want %s", text, want)
	}
	for name, want := range map[string]string{"X-Own": "ü!", "X-Copy": "c1,c2", "Idempotency-Key": "key-x/y"} {
		if value := strings.Join(got[0].header.Values(name), ","); value != want {
			t.Errorf("%s: %q; want %q", name, value, want)
		}
	}
}

// A variable that makes a segment of the path empty would ask for another resource, and
// is a mistake of the client; nothing is sent.
func TestEmptyPathSegment(t *testing.T) {
	for _, tt := range []struct {
		url, id, sent string
		change        func(*connector.Spec)
	}{
		{url: "/a/{$args.id}", id: "1", sent: "GET /a/1"},
		{url: "/a/{$args.id}"},
		{url: "/a/{$args.id}/b"},
		{url: "/{$args.id}/b"},
		{url: "/a/{$args.id}?k={$args.id}"},
		{url: "/a?k={$args.id}", sent: "GET /a?k="},
		{url: "/a-{$args.id}/b", sent: "GET /a-/b"},
		{url: "/a/", id: "1", sent: "GET /a/"},     // empty whatever the variables are
		{url: "/a//b", id: "1", sent: "GET /a//b"}, // likewise
	} {
		b := always(`"ok"`)
		call := get(tt.url)
		want := "ok"
		if tt.sent == "" {
			want = string(clients.CodeBadUserInput)
		}
		got := said(call.Fetch(t.Context(), runtimeOf(t, b, nil), connector.Vars{Args: object("id", tt.id)}))
		if called := b.called(); got != want || called != tt.sent {
			t.Errorf("%s with %q: %s and sent %q; want %s and %q", tt.url, tt.id, got, called, want, tt.sent)
		}
	}
}

// What a status means: not there is a value, where the schema does not say otherwise.
func TestWhatAStatusMeans(t *testing.T) {
	get := connector.Spec{Method: http.MethodGet, URL: "/a"}
	with := func(f func(*connector.Spec)) connector.Spec {
		s := get
		f(&s)
		return s
	}
	for _, tt := range []struct {
		name   string
		spec   connector.Spec
		status int
		text   string
		want   string
	}{
		{"found", get, 200, `"ok"`, "ok"},
		{"null", get, 200, `null`, "not found"},
		{"404", get, 404, `{}`, "not found"},
		{"410", get, 410, `{}`, "not found"},
		{"403", get, 403, `{}`, "FORBIDDEN"},
		{"500", get, 500, `{}`, "BACKEND_UNAVAILABLE"},
		{"404 of a POST", with(func(s *connector.Spec) { s.Method = http.MethodPost }), 404, `{}`, "BAD_USER_INPUT"},
		{"404 is a success", with(func(s *connector.Spec) { s.IsSuccess = "$($status->in([404]))"; s.Selection = "$('none')" }), 404, `{}`, "none"},
		{"404 is judged by the source", with(func(s *connector.Spec) { s.Source.IsSuccess = "$($status->in([404]))"; s.Selection = "$('none')" }), 404, `{}`, "none"},
		{"200 is no success", with(func(s *connector.Spec) { s.IsSuccess = "$($status->in([404]))" }), 200, `"ok"`, "BACKEND_BAD_RESPONSE"},
		{"404 is told", with(func(s *connector.Spec) { s.Message = "$('gone')" }), 404, `{}`, "BAD_USER_INPUT"},
		{"404 is told by the source", with(func(s *connector.Spec) { s.Source.Message = "$('gone')" }), 404, `{}`, "BAD_USER_INPUT"},
		{"404 has extensions", with(func(s *connector.Spec) { s.Extensions = "a: $(1)" }), 404, `{}`, "BAD_USER_INPUT"},
	} {
		b := &backend{answer: func(request) (int, string) { return tt.status, tt.text }}
		spec := tt.spec
		spec.Name, spec.Source = "Query.x", mergedSource(spec.Source)
		call := connector.Define(spec, nil, connector.String)
		if got := said(call.Fetch(t.Context(), runtimeOf(t, b, nil), connector.Vars{})); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.name, got, tt.want)
		}
	}
}

// mergedSource is shop with what a test adds to it.
func mergedSource(s connector.Source) connector.Source {
	s.Name, s.BaseURL = shop.Name, shop.BaseURL
	return s
}

// The message of a failure comes from the schema's mapping, and never the backend's
// own text.
func TestWhatClientsAreTold(t *testing.T) {
	b := &backend{answer: func(request) (int, string) { return 409, `{"why": "taken", "n": 3, "secret": "s3"}` }}
	call := get("/a", func(s *connector.Spec) {
		s.Message, s.Extensions = "$('It is ')->joinNotNull('')", "code: $('TAKEN') n"
		s.Message = "why"
	})
	r := call.Fetch(t.Context(), runtimeOf(t, b, nil), connector.Vars{})
	e, ok := r.Err.(*clients.Error)
	if !ok {
		t.Fatalf("%v; want a *clients.Error", r.Err)
	}
	if e.PublicMessage() != "taken" || e.ErrorCode() != "TAKEN" || fmt.Sprint(e.PublicExtensions()["n"]) != "3" || e.PublicExtensions()["code"] != nil {
		t.Errorf("told %q, %s, %v; want taken, TAKEN, n alone", e.PublicMessage(), e.ErrorCode(), e.PublicExtensions())
	}
	if strings.Contains(e.Error(), "taken") || strings.Contains(e.Error(), "s3") {
		t.Errorf("the log gets the backend's text: %v", e)
	}
	plain := get("/a").Fetch(t.Context(), runtimeOf(t, b, nil), connector.Vars{})
	if e, ok := plain.Err.(*clients.Error); !ok || strings.Contains(e.PublicMessage(), "taken") || len(e.PublicExtensions()) > 0 {
		t.Errorf("without a mapping %v, %v are told", plain.Err, e.PublicExtensions())
	}
}

// Answers are shared between requests that are the same and are read the same way.
func TestWhatAnAnswerIsSharedBy(t *testing.T) {
	policy := func(s *connector.Spec) { s.Cache = cache.Policy{TTL: minute} }
	reads := func(selection string) func(*connector.Spec) {
		return func(s *connector.Spec) { policy(s); s.Selection = selection }
	}
	for _, tt := range []struct {
		name        string
		first, then *connector.Definition[string]
		args, other mapping.Value
		shared      bool
	}{
		{"the same", get("/a", policy), get("/a", policy), object("x", 1), object("x", 1), true},
		{"another URL", get("/a/{$args.x}", policy), get("/a/{$args.x}", policy), object("x", 1), object("x", 2), false},
		{"an argument that nothing reads", get("/a", policy), get("/a", policy), object("x", 1), object("x", 2), true},
		{"an argument that the selection reads", get("/a", reads("$args.x")), get("/a", reads("$args.x")), object("x", "1"), object("x", "2"), false},
		{"another member of what it reads", get("/a", reads("$args.x.y")), get("/a", reads("$args.x.y")), object("x", object("y", "1", "z", 1)), object("x", object("y", "1", "z", 2)), true},
		{"another selection", get("/a", policy), get("/a", reads("$('y')")), object("x", 1), object("x", 1), false},
		{"another judgement", get("/a", policy), get("/a", func(s *connector.Spec) { policy(s); s.IsSuccess = "$(true)" }), object("x", 1), object("x", 1), false},
	} {
		b := always(`"ok"`)
		rt := runtimeOf(t, b, cached(t, cache.Options{}))
		tt.first.Fetch(t.Context(), rt, connector.Vars{Args: tt.args})
		tt.then.Fetch(t.Context(), rt, connector.Vars{Args: tt.other})
		if n := len(b.requests()); (n == 1) != tt.shared {
			t.Errorf("%s: %d requests; want shared %v", tt.name, n, tt.shared)
		}
	}
}

// Two definitions, as two clients have them, read a shared answer each in its own way.
func TestTwoReadersOfOneAnswer(t *testing.T) {
	b := always(`"7"`)
	rt := runtimeOf(t, b, cached(t, cache.Options{}))
	policy := func(s *connector.Spec) { s.Cache = cache.Policy{TTL: minute} }
	text := get("/a", policy)
	number := define(connector.Spec{Method: http.MethodGet, URL: "/a"}, connector.Scalar(func(v any) (int, error) { return len(fmt.Sprint(v)), nil }), policy)
	for range 3 {
		if one, other := said(text.Fetch(t.Context(), rt, connector.Vars{})), said(number.Fetch(t.Context(), rt, connector.Vars{})); one != "7" || other != "1" {
			t.Errorf("%s and %s; want 7 and 1", one, other)
		}
	}
	if n := len(b.requests()); n != 1 {
		t.Errorf("%d requests; want 1", n)
	}
}

// One call for each requested object, equal ones once, in their order.
func TestFetchThis(t *testing.T) {
	b := &backend{answer: func(r request) (int, string) {
		if strings.HasSuffix(r.url, "/3") {
			return 500, "{}"
		}
		return 200, `"` + r.url + `"`
	}}
	rt := runtimeOf(t, b, nil)
	objects := []mapping.Value{object("id", 1), {}, object("id", 2), object("id", 1), object("id", 3)}
	const want = "/a/1, not found, /a/2, /a/1, BACKEND_UNAVAILABLE"
	if got := allSaid(get("/a/{$this.id}").FetchThis(t.Context(), rt, mapping.Null(), objects)); got != want {
		t.Errorf("%s; want %s", got, want)
	}
	if n := len(b.requests()); n != 3 {
		t.Errorf("%d requests; want 3", n)
	}
	if got := allSaid(get("/a/{$args.id}").FetchArgs(t.Context(), rt, objects)); got != want {
		t.Errorf("by arguments: %s; want %s", got, want)
	}
}

// A panic in one of several calls at once is the error of that one.
func TestPanicInOneOfSeveral(t *testing.T) {
	b := &backend{answer: func(r request) (int, string) { return 200, `"` + r.url + `"` }}
	call := define(connector.Spec{Method: http.MethodGet, URL: "/a/{$this.id}"}, connector.Scalar(func(v any) (string, error) {
		if v == "/a/2" {
			panic("a mistake")
		}
		return fmt.Sprint(v), nil
	}))
	got := allSaid(call.FetchThis(t.Context(), runtimeOf(t, b, nil), mapping.Null(), []mapping.Value{object("id", 1), object("id", 2), object("id", 3)}))
	if !strings.HasPrefix(got, "/a/1, ") || !strings.HasSuffix(got, ", /a/3") || strings.Contains(got, "/a/2") {
		t.Errorf("%s; want an error between /a/1 and /a/3", got)
	}
}

// A field has 32 calls under way at once, and no more.
func TestFanOutIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		b := &backend{answer: func(request) (int, string) {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			time.Sleep(10 * time.Millisecond)
			return 200, `"ok"`
		}}
		var objects []mapping.Value
		for i := range 100 {
			objects = append(objects, object("id", i))
		}
		get("/a/{$this.id}").FetchThis(t.Context(), runtimeOf(t, b, nil), mapping.Null(), objects)
		if n := len(b.requests()); n != 100 || most.Load() != 32 {
			t.Errorf("%d requests, %d at once; want 100, 32 at once", n, most.Load())
		}
	})
}

// A request that can't be made is the fault of the client where a variable is wrong, and
// ours where no source is configured.
func TestRequestsThatCannotBeMade(t *testing.T) {
	rt := runtimeOf(t, always(`"ok"`), nil)
	unknown := define(connector.Spec{Method: http.MethodGet, URL: "/a"}, connector.String, func(s *connector.Spec) { s.Source.Name = "nobody" })
	if got := said(unknown.Fetch(t.Context(), rt, connector.Vars{})); got != string(clients.CodeInternal) {
		t.Errorf("a source that is not configured: %s", got)
	}
	outside := get("http://elsewhere.test/a")
	if got := said(outside.Fetch(t.Context(), rt, connector.Vars{})); got != string(clients.CodeInternal) {
		t.Errorf("a URL that is not the source's: %s", got)
	}
	if _, err := connector.WithContext(context.Background(), map[string]any{"x": make(chan int)}); err == nil || !strings.Contains(err.Error(), "connector: context") {
		t.Errorf("a context that can't be mapped: %v", err)
	}
	if r := unknown.Fetch(t.Context(), rt, connector.Vars{}); !strings.Contains(errors.Unwrap(r.Err).Error(), `"nobody"`) {
		t.Errorf("%v; want the source", r.Err)
	}
}
