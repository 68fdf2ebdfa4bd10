package graph

import (
	"context"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"bff/graph/batch"
	"bff/graph/transport"
)

// New makes the handler of one client: GET and POST as GraphQL over HTTP has
// them, subscriptions over WebSocket (graphql-transport-ws and the older
// graphql-ws) and over server-sent events.
//
// The handler is safe for concurrent use and starts no goroutine of its own.
func New(options Options) (http.Handler, error) {
	if err := options.validate(); err != nil {
		return nil, err
	}
	o := options.withDefaults()
	exec := newExecutor(o)
	server := &server{
		transports: []graphql.Transport{
			webSocket(o),
			transport.Events{KeepAlive: 15 * time.Second},
			transport.HTTP{Share: sharing(o)},
		},
		exec:    exec,
		maxBody: o.Limits.MaxBodyBytes,
	}
	return observe(o, server), nil
}

// newExecutor is gqlgen's executor with everything that is ours hung into it.
func newExecutor(o Options) *operations {
	exec := newOperations(o)
	log := &errorLog{logger: o.Logger, client: o.Client, sampler: newSampler()}
	exec.SetErrorPresenter(presenter{log}.present)
	exec.SetRecoverFunc(recoverer(log))
	if o.PersistedQueryEntries > 0 {
		exec.Use(extension.AutomaticPersistedQuery{Cache: newPersistedQueries(o.PersistedQueryEntries)})
	}
	if o.Introspection {
		exec.Use(extension.Introspection{})
		exec.AroundFields(introspected)
	}
	exec.Use(inliner{})
	exec.AroundOperations(deadline(o))
	exec.AroundOperations(lastWord(exec))
	exec.AroundResponses(boundErrors(o.Limits.MaxErrors))
	exec.AroundOperations(mutated(o.Epoch))
	exec.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		ctx = withFailures(ctx) // for one response: those of a whole subscription would only grow
		defer log.flush(ctx)
		return next(ctx)
	})
	exec.Use(batch.Extension{})
	if o.Extensions != nil {
		exec.AroundResponses(extensions(o.Extensions))
	}
	exec.Use(tracer(o))
	return exec
}

func sharing(o Options) *transport.Sharing {
	if o.ShareKey == nil {
		return nil
	}
	return &transport.Sharing{Key: o.ShareKey, Epoch: o.Epoch}
}

// server picks the transport of a request, as gqlgen's handler.Server does; it
// is ours for the body limit, which has to be there before a transport reads.
type server struct {
	transports []graphql.Transport
	exec       *operations
	maxBody    int64
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer s.recoverPanic(w, r)
	r = r.WithContext(graphql.StartOperationTrace(r.Context()))
	if s.maxBody > 0 && r.Body != nil {
		r.Body = http.MaxBytesReader(w, r.Body, s.maxBody)
	}
	for _, t := range s.transports {
		if t.Supports(r) {
			t.Do(w, r, s.exec)
			return
		}
	}
	transport.Unsupported(w, r, s.exec)
}

// recoverPanic answers a request whose transport panicked. Resolvers do not
// get here: the executor recovers each field on its own.
func (s *server) recoverPanic(w http.ResponseWriter, r *http.Request) {
	cause := recover()
	if cause == nil {
		return
	}
	if cause == http.ErrAbortHandler { //nolint:errorlint // net/http compares it too
		panic(cause)
	}
	if broken, ok := cause.(transport.Broken); ok {
		_ = s.exec.PresentRecoveredError(r.Context(), broken.Cause) // for the log
		panic(http.ErrAbortHandler)
	}
	err := s.exec.PresentRecoveredError(r.Context(), cause)
	transport.Fail(w, r, s.exec, http.StatusInternalServerError, err)
}

// observe wraps the handler with what every request needs around it.
func observe(o Options, next http.Handler) http.Handler {
	return otelhttp.NewHandler(withRequestID(next), "POST "+o.Route,
		otelhttp.WithTracerProvider(o.TracerProvider),
		otelhttp.WithMeterProvider(o.MeterProvider),
		otelhttp.WithPropagators(o.Propagator),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
			return spanMethod(r.Method) + " " + o.Route
		}),
	)
}

// spanMethod keeps span names few: a method can be any word. The conventions have
// HTTP for those that aren't known.
//
// Source: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name
func spanMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return method
	default:
		return "HTTP"
	}
}

// extensions adds what give gives to each response.
func extensions(give func(ctx context.Context) map[string]any) graphql.ResponseMiddleware {
	return func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		response := next(ctx)
		if response == nil {
			return nil
		}
		for name, value := range give(ctx) {
			if response.Extensions == nil {
				response.Extensions = map[string]any{}
			}
			response.Extensions[name] = value
		}
		return response
	}
}
