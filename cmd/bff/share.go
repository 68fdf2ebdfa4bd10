package main

import (
	"net/http"
	"slices"
	"strings"

	"bff/internal/config"
)

// shareKey tells which requests see the same data: those without credentials
// whose headers that backends get are equal. It is nil when sharing is off.
func shareKey(cfg config.Config) func(*http.Request) (string, bool) {
	if !cfg.Server.DeduplicateQuery {
		return nil
	}
	var names []string
	for _, source := range cfg.Sources {
		for _, name := range source.PropagateHeaders {
			names = append(names, http.CanonicalHeaderKey(name))
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return func(r *http.Request) (string, bool) {
		if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" || r.Header.Get(debugHeader) != "" {
			return "", false
		}
		var key strings.Builder
		for _, name := range names {
			for _, value := range r.Header[name] {
				key.WriteString(name)
				key.WriteByte('\n') // no header holds one
				key.WriteString(value)
				key.WriteByte('\n')
			}
		}
		return key.String(), true
	}
}
