package wiring

import (
	"time"

	"bff/graph"
	"bff/graph/document"
	"bff/internal/config"
	"bff/internal/telemetry"
)

// Graph are the options of a GraphQL server that are the same for all clients: limits,
// timeouts, caches of operations and telemetry. Client and Schema are still to be set.
func Graph(cfg config.Config, tel *telemetry.Telemetry) graph.Options {
	persisted := -1
	if cfg.APQ.Enabled {
		persisted = cfg.APQ.MaxEntries
	}
	return graph.Options{
		RequestTimeout:        cfg.Server.RequestTimeout,
		OperationCacheEntries: zeroIsNone(cfg.OperationCache.MaxEntries),
		PersistedQueryEntries: persisted,
		Introspection:         cfg.Introspection,
		AllowedOrigins:        cfg.Server.AllowedOrigins,
		Limits: graph.Limits{
			MaxBodyBytes: zeroIsNone(int64(cfg.Limits.HTTPMaxRequestBytes)),
			Document: document.Limits{
				Tokens:      zeroIsNone(cfg.Limits.ParserMaxTokens),
				Depth:       zeroIsNone(cfg.Limits.MaxDepth),
				Aliases:     zeroIsNone(cfg.Limits.MaxAliases),
				Fields:      zeroIsNone(cfg.Limits.MaxFields),
				Directives:  zeroIsNone(cfg.Limits.MaxDirectives),
				Visits:      zeroIsNone(cfg.Limits.MaxValidationVisits),
				Comparisons: zeroIsNone(cfg.Limits.MaxMergeComparisons),
			},
			MaxErrors: zeroIsNone(cfg.Limits.MaxErrors),
		},
		Tracing:        graph.Tracing{Document: cfg.Telemetry.RecordDocument, Variables: cfg.Telemetry.RecordVariables},
		Logger:         tel.Logger,
		TracerProvider: tel.TracerProvider,
		MeterProvider:  tel.MeterProvider,
		Propagator:     tel.Propagator,
	}
}

// zeroIsNone translates the configuration's "0 means none" to the options' "a negative
// number means none".
func zeroIsNone[T int | int64 | time.Duration](n T) T {
	if n == 0 {
		return -1
	}
	return n
}
