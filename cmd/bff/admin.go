package main

import (
	"context"
	"net/http"

	"bff/cache/invalidation"
	"bff/clients"
	"bff/graph/transport"
	"bff/internal/httpserver"
	"bff/internal/telemetry"
)

// newAdmin is what the admin listener shows and takes. POST /invalidation is
// there only with a shared key: whoever may call it may slow the backends.
func newAdmin(sharedKey string, store *twoLevels, epoch *transport.Epoch, backends *clients.Backends, tel *telemetry.Telemetry) (http.Handler, error) {
	options := httpserver.AdminOptions{
		Metrics: tel.Metrics,
		Status: func() any {
			return map[string]any{"version": version, "backends": backends.Status()}
		},
	}
	if sharedKey != "" { // also without a cache, where nothing is left to drop
		var entries invalidation.Invalidator = store.cache
		if store.cache == nil {
			entries = uncached{epoch}
		}
		handler, err := invalidation.New(invalidation.Options{
			Cache: entries, SharedKey: sharedKey, Logger: tel.Logger,
		})
		if err != nil {
			return nil, err
		}
		options.Handlers = map[string]http.Handler{"POST /invalidation": handler}
	}
	return httpserver.AdminMux(options), nil
}

// uncached takes invalidations where nothing is kept: what is in flight is older than
// they are, too.
type uncached struct{ epoch *transport.Epoch }

// InvalidateTags implements invalidation.Invalidator.
func (u uncached) InvalidateTags(context.Context, ...string) (int, error) {
	u.epoch.Changed()
	return 0, nil
}
