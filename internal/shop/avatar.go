package shop

import (
	"fmt"
	"html"
	"net/http"
	"strings"
)

// avatar draws a customer's initials on a disc.
func (all *world) avatar(w http.ResponseWriter, r *http.Request) *problem {
	name, ok := strings.CutSuffix(r.PathValue("file"), ".svg")
	r.SetPathValue("id", name)
	user := all.User(pathID(r, "id"))
	if !ok || user == nil {
		return notFound("There is no such avatar.")
	}
	first, last, _ := strings.Cut(user.DisplayName, " ")
	initials := html.EscapeString(first[:1] + last[:1])
	w.Header().Set("Content-Type", "image/svg+xml")
	cacheable(w, 86400)
	_, _ = fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96"><circle cx="48" cy="48" r="48" fill="hsl(%d 45%% 55%%)"/><text x="48" y="60" text-anchor="middle" font-family="sans-serif" font-size="34" fill="#fff">%s</text></svg>`, user.ID*67%360, initials)
	return nil
}
