package shopapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"bff/cache/writebehind"
	"bff/clients"
	"bff/internal/shopapi"
	"bff/internal/shopapi/shopapitest"
)

// queue is a ViewQueue that remembers, or refuses.
type queue struct {
	keys     []string
	payloads [][]byte
	err      error
}

func (q *queue) Add(_ context.Context, key string, payload []byte) error {
	q.keys, q.payloads = append(q.keys, key), append(q.payloads, payload)
	return q.err
}

// sentViews are the bodies of the requests that told the backend of a view.
func sentViews(t *testing.T, backends *shopapitest.Backends) (sent []string) {
	t.Helper()
	for _, e := range backends.Take() {
		if e.Request == "recommendations POST /views" {
			if e.Credentials != "" {
				t.Error("credentials went with a view")
			}
			sent = append(sent, e.Body)
		}
	}
	return sent
}

func TestRecordView(t *testing.T) {
	for _, tt := range []struct {
		name  string
		queue *queue // nil for none
		sent  int    // requests to the backend
	}{
		{"no queue: sent at once", nil, 1},
		{"queued: the backend is not asked", &queue{}, 0},
		{"the queue refuses: sent at once", &queue{err: errors.New("Redis is full")}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			backends := shopapitest.New(t, shopapitest.Sample(t))
			views := shopapi.NewViews(backends.Calls, nil)
			if tt.queue != nil {
				views = shopapi.NewViews(backends.Calls, tt.queue)
			}
			ctx := shopapitest.As(t, shopapitest.Customer)
			if err := views.Record(ctx, 17); err != nil {
				t.Fatal(err)
			}
			sent := sentViews(t, backends)
			if len(sent) != tt.sent {
				t.Fatalf("%d views sent; want %d", len(sent), tt.sent)
			}
			if tt.queue == nil {
				return
			}
			var view shopapi.View
			if err := json.Unmarshal(tt.queue.payloads[0], &view); err != nil {
				t.Fatal(err)
			}
			subject := clients.IncomingFrom(ctx).Subject
			if tt.queue.keys[0] != "17" || view.ProductID != 17 || view.EventID == "" || view.ViewedAt.Location() != time.UTC || view.Viewer != subject {
				t.Errorf("queued %q: %+v; want product 17, seen by %s", tt.queue.keys[0], view, subject)
			}
			if tt.sent > 0 && !strings.Contains(sent[0], view.EventID) {
				t.Errorf("sent %s; want event %s, which the queue may have kept", sent[0], view.EventID)
			}
		})
	}
}

func TestRecordViewOfVisitor(t *testing.T) {
	q := &queue{}
	views := shopapi.NewViews(shopapitest.New(t, shopapitest.Sample(t)).Calls, q)
	for range 2 {
		if err := views.Record(shopapitest.As(t, shopapitest.Nobody), 18); err != nil {
			t.Fatal(err)
		}
	}
	var one, two shopapi.View
	if err := errors.Join(json.Unmarshal(q.payloads[0], &one), json.Unmarshal(q.payloads[1], &two)); err != nil {
		t.Fatal(err)
	}
	if one.Viewer != "" || one.EventID == two.EventID {
		t.Errorf("two views of a visitor: %+v, %+v; want no viewer and an event id each", one, two)
	}
}

// Only what the backend would refuse again is given up.
func TestDeliverView(t *testing.T) {
	for _, tt := range []struct {
		name      string
		status    int
		body      string
		err       bool
		permanent bool
	}{
		{"taken", 202, `{"accepted":1}`, false, false},
		{"another shape of answer", 202, `{}`, true, false},
		{"malformed, and will be", 422, `{"error":"x"}`, true, true},
		{"no such path, and won't be", 404, `{"error":"x"}`, true, true},
		{"not allowed, and won't be", 403, `{"error":"x"}`, true, true},
		{"the backend was slow", 408, `{"error":"x"}`, true, false},
		{"the backend has too much to do", 429, `{"error":"x"}`, true, false},
		{"the backend has a bug", 500, `{"error":"x"}`, true, false},
		{"the backend restarts", 503, `{"error":"x"}`, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			backends := shopapitest.New(t, shopapitest.Answering(tt.status, tt.body))
			err := shopapi.DeliverView(t.Context(), backends.Calls, writebehind.Entry{Payload: []byte(`{"event_id":"e"}`)})
			if (err != nil) != tt.err || isPermanent(err) != tt.permanent {
				t.Errorf("error %v, permanent %v; want %v, %v", err, isPermanent(err), tt.err, tt.permanent)
			}
			if sent := sentViews(t, backends); len(sent) != 1 || sent[0] != `{"views":[{"event_id":"e"}]}` {
				t.Errorf("sent %q; want the view as it was queued", sent)
			}
		})
	}
}

// isPermanent tells whether err is one that writebehind parks at once: it has
// the type that Permanent gives.
func isPermanent(err error) bool {
	return reflect.TypeOf(err) == reflect.TypeOf(writebehind.Permanent(errors.New("any")))
}

// The view that Record sends is one that the sample backend counts once.
func TestViewIsCountedOnce(t *testing.T) {
	handlers := shopapitest.Sample(t)
	backends := shopapitest.New(t, handlers)
	q := &queue{}
	if err := shopapi.NewViews(backends.Calls, q).Record(shopapitest.As(t, shopapitest.Nobody), 17); err != nil {
		t.Fatal(err)
	}
	for range 2 { // at least once
		if err := shopapi.DeliverView(t.Context(), backends.Calls, writebehind.Entry{Payload: q.payloads[0]}); err != nil {
			t.Fatal(err)
		}
	}
	w := httptest.NewRecorder()
	handlers["recommendations"].ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/views?ids=17", nil))
	if got := strings.TrimSpace(w.Body.String()); got != `{"views":[{"product_id":17,"count":1}]}` {
		t.Errorf("%s; want one view", got)
	}
}
