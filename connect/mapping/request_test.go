package mapping

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// requestCase is the source that the convention's request examples share, with
// what a connector adds to it.
type requestCase struct {
	name         string
	noSource     bool
	method, url  string
	query, body  string
	headers      map[string]string // by value
	args         string
	clientHeader map[string][]string
	want         []string // method and URL, headers, body
}

func (tt requestCase) request(t *testing.T) *Request {
	t.Helper()
	parts := RequestParts{Method: tt.method, URL: URLParts{Template: mustTemplate(t, tt.url, V03)}}
	if !tt.noSource {
		parts.URL.Base = mustTemplate(t, "https://api.test/v1", V03)
		parts.SourceHeaders = []HeaderRule{
			{Name: "X-Key", Value: mustTemplate(t, "{$config.key}", V03)},
			{Name: "X-Trace", From: "trace-id"},
		}
	}
	if tt.query != "" {
		parts.URL.Query = mustCompile(t, tt.query, V03)
	}
	if tt.body != "" {
		parts.Body = mustCompile(t, tt.body, V03)
	}
	for name, value := range tt.headers {
		parts.Headers = append(parts.Headers, HeaderRule{Name: name, Value: mustTemplate(t, value, V03)})
	}
	r, err := NewRequest(parts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// describeRequest shows a request; no line for the body means no body at all.
func describeRequest(r Rendered) []string {
	out := []string{r.Method + " " + r.URL}
	for _, h := range r.Header {
		out = append(out, strings.ToLower(h.Name)+": "+h.Value)
	}
	if r.Body != nil {
		out = append(out, fmt.Sprintf("%d %s", len(r.Body), r.Body))
	}
	return out
}

// TestRequests runs the convention's examples of requests, H01 to H12, as far
// as they do not need a GraphQL operation, which has defaults and aliases.
func TestRequests(t *testing.T) {
	const query = "q: $args.q n: $args.n"
	const body = "name: $args.n tag: $('x')"
	for _, tt := range []requestCase{
		{
			name: "H01 defaults and absent arguments", method: "GET", url: "/a", query: query, args: `{"n":5}`,
			want: []string{"GET https://api.test/v1/a?n=5", "x-key: K"},
		},
		{
			name: "H02 all values of a client header", method: "GET", url: "/a", query: query, args: `{"n":5}`,
			clientHeader: map[string][]string{"Trace-Id": {"t1", "t2"}},
			want:         []string{"GET https://api.test/v1/a?n=5", "x-key: K", "x-trace: t1", "x-trace: t2"},
		},
		{
			name: "H03 the connector's header wins", method: "GET", url: "/a", query: query, args: `{"n":5}`,
			headers: map[string]string{"x-key": "mine"}, clientHeader: map[string][]string{"trace-id": {"t1"}},
			want: []string{"GET https://api.test/v1/a?n=5", "x-trace: t1", "x-key: mine"},
		},
		{
			name: "H04 JSON body", method: "POST", url: "/a", body: body, args: `{"n":"Z"}`,
			want: []string{"POST https://api.test/v1/a", "x-key: K", "content-type: application/json", `22 {"name":"Z","tag":"x"}`},
		},
		{
			name: "H05 own content type", method: "POST", url: "/a", body: body, args: `{"n":"Z"}`,
			headers: map[string]string{"Content-Type": "application/vnd.x+json"},
			want:    []string{"POST https://api.test/v1/a", "x-key: K", "content-type: application/vnd.x+json", `22 {"name":"Z","tag":"x"}`},
		},
		{
			name: "H06 form body", method: "POST", url: "/a", body: body, args: `{"n":"Z"}`,
			headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
			want:    []string{"POST https://api.test/v1/a", "x-key: K", "content-type: application/x-www-form-urlencoded", "12 name=Z&tag=x"},
		},
		{
			name: "H07 POST without a body", method: "POST", url: "/a", args: `{}`,
			want: []string{"POST https://api.test/v1/a", "x-key: K", "0 "},
		},
		{
			name: "H08 body without a value", method: "POST", url: "/a", body: "$args.input", args: `{}`,
			want: []string{"POST https://api.test/v1/a", "x-key: K", "content-type: application/json", "0 "},
		},
		{
			name: "H09 DELETE with a body", method: "DELETE", url: "/a/{$args.id}", body: "why: $args.w", args: `{"id":1,"w":"old"}`,
			want: []string{"DELETE https://api.test/v1/a/1", "x-key: K", "content-type: application/json", `13 {"why":"old"}`},
		},
		{
			name: "H10 no source, no source headers", noSource: true, method: "GET", url: "https://other.test/x", args: `{}`,
			want: []string{"GET https://other.test/x"},
		},
		{
			name: "H11 two aliases are two sets of arguments", method: "GET", url: "/a", query: query, args: `{"q":"1","n":5}`,
			want: []string{"GET https://api.test/v1/a?q=1&n=5", "x-key: K"},
		},
		{
			name: "H12 enum by match", method: "GET", url: "/a", query: "c: $args.e->match(['RED','r'],[@,@])", args: `{"e":"RED"}`,
			want: []string{"GET https://api.test/v1/a?c=r", "x-key: K"},
		},
		{
			name: "a header whose hole fails is left out", method: "GET", url: "/a", args: `{"l":[1]}`,
			headers: map[string]string{"X-L": "{$args.l}"},
			want:    []string{"GET https://api.test/v1/a", "x-key: K"},
		},
		{
			name: "a header cannot smuggle in another", method: "GET", url: "/a", args: `{"l":"a\r\nX-Admin: 1"}`,
			headers: map[string]string{"X-L": "{$args.l}"},
			want:    []string{"GET https://api.test/v1/a", "x-key: K"},
		},
		{
			name: "a form body without a value", method: "POST", url: "/a", body: "$args.input", args: `{}`,
			headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
			want:    []string{"POST https://api.test/v1/a", "x-key: K", "content-type: application/x-www-form-urlencoded", "0 "},
		},
		{
			name: "null in queryParams and path is nothing", method: "GET", url: "/a", query: "$args.f", args: `{"f":null}`,
			want: []string{"GET https://api.test/v1/a", "x-key: K"},
		},
		{
			name: "E17 batch keys in a URL", method: "GET", url: "/items?ids={$batch.id->joinNotNull(',')}", args: `{}`,
			want: []string{"GET https://api.test/v1/items?ids=3%2C1%2C2", "x-key: K"},
		},
		{
			name: "E13 batch keys in a body", method: "POST", url: "/items/find", body: "ids: $batch.id", args: `{}`,
			want: []string{"POST https://api.test/v1/items/find", "x-key: K", "content-type: application/json", `15 {"ids":[3,1,2]}`},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			vars := &Vars{
				Args:    parseJSON(t, tt.args),
				Batch:   parseJSON(t, `[{"id":3},{"id":1},{"id":2}]`),
				Config:  parseJSON(t, `{"key":"K"}`),
				Request: HeaderVar(tt.clientHeader),
			}
			got, _, err := tt.request(t).Render(vars)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, describeRequest(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestRequestFails holds the message of every way in which variables make no
// request. None of them shows a value.
func TestRequestFails(t *testing.T) {
	for _, tt := range []struct {
		name         string
		r            requestCase
		args, config string
		want         string
	}{
		{"list in a hole", requestCase{method: "GET", url: "/s?ids={$args.v}"}, `[1]`, `{}`, "url 1:8: a list stands where a text is needed; use ->joinNotNull, ->first or ->jsonStringify"},
		{"object in a parameter", requestCase{method: "GET", url: "/s", query: "f: $args.v"}, `{"x":"secret"}`, `{}`, `queryParams 1:1: the parameter "f" is an object; use ->joinNotNull or ->jsonStringify`},
		{"nested list in a parameter", requestCase{method: "GET", url: "/s", query: "f: $args.v"}, `[[1]]`, `{}`, `queryParams 1:1: the parameter "f" is a list; use ->joinNotNull or ->jsonStringify`},
		{"parameters are no object", requestCase{method: "GET", url: "/s", query: "$args.v"}, `"secret"`, `{}`, "queryParams 1:1: this is a string, not an object; write `name: value` pairs"},
		{"form of a list", requestCase{method: "POST", url: "/s", body: "$args.v", headers: map[string]string{"content-type": typeForm}}, `[1]`, `{}`, "body 1:1: a form cannot be made of a list; map the body to an object"},
		{"path traversal", requestCase{method: "GET", url: "/users/{$args.v}/orders"}, `".."`, `{}`, "url 1:1: a variable makes a path segment `.` or `..`; pass a value that names a resource"},
		{"path traversal in two holes", requestCase{method: "GET", url: "/users/{$args.v}{$args.v}"}, `"."`, `{}`, "url 1:1: a variable makes a path segment `.` or `..`; pass a value that names a resource"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			vars := &Vars{Args: parseJSON(t, `{"v":`+tt.args+`}`), Config: parseJSON(t, tt.config)}
			_, _, err := tt.r.request(t).Render(vars)
			var renderErr *RenderError
			if !errors.As(err, &renderErr) || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error shows a value: %v", err)
			}
		})
	}
}

func TestRequestPathItems(t *testing.T) {
	for _, tt := range []struct{ path, args, want string }{
		{"$args.p", `{"p":["a/b","c"]}`, "https://a.test/x/a%2Fb/c"},
		{"$args.p", `{"p":["a",null]}`, "https://a.test/x/a/"},
		{"$args.p", `{"p":[]}`, "https://a.test/x"},
		{"$args.p", `{"p":null}`, "https://a.test/x"},
		{"$args.p", `{}`, "https://a.test/x"},
		{"$([$args.gone, 'b'])", `{}`, "https://a.test/x/b"},
	} {
		u, err := NewURL(URLParts{Template: mustTemplate(t, "https://a.test/x", V03), Path: mustCompile(t, tt.path, V03)})
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := u.Append(nil, &Vars{Args: parseJSON(t, tt.args)})
		if err != nil || string(got) != tt.want {
			t.Errorf("path %s with %s: %s, %v; want %s", tt.path, tt.args, got, err, tt.want)
		}
	}
}

func TestURLHostFromConfig(t *testing.T) {
	u, err := NewURL(URLParts{Base: mustTemplate(t, "https://{$config.host}:{$config.port}/v1", V03), Template: mustTemplate(t, "/x", V03)})
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := u.Append(nil, &Vars{Config: parseJSON(t, `{"host":"eu.api.test","port":8443}`)})
	if err != nil || string(got) != "https://eu.api.test:8443/v1/x" {
		t.Errorf("%s, %v", got, err)
	}
	const noHost = "baseURL 1:1: the variables make no valid host; set the variables that it uses"
	if _, ps, err := u.Append(nil, nil); err == nil || err.Error() != noHost || ps.Total() != 2 {
		t.Errorf("without configuration: %v, %v; want an error and two problems", err, ps)
	}
	u, err = NewURL(URLParts{Base: mustTemplate(t, "https://{$config.tenant}.api.test", V03)})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := u.Append(nil, nil); err == nil || err.Error() != noHost {
		t.Errorf("an empty label: %v", err)
	}
}

func TestNewRequestErrors(t *testing.T) {
	target := mustTemplate(t, "https://a.test/x", V03)
	for _, tt := range []struct {
		name  string
		parts RequestParts
		want  string
	}{
		{"method", RequestParts{Method: "get", URL: URLParts{Template: target}}, `no method "get"; use GET, POST, PUT, PATCH or DELETE`},
		{"url", RequestParts{Method: "GET"}, "1:1: a URL without a source has to be absolute; write https://host/path, or name a source"},
		{
			"all headers",
			RequestParts{Method: "GET", URL: URLParts{Template: target}, SourceHeaders: []HeaderRule{{Name: "te", From: "a"}}, Headers: []HeaderRule{{Name: "a"}}},
			"the header \"te\" cannot be set; leave it to the transport\nthe header \"a\" has neither `from` nor `value`; give it one of them",
		},
	} {
		if _, err := NewRequest(tt.parts); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	r, err := NewRequest(RequestParts{Method: "GET", URL: URLParts{Template: target}, Headers: []HeaderRule{{Name: "a", From: "Cookie"}}})
	if err != nil || r.Method() != "GET" || fmt.Sprint(r.Headers().Forwarded()) != "[cookie]" {
		t.Errorf("%v, %v", r, err)
	}
	if out, _, err := r.Render(nil); err != nil || out.Header != nil || out.Body != nil {
		t.Errorf("without variables: %v, %v", out, err)
	}
}

func TestHoles(t *testing.T) {
	tmpl := mustTemplate(t, "/a/{$args.id}\n?b={ $args.b->first }", V03)
	var got []string
	for _, h := range tmpl.Holes() {
		for _, r := range h.Mapping.Analyze().Reads {
			got = append(got, fmt.Sprintf("%s %s at %s", h.Pos, r, r.end()))
		}
	}
	if diff := cmp.Diff([]string{"1:4 $args.id at 1:11", "2:4 $args.b at 2:12"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if tmpl.String() != "/a/{$args.id}\n?b={ $args.b->first }" {
		t.Errorf("String is %s", tmpl)
	}
}

func TestHeaderRules(t *testing.T) {
	value := mustTemplate(t, "x", V03)
	for _, tt := range []struct {
		name string
		rule HeaderRule
		want string
	}{
		{"fine", HeaderRule{Name: "X-A", Value: value}, ""},
		{"copied", HeaderRule{Name: "X-A", From: "x-b"}, ""},
		{"own host", HeaderRule{Name: "Host", Value: value}, ""},
		{"both", HeaderRule{Name: "X-A", From: "x-b", Value: value}, "the header \"X-A\" has both `from` and `value`; keep one of them"},
		{"neither", HeaderRule{Name: "X-A"}, "the header \"X-A\" has neither `from` nor `value`; give it one of them"},
		{"bad name", HeaderRule{Name: "X A", Value: value}, `"X A" is not a header name; use letters, digits and -`},
		{"no name", HeaderRule{Value: value}, `"" is not a header name; use letters, digits and -`},
		{"bad from", HeaderRule{Name: "X-A", From: "x b"}, `"x b" is not a header name; use letters, digits and -`},
		{"transport's own", HeaderRule{Name: "Transfer-Encoding", Value: value}, `the header "Transfer-Encoding" cannot be set; leave it to the transport`},
		{"copied content type", HeaderRule{Name: "Content-Type", From: "content-type"}, "the header \"Content-Type\" cannot be copied from the client; give it a `value`"},
		{"control character", HeaderRule{Name: "X-A", Value: mustTemplate(t, "a\x00b", V03)}, `the value of the header "X-A" has control characters; remove them`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, err := range CheckHeaders([]HeaderRule{tt.rule}) {
				if err.Code != CodeInvalidHeader {
					t.Errorf("code %s", err.Code)
				}
				got = append(got, err.Error())
			}
			if strings.Join(got, "\n") != tt.want {
				t.Errorf("got  %v\nwant %s", got, tt.want)
			}
		})
	}
	twice := CheckHeaders([]HeaderRule{{Name: "X-A", Value: value}, {Name: "x-a", From: "b"}})
	if len(twice) != 1 || twice[0].Code != CodeHeaderCollision || twice[0].Index != 1 {
		t.Errorf("the same name twice: %v", twice)
	}
}

func TestForwarded(t *testing.T) {
	h, err := NewHeaders(
		[]HeaderRule{{Name: "Authorization", From: "Authorization"}, {Name: "X-A", From: "x-z"}},
		[]HeaderRule{{Name: "X-B", From: "X-Locale"}, {Name: "x-a", Value: mustTemplate(t, "own", V03)}},
	)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"authorization", "x-locale"}, h.Forwarded()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDecodeResponse(t *testing.T) {
	for _, tt := range []struct{ name, contentType, body, want string }{
		{"json", "application/json; charset=utf-8", `{"a":1}`, `{"a":1}`},
		{"no type is json", "", `[1]`, `[1]`},
		{"suffix", "application/problem+json", `{}`, `{}`},
		{"subtype of another type", "text/json", `1`, `1`},
		{"byte order mark", "application/json", "\xef\xbb\xbf{}", `{}`},
		{"empty body", "application/json", ``, `null`},
		{"text", "text/plain", `hi "x"`, `"hi \"x\""`},
		{"text in another charset", "text/plain; charset=iso-8859-1", "caf\xe9", `"café"`},
		{"html is not read", "text/html", `<p>`, `null`},
		{"nonsense type", ";;", `{}`, `null`},
		{"broken json", "application/json", `{oops`, `error: undecodable body at byte 1: a key should start here`},
		{"broken text", "text/plain", "\xff", `error: undecodable body at byte 0: the text is not UTF-8`},
		{"text that does not fit", "text/plain; charset=shift_jis", "\x81", `error: undecodable body at byte 0: the text does not fit its charset`},
		{"unknown charset", "text/plain; charset=klingon", "a", `error: undecodable body at byte 0: the charset is not known`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, err := DecodeResponse(tt.contentType, []byte(tt.body))
			got := string(v.AppendJSON(nil))
			if err != nil {
				got = "error: " + err.Error()
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
