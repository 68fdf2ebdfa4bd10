package clients

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// eventStream begins an answer that is a stream.
func eventStream(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(200)
	_ = http.NewResponseController(w).Flush()
}

// send writes text to a stream.
func send(w http.ResponseWriter, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format, args...)
	_ = http.NewResponseController(w).Flush()
}

var orderEvents = Call[product]{Source: "catalog", Name: "products.events"}

// collect consumes events until there are n results, or the sequence ends.
func collect(ctx context.Context, b *backend, n int) (ids []int, err error) {
	for p, e := range Events(ctx, b.Backends, orderEvents, Request{Path: "/events"}) {
		if e != nil {
			return ids, e
		}
		ids = append(ids, p.ID)
		if len(ids) == n {
			break
		}
	}
	return ids, nil
}

func TestEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen.record(r)
			eventStream(w)
			send(w, ": hello\n\nevent: order\nid: 1\ndata: {\"id\":1}\n\n")
			time.Sleep(10 * time.Second) // longer than any attempt may take
			send(w, "data: {\"id\":\ndata: 2}\n\nevent: empty\n\n")
			<-r.Context().Done()
		}), func(_ *Options, s *SourceOptions) { s.PropagateHeaders = []string{"Authorization"} })
		ids, err := collect(as(t.Context(), "Authorization", "user-1"), b, 2)
		if err != nil || !slices.Equal(ids, []int{1, 2}) {
			t.Errorf("%v, %v; expected 1 and 2", ids, err)
		}
		h := seen.last().Header
		if h.Get("Accept") != "text/event-stream" || h.Get("Authorization") != "user-1" || h.Get(deadlineHeader) != "" || h.Get("Last-Event-Id") != "" {
			t.Errorf("the backend got %v", h)
		}
	})
}

// Whatever ends a connection, the next one goes on where it was.
func TestEventsReconnect(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(w http.ResponseWriter, r *http.Request)
		took time.Duration
	}{
		{"the backend closes the stream", func(http.ResponseWriter, *http.Request) {}, 50 * time.Millisecond},
		{"the connection is lost", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 50 * time.Millisecond},
		{"the connection is silent", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, time.Minute + 50*time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var seen recorder
				b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					n := seen.record(r)
					eventStream(w)
					send(w, "id: v%d\ndata: {\"id\":%d}\n\n", n, n)
					tt.end(w, r)
				}), nil)
				begin := time.Now()
				ids, err := collect(t.Context(), b, 2)
				if err != nil || !slices.Equal(ids, []int{1, 2}) {
					t.Errorf("%v, %v; expected 1 and 2", ids, err)
				}
				if got := seen.last().Header.Get("Last-Event-ID"); got != "v1" {
					t.Errorf("Last-Event-ID %q; expected v1", got)
				}
				if took := time.Since(begin); took != tt.took {
					t.Errorf("took %s; expected %s", took, tt.took)
				}
			})
		})
	}
}

func TestHeartbeatsKeepAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen.record(r)
			eventStream(w)
			for range 20 {
				time.Sleep(15 * time.Second)
				send(w, ": still here\n\n")
			}
			send(w, "data: {\"id\":1}\n\n")
		}), nil)
		if ids, err := collect(t.Context(), b, 1); err != nil || len(ids) != 1 || seen.count() != 1 {
			t.Errorf("%v, %v over %d connections; expected one event over one", ids, err, seen.count())
		}
	})
}

func TestEventsThatCantBeOpened(t *testing.T) {
	for _, tt := range []struct {
		name     string
		answer   http.HandlerFunc
		code     Code // "": the sequence is empty
		class    Class
		attempts int
	}{
		{
			name: "not found", attempts: 1,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 404, "{}") },
		},
		{
			name: "nothing more", attempts: 1,
			answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) },
		},
		{
			name: "forbidden", attempts: 1, code: CodeForbidden, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 403, "{}") },
		},
		{
			name: "unavailable", attempts: 3, code: CodeUnavailable, class: Transient,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 503, "{}") },
		},
		{
			name: "no stream", attempts: 1, code: CodeBadResponse, class: Permanent,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, "{}") },
		},
		{
			name: "hangs", attempts: 3, code: CodeTimeout, class: Transient,
			answer: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var seen recorder
				b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					seen.record(r)
					tt.answer(w, r)
				}), nil)
				ids, err := collect(t.Context(), b, 1)
				if tt.code != "" {
					wantError(t, err, tt.code, tt.class)
				} else if err != nil {
					t.Errorf("error %v; expected an empty sequence", err)
				}
				if len(ids) != 0 || seen.count() != tt.attempts {
					t.Errorf("%d events, %d attempts; expected none and %d", len(ids), seen.count(), tt.attempts)
				}
			})
		})
	}
}

// A stream that worked survives an outage that would end a new one, but not a
// refusal.
func TestEventsSurviveAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch n := seen.record(r); {
			case n == 1 || n == 8:
				eventStream(w)
				send(w, "data: {\"id\":%d}\n\n", n)
			case n < 8:
				asJSON(w, 503, "{}")
			default:
				asJSON(w, 401, "{}")
			}
		}), nil)
		ids, err := collect(t.Context(), b, 3)
		if !slices.Equal(ids, []int{1, 8}) {
			t.Errorf("events %v; expected 1 and 8", ids)
		}
		wantError(t, err, CodeUnauthenticated, Permanent)
	})
}

// A backend that accepts streams and drops them at once isn't asked for ever.
func TestEventsThatEndAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen.record(r)
			eventStream(w)
		}), nil)
		begin := time.Now()
		_, err := collect(t.Context(), b, 1)
		wantError(t, err, CodeUnavailable, Transient)
		if took := time.Since(begin); seen.count() != streamReconnects || took < 30*time.Second {
			t.Errorf("%d connections in %s; expected %d with growing delays", seen.count(), took, streamReconnects)
		}
	})
}

func TestEventsEndWithTheirContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			eventStream(w)
			<-r.Context().Done()
		}), nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		if ids, err := collect(ctx, b, 1); len(ids) != 0 || err != nil {
			t.Errorf("%v, %v; expected an end and nothing else", ids, err)
		}
		if took := time.Since(begin); took != time.Second {
			t.Errorf("ended after %s; expected 1s", took)
		}
	})
}

// One event that can't be read isn't the end of those that can.
func TestEventThatCantBeDecoded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			eventStream(w)
			send(w, "data: garbage\n\ndata: {\"id\":2}\n\n")
		}), nil)
		var got []string
		for p, err := range Events(t.Context(), b.Backends, orderEvents, Request{}) {
			if e, ok := errors.AsType[*Error](err); ok {
				got = append(got, string(e.Code))
				continue
			}
			got = append(got, fmt.Sprint(p.ID))
			break
		}
		if !slices.Equal(got, []string{"BACKEND_BAD_RESPONSE", "2"}) {
			t.Errorf("got %q", got)
		}
	})
}

func TestEventWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen recorder
		b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if seen.record(r) > 1 {
				asJSON(w, 403, "{}")
				return
			}
			eventStream(w)
			send(w, "data: ")
			for {
				if _, err := io.WriteString(w, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"); err != nil {
					return
				}
			}
		}), func(_ *Options, s *SourceOptions) { s.MaxResponseBytes = 1 << 16 })
		_, err := collect(t.Context(), b, 1)
		wantError(t, err, CodeForbidden, Permanent) // the second connection's
	})
}

func TestEventsMistakes(t *testing.T) {
	b := start(t, http.NotFoundHandler(), nil)
	for _, tt := range []struct {
		call Call[product]
		r    Request
	}{
		{Call[product]{Source: "catalogue", Name: "x"}, Request{}},
		{Call[product]{Source: "catalog", Name: "x"}, Request{Path: "x"}},
	} {
		n := 0
		for _, err := range Events(t.Context(), b.Backends, tt.call, tt.r) {
			wantError(t, err, CodeInternal, Permanent)
			n++
		}
		if n != 1 {
			t.Errorf("%d errors; expected 1", n)
		}
	}
}
