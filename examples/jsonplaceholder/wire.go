package main

import (
	"errors"
	"net"
	"net/http"

	"bff/cache"
	"bff/clients"
	"bff/clients/connector"
	"bff/examples/jsonplaceholder/api"
	"bff/graph"
	"bff/graph/playground"
	"bff/internal/config"
	"bff/internal/httpserver"
	"bff/internal/telemetry"
	"bff/internal/wiring"
)

// client is the only one that this program has.
const client = "api"

// app is what answers requests: package api, on a cache and on backends.
type app struct {
	handler, admin http.Handler
	closers        []func() error
}

// newApp puts it together. A nil transport means the network.
func newApp(cfg config.Config, tel *telemetry.Telemetry, transport http.RoundTripper) (*app, error) {
	a := &app{}
	if err := a.start(cfg, tel, transport); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

func (a *app) start(cfg config.Config, tel *telemetry.Telemetry, transport http.RoundTripper) error {
	store, err := a.openCache(cfg.Cache, tel)
	if err != nil {
		return err
	}
	places, err := wiring.Places(cfg, api.Sources(), nil)
	if err != nil {
		return err
	}
	sources, err := wiring.Sources(cfg, places, nil)
	if err != nil {
		return err
	}
	backends, err := clients.New(clients.Options{
		Sources: sources, Cache: store, Transport: transport,
		Logger: tel.Logger, TracerProvider: tel.TracerProvider, MeterProvider: tel.MeterProvider, Propagator: tel.Propagator,
	})
	if err != nil {
		return err
	}
	a.closers = append(a.closers, backends.Close)
	connectors := wiring.Connectors(cfg, api.Sources())
	connectors.Logger = tel.Logger
	runtime, err := connector.New(backends, connectors)
	if err != nil {
		return err
	}
	server, err := graph.New(graphOptions(cfg, runtime, tel))
	if err != nil {
		return err
	}
	a.admin = httpserver.AdminMux(httpserver.AdminOptions{
		Metrics: tel.Metrics,
		Status:  func() any { return map[string]any{"backends": backends.Status()} },
	})
	a.handler, err = routes(cfg, clients.Forward(server))
	return err
}

// close closes what was started, the last first.
func (a *app) close() error {
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		errs = append(errs, a.closers[i]())
	}
	return errors.Join(errs...)
}

// openCache gives nil when the cache is off, which asks the backend every time.
func (a *app) openCache(cfg config.Cache, tel *telemetry.Telemetry) (*cache.Cache, error) {
	if !cfg.Enabled {
		return nil, nil
	}
	store, err := cache.New(wiring.Cache(cfg, tel))
	if err != nil {
		return nil, err
	}
	a.closers = append(a.closers, store.Close)
	return store, nil
}

func graphOptions(cfg config.Config, runtime *connector.Runtime, tel *telemetry.Telemetry) graph.Options {
	options := wiring.Graph(cfg, tel)
	options.Client, options.Route = client, "/graphql"
	options.BeginMutation = httpserver.Begin
	options.Schema = api.NewExecutableSchema(api.Config{Resolvers: api.New(runtime)})
	return options
}

// routes shows the playground to browsers, and GraphQL to all others.
func routes(cfg config.Config, server http.Handler) (http.Handler, error) {
	mux := http.NewServeMux()
	if !cfg.Playground {
		mux.Handle("/graphql", server)
		return mux, nil
	}
	operations, err := playground.Operations(api.Operations)
	if err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(cfg.Server.Listen) // config has checked it
	ui, err := playground.New(playground.Options{Origin: "http://localhost:" + port, Clients: []playground.Client{{
		Name: client, Title: "JSONPlaceholder", Description: "Posts and the people who write them, from a public REST API.",
		Endpoint: "/graphql", Operations: operations,
	}}})
	if err != nil {
		return nil, err
	}
	page := ui.Page(client)
	mux.Handle("GET /{$}", ui.Index())
	mux.Handle("GET "+playground.AssetsPath, ui.Assets())
	mux.HandleFunc("/graphql", func(w http.ResponseWriter, r *http.Request) {
		if playground.Wanted(r) {
			page.ServeHTTP(w, r)
			return
		}
		server.ServeHTTP(w, r)
	})
	return mux, nil
}
