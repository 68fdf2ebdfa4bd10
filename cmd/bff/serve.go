package main

import (
	"context"
	"net"
	"net/http"

	"github.com/urfave/cli/v3"

	"bff/cache/rediscache"
	"bff/clients"
	"bff/clients/connector"
	"bff/graph/transport"
	"bff/internal/config"
	"bff/internal/httpserver"
	"bff/internal/program"
	"bff/internal/telemetry"
	"bff/internal/wiring"
)

// addresses is where a running server can be reached.
type addresses struct {
	main, admin net.Addr
	shop        map[string]string // URLs of the embedded sample backends, if they run
}

func serveCommand(ctx context.Context, cmd *cli.Command, env environment) error {
	if err := program.NoArguments(cmd); err != nil {
		return err
	}
	cfg, err := loadConfig(cmd, env)
	if err != nil {
		return err
	}
	return serve(ctx, cfg, env)
}

// serve is the whole server in the order in which it starts; it closes in
// reverse, also when a start fails halfway.
func serve(ctx context.Context, cfg config.Config, env environment) error {
	timer, started := newStopTimer(ctx), &closers{}
	defer func() {
		started.closeBy(ctx, timer.deadline(cfg.Server.DrainDelay+cfg.Server.DrainTimeout))
	}()

	observed := wiring.Telemetry(cfg)
	observed.ServiceVersion, observed.LogOutput = version, env.stderr
	tel, err := telemetry.Setup(ctx, observed)
	if err != nil {
		return err
	}
	started.logger = tel.Logger
	started.add("telemetry", tel.Shutdown)
	if env.ownsProcess {
		tel.SetGlobal()
		rediscache.LogTo(tel.Logger)
	}

	where, err := places(cfg)
	if err != nil {
		return err
	}
	sample, err := startShop(cfg.Shop, where, tel.Logger)
	if err != nil {
		return err
	}
	started.add("sample backends", sample.close)

	plan, err := newPlan(cfg, where, sample.urls(), tel)
	if err != nil {
		return err
	}
	plan.server.Handler, plan.server.AdminHandler, err = assemble(plan, tel, started.add)
	if err != nil {
		return err
	}
	server, err := httpserver.New(plan.server)
	if err != nil {
		return err
	}
	return runAnnounced(ctx, server, func() { announce(server, cfg, sample, env) })
}

// assemble makes what both listeners serve. What it starts is given to started.
func assemble(p plan, tel *telemetry.Telemetry, started closing) (main, admin http.Handler, err error) {
	store, err := newCache(p)
	if err != nil {
		return nil, nil, err
	}
	started("cache", store.close)

	exist := &existence{options: p.filter}
	backends, err := clients.New(backendOptions(p, store.cache, exist, tel))
	if err != nil {
		return nil, nil, err
	}
	started("calls to backends", func(context.Context) error { return backends.Close() })
	started("existence filter", exist.close)

	views, err := newViewQueue(p, backends, tel)
	if err != nil {
		return nil, nil, err
	}
	started("queue of views", views.close)

	runtime, err := connector.New(backends, p.connectors)
	if err != nil {
		return nil, nil, err
	}
	epoch := &transport.Epoch{Invalidations: store.cache.Invalidations}
	routes, err := newRoutes(p, backing{runtime: runtime, views: views.of(backends), assets: p.assets, epoch: epoch})
	if err != nil {
		return nil, nil, err
	}
	admin, err = newAdmin(p.sharedKey, store, epoch, backends, tel)
	return clients.Forward(routes), admin, err
}

// runAnnounced runs the server and calls announce once it listens.
func runAnnounced(ctx context.Context, server *httpserver.Server, announce func()) error {
	over, cancel := context.WithCancel(ctx)
	announced := make(chan struct{})
	go func() {
		defer close(announced)
		select {
		case <-server.Listening():
			announce()
		case <-over.Done(): // it never came to listen
		}
	}()
	err := server.Run(ctx)
	cancel()
	<-announced
	return err
}

// announce says where to click.
func announce(server *httpserver.Server, cfg config.Config, sample *sampleShop, env environment) {
	at := addresses{main: server.Addr(), admin: server.AdminAddr(), shop: sample.urls()}
	printBanner(env.stdout, cfg, at)
	if env.ready != nil {
		env.ready(at)
	}
}
