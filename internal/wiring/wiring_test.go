package wiring_test

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"bff/clients"
	"bff/graph"
	"bff/graph/document"
	"bff/internal/config"
	"bff/internal/telemetry"
	"bff/internal/wiring"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func load(t *testing.T, environ ...string) config.Config {
	t.Helper()
	cfg, err := config.Load(config.Options{Environ: environ, Clients: []string{"web"}, Sources: []string{"catalog"}})
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// TestSource is that each setting arrives, percentages as parts of one.
func TestSource(t *testing.T) {
	const of = "BFF_TRAFFIC_SHAPING_SOURCES_CATALOG_"
	cfg := load(t, "BFF_SOURCES_CATALOG_URL=http://catalog", "BFF_SOURCES_CATALOG_PROPAGATE_HEADERS=Authorization",
		of+"TIMEOUT=3s", of+"ATTEMPT_TIMEOUT=1s", of+"MAX_RESPONSE_BYTES=1MB",
		of+"RETRY_ENABLED=true", of+"RETRY_MAX_ATTEMPTS=5", of+"RETRY_INTERVAL=10ms", of+"RETRY_MAX_INTERVAL=1s", of+"RETRY_BUDGET_PERCENT=20",
		of+"CIRCUIT_BREAKER_ENABLED=true", of+"CIRCUIT_BREAKER_ERROR_THRESHOLD_PERCENTAGE=40", of+"CIRCUIT_BREAKER_REQUEST_THRESHOLD=7",
		of+"CIRCUIT_BREAKER_SLEEP_WINDOW=9s", of+"CIRCUIT_BREAKER_HALF_OPEN_ATTEMPTS=2")
	want := clients.SourceOptions{
		URL: "http://catalog", PropagateHeaders: []string{"Authorization"},
		Timeout: 3 * time.Second, AttemptTimeout: time.Second, MaxResponseBytes: 1_000_000, MaxConcurrent: 256,
		Retry:   clients.RetryOptions{MaxAttempts: 5, BaseDelay: 10 * time.Millisecond, MaxDelay: time.Second, Budget: 0.2},
		Breaker: clients.BreakerOptions{FailureRate: 0.4, Window: 7, OpenFor: 9 * time.Second, Probes: 2},
	}
	got := wiring.Source(cfg.Sources["catalog"], cfg.TrafficShaping.Source("catalog"))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	off := load(t, of+"RETRY_ENABLED=false", of+"CIRCUIT_BREAKER_ENABLED=false")
	got = wiring.Source(off.Sources["catalog"], off.TrafficShaping.Source("catalog"))
	if got.Retry.MaxAttempts != 1 || !got.Breaker.Disabled {
		t.Errorf("switched off: %d attempts, breaker %+v", got.Retry.MaxAttempts, got.Breaker)
	}
}

// TestGraph is that limits arrive, and that 0 is none of them.
func TestGraph(t *testing.T) {
	tel, err := telemetry.Setup(t.Context(), telemetry.Options{LogOutput: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tel.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	got := wiring.Graph(load(t, "BFF_LIMITS_MAX_DEPTH=4", "BFF_LIMITS_MAX_ALIASES=0", "BFF_LIMITS_PARSER_MAX_TOKENS=9", "BFF_LIMITS_HTTP_MAX_REQUEST_BYTES=1KB",
		"BFF_LIMITS_MAX_FIELDS=5", "BFF_LIMITS_MAX_DIRECTIVES=6", "BFF_LIMITS_MAX_VALIDATION_VISITS=0", "BFF_LIMITS_MAX_MERGE_COMPARISONS=8", "BFF_LIMITS_MAX_ERRORS=3",
		"BFF_APQ_ENABLED=false", "BFF_OPERATION_CACHE_MAX_ENTRIES=0"), tel)
	want := graph.Limits{
		MaxBodyBytes: 1000, MaxErrors: 3,
		Document: document.Limits{Depth: 4, Aliases: -1, Tokens: 9, Fields: 5, Directives: 6, Visits: -1, Comparisons: 8},
	}
	if got.Limits != want {
		t.Errorf("limits %+v; want %+v", got.Limits, want)
	}
	if got.PersistedQueryEntries != -1 || got.OperationCacheEntries != -1 {
		t.Errorf("switched off: %d persisted queries, %d operations", got.PersistedQueryEntries, got.OperationCacheEntries)
	}
	if got := wiring.Graph(load(t, "BFF_APQ_MAX_ENTRIES=5"), tel).PersistedQueryEntries; got != 5 {
		t.Errorf("%d persisted queries; want 5", got)
	}
}
