package main

import (
	"encoding/json"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"bff/clients"
	"bff/graph"
	"bff/graph/playground"
	"bff/internal/shopapi"
	"bff/internal/shopapi/shopapitest"
)

// What a backend says is for one person only is never another's answer: whatever the
// operations of the apps ask for the first person, the second one asks anew, of the same
// cache.
func TestPrivateAnswersAreNotShared(t *testing.T) {
	for _, c := range allClients {
		t.Run(c.name, func(t *testing.T) {
			backends := shopapitest.New(t, shopapitest.Sample(t))
			handler, err := graph.New(graph.Options{
				Client: c.name, Logger: slog.New(slog.DiscardHandler),
				Schema: c.schema(backing{runtime: backends.Runtime, views: shopapi.NewViews(backends.Calls, nil)}),
			})
			if err != nil {
				t.Fatal(err)
			}
			first, second := shopapitest.Customer, shopapitest.Another
			if c.name == "desktop" {
				first, second = shopapitest.Staff, "Bearer staff-2"
			}
			private := 0
			for _, body := range queries(t, c.operations) {
				ask := func(who string) []shopapitest.Exchange {
					r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
					r.Header.Set("Content-Type", "application/json")
					r.Header.Set("Authorization", who)
					w := httptest.NewRecorder()
					clients.Forward(handler).ServeHTTP(w, r)
					if w.Code != http.StatusOK {
						t.Fatalf("%s: status %d: %s", body, w.Code, w.Body)
					}
					return backends.Take()
				}
				seen, again := ask(first), calls(ask(second), second)
				for _, e := range seen {
					if e.AnswerPrivate && e.Credentials != first {
						t.Errorf("%s is private and was asked as %q", e.Request, e.Credentials)
					}
					if !e.AnswerPrivate && e.Credentials == "" {
						continue
					}
					if private++; !again[pattern(e.Request)] {
						t.Errorf("%s was not asked again for the second person: %v", e.Request, slices.Sorted(maps.Keys(again)))
					}
				}
			}
			if least := map[string]int{"web": 3, "mobile": 3, "desktop": 3}[c.name]; private < least {
				t.Errorf("%d private calls; the operations make %d at least", private, least)
			}
		})
	}
}

// queries are the requests for the operations that change nothing and end.
func queries(t *testing.T, files fs.FS) []string {
	t.Helper()
	operations, err := playground.Operations(files)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, o := range operations {
		if strings.Contains(o.Document, "mutation ") || strings.Contains(o.Document, "subscription ") {
			continue
		}
		request := map[string]any{"query": o.Document}
		if o.Variables != "" {
			request["variables"] = json.RawMessage(o.Variables)
		}
		body, err := json.Marshal(request)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(body))
	}
	return all
}

// calls are the patterns of what somebody asked with their own credentials.
func calls(seen []shopapitest.Exchange, who string) map[string]bool {
	asked := map[string]bool{}
	for _, e := range seen {
		if e.Credentials == who {
			asked[pattern(e.Request)] = true
		}
	}
	return asked
}

// pattern is a request without its query, which may name what belongs to one person.
func pattern(request string) string {
	path, _, _ := strings.Cut(request, "?")
	return path
}
