package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"bff/graph/document"
	"bff/graph/transport"
)

// Options configures New. Client and Schema are needed; all else has a default.
type Options struct {
	// Client names the frontend: "web". It stands in spans and logs.
	Client string
	// Schema is what the client may ask.
	Schema graphql.ExecutableSchema
	// Route is the path that the handler is mounted at, for span names; empty
	// means "/<client>/graphql".
	Route string

	Limits Limits

	// RequestTimeout bounds a query or a mutation, all backend calls included; 0
	// means 10 s. Subscriptions end with their connection instead.
	RequestTimeout time.Duration
	// BeginMutation is called in the context of a mutation's request when it begins,
	// because it goes on when its client leaves. bound ends when the server cannot
	// wait for it any longer; done is called when it has ended. nil means that only
	// RequestTimeout bounds it.
	BeginMutation func(ctx context.Context) (bound context.Context, done func())
	// OperationCacheEntries is how many parsed and validated documents are
	// kept; 0 means 1,000, a negative number none. Documents of more than 100,000
	// bytes are not kept, here and below.
	OperationCacheEntries int
	// PersistedQueryEntries is how many automatic persisted queries are kept; 0
	// means 1,000, a negative number turns the feature off.
	PersistedQueryEntries int
	// Introspection lets clients ask for the schema itself.
	Introspection bool

	// Tracing says what spans may record.
	Tracing Tracing

	// AllowedOrigins are the hosts of other sites whose pages may open a
	// WebSocket, as path.Match patterns; empty means the server's own only.
	AllowedOrigins []string
	// ConnectionInit prepares the context of a WebSocket connection from the
	// headers that it carries in its connection_init payload, because browsers
	// can't set headers on a WebSocket; nil changes nothing.
	ConnectionInit func(ctx context.Context, header http.Header) context.Context

	// ShareKey tells which identical queries that are in flight at the same time
	// may share one execution: see transport.Sharing. nil means none.
	ShareKey func(ctx context.Context, op *graphql.OperationContext) (shared context.Context, key string, ok bool)
	// Epoch is counted on by mutations and ends the sharing of what began before; the
	// servers of a process have one in common. nil means one of its own.
	Epoch *transport.Epoch
	// Extensions gives what is put into a response's extensions, after its
	// execution; nil means nothing. It is called once a response.
	Extensions func(ctx context.Context) map[string]any

	Logger         *slog.Logger                  // nil means slog.Default()
	TracerProvider trace.TracerProvider          // nil means the global one
	MeterProvider  metric.MeterProvider          // nil means the global one
	Propagator     propagation.TextMapPropagator // nil means the global one
}

// Limits bounds what one request may cost before anything is executed. A zero
// field takes its default, a negative one turns its check off.
type Limits struct {
	// MaxBodyBytes is the size of a request's body in bytes; 0 means 2,000,000.
	MaxBodyBytes int64
	// Document bounds what a document may cost before it is executed.
	Document document.Limits
	// MaxErrors bounds the errors that a response lists; 0 means 1,000. Those of a
	// document that is refused are 20 at most.
	MaxErrors int
}

// Tracing says what spans may record. Documents and variables may hold
// secrets, so both are left out unless asked for.
type Tracing struct {
	Document  bool // graphql.document
	Variables bool // gql.request.variables.*
}

// Defaults returns what Options takes where nothing is said. They are the defaults of
// the configuration too.
func Defaults() Options {
	return Options{
		RequestTimeout:        10 * time.Second,
		OperationCacheEntries: 1000,
		PersistedQueryEntries: 1000,
		Limits:                Limits{MaxBodyBytes: 2_000_000, MaxErrors: 1000, Document: document.Limits{}.WithDefaults()},
	}
}

func (o Options) withDefaults() Options {
	d := Defaults()
	if o.Route == "" {
		o.Route = "/" + o.Client + "/graphql"
	}
	o.RequestTimeout = orDefault(o.RequestTimeout, d.RequestTimeout)
	o.OperationCacheEntries = orDefault(o.OperationCacheEntries, d.OperationCacheEntries)
	o.PersistedQueryEntries = orDefault(o.PersistedQueryEntries, d.PersistedQueryEntries)
	o.Limits.MaxBodyBytes = orDefault(o.Limits.MaxBodyBytes, d.Limits.MaxBodyBytes)
	o.Limits.Document = o.Limits.Document.WithDefaults()
	o.Limits.MaxErrors = orDefault(o.Limits.MaxErrors, d.Limits.MaxErrors)
	if o.Epoch == nil {
		o.Epoch = &transport.Epoch{}
	}
	if o.ConnectionInit == nil {
		o.ConnectionInit = func(ctx context.Context, _ http.Header) context.Context { return ctx }
	}
	if o.BeginMutation == nil {
		o.BeginMutation = func(context.Context) (context.Context, func()) { return context.Background(), func() {} }
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.TracerProvider == nil {
		o.TracerProvider = otel.GetTracerProvider()
	}
	if o.MeterProvider == nil {
		o.MeterProvider = otel.GetMeterProvider()
	}
	if o.Propagator == nil {
		o.Propagator = otel.GetTextMapPropagator()
	}
	return o
}

func (o Options) validate() error {
	var errs []error
	if o.Client == "" {
		errs = append(errs, errors.New("graph: Options.Client is empty; expected the client's name"))
	}
	if o.Schema == nil {
		errs = append(errs, errors.New("graph: Options.Schema is nil; expected an executable schema"))
	}
	if o.RequestTimeout < 0 {
		errs = append(errs, fmt.Errorf("graph: Options.RequestTimeout is %s; expected 0 or more", o.RequestTimeout))
	}
	return errors.Join(errs...)
}

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}
