package shop

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newShop is a shop that has not started, and is closed after the test.
func newShop(t testing.TB, opts Options) *Shop {
	t.Helper()
	opts.Logger = slog.New(slog.DiscardHandler)
	s, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

// startShop is a shop that listens.
func startShop(t testing.TB, opts Options) *Shop {
	t.Helper()
	s := newShop(t, opts)
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// request is one call of a service, without a network.
type request struct {
	service, method, path string
	as                    string // "user-42", "staff-1" or ""
	body                  string
	key                   string // Idempotency-Key
}

func (q request) http() *http.Request {
	var body io.Reader
	if q.body != "" {
		body = strings.NewReader(q.body)
	}
	r := httptest.NewRequest(q.method, q.path, body)
	if q.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if q.as != "" {
		r.Header.Set("Authorization", "Bearer "+q.as)
	}
	if q.key != "" {
		r.Header.Set("Idempotency-Key", q.key)
	}
	return r
}

func (s *Shop) do(q request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.Service(q.service).ServeHTTP(w, q.http())
	return w
}

// ask expects a status and decodes the answer.
func ask[T any](t testing.TB, s *Shop, status int, q request) T {
	t.Helper()
	w := s.do(q)
	if w.Code != status {
		t.Fatalf("%s %s as %q = %d %s; want %d", q.method, q.path, q.as, w.Code, w.Body, status)
	}
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%s %s: %v in %s", q.method, q.path, err, w.Body)
	}
	return v
}
