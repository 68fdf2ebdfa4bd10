package main

import (
	"context"

	"bff/cache"
	"bff/cache/bloom"
	"bff/clients"
	"bff/internal/config"
	"bff/internal/shopapi"
	"bff/internal/telemetry"
)

// existence is the filters that know which ids there are.
type existence struct {
	config config.ExistenceFilter
	tel    *telemetry.Telemetry
	closer func() error
}

// filters makes them; it has the shape of clients.Options.Filters.
func (e *existence) filters(backends *clients.Backends) (map[string]cache.Filter, error) {
	if !e.config.Enabled {
		return nil, nil
	}
	products, err := bloom.New(bloom.Options{
		Name: shopapi.KnownProducts,
		List: func(ctx context.Context, page string) ([]string, string, error) {
			return shopapi.ListProductIDs(ctx, backends, page)
		},
		Refresh:       e.config.Refresh,
		Logger:        e.tel.Logger,
		MeterProvider: e.tel.MeterProvider,
	})
	if err != nil {
		return nil, err
	}
	e.closer = products.Close
	return map[string]cache.Filter{shopapi.KnownProducts: products}, nil
}

func (e *existence) close(context.Context) error {
	if e.closer == nil {
		return nil
	}
	return e.closer()
}
