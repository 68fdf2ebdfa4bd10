package playground

import (
	"bytes"
	"net/http"
	"time"
)

// Each kind of answer has the policy it needs and no more. None names another
// origin, so a page that is made to load something foreign loads nothing.
const (
	// pagePolicy is for pages without scripts: the landing page, and the page
	// that stands in for the playground.
	pagePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

	// playgroundPolicy is for GraphiQL. Its editor writes style elements and
	// style attributes for every line it draws, hence 'unsafe-inline' for styles;
	// scripts stay strict. The editor's own icons are data: images.
	// connect-src 'self' covers ws: and wss: to the same host.
	playgroundPolicy = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; " +
		"style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

	// assetPolicy binds the editor's workers: a worker obeys the policy of its
	// script, not that of the page.
	assetPolicy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'"
)

// htmlPage serves a finished page. The same URL answers GraphQL, which Vary tells
// caches; no-cache lets a browser keep the page and ask whether it changed.
func htmlPage(page []byte, policy string) http.Handler {
	tag := `"` + hash(page) + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		h.Add("Vary", "Accept")
		h.Set("ETag", tag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(page))
	})
}
