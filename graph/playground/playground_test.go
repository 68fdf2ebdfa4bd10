package playground

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// bundle stands for what npm builds: small, and there on every machine.
var bundle = fstest.MapFS{
	"index.html": {Data: []byte(`<!doctype html><title>bff playground</title>` +
		`<script id="config" type="application/json">{}</script><script type="module" src="/playground/assets/index-1a2b.js"></script>`)},
	"assets/index-1a2b.js":   {Data: []byte(strings.Repeat("run(); ", 100))},
	"assets/font-3c4d.woff2": {Data: []byte("wOF2")},
}

var unbuilt = fstest.MapFS{".gitkeep": {}}

func TestNewRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		opts Options
		want string
	}{
		{"a client without a name", Options{Clients: []Client{{Endpoint: "/graphql"}}}, `client ""`},
		{"a name that a URL or a storage key can't hold", Options{Clients: []Client{{Name: "a b", Endpoint: "/graphql"}}}, `client "a b"`},
		{"two of one name: the second page would hide the first", Options{Clients: []Client{{Name: "web", Endpoint: "/a"}, {Name: "web", Endpoint: "/b"}}}, "two of that name"},
		{"an endpoint elsewhere: the policy forbids it", Options{Clients: []Client{{Name: "web", Endpoint: "https://example.com/graphql"}}}, "not an absolute path"},
		{"an endpoint that a browser takes for another host", Options{Clients: []Client{{Name: "web", Endpoint: "//example.com/graphql"}}}, "not an absolute path"},
		{"a link that runs a script", Options{Links: []Link{{Title: "Docs", URL: "javascript:alert(1)"}}}, `link "Docs"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := newPlayground(tt.opts, unbuilt); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestNewRefusesAForeignBundle(t *testing.T) {
	broken := fstest.MapFS{"index.html": {Data: []byte("<title>else</title>")}}
	if _, err := newPlayground(Options{}, broken); err == nil || !strings.Contains(err.Error(), "make playground") {
		t.Errorf("error = %v, want one that says how to build it", err)
	}
}

func TestPageHoldsTheConfiguration(t *testing.T) {
	const evil = `query Evil { a(b: "</script><script>alert(1)</script><!-- &amp;") }`
	p := mustNew(t, Options{Clients: []Client{
		{Name: "web", Title: "Web", Endpoint: "/web/graphql", Operations: []Operation{{Name: "Evil", Document: evil}}, Headers: map[string]string{"Authorization": "Bearer user-42"}},
		{Name: "mobile", Endpoint: "/mobile/graphql"},
	}}, bundle)

	body := get(t, p.Page("web"), "/web/graphql").Body.String()
	if !strings.Contains(body, "<title>web · bff playground</title>") {
		t.Errorf("no title in:\n%s", body)
	}
	if strings.Count(body, "<script") != 2 {
		t.Errorf("an operation's text became markup:\n%s", body)
	}
	text := regexp.MustCompile(`type="application/json">(.*?)</script>`).FindStringSubmatch(body)
	if text == nil {
		t.Fatalf("no configuration in:\n%s", body)
	}
	var got config
	if err := json.Unmarshal([]byte(text[1]), &got); err != nil {
		t.Fatal(err)
	}
	want := config{
		Client: "web", Endpoint: "/web/graphql",
		Clients:    []configClient{{"web", "Web", "/web/graphql"}, {"mobile", "mobile", "/mobile/graphql"}},
		Operations: []Operation{{Name: "Evil", Document: evil}},
		Headers:    map[string]string{"Authorization": "Bearer user-42"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}

	if body := get(t, p.Page("mobile"), "/mobile/graphql").Body.String(); !strings.Contains(body, `"operations":[],"headers":{}`) {
		t.Errorf("the script iterates over both, null would stop it:\n%s", body)
	}
}

func TestPolicies(t *testing.T) {
	clients := []Client{{Name: "web", Endpoint: "/web/graphql"}}
	built, bare := mustNew(t, Options{Clients: clients}, bundle), mustNew(t, Options{Clients: clients}, unbuilt)
	for _, tt := range []struct {
		name    string
		handler http.Handler
		path    string
		scripts bool
	}{
		{"playground", built.Page("web"), "/web/graphql", true},
		{"worker scripts obey their own policy", built.Assets(), "/playground/assets/index-1a2b.js", true},
		{"landing page runs no script", built.Index(), "/", false},
		{"unbuilt page runs no script", bare.Page("web"), "/web/graphql", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header := get(t, tt.handler, tt.path).Header()
			policy := header.Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'"} {
				if !strings.Contains(policy, want) {
					t.Errorf("policy %q lacks %q", policy, want)
				}
			}
			if strings.Contains(policy, "script-src") != tt.scripts {
				t.Errorf("policy %q: scripts = %v, want %v", policy, !tt.scripts, tt.scripts)
			}
			if strings.Contains(policy, "http") || strings.Contains(policy, "*") || regexp.MustCompile(`script-src[^;]*unsafe`).MatchString(policy) {
				t.Errorf("policy %q allows more than our own files", policy)
			}
			if got := header.Get("X-Content-Type-Options"); got != "nosniff" {
				t.Errorf("X-Content-Type-Options = %q", got)
			}
		})
	}
}

func TestPageCaching(t *testing.T) {
	p := mustNew(t, Options{Clients: []Client{{Name: "web", Endpoint: "/web/graphql"}}}, bundle)
	first := get(t, p.Page("web"), "/web/graphql").Header()
	if got := first.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control = %q: a page names hashed files and must be asked for again", got)
	}
	if got := first.Get("Vary"); got != "Accept" {
		t.Errorf("Vary = %q: the URL also answers GraphQL", got)
	}
	r := httptest.NewRequest(http.MethodGet, "/web/graphql", nil)
	r.Header.Set("If-None-Match", first.Get("ETag"))
	w := httptest.NewRecorder()
	p.Page("web").ServeHTTP(w, r)
	if w.Code != http.StatusNotModified {
		t.Errorf("the same page again: status %d, want 304", w.Code)
	}
	if got := get(t, p.Page("tv"), "/tv/graphql").Code; got != http.StatusNotFound {
		t.Errorf("an unknown client: status %d, want 404", got)
	}
}

func TestAssets(t *testing.T) {
	p := mustNew(t, Options{}, bundle)
	for _, tt := range []struct {
		name, method, path, encoding string
		status                       int
		contentType, contentEncoding string
	}{
		{"script, compressed", "GET", "index-1a2b.js", "br, gzip", 200, "text/javascript; charset=utf-8", "gzip"},
		{"script, plain", "GET", "index-1a2b.js", "", 200, "text/javascript; charset=utf-8", ""},
		{"refused compression", "GET", "index-1a2b.js", "gzip;q=0", 200, "text/javascript; charset=utf-8", ""},
		{"a font is compressed already", "GET", "font-3c4d.woff2", "gzip", 200, "font/woff2", ""},
		{"head", "HEAD", "index-1a2b.js", "", 200, "text/javascript; charset=utf-8", ""},
		{"unknown", "GET", "index-old.js", "", 404, "text/plain; charset=utf-8", ""},
		{"a folder is not listed", "GET", "", "", 404, "text/plain; charset=utf-8", ""},
		{"no way out", "GET", "../index.html", "", 404, "text/plain; charset=utf-8", ""},
		{"post", "POST", "index-1a2b.js", "", 405, "text/plain; charset=utf-8", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, "/", nil)
			r.URL.Path = AssetsPath + tt.path
			r.Header.Set("Accept-Encoding", tt.encoding)
			w := httptest.NewRecorder()
			p.Assets().ServeHTTP(w, r)
			h := w.Header()
			if w.Code != tt.status || h.Get("Content-Type") != tt.contentType || h.Get("Content-Encoding") != tt.contentEncoding {
				t.Errorf("got %d %q %q, want %d %q %q", w.Code, h.Get("Content-Type"), h.Get("Content-Encoding"), tt.status, tt.contentType, tt.contentEncoding)
			}
			if cached := strings.Contains(h.Get("Cache-Control"), "immutable"); cached != (tt.status == 200) {
				t.Errorf("Cache-Control = %q; only a file that exists may be kept", h.Get("Cache-Control"))
			}
			if tt.contentEncoding == "gzip" {
				zr, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := io.ReadAll(zr); err != nil || string(got) != string(bundle["assets/index-1a2b.js"].Data) {
					t.Errorf("decompressed to %q, %v", got, err)
				}
			}
		})
	}
}

func TestUnbuiltPageSaysWhatToDo(t *testing.T) {
	p := mustNew(t, Options{Origin: "http://localhost:8081/", Clients: []Client{
		{Name: "web", Title: "Web", Endpoint: "/web/graphql", Headers: map[string]string{"Authorization": "Bearer o'hara"}},
		{Name: "mobile", Endpoint: "/mobile/graphql"},
	}}, unbuilt)
	w := get(t, p.Page("web"), "/web/graphql")
	if w.Code != http.StatusOK {
		t.Errorf("status = %d", w.Code)
	}
	body := html.UnescapeString(w.Body.String())
	for _, want := range []string{
		"make playground", "Node 20",
		"curl -s http://localhost:8081/web/graphql",
		`'Authorization: Bearer o'\''hara'`, // pasted into a shell, it must stay one word
		`href="/mobile/graphql"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	assertOwnFiles(t, p, w.Body.String())
}

func TestIndex(t *testing.T) {
	p := mustNew(t, Options{
		Version: "v1.2.3",
		Links:   []Link{{Title: "Docs", URL: "https://example.com/docs"}},
		Clients: []Client{{Name: "web", Title: "Web <beta>", Description: "The storefront.", Endpoint: "/web/graphql", Operations: []Operation{{Name: "A"}}}},
	}, unbuilt)
	body := get(t, p.Index(), "/").Body.String()
	for _, want := range []string{
		"Web &lt;beta&gt;", "The storefront.", `href="/web/graphql"`, "1 operation<", "curl -s http://localhost:8080/web/graphql", "v1.2.3",
		`<a href="https://example.com/docs">Docs</a>`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	assertOwnFiles(t, p, body)

	empty := get(t, mustNew(t, Options{}, unbuilt).Index(), "/").Body.String()
	if !strings.Contains(empty, "no clients") {
		t.Errorf("a page without clients says nothing of it:\n%s", empty)
	}
}

func TestWanted(t *testing.T) {
	const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	for _, tt := range []struct {
		name, method, target, accept string
		want                         bool
	}{
		{"a browser", "GET", "/web/graphql", browser, true},
		{"a link checker", "HEAD", "/web/graphql", browser, true},
		{"curl", "GET", "/web/graphql", "*/*", false},
		{"a GraphQL client", "GET", "/web/graphql", "application/graphql-response+json", false},
		{"no Accept", "GET", "/web/graphql", "", false},
		{"HTML refused", "GET", "/web/graphql", "text/html;q=0, */*", false},
		{"HTML refused with all its digits", "GET", "/web/graphql", "text/html;q=0.000, */*", false},
		{"an operation in a link", "GET", "/web/graphql?query={a}", browser, false},
		{"a persisted operation in a link", "GET", "/web/graphql?extensions={}", browser, false},
		{"a form", "POST", "/web/graphql", browser, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, tt.target, nil)
			r.Header.Set("Accept", tt.accept)
			if got := Wanted(r); got != tt.want {
				t.Errorf("Wanted = %v, want %v", got, tt.want)
			}
		})
	}
}

// assertOwnFiles follows what a page loads: it has to be there.
func assertOwnFiles(t *testing.T, p *Playground, body string) {
	t.Helper()
	files := regexp.MustCompile(`(?:src|href)="(`+AssetsPath+`[^"]*)"`).FindAllStringSubmatch(body, -1)
	if len(files) < 2 {
		t.Errorf("the page loads %d files, want its stylesheet and its icon", len(files))
	}
	for _, file := range files {
		if w := get(t, p.Assets(), file[1]); w.Code != http.StatusOK {
			t.Errorf("%s: status %d", file[1], w.Code)
		}
	}
}

func mustNew(t *testing.T, opts Options, dist fstest.MapFS) *Playground {
	t.Helper()
	p, err := newPlayground(opts, dist)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}
