package shopapi

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"bff/cache/writebehind"
	"bff/clients"
)

// View says that somebody looked at a product.
type View struct {
	EventID   string    `json:"event_id"` // new for each view, the same at every attempt to deliver it
	ProductID int       `json:"product_id"`
	ViewedAt  time.Time `json:"viewed_at"`
	Viewer    string    `json:"viewer"` // the subject of the request, so never a token; empty for a visitor
}

// ViewQueue keeps views that are delivered later, those of one key in their
// order: a writebehind.Queue whose Write is DeliverView. It is kept when Add
// returns nil; after an error it may be or not.
type ViewQueue interface {
	Add(ctx context.Context, key string, payload []byte) error
}

// Views takes note of views. It is safe for concurrent use.
type Views struct {
	backends *clients.Backends
	queue    ViewQueue // nil for none
}

// NewViews makes Views that go through the queue; nil means that each goes to the
// backend at once.
func NewViews(backends *clients.Backends, queue ViewQueue) *Views {
	return &Views{backends: backends, queue: queue}
}

// Record notes that the person who asks looked at a product. With a queue
// nobody waits for the backend, which may be down. When the queue refuses, the
// view goes to the backend at once, with the event id that the queue saw: were
// it kept all the same, it still counts once. The caller has looked whether there
// is such a product: what can't be delivered would fill the queue.
func (v *Views) Record(ctx context.Context, productID int) error {
	payload, err := json.Marshal(View{
		EventID: rand.Text(), ProductID: productID, ViewedAt: time.Now().UTC(), Viewer: clients.IncomingFrom(ctx).Subject,
	})
	if err != nil {
		return err
	}
	if v.queue != nil && v.queue.Add(ctx, strconv.Itoa(productID), payload) == nil {
		return nil
	}
	return refuse(sendView(ctx, v.backends, payload), refusals{http.StatusUnprocessableEntity: NoSuchProduct})
}

// DeliverView sends a queued view. An error that the backend would repeat is a
// writebehind.Permanent one. It has the shape of writebehind.Options.Write.
func DeliverView(ctx context.Context, backends *clients.Backends, e writebehind.Entry) error {
	err := sendView(ctx, backends, e.Payload)
	if hopeless(err) {
		return writebehind.Permanent(err)
	}
	return err
}

// hopeless tells whether the backend understood a call and will refuse it again:
// with a 4xx other than those that ask for patience.
func hopeless(err error) bool {
	var failed *clients.Error
	if !errors.As(err, &failed) {
		return false
	}
	switch failed.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	default:
		return failed.Status >= 400 && failed.Status < 500
	}
}

// sendView sends one View, as JSON, in the name of nobody: with a queue between,
// whoever asked is gone, and both ways should do the same.
func sendView(ctx context.Context, backends *clients.Backends, view []byte) error {
	answer, _, err := clients.Fetch(clients.WithIncoming(ctx, clients.Incoming{}), backends, recordView, clients.Request{
		Method: http.MethodPost, Path: "/views", Body: fmt.Appendf(nil, `{"views":[%s]}`, view),
	})
	if err == nil && answer.Accepted != 1 {
		return fmt.Errorf("%s %s: %d views accepted of 1", recordView.Source, recordView.Name, answer.Accepted)
	}
	return err
}

type viewsAccepted struct {
	Accepted int `json:"accepted"`
}

var recordView = clients.Call[viewsAccepted]{
	Source: "recommendations", Name: "views.record",
	Idempotent: true, // the same event id is the same view
}
