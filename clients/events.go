package clients

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"slices"
	"time"

	sse "github.com/tmaxmax/go-sse"

	"bff/cache"
)

const (
	// streamIdle is how long a stream may be silent. Backends send a comment now
	// and then; a connection that died without a word is noticed by this.
	streamIdle = time.Minute
	// streamMaxDelay bounds the wait before a stream is opened again.
	streamMaxDelay = 10 * time.Second
	// streamReconnects is how many attempts in a row may fail before a stream that
	// has worked is given up.
	streamReconnects = 10
)

// errIdle ends a connection that was silent for streamIdle.
var errIdle = errors.New("the stream was silent for too long")

// Events yields what a backend sends on a server-sent event stream, each event's
// data decoded as Call.Decode says. Type and id of events don't matter to it.
//
// The sequence goes on until ctx ends, the consumer stops, the backend says that
// there is nothing more (204), or an error ends it, which is yielded last. A
// lost connection is opened again, after a growing and random delay, with the
// Last-Event-ID of what was seen: events are missed only when the backend can't
// replay them. A stream that was never opened is tried as often as the source's
// RetryOptions allow, one that worked ten times in a row; a connection that ends
// at once and without an event counts as such a failure. A stream that isn't
// there, Call.NotFound, is an empty sequence. An event that can't be decoded is
// yielded as an error, and the stream goes on when the consumer does.
//
// Call.Cache, Tags and Timeout don't matter here, and credentials are sent. The
// sequence holds one connection while it is consumed, and can be consumed once
// per call of Events.
func Events[T any](ctx context.Context, b *Backends, c Call[T], r Request) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		e, err := b.endpoint(c.Source, c.Name)
		if err != nil {
			yield(none, err)
			return
		}
		headers, err := e.headers(ctx, cache.Policy{})
		if err != nil {
			yield(none, err)
			return
		}
		rq, err := e.render(r, headers, c.Idempotent, c.Cache)
		if err != nil {
			yield(none, err)
			return
		}
		s := stream{b: b, e: e, plan: plan{rendered: rq, notFound: c.notFound(rq.method)}}
		s.run(ctx, func(data string) bool {
			var value T
			err := e.guard(func() (err error) {
				value, _, err = c.decode(nil, []byte(data))
				return err
			})
			if err != nil {
				if _, ok := errors.AsType[*Error](err); !ok {
					err = e.fail(CodeBadResponse, Permanent, fmt.Errorf("decode: %w", err))
				}
				return yield(none, err)
			}
			return yield(value, nil)
		}, func(failure *Error) { yield(none, failure) })
	}
}

// stream is one consumer's stream over as many connections as it takes.
type stream struct {
	b      *Backends
	e      *endpoint
	plan   plan
	lastID string
	worked bool // a connection was opened
	useful bool // the last connection brought an event, or stood for a while
}

// verdict says how a connection ended.
type verdict uint8

const (
	ended   verdict = iota // by the consumer, or the backend has nothing more
	lost                   // after it was open
	refused                // before it was open
)

// run connects until it's over; failed gets the error that ended it, if any.
func (s *stream) run(ctx context.Context, event func(data string) bool, failed func(*Error)) {
	for failures := 0; ; {
		how, failure := s.connect(ctx, failures+1, event)
		if how == ended || ctx.Err() != nil {
			return
		}
		if how == lost && s.useful {
			failures = 0
		} else if failures++; !s.mayReconnect(failure, failures) {
			failed(failure)
			return
		}
		delay := s.delay(failure, failures)
		retryEvent(ctx, failure, failures+1, delay)
		select {
		case <-ctx.Done():
			return
		case <-time.After(delay):
		}
	}
}

// mayReconnect reports whether another attempt follows after failures in a row.
func (s *stream) mayReconnect(failure *Error, failures int) bool {
	if failure.Class != Transient && failure.Code != CodeCircuitOpen {
		return false
	}
	if s.worked {
		return failures < streamReconnects
	}
	return failures < s.e.src.opts.Retry.MaxAttempts
}

// delay is the time to wait before the next connection. It grows beyond that of
// ordinary calls, because nobody waits for the end of a stream.
func (s *stream) delay(failure *Error, failures int) time.Duration {
	end := streamMaxDelay
	if failures < 20 {
		end = min(end, s.e.src.opts.Retry.BaseDelay<<failures)
	}
	return failure.retryAfter + time.Duration(s.e.src.jitter()*float64(end))
}

// connect opens one connection and passes its events on until it ends.
func (s *stream) connect(ctx context.Context, number int, event func(data string) bool) (verdict, *Error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	resp, how, failure := s.open(ctx, cancel, number)
	if resp == nil {
		return how, failure
	}
	defer resp.Body.Close()
	s.worked, s.useful = true, false
	opened := time.Now()
	defer func() { s.useful = s.useful || time.Since(opened) >= streamMaxDelay }()
	body := &idleReader{r: resp.Body, timer: time.AfterFunc(streamIdle, func() { cancel(errIdle) })}
	defer body.timer.Stop()
	limit := int(min(s.e.src.opts.MaxResponseBytes, 1<<30))
	for ev, err := range sse.Read(body, &sse.ReadConfig{MaxEventSize: limit}) {
		if err != nil {
			return lost, s.e.fail(CodeUnavailable, Transient, fmt.Errorf("stream: %w", err))
		}
		s.lastID, s.useful = ev.LastEventID, true
		if ev.Data != "" && !event(ev.Data) {
			return ended, nil
		}
	}
	return lost, s.e.fail(CodeUnavailable, Transient, errors.New("the stream was closed"))
}

// open sends the request within the time of an attempt. Without a response, the
// verdict says why.
func (s *stream) open(ctx context.Context, cancel context.CancelCauseFunc, number int) (*http.Response, verdict, *Error) {
	permit, ok := s.e.breaker.acquire()
	if !ok {
		failure := s.e.fail(CodeCircuitOpen, Permanent, errors.New("the breaker is open"))
		s.b.observe(ctx, s.e, failure, true)
		return nil, refused, failure
	}
	timer := time.AfterFunc(s.e.src.opts.AttemptTimeout, func() { cancel(errAttemptTimeout) })
	resp, failure := s.b.send(ctx, s.e, s.request(), number)
	timer.Stop()
	how := refused
	if failure == nil {
		how, failure = s.check(resp)
	}
	s.e.record(permit, failure)
	s.b.observe(ctx, s.e, failure, how != ended)
	if failure != nil || how == ended {
		if resp != nil {
			_ = resp.Body.Close()
		}
		return nil, how, failure
	}
	return resp, how, nil
}

// request returns the request of the next connection.
func (s *stream) request() *rendered {
	rq := s.plan.rendered
	rq.repeatable = true // it only listens
	rq.header = rq.header.Clone()
	if rq.header == nil {
		rq.header = make(http.Header, 3)
	}
	rq.header.Set("Accept", "text/event-stream")
	rq.header.Set("Cache-Control", "no-cache")
	if s.lastID != "" {
		rq.header.Set("Last-Event-ID", s.lastID)
	}
	return &rq
}

// check reports what the headers of an answer mean: refused with a failure,
// ended when there is nothing to wait for, lost for an open stream.
func (s *stream) check(resp *http.Response) (verdict, *Error) {
	switch {
	case slices.Contains(s.plan.notFound, resp.StatusCode), resp.StatusCode == http.StatusNoContent:
		return ended, nil
	case resp.StatusCode != http.StatusOK:
		return refused, s.e.badStatus(resp, true)
	}
	media, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil || media != "text/event-stream" {
		return refused, s.e.badResponse(resp, fmt.Errorf("content type %q; expected text/event-stream", resp.Header.Get("Content-Type")))
	}
	return lost, nil
}

// idleReader restarts a timer with each read that brought something.
type idleReader struct {
	r     io.Reader
	timer *time.Timer
}

func (i *idleReader) Read(p []byte) (int, error) {
	n, err := i.r.Read(p)
	if n > 0 {
		i.timer.Reset(streamIdle)
	}
	return n, err
}
