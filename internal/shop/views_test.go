package shop

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func postViews(events ...string) request {
	return request{service: "recommendations", method: "POST", path: "/views", body: `{"views":[` + strings.Join(events, ",") + `]}`}
}

func countsOf(t *testing.T, s *Shop, ids string) []viewCount {
	t.Helper()
	return ask[struct{ Views []viewCount }](t, s, http.StatusOK, request{service: "recommendations", method: "GET", path: "/views?ids=" + ids}).Views
}

// An event counts once, in one request or in several.
func TestViewsCountOnce(t *testing.T) {
	s := newShop(t, Options{})
	event := func(id string, product int) string {
		return fmt.Sprintf(`{"event_id":%q,"product_id":%d,"viewed_at":"2026-01-02T15:00:00Z"}`, id, product)
	}
	for _, q := range []request{
		postViews(event("a", 17), event("b", 17), event("a", 17)),
		postViews(event("a", 17), event("b", 17), event("a", 17)), // sent again
		postViews(event("c", 18)),
	} {
		accepted := ask[struct{ Accepted int }](t, s, http.StatusAccepted, q).Accepted
		if want := strings.Count(q.body, "event_id"); accepted != want {
			t.Errorf("%s: %d accepted; want %d", q.body, accepted, want)
		}
	}
	want := []viewCount{{17, 2}, {18, 1}, {19, 0}}
	if diff := cmp.Diff(want, countsOf(t, s, "17,18,19,999999")); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestMalformedViews(t *testing.T) {
	s := newShop(t, Options{})
	many := strings.Repeat(aView+",", 201)
	for _, tt := range []struct{ name, event, want string }{
		{"no id", `{"product_id":17,"viewed_at":"2026-01-02T15:00:00Z"}`, "event_id"},
		{"an id that is a novel", `{"event_id":"` + strings.Repeat("x", 101) + `","product_id":17,"viewed_at":"2026-01-02T15:00:00Z"}`, "event_id"},
		{"no such product", `{"event_id":"e","product_id":999999,"viewed_at":"2026-01-02T15:00:00Z"}`, "no product 999999"},
		{"no time", `{"event_id":"e","product_id":17}`, "viewed_at"},
		{"a time of another format", `{"event_id":"e","product_id":17,"viewed_at":"yesterday"}`, "viewed_at"},
		{"a viewer that is a novel", `{"event_id":"e","product_id":17,"viewed_at":"2026-01-02T15:00:00Z","viewer":"` + strings.Repeat("x", 101) + `"}`, "viewer"},
		{"too many", many[:len(many)-1], "202 entries"},
	} {
		// One that is fine goes before: it must not be kept either.
		w := s.do(postViews(aView, tt.event))
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%s: %d %s; want 422 with %q", tt.name, w.Code, w.Body, tt.want)
		}
	}
	if got := countsOf(t, s, "17"); got[0].Count != 0 {
		t.Errorf("%d views of requests that were refused; want none", got[0].Count)
	}
}

// The catalog has the picture that the users service has.
func TestAvatarAtTheCatalog(t *testing.T) {
	s := newShop(t, Options{})
	there := s.do(request{service: "users", method: "GET", path: "/avatar/42.svg"}).Body.String()
	here := s.do(request{service: "catalog", method: "GET", path: "/avatar/42.svg"}).Body.String()
	if here != there || !strings.HasPrefix(here, "<svg") {
		t.Errorf("the catalog draws %s; want %s", here, there)
	}
}
