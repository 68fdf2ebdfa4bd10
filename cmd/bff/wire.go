package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"strings"

	"bff/cache"
	"bff/cache/rediscache"
	"bff/clients"
	"bff/graph"
	"bff/internal/config"
	"bff/internal/httpserver"
	"bff/internal/telemetry"
	"bff/internal/wiring"
)

// twoLevels is the cache with its Redis, if there is one.
type twoLevels struct {
	cache *cache.Cache // nil when switched off
	redis *rediscache.Store
}

func newCache(cfg config.Cache, tel *telemetry.Telemetry) (*twoLevels, error) {
	if !cfg.Enabled {
		return &twoLevels{}, nil
	}
	levels := &twoLevels{}
	options := cache.Options{
		MaxBytes:       int64(cfg.MaxBytes),
		RedisTimeout:   cfg.Redis.Timeout,
		Logger:         tel.Logger,
		TracerProvider: tel.TracerProvider,
		MeterProvider:  tel.MeterProvider,
	}
	if cfg.Redis.URL != "" {
		store, err := openRedis(cfg.Redis)
		if err != nil {
			return nil, err
		}
		levels.redis, options.Store = store, store
	}
	var err error
	if levels.cache, err = cache.New(options); err != nil {
		return nil, errors.Join(err, levels.close(context.Background()))
	}
	return levels, nil
}

// openRedis opens level 2. It does not connect: a Redis that is down is found
// out, and lived with, later.
func openRedis(cfg config.Redis) (*rediscache.Store, error) {
	where, err := redisConfig(cfg)
	if err != nil {
		return nil, err
	}
	return rediscache.Open(where)
}

// redisConfig is the configuration in the words of rediscache.
func redisConfig(cfg config.Redis) (rediscache.Config, error) {
	roots, err := readRoots(cfg.TLSCAFile)
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

// readRoots reads the certificates of the authorities to trust; nil, for the
// system's, when no file is named.
func readRoots(file string) (*tls.Config, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cache.redis.tls_ca_file: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("cache.redis.tls_ca_file: %s holds no certificate; expected PEM", file)
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

func (l *twoLevels) close(context.Context) error {
	var errs []error
	if l.cache != nil {
		errs = append(errs, l.cache.Close())
	}
	if l.redis != nil {
		errs = append(errs, l.redis.Close())
	}
	return errors.Join(errs...)
}

func backendOptions(
	cfg config.Config, store *cache.Cache, exist *existence, tel *telemetry.Telemetry,
) clients.Options {
	sources := make(map[string]clients.SourceOptions, len(cfg.Sources))
	for name, source := range cfg.Sources {
		sources[name] = wiring.Source(source, cfg.TrafficShaping.Source(name))
	}
	return clients.Options{
		Sources:        sources,
		Cache:          store,
		Filters:        exist.filters,
		Logger:         tel.Logger,
		TracerProvider: tel.TracerProvider,
		MeterProvider:  tel.MeterProvider,
		Propagator:     tel.Propagator,
	}
}

// graphOptions is the configuration of one client's server.
func graphOptions(cfg config.Config, c client, b backing, tel *telemetry.Telemetry) graph.Options {
	options := wiring.Graph(cfg, tel)
	options.Client = c.name
	options.Schema = c.schema(b)
	options.ConnectionInit = connectionInit
	options.BeginMutation = httpserver.Begin
	options.ShareKey = shareKey(cfg)
	options.Extensions = cacheExtensions
	return options
}

// connectionInit puts the headers of a WebSocket's connection parameters over
// those of its handshake: browsers can't set headers on a WebSocket.
func connectionInit(ctx context.Context, header http.Header) context.Context {
	merged := clients.IncomingFrom(ctx).Header.Clone()
	if merged == nil {
		merged = http.Header{}
	}
	maps.Copy(merged, header)
	return clients.WithIncoming(ctx, clients.NewIncoming(merged))
}
