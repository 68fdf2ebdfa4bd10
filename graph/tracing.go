package graph

import (
	"context"
	"errors"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/ravilushqa/otelgqlgen"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"bff/graph/coerce"
)

// tracer is otelgqlgen, held back in three ways:
//
//   - Only root fields get its span. Below them the resolvers that do work are
//     batch resolvers, which get one span a level from package batch; a plain
//     field gets none, or a list of 1,000 names would be 1,000 spans.
//   - Documents, arguments and variables are dropped unless asked for: they may
//     hold secrets. otelgqlgen has a switch for variables only, so a tracer
//     provider around the real one takes the attributes out.
//   - Errors set the span's status and its error.type, the code; messages stay
//     out of the trace.
func tracer(o Options) graphql.HandlerExtension {
	options := []otelgqlgen.Option{
		otelgqlgen.WithTracerProvider(quietProvider{TracerProvider: o.TracerProvider, tracing: o.Tracing}),
		otelgqlgen.WithCreateSpanFromFields(isRootField),
		otelgqlgen.WithSpanKindSelector(func(string) trace.SpanKind { return trace.SpanKindInternal }),
		otelgqlgen.WithInterceptResponseResultHandlerFunc(endOperation),
		otelgqlgen.WithInterceptFieldsResultHandlerFunc(endField),
	}
	if !o.Tracing.Variables {
		options = append(options, otelgqlgen.WithoutVariables())
	}
	return operationTracer{Tracer: otelgqlgen.Middleware(options...), client: o.Client}
}

// operationTracer adds the attributes of the GraphQL semantic conventions to
// the operation's span.
//
// Source: https://opentelemetry.io/docs/specs/semconv/graphql/graphql-spans/
type operationTracer struct {
	otelgqlgen.Tracer

	client string
}

func (t operationTracer) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	if !graphql.HasOperationContext(ctx) || !trace.SpanFromContext(ctx).IsRecording() {
		return next(ctx)
	}
	return t.Tracer.InterceptResponse(ctx, func(ctx context.Context) *graphql.Response {
		describeOperation(ctx, t.client)
		return next(ctx)
	})
}

func (t operationTracer) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	if field := graphql.GetFieldContext(ctx); !isRootField(field) {
		return next(ctx)
	}
	return t.Tracer.InterceptField(ctx, next)
}

// describeOperation names the span by the operation's type, as the conventions
// want it: operation names come from clients and are without number.
func describeOperation(ctx context.Context, client string) {
	op := graphql.GetOperationContext(ctx)
	span := trace.SpanFromContext(ctx)
	span.SetAttributes(attribute.String("bff.client", client))
	if op.Operation == nil {
		span.SetName("GraphQL Operation")
		return
	}
	span.SetName(string(op.Operation.Operation))
	span.SetAttributes(
		attribute.String("graphql.operation.type", string(op.Operation.Operation)),
		attribute.String("graphql.operation.name", op.Operation.Name),
	)
}

func isRootField(field *graphql.FieldContext) bool {
	if field == nil || !field.IsResolver {
		return false
	}
	return field.Object == "Query" || field.Object == "Mutation" || field.Object == "Subscription"
}

func endOperation(response *graphql.Response, span trace.Span) *graphql.Response {
	if response != nil {
		markErrors(span, response.Errors)
	}
	return response
}

func endField(result any, err error, errs gqlerror.List, span trace.Span) (any, error) {
	markErrors(span, errs)
	if err != nil && len(errs) == 0 {
		if isCancelled(err) {
			span.SetAttributes(outcomeCancelled)
		} else {
			span.SetStatus(codes.Error, "")
		}
	}
	return result, err
}

// outcomeCancelled marks the span of what ended because the client left: it did not
// fail.
var outcomeCancelled = attribute.String("bff.outcome", "cancelled")

// markErrors gives the span the code of the first failure.
func markErrors(span trace.Span, errs gqlerror.List) {
	if len(errs) == 0 {
		return
	}
	for _, err := range errs {
		code, known := err.Extensions["code"].(string)
		if code == string(CodeCancelled) {
			continue
		}
		span.SetStatus(codes.Error, "")
		if known {
			span.SetAttributes(attribute.String("error.type", code))
		}
		return
	}
	span.SetAttributes(outcomeCancelled)
}

// isCancelled reports whether err is the end of a client that left.
func isCancelled(err error) bool {
	if coded, ok := errors.AsType[CodedError](err); ok {
		return coded.ErrorCode() == string(CodeCancelled)
	}
	return errors.Is(err, context.Canceled)
}

// quietProvider makes tracers whose spans lack what must not be recorded.
type quietProvider struct {
	trace.TracerProvider

	tracing Tracing
}

func (p quietProvider) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return quietTracer{Tracer: p.TracerProvider.Tracer(name, options...), provider: p}
}

type quietTracer struct {
	trace.Tracer

	provider quietProvider
}

func (t quietTracer) Start(
	ctx context.Context, name string, options ...trace.SpanStartOption,
) (context.Context, trace.Span) {
	ctx, span := t.Tracer.Start(ctx, name, options...)
	if !span.IsRecording() {
		return ctx, span
	}
	// Only otelgqlgen sees the wrapper: the context keeps the real span, so that
	// spans below do not pay for it.
	return ctx, quietSpan{Span: span, tracing: t.provider.tracing}
}

type quietSpan struct {
	trace.Span

	tracing Tracing
}

// Attribute names that otelgqlgen gives to documents and arguments.
const (
	documentAttribute = "gql.request.query"
	argsPrefix        = "gql.resolver.args"
	variablesPrefix   = "gql.request.variables."
)

func (s quietSpan) SetAttributes(attributes ...attribute.KeyValue) {
	kept := make([]attribute.KeyValue, 0, len(attributes))
	for _, a := range attributes {
		switch {
		case a.Key == documentAttribute:
			if s.tracing.Document {
				kept = append(kept, attribute.String("graphql.document", a.Value.AsString()))
			}
		case strings.HasPrefix(string(a.Key), argsPrefix) && !s.tracing.Variables:
		case coerce.IsOwn(strings.TrimPrefix(string(a.Key), variablesPrefix)): // no client sent it
		default:
			kept = append(kept, a)
		}
	}
	s.Span.SetAttributes(kept...)
}
