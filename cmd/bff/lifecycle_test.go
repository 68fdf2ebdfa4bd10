package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// runOnce runs a command line that ends by itself.
func runOnce(t *testing.T, environ []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	code = run(ctx, append([]string{"bff"}, args...), environment{environ: environ, stdout: &out, stderr: &errs})
	return code, out.String(), errs.String()
}

// port is the number alone.
func port(at net.Addr) string {
	_, number, _ := net.SplitHostPort(at.String())
	return number
}

// Every mistake is one message that says what is wrong and where.
func TestMistakes(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	typo := file("typo.yaml", "server:\n  lisen: 127.0.0.1:1\n")
	for _, tt := range []struct {
		name    string
		environ []string
		args    []string
		code    int
		want    []string
	}{
		{"a flag that there isn't", nil, []string{"serve", "--lisen", "x"}, 2, []string{"--lisen", "did you mean --listen?"}},
		{"a command that there isn't", nil, []string{"sreve"}, 2, []string{`"sreve"`, "did you mean serve?"}},
		{"a client that there isn't", nil, []string{"serve", "--clients", "no-such"}, 2, []string{`"no-such"`, "web, mobile or desktop"}},
		{"a key that there isn't", nil, []string{"serve", "--config", typo}, 2, []string{"typo.yaml:2:3", "lisen", "listen"}},
		{"a file that there isn't", nil, []string{"serve", "--config", "none.yaml"}, 2, []string{"none.yaml"}},
		{"a bad environment variable", []string{"BFF_SERVER_DRAIN_TIMEOUT=soon"}, []string{"serve"}, 2, []string{"BFF_SERVER_DRAIN_TIMEOUT", "soon"}},
		{"an empty secret", []string{"BFF_CACHE_INVALIDATION_SHARED_KEY_FILE=" + file("empty", "\n")}, []string{"check"}, 2, []string{"BFF_CACHE_INVALIDATION_SHARED_KEY_FILE", "is empty", "expected the shared key in it"}},
		{"no address", nil, []string{"check", "--listen", ""}, 2, []string{"--listen", "expected host:port"}},
		{"no address in the file", nil, []string{"check", "--config", file("nowhere.yaml", "server: {listen: \"\"}\n")}, 2, []string{"nowhere.yaml:1:18", "expected host:port"}},
		{"no time to drain", nil, []string{"serve", "--drain-timeout", "0s"}, 2, []string{"--drain-timeout", "from 1ms to 1h"}},
		{"a port in use", nil, []string{"serve", "--shop-port", "0", "--admin", "127.0.0.1:0", "--listen", taken.Addr().String()}, 1, []string{taken.Addr().String(), "in use", "--listen"}},
		{"an admin port in use", nil, []string{"serve", "--shop-port", "0", "--listen", "127.0.0.1:0", "--admin", taken.Addr().String()}, 1, []string{taken.Addr().String(), "in use", "--admin"}},
		{"a bad fault", nil, []string{"shop", "--fault", "reviews:dwon=true"}, 2, []string{"dwon", "hang, down or garbage"}},
		{"arguments where none are taken", nil, []string{"check", "bff.yaml"}, 2, []string{`"bff.yaml"`}},
		{"the same of config", nil, []string{"config", "bff.yaml"}, 2, []string{`"bff.yaml"`}},
		{"a port of the samples in use", nil, []string{"shop", "--port", port(taken.Addr())}, 1, []string{"in use", "--port"}},
		{"schema of nobody", nil, []string{"schema"}, 2, []string{"web"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, _, stderr := runOnce(t, tt.environ, tt.args...)
			if code != tt.code {
				t.Errorf("exit code %d; want %d (%s)", code, tt.code, stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("stderr %q; want %q in it", stderr, want)
				}
			}
			if strings.Contains(stderr, "goroutine") {
				t.Errorf("stderr has a stack: %s", stderr)
			}
		})
	}
}

func TestCommandsThatLook(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{"version"}, []string{"bff devel", "go1."}},
		{[]string{"config"}, []string{"listen: 127.0.0.1:8080", "max_bytes: 64MiB"}},
		{[]string{"schema", "web"}, []string{"type Product implements Node {", "Something that the shop sells.", "@deprecated(reason:"}},
		{[]string{"schema", "mobile"}, []string{"union FeedItem = "}},
		{[]string{"check"}, []string{"web: the schema and 12 operations are fine", "mobile:", "desktop:"}},
	} {
		code, stdout, stderr := runOnce(t, nil, tt.args...)
		if code != 0 {
			t.Errorf("bff %v: exit code %d: %s", tt.args, code, stderr)
		}
		for _, want := range tt.want {
			if !strings.Contains(stdout, want) {
				t.Errorf("bff %v: %q is not in\n%s", tt.args, want, stdout)
			}
		}
		if strings.Contains(stdout, "@go") {
			t.Errorf("bff %v shows directives of the generator", tt.args)
		}
	}
}

// After SIGTERM a request under way is answered, no new one is begun, and the
// exit code is 0.
func TestDrain(t *testing.T) {
	s := startWith(t, []string{noFilter, "BFF_TRAFFIC_SHAPING_ALL_ATTEMPT_TIMEOUT=1m", "BFF_TRAFFIC_SHAPING_ALL_TIMEOUT=1m", "BFF_SERVER_REQUEST_TIMEOUT=1m"},
		"serve", "--clients", "web", "--drain-timeout", "1m", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--shop-port", "0")
	s.calls(t)
	s.fault(t, "catalog", `{"hang": true}`)
	answered := make(chan answer, 1)
	go func() {
		answered <- s.query(t, "web", `{ product(slug: "blue-mug") { name } }`, "", nil)
	}()
	waitUntil(t, func() bool { return s.requests(t, "catalog") > 0 })

	exit := make(chan int, 1)
	go func() { exit <- s.stop() }()
	waitUntil(t, func() bool { return strings.Contains(s.log.String(), "draining") })
	s.fault(t, "catalog", "")
	if got := <-answered; got.at("product", "name") != "Blue mug" {
		t.Errorf("the request under way: %+v; want its answer", got)
	}
	if code := <-exit; code != 0 {
		t.Errorf("exit code %d: %s", code, s.log)
	}
}

// waitUntil polls, which is fine for what another goroutine will surely do.
func waitUntil(t *testing.T, done func() bool) {
	t.Helper()
	for range 2000 {
		if done() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("it never came to pass")
}

func TestProbesAndMetrics(t *testing.T) {
	s := start(t)
	s.query(t, "web", `{ product(slug: "blue-mug") { name } }`, "", nil)
	waitUntil(t, func() bool { return s.do(t, http.MethodGet, s.base+"/ready", "", nil).StatusCode == 200 })
	for _, tt := range []struct{ url, contains string }{
		{s.base + "/health", "UP"},
		{s.base + "/ready", "UP"},
		{s.admin + "/health", "UP"},
		{s.admin + "/ready", "UP"},
		{s.admin + "/livez", "UP"},
		{s.admin + "/metrics", "http_server_request_duration_seconds"},
		{s.admin + "/metrics", "bff_cache_requests"},
		{s.admin + "/metrics", "bff_backend_attempts"},
		{s.admin + "/metrics", "go_goroutines"},
		{s.admin + "/status", `"breaker": "closed"`},
		{s.base + "/", "/web/graphql"},
	} {
		got := s.do(t, http.MethodGet, tt.url, "", nil)
		if got.StatusCode != 200 || !strings.Contains(got.body, tt.contains) {
			t.Errorf("%s: %d, want 200 and %q in %.2000s", tt.url, got.StatusCode, tt.contains, got.body)
		}
	}
	if got := s.do(t, http.MethodGet, s.base+"/metrics", "", nil); got.StatusCode != http.StatusNotFound {
		t.Errorf("metrics on the main port: %d; want 404", got.StatusCode)
	}
	if !strings.Contains(s.stdout.String(), s.base+"/web/graphql") {
		t.Errorf("the terminal says %s; want where to click", s.stdout)
	}
}

func TestOneClientIsAtGraphqlToo(t *testing.T) {
	one, all := start(t, "--clients", "mobile"), start(t)
	const body = `{"query":"{ __typename }"}`
	for url, want := range map[string]int{
		one.base + "/graphql": 200, one.base + "/mobile/graphql": 200, one.base + "/web/graphql": 404,
		all.base + "/graphql": 404, all.base + "/web/graphql": 200,
	} {
		if got := one.do(t, http.MethodPost, url, body, nil); got.StatusCode != want {
			t.Errorf("%s: %d; want %d", url, got.StatusCode, want)
		}
	}
}

func TestShopAlone(t *testing.T) {
	s := startWith(t, nil, "shop", "--port", "0", "--fault", "reviews:error_rate=1", "--fault", "reviews:status=500")
	var product struct{ Name string }
	got := s.do(t, http.MethodGet, s.shop["catalog"]+"/v1/products/17", "", nil)
	if err := json.Unmarshal([]byte(got.body), &product); err != nil || product.Name != "Blue mug" {
		t.Errorf("product 17: %s", got.body)
	}
	if got := s.do(t, http.MethodGet, s.shop["reviews"]+"/reviews/1", "", nil); got.StatusCode != 500 {
		t.Errorf("reviews: %d; want the fault", got.StatusCode)
	}
	if code := s.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, s.log)
	}
}
