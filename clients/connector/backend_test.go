package connector_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"bff/cache"
	"bff/clients"
	"bff/clients/connector"
	"bff/connect/mapping"
	"bff/connect/supply"
)

// request is one that a backend got.
type request struct {
	method, url, body string
	header            http.Header
}

func (r request) String() string { return strings.TrimSpace(r.method + " " + r.url + " " + r.body) }

// backend answers every request by a function of it, and remembers them all.
type backend struct {
	answer func(request) (status int, text string)

	mu  sync.Mutex
	got []request
}

func (b *backend) RoundTrip(q *http.Request) (*http.Response, error) {
	var body []byte
	if q.Body != nil {
		var err error
		if body, err = io.ReadAll(q.Body); err != nil {
			return nil, err
		}
	}
	r := request{q.Method, strings.TrimPrefix(q.URL.String(), "http://shop.test"), string(body), q.Header.Clone()}
	b.mu.Lock()
	b.got = append(b.got, r)
	b.mu.Unlock()
	status, text := b.answer(r)
	if err := q.Context().Err(); err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: status, Request: q, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(text)),
	}, nil
}

// requests returns the requests since the last call.
func (b *backend) requests() []request {
	b.mu.Lock()
	defer b.mu.Unlock()
	got := b.got
	b.got = nil
	return got
}

// called are the requests since the last call, in words.
func (b *backend) called() string {
	var out []string
	for _, r := range b.requests() {
		out = append(out, r.String())
	}
	return strings.Join(out, "\n")
}

// always answers 200 and a text.
func always(text string) *backend {
	return &backend{answer: func(request) (int, string) { return http.StatusOK, text }}
}

// shop is the source of these tests.
var shop = connector.Source{Name: "shop", BaseURL: "http://shop.test"}

// runtimeOf makes a Runtime whose source is the backend. It has a cache where c is one.
func runtimeOf(t *testing.T, b *backend, c *cache.Cache) *connector.Runtime {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	backends, err := clients.New(clients.Options{
		Transport: b, Logger: quiet, Cache: c,
		Sources: map[string]clients.SourceOptions{"shop": {URL: "http://shop.test", Retry: clients.RetryOptions{MaxAttempts: 1}, Breaker: clients.BreakerOptions{Disabled: true}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := backends.Close(); err != nil {
			t.Error(err)
		}
	})
	rt, err := connector.New(backends, connector.Options{Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	return rt
}

// cached is a cache in memory, closed with the test.
func cached(t *testing.T, o cache.Options) *cache.Cache {
	t.Helper()
	o.Logger = slog.New(slog.DiscardHandler)
	c, err := cache.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// get is a connector of a path that gives a text.
func get(url string, change ...func(*connector.Spec)) *connector.Definition[string] {
	return define(connector.Spec{Method: http.MethodGet, URL: url}, connector.String, change...)
}

func define[T any](s connector.Spec, read connector.Read[T], change ...func(*connector.Spec)) *connector.Definition[T] {
	s.Name, s.Source = "Query.x", shop
	for _, f := range change {
		f(&s)
	}
	return connector.Define(s, nil, read)
}

// object makes a value of names and values in turn.
func object(pairs ...any) mapping.Value {
	var members []mapping.Member
	for i := 0; i < len(pairs); i += 2 {
		v, ok := pairs[i+1].(mapping.Value)
		if !ok {
			var err error
			if v, err = mapping.From(pairs[i+1]); err != nil {
				panic(err)
			}
		}
		members = append(members, mapping.Member{Key: pairs[i].(string), Value: v})
	}
	return mapping.Object(members...)
}

// said is a result in words: its value, or that there is none, or its error's code.
func said[T any](r supply.Result[T]) string {
	switch e, isError := r.Err.(*clients.Error); {
	case isError:
		return string(e.Code)
	case r.Err != nil:
		return fmt.Sprintf("an error that is no *clients.Error: %v", r.Err)
	case !r.Found:
		return "not found"
	}
	return fmt.Sprint(r.Value)
}

func allSaid[T any](results []supply.Result[T]) string {
	var out []string
	for _, r := range results {
		out = append(out, said(r))
	}
	return strings.Join(out, ", ")
}

const minute = time.Minute
