package connector_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"bff/clients"
	"bff/clients/connector"
)

// roundTrip is a backend in the process.
type roundTrip func(*http.Request) *http.Response

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

// A key that a connector gives reaches the backend, the same one with each attempt, and
// makes a mutation one that may be repeated. Without a key it is sent once.
func TestIdempotencyKeys(t *testing.T) {
	source := connector.Source{Name: "payments", BaseURL: "http://payments"}
	keyed := source
	keyed.Headers = []connector.Header{{Name: "Idempotency-Key", Value: "{$args.key}"}}
	for _, tt := range []struct {
		name    string
		source  connector.Source
		headers []connector.Header
		key     any
		want    []string // of the attempts
	}{
		{"of an argument", source, []connector.Header{{Name: "Idempotency-Key", Value: "{$args.key}"}}, "k1", []string{"k1", "k1"}},
		{"in other letters", source, []connector.Header{{Name: "idempotency-key", Value: "{$args.key}.payment"}}, "k1", []string{"k1.payment", "k1.payment"}},
		{"of the request", source, []connector.Header{{Name: "Idempotency-Key", From: "X-Checkout"}}, nil, []string{"from-header", "from-header"}},
		{"of the source", keyed, nil, "k1", []string{"k1", "k1"}},
		{"none", source, nil, "k1", []string{""}},
		{"not given", source, []connector.Header{{Name: "Idempotency-Key", Value: "{$args.key}"}}, nil, []string{""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			backends, err := clients.New(clients.Options{
				Sources: map[string]clients.SourceOptions{"payments": {URL: "http://payments", Retry: clients.RetryOptions{MaxAttempts: 2, BaseDelay: time.Nanosecond}}},
				Logger:  slog.New(slog.DiscardHandler),
				Transport: roundTrip(func(r *http.Request) *http.Response {
					got = append(got, r.Header.Get("Idempotency-Key"))
					w := httptest.NewRecorder()
					w.Header().Set("Content-Type", "application/json")
					w.WriteHeader(http.StatusServiceUnavailable)
					_, _ = io.Copy(io.Discard, r.Body)
					response := w.Result()
					response.Request = r
					return response
				}),
			})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = backends.Close() }()
			runtime, err := connector.New(backends, connector.Options{})
			if err != nil {
				t.Fatal(err)
			}
			pay := connector.Define(connector.Spec{
				Name: "pay", Source: tt.source, Method: http.MethodPost, URL: "/payments", Body: "amount: $args.amount",
				Headers: tt.headers, Selection: "$.id", Mutation: true,
			}, nil, connector.String)
			args, err := connector.Args(nil, nil, connector.Argument{Name: "amount", Value: 1}, connector.Argument{Name: "key", Value: tt.key})
			if err != nil {
				t.Fatal(err)
			}
			ctx := clients.WithIncoming(t.Context(), clients.NewIncoming(http.Header{"X-Checkout": {"from-header"}}))
			if result := pay.Fetch(ctx, runtime, connector.Vars{Args: args}); result.Err == nil {
				t.Error("a backend that answers 503 gave a result")
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("attempts with the keys %s; want %s", strings.Join(got, ", "), strings.Join(tt.want, ", "))
			}
		})
	}
}
