package telemetry

import (
	"context"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

func offPropagator() propagation.TextMapPropagator {
	return idPropagator{propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})}
}

func TestIDTracer(t *testing.T) {
	tracer := idProvider{}.Tracer("test")
	for _, tt := range []struct {
		name, incoming string
		wantID         string // empty: a new one
		wantOutgoing   string
	}{
		{"the caller sent no trace", "", "", ""},
		{"the caller sent one", traceparent, "0af7651916cd43dd8448eb211c80319c", traceparent},
		{"the caller sent rubbish", "00-0-0-0", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := offPropagator().Extract(t.Context(), propagation.MapCarrier{"traceparent": tt.incoming})
			ctx, root := tracer.Start(ctx, "request")
			ctx, child := tracer.Start(ctx, "resolver", trace.WithNewRoot())
			id := root.SpanContext().TraceID()
			if !id.IsValid() || tt.wantID != "" && id.String() != tt.wantID {
				t.Errorf("trace id %s; want %q", id, tt.wantID)
			}
			if child.SpanContext().TraceID() != id || trace.SpanContextFromContext(ctx).TraceID() != id {
				t.Error("the child has another trace id")
			}
			if root.IsRecording() || child.IsRecording() {
				t.Error("a span records without an exporter")
			}
			out := propagation.MapCarrier{}
			offPropagator().Inject(ctx, out)
			if out["traceparent"] != tt.wantOutgoing {
				t.Errorf("outgoing traceparent %q; want %q", out["traceparent"], tt.wantOutgoing)
			}
			if _, again := child.TracerProvider().Tracer("other").Start(ctx, "x"); again.SpanContext().TraceID() != id {
				t.Error("the span's own provider makes another trace id")
			}
		})
	}
}

func TestIDsDiffer(t *testing.T) {
	tracer := idProvider{}.Tracer("test")
	_, a := tracer.Start(t.Context(), "a")
	_, b := tracer.Start(t.Context(), "b")
	if a.SpanContext().TraceID() == b.SpanContext().TraceID() {
		t.Error("two requests have one trace id")
	}
}

func TestBaggageTravelsWithoutTraces(t *testing.T) {
	member, err := baggage.NewMember("tenant", "blue")
	if err != nil {
		t.Fatal(err)
	}
	bag, err := baggage.New(member)
	if err != nil {
		t.Fatal(err)
	}
	ctx, _ := idProvider{}.Tracer("").Start(baggage.ContextWithBaggage(t.Context(), bag), "x")
	out := propagation.MapCarrier{}
	offPropagator().Inject(ctx, out)
	if out["baggage"] != "tenant=blue" {
		t.Errorf("baggage %q; want tenant=blue", out["baggage"])
	}
}

// What a request of ten spans costs when nothing is exported.
func BenchmarkTracersOff(b *testing.B) {
	for _, tt := range []struct {
		name     string
		provider trace.TracerProvider
	}{
		{"noop, no ids", noop.NewTracerProvider()},
		{"ids only", idProvider{}},
		{"sdk, never sample", sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample()))},
	} {
		b.Run(tt.name, func(b *testing.B) {
			tracer := tt.provider.Tracer("bench")
			b.ReportAllocs()
			for b.Loop() {
				ctx := context.Background()
				for range 10 {
					var span trace.Span
					ctx, span = tracer.Start(ctx, "span", trace.WithAttributes(
						attribute.String("graphql.operation.name", "Product"), attribute.Int("n", 17)))
					span.End()
				}
			}
		})
	}
}
