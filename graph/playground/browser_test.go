package playground_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"bff/graph/playground"
	"bff/graph/playground/playgroundtest"
)

// One browser goes through the whole tour: starting it costs more than all the
// pages.
func TestInBrowser(t *testing.T) {
	browser := playgroundtest.Start(t)
	if !playground.Built() {
		t.Fatal("the bundle is missing: run `make playground` first")
	}
	server := newServer(t)

	t.Run("landing page", func(t *testing.T) {
		page := browser.Open(t, server.URL+"/")
		if got := page.Text(t, "main"); !strings.Contains(got, "/web/graphql") || !strings.Contains(got, "curl") {
			t.Errorf("the page doesn't show the endpoint and a command:\n%s", got)
		}
		shoot(t, page, "index")
		page.Done(t)
	})

	t.Run("an operation shows data", func(t *testing.T) {
		page := browser.Open(t, server.URL+"/web/graphql")
		if got, want := page.Tabs(t), []string{"Product", "Rename", "Ticks"}; !slices.Equal(got, want) {
			t.Errorf("tabs = %q, want %q", got, want)
		}
		answer := page.Run(t, "Product")
		for _, want := range []string{
			`"name": "Blue mug 17"`,      // the tab's variables went along
			`"caller": "Bearer user-42"`, // and the sample header
		} {
			if !strings.Contains(answer, want) {
				t.Errorf("the answer lacks %s:\n%s", want, answer)
			}
		}
		if got := page.Text(t, ".bar-answer"); !strings.Contains(got, "200") || !strings.Contains(got, "trace 4bf92f35") {
			t.Errorf("the bar says %q; want the status and the trace", got)
		}
		shoot(t, page, "playground")
		page.Done(t)
	})

	t.Run("a subscription ticks", func(t *testing.T) {
		page := browser.Open(t, server.URL+"/web/graphql")
		answer := page.Run(t, "Ticks")
		if want := `"ticks": "Bearer user-42"`; !strings.Contains(answer, want) {
			t.Errorf("the answer lacks %s, the headers sent as connection parameters:\n%s", want, answer)
		}
		page.Done(t)
	})

	t.Run("each client keeps its tabs", func(t *testing.T) {
		page := browser.Open(t, server.URL+"/web/graphql")
		page.Select(t, "Ticks")
		page.Click(t, ".graphiql-tab-active .graphiql-tab-close", ".graphiql-tab-button")
		// GraphiQL saves its tabs half a second after they changed.
		page.Wait(t, `JSON.parse(localStorage.getItem('bff:web:graphiql:tabState')).tabs.length === 2`)
		want := page.Tabs(t)
		if !slices.Equal(want, []string{"Product", "Rename"}) {
			t.Errorf("tabs after the last one was closed = %q", want)
		}
		page.Click(t, `a[href="/mobile/graphql"]`, `a[href="/mobile/graphql"][aria-current]`)
		if got := page.Tabs(t); !slices.Equal(got, []string{"Home"}) {
			t.Errorf("tabs of mobile = %q", got)
		}
		page.Click(t, `a[href="/web/graphql"]`, `a[href="/web/graphql"][aria-current]`)
		if got := page.Tabs(t); !slices.Equal(got, want) {
			t.Errorf("tabs of web = %q, want %q as they were left", got, want)
		}
		page.Done(t)
	})
}

// shoot takes pictures for people: SCREENSHOTS names the folder.
func shoot(t *testing.T, page *playgroundtest.Page, name string) {
	t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	for scheme, dark := range map[string]bool{"light": false, "dark": true} {
		page.Dark(t, dark)
		page.Screenshot(t, filepath.Join(dir, name+"-"+scheme+".png"))
	}
}

// newServer is a server as cmd/bff makes it, over a schema of one type.
func newServer(t *testing.T) *httptest.Server {
	t.Helper()
	headers := map[string]string{"Authorization": "Bearer user-42"}
	ui, err := playground.New(playground.Options{Version: "v1.2.3", Clients: []playground.Client{
		{
			Name: "web", Title: "Web", Description: "The storefront in the browser.", Endpoint: "/web/graphql", Headers: headers,
			Operations: []playground.Operation{
				{Name: "Product", Document: "# A product.\nquery Product($id: ID!) {\n  product(id: $id) {\n    name\n    caller\n  }\n}\n", Variables: `{"id": "17"}`},
				{Name: "Rename", Document: "mutation Rename {\n  rename\n}\n"},
				{Name: "Ticks", Document: "subscription Ticks {\n  ticks\n}\n"},
			},
		},
		{
			Name: "mobile", Title: "Mobile", Description: "The app: small answers, one round trip a screen.", Endpoint: "/mobile/graphql", Headers: headers,
			Operations: []playground.Operation{{Name: "Home", Document: "query Home {\n  product(id: 1) {\n    name\n  }\n}\n"}},
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	introspection, err := os.ReadFile("testdata/introspection.json")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", ui.Index())
	mux.Handle("GET "+playground.AssetsPath, ui.Assets())
	for _, client := range []string{"web", "mobile"} {
		page := ui.Page(client)
		mux.HandleFunc("/"+client+"/graphql", func(w http.ResponseWriter, r *http.Request) {
			switch {
			case playground.Wanted(r):
				page.ServeHTTP(w, r)
			case r.Header.Get("Upgrade") != "":
				serveTicks(w, r)
			default:
				serveGraphQL(w, r, introspection)
			}
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// serveGraphQL knows two answers: the schema, and a product that repeats what
// the request brought.
func serveGraphQL(w http.ResponseWriter, r *http.Request, introspection []byte) {
	var request struct {
		OperationName string            `json:"operationName"`
		Variables     map[string]string `json:"variables"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/graphql-response+json")
	w.Header().Set("X-Trace-Id", "4bf92f3577b34da6a3ce929d0e0e4736")
	if request.OperationName == "IntrospectionQuery" {
		_, _ = w.Write(introspection)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": map[string]any{"product": map[string]any{
		"name": "Blue mug " + request.Variables["id"], "caller": r.Header.Get("Authorization"),
	}}})
}

// serveTicks speaks just enough graphql-transport-ws to answer one subscription
// with the connection parameters it was opened with.
func serveTicks(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		return
	}
	defer conn.CloseNow()
	type message struct {
		ID      string          `json:"id,omitempty"`
		Type    string          `json:"type"`
		Payload json.RawMessage `json:"payload,omitempty"`
	}
	var caller string
	for {
		var in message
		if err := wsjson.Read(r.Context(), conn, &in); err != nil {
			return
		}
		var out []message
		switch in.Type {
		case "connection_init":
			var params struct{ Authorization string }
			_ = json.Unmarshal(in.Payload, &params)
			caller = params.Authorization
			out = []message{{Type: "connection_ack"}}
		case "subscribe":
			data, _ := json.Marshal(map[string]any{"data": map[string]string{"ticks": caller}})
			out = []message{{ID: in.ID, Type: "next", Payload: data}, {ID: in.ID, Type: "complete"}}
		}
		for _, m := range out {
			if err := wsjson.Write(r.Context(), conn, m); err != nil {
				return
			}
		}
	}
}
