package connector_test

import (
	"strings"
	"testing"

	"bff/clients/connector"
)

// The declared address of a source may read $config and $env; what makes none says what
// to set.
func TestBaseURL(t *testing.T) {
	options := connector.Options{
		Config:      map[string]map[string]any{"s": {"host": "eu.test", "port": 8443}},
		Environment: func() map[string]string { return map[string]string{"REGION": "eu"} },
	}
	for _, tt := range []struct{ name, base, want, problem string }{
		{"a literal", "http://catalog/v1?k=1", "http://catalog/v1?k=1", ""},
		{"of the configuration", "https://{$config.host}:{$config.port}/v1", "https://eu.test:8443/v1", ""},
		{"of the environment", "https://{$env.REGION}.test", "https://eu.test", ""},
		{"of what is not set", "https://{$config.nothing}", "", "sources.s.url"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := connector.BaseURL(connector.Source{Name: "s", BaseURL: tt.base}, options)
			if tt.problem != "" {
				if err == nil || !strings.Contains(err.Error(), tt.problem) {
					t.Errorf("%v; want %q", err, tt.problem)
				}
				return
			}
			if err != nil || got != tt.want {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
		})
	}
	if _, err := connector.New(nil, connector.Options{Config: map[string]map[string]any{"s": {"x": make(chan int)}}}); err == nil || !strings.Contains(err.Error(), "sources.s.config") {
		t.Errorf("a value that cannot be mapped: %v", err)
	}
}

// Generated code is checked when it is generated: what does not compile stops the
// program at once, with the way out.
func TestDefinePanics(t *testing.T) {
	defer func() {
		if text, _ := recover().(string); !strings.Contains(text, "make generate") {
			t.Errorf("panic %q", text)
		}
	}()
	connector.Define(connector.Spec{Name: "Query.a", Method: "GET", URL: "https://a.test/{", Source: connector.Source{Name: "a"}}, nil, connector.String)
}
