package clients

import (
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, time.January, 2, 15, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, header string
		want         time.Duration
		ok           bool
	}{
		{"missing", "", 0, false},
		{"seconds", "7", 7 * time.Second, true},
		{"now", "0", 0, true},
		{"spaces around", " 7 ", 7 * time.Second, true},
		{"http date", "Fri, 02 Jan 2026 15:00:09 GMT", 9 * time.Second, true},
		{"past date means now", "Fri, 02 Jan 2026 14:00:00 GMT", 0, true},
		{"old form of a date", "Friday, 02-Jan-26 15:00:09 GMT", 9 * time.Second, true},
		{"a day", "86400", 24 * time.Hour, true},
		{"more than a day is no plan", "86401", 0, false},
		{"far date", "Fri, 02 Jan 2099 15:00:09 GMT", 0, false},
		{"too large for a Duration", "99999999999999999999", 0, false},
		{"negative", "-1", 0, false},
		{"fraction", "1.5", 0, false},
		{"words", "soon", 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := retryAfter(tt.header, now)
			if ok != tt.ok || ok && got != tt.want {
				t.Errorf("retryAfter(%q) = %v, %v; want %v, %v", tt.header, got, ok, tt.want, tt.ok)
			}
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"7", "-1", "Fri, 02 Jan 2026 15:00:09 GMT", "1e9", "4294967296", "\x00"} {
		f.Add(s)
	}
	now := time.Date(2026, time.January, 2, 15, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		if d, ok := retryAfter(header, now); ok && (d < 0 || d > 24*time.Hour) {
			t.Fatalf("retryAfter(%q) = %s", header, d)
		}
	})
}

func TestBackoffDoublesToItsEnd(t *testing.T) {
	s := newSource("catalog", SourceOptions{URL: "http://catalog.test"}.withDefaults(), func() float64 { return 0.5 })
	for made, want := range map[int]time.Duration{
		1: 25 * time.Millisecond, 2: 50 * time.Millisecond, 4: 200 * time.Millisecond,
		6: 500 * time.Millisecond, 60: 500 * time.Millisecond, 1 << 40: 500 * time.Millisecond,
	} {
		if got := s.backoff(made); got != want {
			t.Errorf("delay after attempt %d is %s; expected %s", made, got, want)
		}
	}
}

// flaky fails the first n requests with status and answers the others.
func flaky(seen *recorder, n, status int, header http.Header) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if seen.record(r) <= n {
			for name, values := range header {
				w.Header()[name] = values
			}
			asJSON(w, status, "{}")
			return
		}
		asJSON(w, 200, `{"id":17}`)
	})
}

func TestRetries(t *testing.T) {
	for _, tt := range []struct {
		name     string
		request  Request
		call     Call[product]
		failures int
		status   int
		header   http.Header
		attempts int
		ok       bool
		took     time.Duration
	}{
		{name: "first attempt", attempts: 1, ok: true},
		{name: "second attempt", failures: 1, status: 503, attempts: 2, ok: true, took: 50 * time.Millisecond},
		{name: "third attempt waits twice as long", failures: 2, status: 502, attempts: 3, ok: true, took: 150 * time.Millisecond},
		{name: "no fourth", failures: 3, status: 503, attempts: 3, took: 150 * time.Millisecond},
		{name: "500 isn't transient", failures: 1, status: 500, attempts: 1},
		{name: "POST", request: Request{Method: "POST"}, failures: 1, status: 503, attempts: 1},
		{name: "PATCH", request: Request{Method: "PATCH"}, failures: 1, status: 503, attempts: 1},
		{name: "PUT", request: Request{Method: "PUT"}, failures: 1, status: 503, attempts: 2, ok: true, took: 50 * time.Millisecond},
		{name: "DELETE", request: Request{Method: "DELETE"}, failures: 1, status: 503, attempts: 2, ok: true, took: 50 * time.Millisecond},
		{
			name: "POST with a key", request: Request{Method: "POST", IdempotencyKey: "k", Body: []byte("{}")},
			failures: 1, status: 503, attempts: 2, ok: true, took: 50 * time.Millisecond,
		},
		{
			name: "POST that only asks", request: Request{Method: "POST"}, call: Call[product]{Idempotent: true},
			failures: 1, status: 503, attempts: 2, ok: true, took: 50 * time.Millisecond,
		},
		{name: "POST that was refused", request: Request{Method: "POST"}, failures: 1, status: 429, attempts: 2, ok: true, took: 50 * time.Millisecond},
		{
			name: "after the seconds that the backend asks for", failures: 1, status: 429, header: http.Header{"Retry-After": {"2"}},
			attempts: 2, ok: true, took: 2050 * time.Millisecond,
		},
		{
			name: "after the date that the backend asks for", failures: 1, status: 503,
			// A synctest bubble begins at this moment.
			header:   http.Header{"Retry-After": {time.Date(2000, 1, 1, 0, 0, 3, 0, time.UTC).Format(http.TimeFormat)}},
			attempts: 2, ok: true, took: 3050 * time.Millisecond,
		},
		{
			name: "not when the backend asks for more time than there is", failures: 1, status: 503,
			header: http.Header{"Retry-After": {"5"}}, attempts: 1, // and at once, not after 5 s
		},
		{
			name: "an unreadable wish is none", failures: 1, status: 503, header: http.Header{"Retry-After": {"soon"}},
			attempts: 2, ok: true, took: 50 * time.Millisecond,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var seen recorder
				b := start(t, flaky(&seen, tt.failures, tt.status, tt.header), nil)
				tt.call.Source, tt.call.Name = "catalog", "x"
				begin := time.Now()
				_, found, err := Fetch(t.Context(), b.Backends, tt.call, tt.request)
				if found != tt.ok || (err == nil) != tt.ok {
					t.Errorf("found %v, error %v; expected success %v", found, err, tt.ok)
				}
				if took := time.Since(begin); seen.count() != tt.attempts || took != tt.took {
					t.Errorf("%d attempts in %s; expected %d in %s", seen.count(), took, tt.attempts, tt.took)
				}
				for i, body := range seen.bodies {
					if body != string(tt.request.Body) {
						t.Errorf("attempt %d had body %q", i+1, body)
					}
					if got := seen.requests[i].Header.Get("Idempotency-Key"); got != tt.request.IdempotencyKey {
						t.Errorf("attempt %d had key %q", i+1, got)
					}
				}
			})
		})
	}
}

// An outage of a whole backend must not cost it more than a fifth more calls.
func TestRetryBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, flaky(&seen, 1<<30, 503, nil), func(_ *Options, s *SourceOptions) { s.Breaker.Disabled = true })
		const calls = 500
		for i := range calls {
			_, _, err := Fetch(t.Context(), b.Backends, Call[product]{Source: "catalog", Name: "x"}, Request{Path: "/" + strconv.Itoa(i)})
			wantError(t, err, CodeUnavailable, Transient)
		}
		extra := seen.count() - calls
		if extra > calls/5+budgetReserve || extra < calls/5-1 {
			t.Errorf("%d retries of %d calls; expected 20 %% and the reserve of %d", extra, calls, budgetReserve)
		}
	})
}
