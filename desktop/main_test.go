package desktop_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"bff/clients"
	"bff/desktop"
	"bff/graph"
	"bff/internal/shopapi/shopapitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// office is the desktop schema, served to staff, over backends in the process.
type office struct {
	*shopapitest.Backends

	handler http.Handler
}

func newOffice(t *testing.T, handlers map[string]http.Handler) *office {
	t.Helper()
	backends := shopapitest.New(t, handlers)
	handler, err := graph.New(graph.Options{
		Client: "desktop", Logger: slog.New(slog.DiscardHandler),
		Schema: desktop.NewExecutableSchema(desktop.Config{Resolvers: desktop.New(desktop.Options{Runtime: backends.Runtime})}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &office{Backends: backends, handler: clients.Forward(handler)}
}

// send sends an operation and gives the body of the answer.
func (o *office) send(t *testing.T, document string, variables map[string]any, accept string) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/desktop/graphql", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", accept)
	r.Header.Set("Authorization", shopapitest.Staff)
	w := httptest.NewRecorder()
	o.handler.ServeHTTP(w, r)
	return w.Body.Bytes()
}

// query sends a query and reads its data; errors, if any, are given as text.
func (o *office) query(t *testing.T, document string, variables map[string]any, data any) (errors string) {
	t.Helper()
	text := o.send(t, document, variables, "application/json")
	got := struct {
		Data   any
		Errors json.RawMessage
	}{Data: data}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return string(got.Errors)
}
