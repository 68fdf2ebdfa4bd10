package connector_test

import (
	"strings"
	"testing"

	"bff/clients/connector"
)

// Values that can't be mapped are found when the runtime is made.
func TestConfigThatCannotBeMapped(t *testing.T) {
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
