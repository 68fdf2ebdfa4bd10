package shop

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

var mug = request{service: "catalog", method: "GET", path: "/v1/products/17"}

func setFaults(t testing.TB, s *Shop, f Faults) {
	t.Helper()
	if err := s.Service("catalog").SetFaults(f); err != nil {
		t.Fatal(err)
	}
}

func TestFaultError(t *testing.T) {
	s := newShop(t, Options{Faults: map[string]Faults{"catalog": {ErrorRate: 1}}})
	if w := s.do(mug); w.Code != 503 || !strings.Contains(w.Body.String(), `"code":"injected_fault"`) {
		t.Errorf("with ErrorRate 1: %d %s; want 503 in the service's own format", w.Code, w.Body)
	}
	setFaults(t, s, Faults{ErrorRate: 1, Status: 429})
	if w := s.do(mug); w.Code != 429 {
		t.Errorf("with Status 429: %d", w.Code)
	}
	setFaults(t, s, Faults{ErrorRate: 0.5})
	failed := 0
	for range 400 {
		if s.do(mug).Code == 503 {
			failed++
		}
	}
	if failed < 120 || failed > 280 { // the generator is seeded: this is no gamble
		t.Errorf("with ErrorRate 0.5 %d of 400 failed", failed)
	}
	setFaults(t, s, Faults{})
	if w := s.do(mug); w.Code != 200 {
		t.Errorf("with the faults cleared: %d", w.Code)
	}
}

func TestFaultGarbage(t *testing.T) {
	s := newShop(t, Options{Faults: map[string]Faults{"catalog": {Garbage: true}}})
	w := s.do(mug)
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/json" || json.Valid(w.Body.Bytes()) {
		t.Errorf("garbage is %d %q %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
}

func TestFaultLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := New(Options{Faults: map[string]Faults{"catalog": {LatencyMS: 300, LatencyJitterMS: 200}}})
		if err != nil {
			t.Fatal(err)
		}
		least, most := time.Hour, time.Duration(0)
		for range 50 {
			start := time.Now()
			if w := s.do(mug); w.Code != 200 {
				t.Fatalf("a slow answer is %d", w.Code)
			}
			least, most = min(least, time.Since(start)), max(most, time.Since(start))
		}
		if least < 300*time.Millisecond || most > 500*time.Millisecond || most-least < 50*time.Millisecond {
			t.Errorf("answers took %v to %v; want a spread over 300 ms to 500 ms", least, most)
		}
	})
}

func TestFaultHangUntilCleared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := New(Options{Faults: map[string]Faults{"catalog": {Hang: true}}})
		if err != nil {
			t.Fatal(err)
		}
		answered := make(chan int)
		go func() { answered <- s.do(mug).Code }()
		time.Sleep(24 * time.Hour)
		select {
		case code := <-answered:
			t.Fatalf("a hanging service answered %d", code)
		default:
		}
		setFaults(t, s, Faults{Hang: true, Status: 500}) // another fault, and it still hangs
		synctest.Wait()
		setFaults(t, s, Faults{})
		if code := <-answered; code != 200 {
			t.Errorf("with the faults cleared the hanging request got %d; want its answer", code)
		}
	})
}

// A request hangs until its caller leaves, also with a body that nobody reads.
func TestFaultHangUntilCallerLeaves(t *testing.T) {
	s := newShop(t, Options{Faults: map[string]Faults{"orders": {Hang: true}}})
	over := make(chan struct{})
	ctx, leave := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(over)
		leave() // not before the request is here: one that never arrives is not noticed either
		s.Service("orders").ServeHTTP(w, r)
	}))
	defer server.Close()
	r, _ := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/cart/items", strings.NewReader(`{"product_id":1,"quantity":1}`))
	client := &http.Client{Transport: &http.Transport{}}
	if response, err := client.Do(r); !errors.Is(err, context.Canceled) {
		t.Errorf("the call ended with %v, %v; want that its caller left", response, err)
	}
	<-over // the service noticed
}

func TestCloseReleasesHangingRequests(t *testing.T) {
	s := startShop(t, Options{Faults: map[string]Faults{"catalog": {Hang: true}}})
	client := &http.Client{Transport: &http.Transport{}}
	written, ended := make(chan struct{}), make(chan error)
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { close(written) }})
	r, _ := http.NewRequestWithContext(ctx, http.MethodPost, s.URLs()["catalog"]+"/v1/products", strings.NewReader("{}"))
	go func() {
		response, err := client.Do(r)
		if err == nil {
			_ = response.Body.Close()
		}
		ended <- err
	}()
	<-written
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("the hanging request was answered")
	}
}

func TestFaultDown(t *testing.T) {
	s := startShop(t, Options{Faults: map[string]Faults{"catalog": {Down: true}}})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	_, err := client.Get(s.URLs()["catalog"] + "/v1/products/17")
	if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
		t.Errorf("a service that is down: %v; want a reset connection", err)
	}
	// What controls it answers all the same.
	for _, path := range []string{"/health", "/_faults", "/_stats", "/openapi.json"} {
		response, err := client.Get(s.URLs()["catalog"] + path)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		_ = response.Body.Close()
		if response.StatusCode != 200 {
			t.Errorf("%s = %d", path, response.StatusCode)
		}
	}
}

func TestFaultsOverHTTP(t *testing.T) {
	s := newShop(t, Options{})
	got := ask[Faults](t, s, 200, request{service: "pricing", method: "PUT", path: "/_faults", body: `{"latency_ms":5,"error_rate":0.25,"status":500}`})
	if want := (Faults{LatencyMS: 5, ErrorRate: 0.25, Status: 500}); got != want || s.Service("pricing").Faults() != want {
		t.Errorf("the faults are %+v and %+v; want %+v", got, s.Service("pricing").Faults(), want)
	}
	for _, body := range []string{`{"error_rate":1.5}`, `{"status":200}`, `{"latency_ms":-1}`, `{"sleep":5}`, `x`} {
		if w := s.do(request{service: "pricing", method: "PUT", path: "/_faults", body: body}); w.Code/100 != 4 {
			t.Errorf("PUT /_faults %s = %d; want a refusal", body, w.Code)
		}
	}
	if s.do(request{service: "pricing", method: "DELETE", path: "/_faults"}).Code != 204 || s.Service("pricing").Faults() != (Faults{}) {
		t.Error("DELETE /_faults did not clear them")
	}
}

func TestStats(t *testing.T) {
	s := newShop(t, Options{})
	for range 3 {
		s.do(mug)
	}
	setFaults(t, s, Faults{ErrorRate: 1})
	s.do(request{service: "catalog", method: "GET", path: "/v1/home"})
	s.do(request{service: "catalog", method: "GET", path: "/health"})
	s.do(request{service: "catalog", method: "GET", path: "/nowhere"})
	got := ask[Stats](t, s, 200, request{service: "catalog", method: "GET", path: "/_stats"})
	if got.Requests != 5 || got.ByRoute["GET /v1/products/{id}"] != 3 || got.ByRoute["GET /v1/home"] != 1 || got.ByRoute["/"] != 1 || len(got.ByRoute) != 3 {
		t.Errorf("stats are %+v; want 3 products, 1 home and 1 that is no route", got)
	}
	s.Service("catalog").ResetStats()
	if got := s.Service("catalog").Stats(); got.Requests != 0 || len(got.ByRoute) != 0 {
		t.Errorf("after ResetStats: %+v", got)
	}
}

func TestPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	s := newShop(t, Options{Port: port})
	err = s.Start()
	if err == nil || !strings.Contains(err.Error(), "catalog") || !strings.Contains(err.Error(), taken.Addr().String()) {
		t.Errorf("Start = %v; want an error with catalog and %s", err, taken.Addr())
	}
	if url := s.URLs()["catalog"]; url != "" {
		t.Errorf("the URL of a service that does not listen is %q", url)
	}
}

func TestStartServesAll(t *testing.T) {
	s := startShop(t, Options{})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for name, url := range s.URLs() {
		response, err := client.Get(url + "/health")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_ = response.Body.Close()
	}
	if err := s.Start(); err == nil {
		t.Error("a second Start had no error")
	}
}

// Faults, counters and answers at once: for the race detector.
func TestFaultsRace(t *testing.T) {
	s := newShop(t, Options{})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				_ = s.Service("catalog").SetFaults(Faults{ErrorRate: 0.5, LatencyJitterMS: 1})
				s.do(mug)
				s.Service("catalog").Stats()
				s.Service("catalog").ResetStats()
			}
		})
	}
	all.Wait()
}

var _ http.Handler = (*Service)(nil)

func TestHandlerWithoutStart(t *testing.T) {
	s := newShop(t, Options{})
	server := httptest.NewServer(s.Service("catalog").Handler())
	defer server.Close()
	response, err := server.Client().Get(server.URL + "/v1/products/17")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != 200 || response.Header.Get("ETag") == "" || response.Header.Get("Cache-Control") != "max-age=60" {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
	again, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v1/products/17", nil)
	again.Header.Set("If-None-Match", response.Header.Get("ETag"))
	unchanged, err := server.Client().Do(again)
	if err != nil {
		t.Fatal(err)
	}
	defer unchanged.Body.Close()
	if unchanged.StatusCode != http.StatusNotModified {
		t.Errorf("with If-None-Match: %d; want 304", unchanged.StatusCode)
	}
}
