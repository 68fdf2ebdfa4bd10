package connector_test

import (
	"net/http"
	"testing"

	"bff/clients"
	"bff/clients/connector"
	"bff/connect/inputs"
)

// An execution that others share sees what its operation declares to read, and a
// connector in it that reads more is an error: nobody gets an answer for another's
// headers or context, and nothing is sent.
func TestSharedExecutionsSeeWhatIsDeclared(t *testing.T) {
	ctx := clients.WithIncoming(t.Context(), clients.NewIncoming(http.Header{"X-Tenant": {"t1"}, "X-Other": {"o1"}}))
	ctx, err := connector.WithContext(ctx, map[string]any{"region": "eu", "other": "o1"})
	if err != nil {
		t.Fatal(err)
	}
	shared, key, ok := connector.Share(ctx, inputs.Set{Headers: []string{"X-Tenant"}, Context: []string{"region"}})
	if !ok || key == "" {
		t.Fatalf("Share = %q, %v", key, ok)
	}
	copies := func(name string) func(*connector.Spec) {
		return func(s *connector.Spec) { s.Headers = []connector.Header{{Name: "X-Sent", From: name}} }
	}
	query := func(text string) func(*connector.Spec) { return func(s *connector.Spec) { s.Query = text } }
	for _, tt := range []struct {
		name    string
		change  func(*connector.Spec)
		refused bool
	}{
		{"nothing", func(*connector.Spec) {}, false},
		{"a header that is declared", copies("X-Tenant"), false},
		{"a header that is not", copies("X-Other"), true},
		{"a header that the request has not", copies("X-Nothing"), false},
		{"a header that is declared, in a mapping", query("q: $request.headers.'x-tenant'->first"), false},
		{"a header that is not, in a mapping", query("q: $request.headers.'x-other'->first"), true},
		{"all headers", query("q: $request.headers->entries->size"), true},
		{"a member of the context that is declared", query("q: $context.region"), false},
		{"a member that is not", query("q: $context.other"), true},
		{"all of the context", query("q: $context->entries->size"), true},
		{"one in the selection", func(s *connector.Spec) { s.Selection = "$context.other" }, true},
	} {
		b := always(`"ok"`)
		call := get("/a", tt.change)
		rt := runtimeOf(t, b, nil)
		got := said(call.Fetch(shared, rt, connector.Vars{}))
		if n := len(b.requests()); (n == 0) != tt.refused || (got == string(clients.CodeInternal)) != tt.refused {
			t.Errorf("%s: %s by %d requests; want refused %v", tt.name, got, n, tt.refused)
		}
		if call.Fetch(ctx, rt, connector.Vars{}); len(b.requests()) != 1 {
			t.Errorf("%s: an execution of its own is refused", tt.name)
		}
	}
}

// The key tells requests apart by what is declared, however values could run together.
func TestKeysOfSharedExecutions(t *testing.T) {
	set := inputs.Set{Headers: []string{"X-A", "X-B"}, Context: []string{"c"}}
	keyOf := func(h http.Header, c any) string {
		ctx, err := connector.WithContext(clients.WithIncoming(t.Context(), clients.NewIncoming(h)), map[string]any{"c": c})
		if err != nil {
			t.Fatal(err)
		}
		_, key, ok := connector.Share(ctx, set)
		if !ok {
			t.Fatalf("%v is not shared", h)
		}
		return key
	}
	seen := map[string]int{}
	for i, key := range []string{
		keyOf(http.Header{}, "x"), keyOf(http.Header{}, "y"), keyOf(http.Header{}, 1), keyOf(http.Header{}, "1"),
		keyOf(http.Header{"X-A": {"1"}}, "x"), keyOf(http.Header{"X-A": {""}}, "x"), keyOf(http.Header{"X-B": {"1"}}, "x"),
		keyOf(http.Header{"X-A": {"1", "2"}}, "x"), keyOf(http.Header{"X-A": {"12"}}, "x"), keyOf(http.Header{"X-A": {"2", "1"}}, "x"),
		keyOf(http.Header{"X-A": {"1"}, "X-B": {"2"}}, "x"), keyOf(http.Header{"X-A": {"2"}, "X-B": {"1"}}, "x"),
	} {
		if other, known := seen[key]; known {
			t.Errorf("requests %d and %d have one key", other, i)
		}
		seen[key] = i
	}
	if keyOf(http.Header{"X-Z": {"1"}}, "x") != keyOf(http.Header{}, "x") {
		t.Error("a header that nobody reads is in the key")
	}
	signedIn := clients.WithIncoming(t.Context(), clients.NewIncoming(http.Header{"Authorization": {"Bearer x"}}))
	if _, _, ok := connector.Share(signedIn, inputs.Set{Headers: []string{"Authorization"}}); ok {
		t.Error("credentials are shared")
	}
}
