package httpserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// inMemory starts a server on a network without sockets. stop is the signal to
// stop, result what Run returned.
func inMemory(t *testing.T, o Options) (s *Server, network *memory, stop func(), result <-chan error) {
	t.Helper()
	network = newMemory()
	o.Listen = "memory"
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.listen = func(context.Context, string, string) (net.Listener, error) { return network, nil }
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	<-s.Listening()
	synctest.Wait()
	return s, network, cancel, done
}

// ask returns a channel with the answer's body or the error.
func ask(client *http.Client, header http.Header) <-chan string {
	answer := make(chan string, 1)
	go func() {
		r, _ := http.NewRequest(http.MethodGet, "http://bff/", nil)
		r.Header = header
		res, err := client.Do(r)
		if err != nil {
			answer <- "error: " + err.Error()
			return
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		answer <- string(body)
	}()
	return answer
}

func TestRequestFinishesDuringDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, network, stop, result := inMemory(t, Options{
			DrainDelay:   2 * time.Second,
			DrainTimeout: 10 * time.Second,
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				select {
				case <-time.After(5 * time.Second):
					_, _ = io.WriteString(w, "whole")
				case <-r.Context().Done():
					_, _ = io.WriteString(w, "cut")
				}
			}),
		})
		start := time.Now()
		early := ask(network.client(t), nil)
		synctest.Wait()
		stop()
		synctest.Wait()
		if s.Ready() {
			t.Error("still ready after the signal")
		}
		late := ask(network.client(t), nil) // a load balancer that has not noticed yet
		if got := <-early; got != "whole" {
			t.Errorf("request before the signal: %q", got)
		}
		if got := <-late; got != "whole" {
			t.Errorf("request in the delay: %q", got)
		}
		if err := <-result; err != nil {
			t.Errorf("Run = %v; want nil for a clean drain", err)
		}
		if took := time.Since(start); took > 6*time.Second { // Shutdown polls
			t.Errorf("the drain took %s; want the end of the last request, at 5s", took)
		}
	})
}

func TestDrainIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, network, stop, result := inMemory(t, Options{
			DrainTimeout: 3 * time.Second,
			Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				<-r.Context().Done()
			}),
		})
		answer := ask(network.client(t), nil)
		synctest.Wait()
		start := time.Now()
		stop()
		err := <-result
		if err == nil || err.Error() != "drain: 1 requests were cut off after 3s" {
			t.Errorf("Run = %v; want the request that was cut off", err)
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("the drain took %s; want its bound of 3s", took)
		}
		if got := <-answer; !strings.HasPrefix(got, "error: ") {
			t.Errorf("the request got %q; want a broken connection", got)
		}
	})
}

// Work that goes on after its request is waited for like one, and ends with the bound
// of the drain.
func TestDrainWaitsForWorkThatWasBegun(t *testing.T) {
	for _, tt := range []struct {
		name  string
		needs time.Duration
		took  time.Duration // by the drain, which polls
		err   string
	}{
		{"it finishes", 2 * time.Second, 2 * time.Second, "<nil>"},
		{"it does not", time.Minute, 3 * time.Second, "drain: 1 requests were cut off after 3s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, network, stop, result := inMemory(t, Options{
					DrainTimeout: 3 * time.Second,
					Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
						bound, done := Begin(context.WithoutCancel(r.Context()))
						go func() {
							defer done()
							select {
							case <-time.After(tt.needs):
							case <-bound.Done():
							}
						}()
					}),
				})
				<-ask(network.client(t), nil)
				start := time.Now()
				stop()
				if err := <-result; fmt.Sprint(err) != tt.err {
					t.Errorf("Run = %v; want %s", err, tt.err)
				}
				if took := time.Since(start).Round(time.Second); took != tt.took {
					t.Errorf("the drain took %s; want %s", took, tt.took)
				}
			})
		})
	}
}

func TestBeginOutsideOfARequest(t *testing.T) {
	bound, done := Begin(t.Context())
	done()
	if bound.Done() != nil {
		t.Error("the bound of work without a server can end")
	}
}

func TestStreamsEndWhenDrainBegins(t *testing.T) {
	for _, tt := range []struct {
		name   string
		header http.Header
	}{
		{"server-sent events", http.Header{"Accept": {"text/event-stream"}}},
		{"WebSocket, which http.Server forgets", http.Header{"Upgrade": {"websocket"}, "Connection": {"Upgrade"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				causes := make(chan error, 1)
				_, network, stop, result := inMemory(t, Options{
					Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						conn, _, err := http.NewResponseController(w).Hijack()
						if err != nil {
							t.Error(err)
							return
						}
						defer conn.Close()
						<-r.Context().Done()
						causes <- context.Cause(r.Context())
						time.Sleep(time.Second) // a polite close takes a moment
						_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbye")
					}),
				})
				answer := ask(network.client(t), tt.header)
				synctest.Wait()
				stop()
				if err := <-result; err != nil {
					t.Errorf("Run = %v; want nil: streams are told to end", err)
				}
				if cause := <-causes; !errors.Is(cause, ErrDraining) {
					t.Errorf("cause = %v; want ErrDraining", cause)
				}
				if got := <-answer; got != "bye" {
					t.Errorf("the stream ended with %q; want the handler's goodbye", got)
				}
			})
		})
	}
}

func TestWarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, stop, result := inMemory(t, Options{
			Handler: http.NotFoundHandler(),
			Warm: func(ctx context.Context) error {
				time.Sleep(time.Second)
				return nil
			},
		})
		if s.Ready() {
			t.Error("ready before it is warm")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if !s.Ready() {
			t.Error("not ready when warm")
		}
		stop()
		if err := <-result; err != nil {
			t.Errorf("Run = %v", err)
		}
	})
}

func TestWarmFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, _, stop, result := inMemory(t, Options{
			Handler: http.NotFoundHandler(),
			Warm:    func(context.Context) error { return errors.New("no schema") },
		})
		defer stop()
		if err := <-result; err == nil || err.Error() != "warm up: no schema" {
			t.Errorf("Run = %v; want what Warm said", err)
		}
	})
}

func TestStopWhileWarming(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, stop, result := inMemory(t, Options{
			Handler: http.NotFoundHandler(),
			Warm:    func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		})
		stop()
		if err := <-result; err != nil {
			t.Errorf("Run = %v; want nil: to be stopped is no failure", err)
		}
		if s.Ready() {
			t.Error("ready after the end")
		}
	})
}

// A client that trickles its body is cut off; a stream whose body is read
// whole is not, however long it lives.
func TestBodyDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		read := make(chan error, 1)
		_, network, stop, result := inMemory(t, Options{
			ReadBodyTimeout: 5 * time.Second,
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, err := io.ReadAll(r.Body)
				read <- err
				if err != nil {
					return
				}
				select {
				case <-r.Context().Done():
					t.Errorf("the request ended with its body's deadline: %v", context.Cause(r.Context()))
				case <-time.After(time.Minute):
					_, _ = io.WriteString(w, "late")
				}
			}),
		})
		client := network.client(t)

		slow, feed := io.Pipe()
		go func() {
			res, err := client.Post("http://bff/", "text/plain", slow)
			if err == nil {
				_ = res.Body.Close()
			}
		}()
		if err := <-read; err == nil {
			t.Error("a body that never ends was read")
		}
		_ = feed.Close()

		res, err := client.Post("http://bff/", "text/plain", strings.NewReader("whole"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if string(body) != "late" || err != nil {
			t.Errorf("answer %q, %v; want late", body, err)
		}
		client.CloseIdleConnections()
		stop()
		if err := <-result; err != nil {
			t.Errorf("Run = %v", err)
		}
	})
}
