package config

import (
	"log/slog"
	"math"

	"bff/cache"
	"bff/cache/bloom"
	"bff/clients"
	"bff/graph"
	"bff/internal/httpserver"
)

// Default returns the configuration of a bff that nobody configured. The maps and lists
// in it are the caller's.
//
// What a package does where its options say nothing is that package's to say, so its
// defaults are taken from there: a number stands in one place. What only a program
// decides, such as addresses, is here.
func Default() Config {
	return Config{
		Clients:        []string{"web", "mobile", "desktop"},
		Server:         defaultServer(),
		Limits:         defaultLimits(),
		APQ:            APQ{Enabled: true, MaxEntries: graph.Defaults().PersistedQueryEntries},
		OperationCache: OperationCache{MaxEntries: graph.Defaults().OperationCacheEntries},
		Introspection:  true,
		Playground:     true,
		Sources:        map[string]Source{},
		TrafficShaping: TrafficShaping{All: defaultTraffic(), Sources: map[string]Traffic{}},
		Cache:          defaultCache(),
		Log:            Log{Level: slog.LevelInfo, Format: "auto"},
		Shop:           Shop{Enabled: true, Port: 4001},
	}
}

func defaultServer() Server {
	d := httpserver.Defaults()
	return Server{
		Listen:            "127.0.0.1:8080",
		Admin:             "127.0.0.1:9090",
		DrainTimeout:      d.DrainTimeout,
		DrainDelay:        d.DrainDelay,
		RequestTimeout:    graph.Defaults().RequestTimeout,
		DeduplicateQuery:  true,
		ReadHeaderTimeout: d.ReadHeaderTimeout,
		ReadBodyTimeout:   d.ReadBodyTimeout,
		IdleTimeout:       d.IdleTimeout,
	}
}

func defaultLimits() Limits {
	d := graph.Defaults().Limits
	return Limits{
		HTTPMaxRequestBytes: Bytes(d.MaxBodyBytes),
		ParserMaxTokens:     d.Document.Tokens,
		MaxDepth:            d.Document.Depth,
		MaxAliases:          d.Document.Aliases,
		MaxFields:           d.Document.Fields,
		MaxDirectives:       d.Document.Directives,
		MaxValidationVisits: d.Document.Visits,
		MaxMergeComparisons: d.Document.Comparisons,
		MaxErrors:           d.MaxErrors,
	}
}

func defaultTraffic() Traffic {
	d := clients.DefaultSource()
	return Traffic{
		Timeout:          d.Timeout,
		AttemptTimeout:   d.AttemptTimeout,
		MaxResponseBytes: Bytes(d.MaxResponseBytes),
		MaxConcurrent:    d.MaxConcurrent,
		Retry: Retry{
			Enabled:       true,
			MaxAttempts:   d.Retry.MaxAttempts,
			Interval:      d.Retry.BaseDelay,
			MaxInterval:   d.Retry.MaxDelay,
			BudgetPercent: percent(d.Retry.Budget),
		},
		CircuitBreaker: CircuitBreaker{
			Enabled:                  true,
			RequestThreshold:         d.Breaker.Window,
			ErrorThresholdPercentage: percent(d.Breaker.FailureRate),
			SleepWindow:              d.Breaker.OpenFor,
			HalfOpenAttempts:         d.Breaker.Probes,
		},
	}
}

func defaultCache() Cache {
	d, filter := cache.Defaults(), bloom.Defaults()
	return Cache{
		Enabled:       true,
		MaxBytes:      Bytes(d.MaxBytes),
		LoadTimeout:   d.LoadTimeout,
		RetryAfter:    d.RetryAfter,
		MutationDelay: d.MutationDelay,
		Redis: Redis{
			Timeout: d.RedisTimeout, Namespace: "bff",
			LeaseWait: d.LeaseWait, LeaseTTL: d.LeaseTTL, CutOffTTL: d.CutOffTTL,
		},
		ExistenceFilter: ExistenceFilter{
			Enabled: true, Refresh: filter.Refresh, MaxAge: filter.MaxAge, Timeout: filter.Timeout,
			FalsePositivePercent: percent(filter.FalsePositives), Trickle: int(filter.Trickle),
		},
	}
}

// percent is a part of one as configuration has it.
func percent(share float64) int { return int(math.Round(share * 100)) }
