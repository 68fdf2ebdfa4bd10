package main

import (
	"net/http"
	"testing"

	"bff/internal/config"
)

func TestShareKey(t *testing.T) {
	cfg := config.Default()
	cfg.Sources = map[string]config.Source{"a": {PropagateHeaders: []string{"accept-language", "X-Tenant"}}, "b": {PropagateHeaders: []string{"X-Tenant"}}}
	key := shareKey(cfg)
	of := func(header http.Header) (string, bool) { return key(&http.Request{Header: header}) }
	plain, ok := of(http.Header{})
	if !ok {
		t.Fatal("a visitor shares with nobody; want other visitors")
	}
	for _, tt := range []struct {
		name   string
		header http.Header
		shares bool // at all
		same   bool // with the plain one
	}{
		{"a header that no backend gets", http.Header{"User-Agent": {"x"}}, true, true},
		{"a header that a backend gets", http.Header{"X-Tenant": {"x"}}, true, false},
		{"credentials", http.Header{"Authorization": {"Bearer x"}}, false, false},
		{"a cookie", http.Header{"Cookie": {"a=b"}}, false, false},
		{"a developer's question", http.Header{"Bff-Cache-Debug": {"1"}}, false, false},
	} {
		got, shares := of(tt.header)
		if shares != tt.shares || shares && (got == plain) != tt.same {
			t.Errorf("%s: key %q, shares %v; want shares %v, the same as without %v", tt.name, got, shares, tt.shares, tt.same)
		}
	}
	one, _ := of(http.Header{"X-Tenant": {"a", "b"}})
	other, _ := of(http.Header{"X-Tenant": {"a"}, "Accept-Language": {"b"}})
	if one == other {
		t.Errorf("different headers have the same key %q", one)
	}
	cfg.Server.DeduplicateQuery = false
	if shareKey(cfg) != nil {
		t.Error("sharing is on though it is configured off")
	}
}
