package shop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// heartbeat is how often a silent stream shows that it is alive.
const heartbeat = 15 * time.Second

// events streams an order as server-sent events: as it is, then every change.
// The id of an event is the order's version, and Last-Event-ID is not needed:
// the first event always tells all. A stream ends when the shop closes, when the
// service goes down, and when its reader lags 16 changes behind.
func (o *orders) events(w http.ResponseWriter, r *http.Request) *problem {
	order, _, p := o.visible(r)
	if p != nil {
		return p
	}
	current, changes, stop := o.book.watch(order.ID)
	defer stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if writeEvent(w, current) != nil {
		return nil
	}
	ticker := time.NewTicker(heartbeat)
	defer ticker.Stop()
	for {
		faults, faultsChanged := o.inject.watch()
		if faults.Down {
			reset(w)
		}
		var err error
		select {
		case v, ok := <-changes:
			if !ok {
				return nil
			}
			err = writeEvent(w, v)
		case <-ticker.C:
			err = writeFlush(w, []byte(": heartbeat\n\n"))
		case <-faultsChanged:
		case <-r.Context().Done():
			return nil
		case <-o.closing:
			return nil
		}
		if err != nil {
			return nil
		}
	}
}

func writeEvent(w http.ResponseWriter, v orderVersion) error {
	var event bytes.Buffer
	fmt.Fprintf(&event, "event: order\nid: %d\ndata: ", v.version)
	// The encoder ends its one line with a newline, and the blank line ends the event.
	if err := json.NewEncoder(&event).Encode(v.order); err != nil {
		return err
	}
	event.WriteByte('\n')
	return writeFlush(w, event.Bytes())
}

func writeFlush(w http.ResponseWriter, text []byte) error {
	if _, err := w.Write(text); err != nil {
		return err
	}
	return http.NewResponseController(w).Flush()
}
