package wiring

import (
	"bff/clients"
	"bff/internal/config"
)

// Source is how a backend is called: source says where it is, traffic for how long and
// how often it is tried.
func Source(source config.Source, traffic config.Traffic) clients.SourceOptions {
	retry := clients.RetryOptions{
		MaxAttempts: traffic.Retry.MaxAttempts,
		BaseDelay:   zeroIsNone(traffic.Retry.Interval),
		MaxDelay:    zeroIsNone(traffic.Retry.MaxInterval),
		Budget:      float64(zeroIsNone(traffic.Retry.BudgetPercent)) / 100,
	}
	if !traffic.Retry.Enabled {
		retry.MaxAttempts = 1
	}
	return clients.SourceOptions{
		URL:              source.URL,
		AttemptTimeout:   traffic.AttemptTimeout,
		Timeout:          traffic.Timeout,
		MaxResponseBytes: int64(traffic.MaxResponseBytes),
		MaxConcurrent:    zeroIsNone(traffic.MaxConcurrent),
		PropagateHeaders: source.PropagateHeaders,
		Retry:            retry,
		Breaker: clients.BreakerOptions{
			Disabled:    !traffic.CircuitBreaker.Enabled,
			FailureRate: float64(traffic.CircuitBreaker.ErrorThresholdPercentage) / 100,
			Window:      traffic.CircuitBreaker.RequestThreshold,
			OpenFor:     traffic.CircuitBreaker.SleepWindow,
			Probes:      traffic.CircuitBreaker.HalfOpenAttempts,
		},
	}
}
