package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// closing registers how something that was started is closed; what names it in the log.
type closing func(what string, close func(context.Context) error)

// closeGrace is the least time that closing gets, also when requests have used up all the
// time that a stop may take.
const closeGrace = time.Second

// closeLeast is the least time that each closer gets, also when one before it has taken all the time.
const closeLeast = 50 * time.Millisecond

// closers closes what was started, the last first, so that a start that fails halfway
// cleans up by the same path as a stop.
//
// By then every request is answered or cut off, so what can't be closed, such as
// telemetry whose collector is silent, is a line in the log and not the end that an
// orchestrator sees as a crash.
type closers struct {
	started []closer
	logger  *slog.Logger // nil means slog.Default()
}

type closer struct {
	what  string
	close func(context.Context) error
}

func (c *closers) add(what string, f func(context.Context) error) {
	c.started = append(c.started, closer{what, f})
}

// closeBy closes all until the deadline, or for closeGrace where that is later. What has
// not ended by then is left to the end of the process. The context of the run has ended
// by then, so closers get one of their own, with the values of ctx.
func (c *closers) closeBy(ctx context.Context, deadline time.Time) {
	if c.logger == nil {
		c.logger = slog.Default()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), max(closeGrace, time.Until(deadline)))
	defer cancel()
	for i := len(c.started) - 1; i >= 0; i-- {
		if err := closeOne(ctx, c.started[i]); err != nil {
			c.logger.Warn("could not close", "what", c.started[i].what, "error", err)
		}
	}
}

// closeOne returns when f has, or soon after ctx has ended.
func closeOne(ctx context.Context, f closer) error {
	done := make(chan error, 1) // f may end after its caller
	go func() { done <- f.close(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done: // it ends with the context and says more, or needs no time
		return err
	case <-time.After(closeLeast):
		return fmt.Errorf("it did not end in time: %w", context.Cause(ctx))
	}
}

// stopTimer records when the signal to stop arrived.
type stopTimer struct {
	at   chan time.Time
	stop func() bool
}

func newStopTimer(ctx context.Context) *stopTimer {
	t := &stopTimer{at: make(chan time.Time, 1)}
	t.stop = context.AfterFunc(ctx, func() { t.at <- time.Now() })
	return t
}

// deadline is when everything has to be over: limit after the signal, or after now for a
// run that ended by itself.
func (t *stopTimer) deadline(limit time.Duration) time.Time {
	if t.stop() {
		return time.Now().Add(limit)
	}
	return (<-t.at).Add(limit)
}
