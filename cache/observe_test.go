package cache_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"bff/cache"
	"bff/cache/storetest"
)

// TestTrace: resolver -> cache -> backend call for what goes beyond level 1, an
// event on the resolver's span for everything, a trace of its own for a reload.
func TestTrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		spans := tracetest.NewSpanRecorder()
		provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans))
		tracer := provider.Tracer("test")
		c := pod(t, cache.Options{TracerProvider: provider})
		get := func(name string) trace.SpanContext {
			ctx, span := tracer.Start(t.Context(), name)
			defer span.End()
			cache.Get(ctx, c, cache.Lookup{Key: "k", Policy: steady}, numbers, func(ctx context.Context) cache.Loaded[int] {
				_, call := tracer.Start(ctx, "backend of "+name)
				defer call.End()
				return cache.Loaded[int]{Value: 1, Found: true}
			})
			return span.SpanContext()
		}
		get("miss")
		synctest.Wait()
		get("hit")
		time.Sleep(70 * time.Second)
		staleSpan := get("stale")
		synctest.Wait()

		byName := map[string]sdktrace.ReadOnlySpan{}
		var caches []sdktrace.ReadOnlySpan
		for _, s := range spans.Ended() {
			byName[s.Name()] = s
			if s.Name() == "cache" {
				caches = append(caches, s)
			}
		}
		if len(caches) != 2 {
			t.Fatalf("%d cache spans, want one for the miss and one for the reload", len(caches))
		}
		miss, reload := caches[0], caches[1]
		if miss.Parent().SpanID() != byName["miss"].SpanContext().SpanID() ||
			byName["backend of miss"].Parent().SpanID() != miss.SpanContext().SpanID() {
			t.Error("the miss is not resolver -> cache -> backend")
		}
		if reload.Parent().IsValid() || len(reload.Links()) != 1 || reload.Links()[0].SpanContext.SpanID() != staleSpan.SpanID() {
			t.Errorf("the reload: parent %v, links %v", reload.Parent(), reload.Links())
		}
		if byName["backend of stale"].SpanContext().TraceID() != reload.SpanContext().TraceID() {
			t.Error("the reload's backend call is in another trace")
		}
		for name, want := range map[string]string{"miss": "origin miss", "hit": "1 hit", "stale": "1 stale"} {
			if got := events(byName[name]); !slices.Equal(got, []string{want}) {
				t.Errorf("events of %s: %q, want %q", name, got, want)
			}
		}
	})
}

// events returns "level result" of each cache.lookup.
func events(s sdktrace.ReadOnlySpan) (list []string) {
	for _, e := range s.Events() {
		attributes := map[string]string{}
		for _, kv := range e.Attributes {
			attributes[string(kv.Key)] = kv.Value.Emit()
		}
		list = append(list, attributes["cache.level"]+" "+attributes["cache.result"])
	}
	return list
}

func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader := metric.NewManualReader()
		provider := metric.NewMeterProvider(metric.WithReader(reader))
		store := &storetest.Memory{}
		c := pod(t, cache.Options{Store: store, MeterProvider: provider})
		b := &backend{}
		for range 3 {
			b.get(t, c, "k")
			synctest.Wait()
		}
		b.value.Store(-1)
		for range 2 {
			b.get(t, c, "none")
			synctest.Wait()
		}
		time.Sleep(70 * time.Second)
		b.get(t, c, "k")
		synctest.Wait()

		got := requests(t, reader)
		want := map[string]int64{
			"1 hit": 2, "1 negative": 1, "1 miss": 2, "1 stale": 1,
			"2 miss": 3, "origin miss": 2,
		}
		for labels, n := range want {
			if got[labels] != n {
				t.Errorf("bff.cache.requests %s: %d, want %d", labels, got[labels], n)
			}
		}
		if len(got) != len(want) {
			t.Errorf("all of them: %v", got)
		}
	})
}

// requests collects bff.cache.requests by "level result".
func requests(t *testing.T, reader metric.Reader) map[string]int64 {
	t.Helper()
	var data metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &data); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int64{}
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			sum, ok := m.Data.(metricdata.Sum[int64])
			if !ok || m.Name != "bff.cache.requests" {
				continue
			}
			for _, p := range sum.DataPoints {
				level, _ := p.Attributes.Value("level")
				result, _ := p.Attributes.Value("result")
				counts[fmt.Sprint(level.Emit(), " ", result.Emit())] += p.Value
			}
		}
	}
	return counts
}
