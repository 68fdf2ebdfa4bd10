package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/urfave/cli/v3"

	"bff/cache/rediscache"
	"bff/clients"
	"bff/clients/connector"
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
func serve(ctx context.Context, cfg config.Config, env environment) (err error) {
	var closers []func(context.Context) error
	closing := func(f func(context.Context) error) { closers = append(closers, f) }
	defer func() { err = errors.Join(err, closeAll(ctx, closers)) }()

	observed := wiring.Telemetry(cfg)
	observed.ServiceVersion, observed.LogOutput = version, env.stderr
	tel, err := telemetry.Setup(ctx, observed)
	if err != nil {
		return err
	}
	closing(tel.Shutdown)
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
	closing(sample.close)

	plan, err := newPlan(cfg, where, sample.urls(), tel)
	if err != nil {
		return err
	}
	plan.server.Handler, plan.server.AdminHandler, err = assemble(plan, tel, closing)
	if err != nil {
		return err
	}
	server, err := httpserver.New(plan.server)
	if err != nil {
		return err
	}
	return runAnnounced(ctx, server, func() { announce(server, cfg, sample, env) })
}

// assemble makes what both listeners serve. What it starts is given to closing.
func assemble(p plan, tel *telemetry.Telemetry, closing func(func(context.Context) error)) (main, admin http.Handler, err error) {
	store, err := newCache(p)
	if err != nil {
		return nil, nil, err
	}
	closing(store.close)

	exist := &existence{options: p.filter}
	backends, err := clients.New(backendOptions(p, store.cache, exist, tel))
	if err != nil {
		return nil, nil, err
	}
	closing(func(context.Context) error { return backends.Close() })
	closing(exist.close)

	views, err := newViewQueue(p, backends, tel)
	if err != nil {
		return nil, nil, err
	}
	closing(views.close)

	runtime, err := connector.New(backends, p.connectors)
	if err != nil {
		return nil, nil, err
	}
	routes, err := newRoutes(p, backing{runtime: runtime, views: views.of(backends), assets: p.assets})
	if err != nil {
		return nil, nil, err
	}
	admin, err = newAdmin(p.sharedKey, store, backends, tel)
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

// closeTimeout bounds what comes after the last request.
const closeTimeout = 10 * time.Second

// closeAll closes what was started, the last first. The context of the run has
// ended by then, so they get one of their own.
func closeAll(ctx context.Context, closers []func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	var errs []error
	for i := len(closers) - 1; i >= 0; i-- {
		errs = append(errs, closers[i](ctx))
	}
	return errors.Join(errs...)
}
