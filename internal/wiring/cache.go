package wiring

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"

	"bff/cache"
	"bff/cache/bloom"
	"bff/cache/rediscache"
	"bff/internal/config"
	"bff/internal/telemetry"
)

// Cache are the options of the cache. Its Store is still to be set.
func Cache(cfg config.Cache, tel *telemetry.Telemetry) cache.Options {
	return cache.Options{
		MaxBytes:       int64(cfg.MaxBytes),
		RedisTimeout:   cfg.Redis.Timeout,
		LoadTimeout:    cfg.LoadTimeout,
		RetryAfter:     cfg.RetryAfter,
		LeaseWait:      cfg.Redis.LeaseWait,
		LeaseTTL:       cfg.Redis.LeaseTTL,
		MutationDelay:  cfg.MutationDelay,
		CutOffTTL:      cfg.Redis.CutOffTTL,
		Logger:         tel.Logger,
		TracerProvider: tel.TracerProvider,
		MeterProvider:  tel.MeterProvider,
	}
}

// Filter are the options of an existence filter. Name and List are still to be set.
func Filter(cfg config.ExistenceFilter, tel *telemetry.Telemetry) bloom.Options {
	return bloom.Options{
		Refresh:        cfg.Refresh,
		MaxAge:         cfg.MaxAge,
		Timeout:        cfg.Timeout,
		FalsePositives: float64(cfg.FalsePositivePercent) / 100,
		Trickle:        float64(zeroIsNone(cfg.Trickle)),
		Logger:         tel.Logger,
		MeterProvider:  tel.MeterProvider,
	}
}

// Redis is the configuration in the words of rediscache.
func Redis(cfg config.Redis) (rediscache.Config, error) {
	roots, err := roots(cfg.TLSCA)
	if err != nil {
		return rediscache.Config{}, err
	}
	return rediscache.Config{
		URLs:             strings.Split(cfg.URL, ","),
		Username:         cfg.Username,
		Password:         cfg.Password,
		PasswordFile:     cfg.PasswordFile,
		MasterName:       cfg.MasterName,
		SentinelUsername: cfg.SentinelUsername,
		SentinelPassword: cfg.SentinelPassword,
		TLS:              roots,
		PoolSize:         cfg.PoolSize,
		Prefix:           cfg.Namespace,
	}, nil
}

// roots are the certificates of the authorities to trust; nil, for the system's, when
// none are given.
func roots(pem string) (*tls.Config, error) {
	if pem == "" {
		return nil, nil
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(pem)) {
		return nil, errors.New("cache.redis.tls_ca holds no certificate; expected PEM") // config has checked it
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}
