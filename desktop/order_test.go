package desktop_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"bff/internal/shopapi/shopapitest"
)

type orders struct {
	Orders struct {
		Edges []struct {
			Cursor string
			Node   struct{ Number string }
		}
		PageInfo struct {
			HasNextPage bool
			EndCursor   *string
		}
	}
}

// Who goes on after any edge, and not only after a page's last, misses and sees
// twice nothing, also when the page is as large as the backend's largest.
func TestOrdersAfterAnyEdge(t *testing.T) {
	o := newOffice(t, shopapitest.Sample(t))
	const page = `query($first: Int!, $after: String) { orders(first: $first, after: $after) {
		edges { cursor node { number } } pageInfo { hasNextPage endCursor } } }`
	var all orders
	if errors := o.query(t, page, map[string]any{"first": 100}, &all); errors != "" || len(all.Orders.Edges) != 100 {
		t.Fatalf("%d orders, %s", len(all.Orders.Edges), errors)
	}
	for _, at := range []int{0, 1, 49, 97, 98} {
		var rest orders
		after := all.Orders.Edges[at].Cursor
		if errors := o.query(t, page, map[string]any{"first": 100, "after": after}, &rest); errors != "" {
			t.Fatalf("after edge %d: %s", at, errors)
		}
		if len(rest.Orders.Edges) == 0 || rest.Orders.Edges[0].Node != all.Orders.Edges[at+1].Node {
			t.Errorf("after edge %d: %d orders, the first not %s", at, len(rest.Orders.Edges), all.Orders.Edges[at+1].Node.Number)
		}
	}
}

// A time that is none is told in words for people.
func TestBadTime(t *testing.T) {
	o := newOffice(t, shopapitest.Sample(t))
	var got orders
	errors := o.query(t, `query($at: DateTime) { orders(filter: {placedFrom: $at}) { edges { cursor } } }`, map[string]any{"at": "yesterday"}, &got)
	if !strings.Contains(errors, "BAD_USER_INPUT") || strings.Contains(errors, "parsing time") || strings.Contains(errors, "2006-01-02") {
		t.Errorf("errors %s; want BAD_USER_INPUT, without words of Go's parser", errors)
	}
}

// stream is an orders backend whose event stream has these data, and then is
// refused.
func stream(events ...string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"id":100001,"number":"SO-100001","status":"paid"}`)
	})
	opened := false
	mux.HandleFunc("GET /orders/{id}/events", func(w http.ResponseWriter, _ *http.Request) {
		if opened {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		opened = true
		w.Header().Set("Content-Type", "text/event-stream")
		for _, event := range events {
			fmt.Fprintf(w, "data: %s\n\n", event)
		}
	})
	return mux
}

// A subscription ends well when the order is done, and says so when it ends
// because the backend is gone.
func TestOrderUpdatedEnds(t *testing.T) {
	paid := `{"id":100001,"number":"SO-100001","status":"paid","lines":[{"product_id":17,"name":"a"},{"product_id":18,"name":"b"}]}`
	delivered := strings.Replace(paid, "paid", "delivered", 1)
	for _, tt := range []struct {
		name   string
		events []string
		want   []string
		failed bool
	}{
		{"when the order is done", []string{paid, delivered}, []string{`"PAID"`, `"DELIVERED"`}, false},
		{"when the backend is gone", []string{paid}, []string{`"PAID"`, "BACKEND_UNAVAILABLE"}, true},
		{"when an event can't be read", []string{paid, "nonsense"}, []string{`"PAID"`, "BACKEND_BAD_RESPONSE"}, true},
		{"when a value does not fit", []string{paid, `{"id":100001,"status":"paid","lines":"none"}`}, []string{`"PAID"`, "BACKEND_BAD_RESPONSE"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			handlers := shopapitest.Sample(t)
			handlers["orders"] = stream(tt.events...)
			o := newOffice(t, handlers)
			got := string(o.send(t, `subscription { orderUpdated(id: "SO-100001") { status lines { name product { name stock { available } } stock { available } } } }`, nil, "text/event-stream"))
			at := 0
			for _, want := range append(tt.want, "event: complete") {
				next := strings.Index(got[at:], want)
				if next < 0 {
					t.Fatalf("events %s; want %q at its place", got, want)
				}
				at += next
			}
			if failed := strings.Contains(got, `"errors"`); failed != tt.failed {
				t.Errorf("events %s; errors %v, want %v", got, failed, tt.failed)
			}
			calls := map[string]int{}
			for _, e := range o.Take() {
				if strings.HasPrefix(e.Request, "catalog ") {
					calls[e.Request]++
				}
			}
			if len(calls) != 1 {
				t.Errorf("calls of the catalog %v; want one for both lines", calls)
			}
		})
	}
}
