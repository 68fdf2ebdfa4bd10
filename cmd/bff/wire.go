package main

import (
	"context"
	"errors"
	"maps"
	"net/http"

	"bff/cache"
	"bff/cache/rediscache"
	"bff/clients"
	"bff/graph"
	"bff/internal/httpserver"
	"bff/internal/telemetry"
)

// twoLevels is the cache with its Redis, if there is one.
type twoLevels struct {
	cache *cache.Cache // nil when switched off
	redis *rediscache.Store
}

func newCache(p plan) (*twoLevels, error) {
	if p.cache == nil {
		return &twoLevels{}, nil
	}
	levels, options := &twoLevels{}, *p.cache
	if p.redis != nil {
		// It does not connect: a Redis that is down is found out, and lived with, later.
		store, err := rediscache.Open(*p.redis)
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

func backendOptions(p plan, store *cache.Cache, exist *existence, tel *telemetry.Telemetry) clients.Options {
	return clients.Options{
		Sources:        p.sources,
		Cache:          store,
		Filters:        exist.filters,
		Logger:         tel.Logger,
		TracerProvider: tel.TracerProvider,
		MeterProvider:  tel.MeterProvider,
		Propagator:     tel.Propagator,
	}
}

// graphOptions returns the options of one client's server.
func graphOptions(p plan, c client, b backing) graph.Options {
	options := p.graph
	options.Client = c.name
	options.Schema = c.schema(b)
	options.ConnectionInit = connectionInit
	options.BeginMutation = httpserver.Begin
	if p.share {
		options.ShareKey = shareKey(p.sources, c.inputs())
	}
	options.Epoch = b.epoch
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
