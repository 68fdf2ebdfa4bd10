package cache_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.opentelemetry.io/otel/attribute"
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
			attributes[string(kv.Key)] = kv.Value.String()
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

		got := counter(t, reader, "bff.cache.requests", "level", "result")
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

// counter collects a counter or gauge of integers by the values of attributes,
// joined by spaces.
func counter(t *testing.T, reader metric.Reader, name string, attributes ...string) map[string]int64 {
	t.Helper()
	var data metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &data); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int64{}
	add := func(points []metricdata.DataPoint[int64]) {
		for _, p := range points {
			var labels []string
			for _, a := range attributes {
				v, _ := p.Attributes.Value(attribute.Key(a))
				labels = append(labels, v.String())
			}
			counts[strings.Join(labels, " ")] += p.Value
		}
	}
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			if m.Name != name {
				continue
			}
			switch d := m.Data.(type) {
			case metricdata.Sum[int64]:
				add(d.DataPoints)
			case metricdata.Gauge[int64]:
				add(d.DataPoints)
			}
		}
	}
	return counts
}

// TestOtherMetrics: what the dashboards show beside look-ups moves when it should.
func TestOtherMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader := metric.NewManualReader()
		store, cut := cuttable()
		c := pod(t, cache.Options{Store: store, MeterProvider: metric.NewMeterProvider(metric.WithReader(reader))})
		other := pod(t, cache.Options{Store: store.Memory})
		b := &backend{delay: 300 * time.Millisecond}
		if open := counter(t, reader, "bff.cache.level2.breaker.state"); open[""] != 0 {
			t.Errorf("breaker at first: %v", open)
		}
		go b.get(t, other, "k")
		time.Sleep(time.Millisecond)
		b.get(t, c, "k") // waits for the other's lease
		synctest.Wait()
		if waits := counter(t, reader, "bff.cache.lease.waits", "result"); waits["arrived"] != 1 {
			t.Errorf("lease waits: %v", waits)
		}
		if size := counter(t, reader, "bff.cache.level1.size"); size[""] < 100 {
			t.Errorf("size of level 1: %v", size)
		}
		cut.Store(true)
		for i := range 5 {
			b.get(t, c, fmt.Sprint(i))
		}
		if open := counter(t, reader, "bff.cache.level2.breaker.state"); open[""] != 1 {
			t.Errorf("breaker when cut: %v", open)
		}
		cut.Store(false)
		time.Sleep(5 * time.Second)
		if open := counter(t, reader, "bff.cache.level2.breaker.state"); open[""] != 0 {
			t.Errorf("breaker when healed: %v", open)
		}
		if relinks := counter(t, reader, "bff.cache.relinks", "dropped"); relinks["false"] != 1 || relinks["true"] != 0 {
			t.Errorf("relinks: %v", relinks)
		}
		store.Forget(1) // the log's beginning
		time.Sleep(5 * time.Second)
		if relinks := counter(t, reader, "bff.cache.relinks", "dropped"); relinks["true"] == 0 {
			t.Errorf("relinks after a loss: %v", relinks)
		}
	})
}
