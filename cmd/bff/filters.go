package main

import (
	"context"

	"bff/cache"
	"bff/cache/bloom"
	"bff/clients"
	"bff/internal/shopapi"
)

// existence is the filters that know which ids there are.
type existence struct {
	options *bloom.Options // nil: switched off
	closer  func() error
}

// filters makes them; it has the shape of clients.Options.Filters.
func (e *existence) filters(backends *clients.Backends) (map[clients.IDs]cache.Filter, error) {
	if e.options == nil {
		return nil, nil
	}
	options := *e.options
	options.Name = shopapi.KnownProducts.Source + " products"
	options.List = func(ctx context.Context, page string) ([]string, string, error) {
		return shopapi.ListProductIDs(ctx, backends, page)
	}
	products, err := bloom.New(options)
	if err != nil {
		return nil, err
	}
	e.closer = products.Close
	return map[clients.IDs]cache.Filter{shopapi.KnownProducts: products}, nil
}

func (e *existence) close(context.Context) error {
	if e.closer == nil {
		return nil
	}
	return e.closer()
}
