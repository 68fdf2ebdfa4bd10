package main

import (
	"bff/cache"
	"bff/cache/bloom"
	"bff/cache/rediscache"
	"bff/clients"
	"bff/clients/connector"
	"bff/graph"
	"bff/internal/config"
	"bff/internal/httpserver"
	"bff/internal/telemetry"
	"bff/internal/wiring"
)

// plan holds the options of every package, made from one configuration. serve
// starts from it alone, so a key that changes nothing here has no effect;
// TestEveryKeyHasAnEffect looks for such keys.
type plan struct {
	clients    []client
	server     httpserver.Options
	sources    map[string]clients.SourceOptions
	connectors connector.Options
	cache      *cache.Options     // nil: switched off
	redis      *rediscache.Config // nil: level 1 only
	filter     *bloom.Options     // nil: switched off
	graph      graph.Options      // of every client
	playground bool               // browsers get pages
	origin     string             // of this server, for the pages' samples
	debug      bool               // requests may see where their data comes from
	assets     string             // goes before the paths of pictures
	sharedKey  string             // of POST /invalidation; empty: there is none
	share      bool               // identical queries in flight may share one execution
}

// newPlan translates cfg, whose sources are at places. sample are the addresses of the
// sample backends that run.
func newPlan(cfg config.Config, places []wiring.Place, sample map[string]string, tel *telemetry.Telemetry) (plan, error) {
	selected, err := selectClients(cfg.Clients)
	if err != nil {
		return plan{}, err
	}
	if cfg.Assets.BaseURL == "" {
		cfg.Assets.BaseURL = sample["catalog"] // it draws the pictures itself
	}
	p := plan{
		clients:    selected,
		server:     wiring.Server(cfg.Server, tel),
		connectors: wiring.Connectors(cfg, declared(selected)),
		graph:      wiring.Graph(cfg, tel),
		playground: cfg.Playground,
		origin:     origin(cfg.Server.Listen),
		debug:      cfg.Cache.Debug || onlySamples(places), // these are nobody's secrets
		assets:     cfg.Assets.BaseURL,
		sharedKey:  cfg.Cache.Invalidation.SharedKey,
		share:      cfg.Server.DeduplicateQuery,
	}
	p.connectors.Logger = tel.Logger
	if p.sources, err = wiring.Sources(cfg, places, sample); err != nil {
		return plan{}, err
	}
	if cfg.Cache.ExistenceFilter.Enabled {
		filter := wiring.Filter(cfg.Cache.ExistenceFilter, tel)
		p.filter = &filter
	}
	if !cfg.Cache.Enabled {
		return p, nil
	}
	levels := wiring.Cache(cfg.Cache, tel)
	p.cache = &levels
	if cfg.Cache.Redis.URL != "" {
		redis, err := wiring.Redis(cfg.Cache.Redis)
		if err != nil {
			return plan{}, err
		}
		p.redis = &redis
	}
	return p, nil
}

func onlySamples(places []wiring.Place) bool {
	for _, place := range places {
		if place.From != wiring.FromSample {
			return false
		}
	}
	return true
}
