package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	"bff/internal/shop"
)

// tenantHeader is the header by which the burst's catalog makes other answers.
const tenantHeader = "X-Tenant"

// burstBackends are the sample backends, with a catalog that names products otherwise
// for each tenant, and a count of what is under way.
type burstBackends struct {
	urls map[string]string

	mu   sync.Mutex
	busy map[string]int // requests by Authorization
}

func startBurstBackends(t *testing.T) *burstBackends {
	t.Helper()
	sample, err := shop.New(shop.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	b := &burstBackends{urls: map[string]string{}, busy: map[string]int{}}
	for _, service := range sample.Services() {
		handler := service.Handler()
		if service.Name() == "catalog" {
			handler = forTenants(handler)
		}
		server := httptest.NewUnstartedServer(b.counting(handler))
		server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		server.Start()
		t.Cleanup(server.Close)
		b.urls[service.Name()] = server.URL
	}
	t.Cleanup(func() { _ = sample.Close(t.Context()) }) // first: it lets go of what hangs
	return b
}

func (b *burstBackends) counting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := r.Header.Get("Authorization")
		b.add(who, 1)
		defer b.add(who, -1)
		next.ServeHTTP(w, r)
	})
}

func (b *burstBackends) add(who string, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.busy[who] += n
}

// idle reports whether no request with these credentials is under way.
func (b *burstBackends) idle(who string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.busy[who] == 0
}

// forTenants puts the tenant behind the name of each product.
func forTenants(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tenant := r.Header.Get(tenantHeader)
		if tenant == "" {
			next.ServeHTTP(w, r)
			return
		}
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		body := answer.Body.Bytes()
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) == nil {
			rename(value, tenant)
			body, _ = json.Marshal(value)
		}
		maps.Copy(w.Header(), answer.Header())
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body)
	})
}

// rename changes what looks like a product.
func rename(value any, tenant string) {
	switch v := value.(type) {
	case []any:
		for _, each := range v {
			rename(each, tenant)
		}
	case map[string]any:
		if name, ok := v["name"].(string); ok && v["sku"] != nil {
			v["name"] = nameFor(name, tenant)
		}
		for _, each := range v {
			rename(each, tenant)
		}
	}
}

func nameFor(name, tenant string) string {
	if tenant == "" {
		return name
	}
	return name + " @" + tenant
}
