package shop

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// views counts who looked at what. An event counts once however often it is
// sent: those who send them deliver at least once.
type views struct {
	*world

	mu    sync.Mutex
	seen  map[string]bool // event ids
	count map[int]int     // by product
}

func newViews(w *world) *views {
	return &views{world: w, seen: map[string]bool{}, count: map[int]int{}}
}

// view is one event.
type view struct {
	EventID   string `json:"event_id"`
	ProductID int    `json:"product_id"`
	ViewedAt  string `json:"viewed_at"`
	Viewer    string `json:"viewer"`
}

const (
	maxViews    = 200 // in one request
	maxViewText = 100 // bytes of an event's id, and of its viewer
)

// check says what is wrong with the event, "" when nothing is.
func (v *views) check(e view) string {
	switch _, err := time.Parse(time.RFC3339, e.ViewedAt); {
	case e.EventID == "" || len(e.EventID) > maxViewText:
		return "event_id must have 1 to " + strconv.Itoa(maxViewText) + " bytes"
	case v.Product(e.ProductID) == nil:
		return "no product " + strconv.Itoa(e.ProductID)
	case err != nil:
		return "viewed_at must be a time as RFC 3339 has it"
	case len(e.Viewer) > maxViewText:
		return "viewer must have at most " + strconv.Itoa(maxViewText) + " bytes"
	}
	return ""
}

// record takes all views of the request or, when one is malformed, none.
func (v *views) record(w http.ResponseWriter, r *http.Request) *problem {
	var body struct {
		Views []view `json:"views"`
	}
	if p := readJSON(w, r, &body); p != nil {
		return p
	}
	if len(body.Views) == 0 || len(body.Views) > maxViews {
		return invalid(http.StatusUnprocessableEntity, fmt.Sprintf("views has %d entries; want 1 to %d", len(body.Views), maxViews))
	}
	for i, e := range body.Views {
		if wrong := v.check(e); wrong != "" {
			return invalid(http.StatusUnprocessableEntity, fmt.Sprintf("views[%d]: %s", i, wrong))
		}
	}
	v.keep(body.Views)
	writeJSON(w, http.StatusAccepted, map[string]int{"accepted": len(body.Views)})
	return nil
}

// keep counts the events that are new.
func (v *views) keep(events []view) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, e := range events {
		if !v.seen[e.EventID] {
			v.seen[e.EventID] = true
			v.count[e.ProductID]++
		}
	}
}

// viewCount is how often a product was looked at.
type viewCount struct {
	ProductID int `json:"product_id"`
	Count     int `json:"count"`
}

func (v *views) list(w http.ResponseWriter, r *http.Request) *problem {
	if !r.URL.Query().Has("ids") {
		return badRequest("ids is missing")
	}
	ids, p := queryIDs(r, http.StatusBadRequest)
	if p != nil {
		return p
	}
	counts := make([]viewCount, 0, len(ids))
	v.mu.Lock()
	for _, id := range ids {
		if v.Product(id) != nil {
			counts = append(counts, viewCount{id, v.count[id]})
		}
	}
	v.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{"views": counts})
	return nil
}
