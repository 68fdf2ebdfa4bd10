package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What was started is closed in reverse within the deadline, and what can't be closed
// keeps nothing else from it.
func TestClosersEndInTime(t *testing.T) {
	hangs := func(context.Context) error { time.Sleep(time.Hour); return nil }
	for _, tt := range []struct {
		name   string
		middle func(context.Context) error
		left   time.Duration // until the deadline
		took   time.Duration
		log    string
	}{
		{"all is well", func(context.Context) error { return nil }, time.Minute, 0, ""},
		{"one fails", func(context.Context) error { return errors.New("the collector is silent") }, time.Minute, 0, "the collector is silent"},
		{"one waits for its context", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, 7 * time.Second, 7 * time.Second, "deadline exceeded"},
		{"one hangs", hangs, 7 * time.Second, 7*time.Second + closeLeast, "it did not end in time"},
		{"one hangs and the time is up", hangs, -time.Minute, closeGrace + closeLeast, "it did not end in time"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				var closed []string
				c := &closers{logger: slog.New(slog.NewTextHandler(&log, nil))}
				note := func(name string) func(context.Context) error {
					return func(context.Context) error { closed = append(closed, name); return nil }
				}
				c.add("first", note("first"))
				c.add("middle", tt.middle)
				c.add("last", note("last"))
				ctx, cancel := context.WithCancel(t.Context())
				cancel() // as the signal does
				begin := time.Now()
				c.closeBy(ctx, begin.Add(tt.left))
				if took := time.Since(begin); took != tt.took {
					t.Errorf("it took %s; want %s", took, tt.took)
				}
				if !slices.Equal(closed, []string{"last", "first"}) {
					t.Errorf("closed %q; want last, first", closed)
				}
				if !strings.Contains(log.String(), tt.log) || (tt.log == "") != (log.Len() == 0) {
					t.Errorf("log %q; want %q", log.String(), tt.log)
				}
				time.Sleep(2 * time.Hour) // until what hangs has ended too
			})
		})
	}
}

// The deadline counts from the signal, whatever the drain took of it since.
func TestStopTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		timer := newStopTimer(ctx)
		time.Sleep(time.Minute)
		signalled := time.Now()
		cancel()
		time.Sleep(3 * time.Second)
		if got := timer.deadline(10 * time.Second); !got.Equal(signalled.Add(10 * time.Second)) {
			t.Errorf("%s after the signal; want 10s", got.Sub(signalled))
		}
		failed := newStopTimer(t.Context())
		if got := time.Until(failed.deadline(10 * time.Second)); got != 10*time.Second {
			t.Errorf("a run that ended by itself has %s; want 10s", got)
		}
	})
}

// A collector that takes connections and never answers costs the end a line in the log.
func TestStopWithSilentCollector(t *testing.T) {
	collector, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer collector.Close() // the system takes connections, and nobody reads them
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"+collector.Addr().String())
	s := start(t, "--clients", "web", "--drain-timeout", "1s")
	s.query(t, "web", `{ product(id: 17) { name } }`, "", nil)
	if code := s.stop(); code != 0 {
		t.Errorf("exit code %d; want 0: %s", code, s.log)
	}
	if log := s.log.String(); !strings.Contains(log, `"what":"telemetry"`) || !strings.Contains(log, "not sent") {
		t.Errorf("the log has no word of what was not sent: %s", log)
	}
}
