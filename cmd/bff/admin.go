package main

import (
	"net/http"

	"bff/cache/invalidation"
	"bff/clients"
	"bff/internal/httpserver"
	"bff/internal/telemetry"
)

// newAdmin is what the admin listener shows and takes. POST /invalidation is
// there only with a shared key: whoever may call it may slow the backends.
func newAdmin(sharedKey string, store *twoLevels, backends *clients.Backends, tel *telemetry.Telemetry) (http.Handler, error) {
	options := httpserver.AdminOptions{
		Metrics: tel.Metrics,
		Status: func() any {
			return map[string]any{"version": version, "backends": backends.Status()}
		},
	}
	if sharedKey != "" { // also without a cache, where nothing is left to drop
		handler, err := invalidation.New(invalidation.Options{
			Cache: store.cache, SharedKey: sharedKey, Logger: tel.Logger,
		})
		if err != nil {
			return nil, err
		}
		options.Handlers = map[string]http.Handler{"POST /invalidation": handler}
	}
	return httpserver.AdminMux(options), nil
}
