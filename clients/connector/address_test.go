package connector_test

import (
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"bff/clients"
	"bff/clients/connector"
	"bff/connect/mapping"
)

// The declared address of a source may read $config and $env; what makes none says what
// is not set and where to set it.
func TestBaseURL(t *testing.T) {
	rt, err := connector.New(nil, connector.Options{
		Config:      map[string]map[string]any{"s": {"host": "eu.test", "port": 8443, "empty": "", "ftp": "ftp://h", "secret": "h unter2"}},
		Environment: func() map[string]string { return map[string]string{"REGION": "eu"} },
	})
	if err != nil {
		t.Fatal(err)
	}
	const own = "expected an http or https URL, or set sources.s.url"
	for _, tt := range []struct{ name, base, want, problem string }{
		{"a literal", "http://catalog/v1?k=1", "http://catalog/v1?k=1", ""},
		{"of the configuration", "https://{$config.host}:{$config.port}/v1", "https://eu.test:8443/v1", ""},
		{"of the environment", "https://{$env.REGION}.test", "https://eu.test", ""},
		{"a part that may be empty", "https://{$config.host}/{$config.nothing}", "https://eu.test/", ""},
		{"of what is not set", "https://{$config.nothing}", "", "reads $config.nothing, not set; set sources.s.url or sources.s.config.nothing"},
		{"of a variable that is not set", "https://{$env.NOTHING}", "", "reads $env.NOTHING, not set; set sources.s.url or the environment variable NOTHING"},
		{"of two", "https://{$config.a}.{$config.b}", "", "reads $config.a and $config.b, not set"},
		{"of one twice", "https://{$config.a}.{$config.a}", "", "reads $config.a, not set"},
		{"a domain without a name", "https://{$config.nothing}.internal", "", "$config.nothing"},
		{"a name without a part", "https://api.{$config.nothing}.internal", "", "$config.nothing"},
		{"a port that is not set", "https://api:{$config.nothing}/v1", "", "$config.nothing"},
		{"an empty host", "https://{$config.empty}", "", own},
		{"another scheme", "{$config.ftp}", "", own},
		{"no port", "https://{$config.host}:99999", "", own},
		{"a fragment", "https://{$config.host}/#x", "", own},
		{"a host that is none", "https://{$config.secret}", "", own},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := rt.BaseURL(connector.Source{Name: "s", BaseURL: tt.base, File: "schema/a.graphql"})
			if tt.problem == "" {
				if err != nil || got != tt.want {
					t.Errorf("%q, %v; want %q", got, err, tt.want)
				}
				return
			}
			for _, part := range []string{`source "s" (schema/a.graphql) has no address`, tt.problem} {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("%v; want %q in it", err, part)
				}
			}
			if err != nil && strings.Contains(err.Error(), "unter2") {
				t.Errorf("a value of $config is shown: %v", err)
			}
		})
	}
}

// requested is a transport that remembers the last URL.
type requested struct{ url string }

func (r *requested) RoundTrip(q *http.Request) (*http.Response, error) {
	r.url = q.URL.String()
	return &http.Response{
		StatusCode: http.StatusOK, Request: q, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(`"x"`)),
	}, nil
}

// Whatever a declared address reads and looks like, its query is part of every request.
func TestQueryOfBaseURL(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[random.IntN(len(from))] }
	for range 300 {
		base := pick("http://", "https://") + pick("api.test", "API.test", "{$config.host}", "{$env.HOST}", "[::1]") + pick("", ":8080", ":{$config.port}") +
			pick("", "/", "/v1", "/v1/", "/a%20b", "/é", "/{$config.tenant}/x") + "?k=1" + pick("", "&t={$config.tenant}", "&e={$env.HOST}")
		source := connector.Source{Name: "s", BaseURL: base}
		options := connector.Options{
			Config:      map[string]map[string]any{"s": {"host": "eu.test", "port": 8443, "tenant": "t ü/1"}},
			Environment: func() map[string]string { return map[string]string{"HOST": "env.test"} },
			Logger:      slog.New(slog.DiscardHandler),
		}
		if got := urlOf(t, source, options); !strings.Contains(got, "k=1") || !strings.Contains(got, "id=7") {
			t.Errorf("baseURL %q was called at %q; want k=1 and id=7 in it", base, got)
		}
	}
}

// urlOf returns the URL that a connector of source calls, with the source's declared address.
func urlOf(t *testing.T, source connector.Source, options connector.Options) string {
	t.Helper()
	resolver, err := connector.New(nil, options)
	if err != nil {
		t.Fatal(err)
	}
	declared, err := resolver.BaseURL(source)
	if err != nil {
		t.Fatal(err)
	}
	address, err := clients.AddressOf(declared)
	if err != nil {
		t.Fatal(err)
	}
	network := &requested{}
	backends, err := clients.New(clients.Options{Transport: network, Sources: map[string]clients.SourceOptions{"s": {URL: address}}, Logger: options.Logger})
	if err != nil {
		t.Fatal(err)
	}
	defer backends.Close()
	rt, err := connector.New(backends, options)
	if err != nil {
		t.Fatal(err)
	}
	call := connector.Define(connector.Spec{Name: "Query.a", Source: source, Method: "GET", URL: "/a?id=7"}, nil, connector.String)
	if got := call.Fetch(t.Context(), rt, connector.Vars{Args: mapping.Null()}); got.Err != nil {
		t.Fatal(got.Err)
	}
	return network.url
}
