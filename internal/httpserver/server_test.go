package httpserver_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"bff/internal/httpserver"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// get asks once, on a connection of its own.
func get(t *testing.T, url string, header ...string) (status int, body string, res *http.Response) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	r.Close = true
	res, err = http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text), res
}

func TestProbesOnBothListeners(t *testing.T) {
	release := make(chan struct{})
	inside := make(chan struct{})
	srv, err := httpserver.New(httpserver.Options{
		Listen:     "127.0.0.1:0",
		Admin:      "127.0.0.1:0",
		DrainDelay: time.Millisecond,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/slow" {
				close(inside)
				<-release
			}
			_, _ = io.WriteString(w, "main")
		}),
		AdminHandler: httpserver.AdminMux(httpserver.AdminOptions{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	if srv.Addr() != nil || srv.AdminAddr() != nil {
		t.Error("there are addresses before Run")
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	result := make(chan error, 1)
	go func() { result <- srv.Run(ctx) }()
	<-srv.Listening()
	main, admin := "http://"+srv.Addr().String(), "http://"+srv.AdminAddr().String()

	alive := []string{"/health", "/healthz", "/livez", "/health/live", "/health?live"}
	ready := []string{"/ready", "/readyz", "/health/ready", "/health?ready"}
	expect := func(base string, paths []string, wantStatus int, wantBody string) {
		t.Helper()
		for _, path := range paths {
			status, body, _ := get(t, base+path)
			if status != wantStatus || strings.TrimSpace(body) != wantBody {
				t.Errorf("%s: %d %s; want %d %s", path, status, body, wantStatus, wantBody)
			}
		}
	}
	for !srv.Ready() {
		runtime.Gosched() // Warm runs beside the listeners
	}
	for _, base := range []string{main, admin} {
		expect(base, alive, 200, `{"status":"UP"}`)
		expect(base, ready, 200, `{"status":"UP"}`)
	}
	if _, body, _ := get(t, main+"/anything"); body != "main" {
		t.Errorf("main handler: %q", body)
	}

	go func() {
		res, err := http.Get(main + "/slow")
		if err != nil {
			t.Errorf("request in flight: %v", err)
			return
		}
		defer res.Body.Close()
		if body, _ := io.ReadAll(res.Body); string(body) != "main" || !res.Close {
			t.Errorf("request in flight: %q, close %v; want a whole answer that ends the connection", body, res.Close)
		}
		result <- nil
	}()
	<-inside
	stop()
	for srv.Ready() {
		runtime.Gosched()
	}
	expect(admin, ready, 503, `{"status":"DOWN"}`) // the admin listener stays until the end
	expect(admin, alive, 200, `{"status":"UP"}`)
	close(release)
	for range 2 {
		if err := <-result; err != nil {
			t.Errorf("Run = %v", err)
		}
	}
	if _, err := http.Get(admin + "/health"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("after Run the admin listener says %v; want a refused connection", err)
	}
}

func TestProbeMethods(t *testing.T) {
	srv, err := httpserver.New(httpserver.Options{Listen: "127.0.0.1:0", Handler: http.NotFoundHandler()})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	result := make(chan error, 1)
	go func() { result <- srv.Run(ctx) }()
	<-srv.Listening()
	res, err := http.Post("http://"+srv.Addr().String()+"/health", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST /health: %d, Allow %q", res.StatusCode, res.Header.Get("Allow"))
	}
	http.DefaultClient.CloseIdleConnections()
	stop()
	if err := <-result; err != nil {
		t.Error(err)
	}
}

func TestListenErrors(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	for _, tt := range []struct {
		name          string
		listen, admin string
		want          string
	}{
		{"main port taken", address, "", "listen " + address + ": address already in use; choose another with --listen"},
		{"admin port taken: the main one is closed again", "127.0.0.1:0", address, "listen " + address + ": address already in use; choose another with --admin"},
		{"no port", "127.0.0.1", "", "cannot listen with --listen 127.0.0.1: listen tcp: address 127.0.0.1: missing port in address"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, err := httpserver.New(httpserver.Options{Listen: tt.listen, Admin: tt.admin, Handler: http.NotFoundHandler()})
			if err != nil {
				t.Fatal(err)
			}
			if err := srv.Run(t.Context()); err == nil || err.Error() != tt.want {
				t.Errorf("Run:\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestNewNamesEveryBadOption(t *testing.T) {
	_, err := httpserver.New(httpserver.Options{DrainTimeout: -time.Second, IdleTimeout: -1})
	for _, want := range []string{"Listen", "Handler", "DrainTimeout is -1s", "IdleTimeout is -1ns"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New = %v; want it to name %s", err, want)
		}
	}
}

func TestAdminMux(t *testing.T) {
	admin := httptest.NewServer(httpserver.AdminMux(httpserver.AdminOptions{
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "m 1") }),
		Status: func() any {
			return []struct {
				Name    string         `json:"name"`
				Breaker string         `json:"breaker"`
				Counts  map[string]int `json:"counts"`
				Last    *string        `json:"last"`
			}{{"catalog<b>", "open", map[string]int{"calls": 1234567}, nil}}
		},
		Handlers: map[string]http.Handler{
			"POST /invalidation": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }),
		},
	}))
	defer admin.Close()
	for _, tt := range []struct {
		name, path, accept string
		status             int
		contentType        string
		contains           []string
	}{
		{"metrics", "/metrics", "", 200, "text/plain", []string{"m 1"}},
		{"status", "/status", "", 200, "application/json", []string{`"calls": 1234567`}},
		{
			"status for a browser", "/status", "text/html,*/*", 200, "text/html",
			[]string{"<th>name", "catalog&lt;b&gt;", "<th>calls<td>1234567", "–"},
		},
		{"links", "/", "", 200, "text/html", []string{`href="/metrics"`, `href="/debug/pprof/"`}},
		{"profiles", "/debug/pprof/goroutine?debug=1", "", 200, "text/plain", []string{"goroutine profile"}},
		{"further handlers have their methods", "/invalidation", "", 405, "text/plain", nil},
		{"the rest", "/nothing", "", 404, "text/plain", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			status, body, res := get(t, admin.URL+tt.path, "Accept", tt.accept)
			if status != tt.status || !strings.HasPrefix(res.Header.Get("Content-Type"), tt.contentType) {
				t.Errorf("%d %s; want %d %s", status, res.Header.Get("Content-Type"), tt.status, tt.contentType)
			}
			for _, want := range tt.contains {
				if !strings.Contains(body, want) {
					t.Errorf("the answer lacks %q:\n%s", want, body)
				}
			}
		})
	}
}

func TestStatusThatCannotBeWritten(t *testing.T) {
	mux := httpserver.AdminMux(httpserver.AdminOptions{Status: func() any { return func() {} }})
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/status", nil))
	if w.Code != http.StatusInternalServerError {
		t.Errorf("status %d; want 500", w.Code)
	}
}
