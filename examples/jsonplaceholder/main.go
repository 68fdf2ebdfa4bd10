// Command jsonplaceholder serves a GraphQL schema over the public JSONPlaceholder API, a
// backend that was not made for it.
//
//	go run ./examples/jsonplaceholder
//	go run ./examples/jsonplaceholder -config my.yaml
//
// The schema says where its fields come from, in schema/api; package api is what that
// compiles to, with one field in Go. This file is what runs it, wire.go how the
// configuration reaches the packages that do the work.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	"bff/examples/jsonplaceholder/api"
	"bff/internal/config"
	"bff/internal/httpserver"
	"bff/internal/telemetry"
	"bff/internal/wiring"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], environment{environ: os.Environ(), stdout: os.Stdout, stderr: os.Stderr})
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "jsonplaceholder:", err)
		os.Exit(1)
	}
}

// environment is what a run sees of the outside, so that tests can be it.
type environment struct {
	environ        []string // "NAME=value"
	stdout, stderr io.Writer
	// ready, if not nil, is told the addresses once requests are served.
	ready func(graphql, admin net.Addr)
}

// run is the whole program in the order in which it starts; it closes in reverse.
func run(ctx context.Context, args []string, env environment) (err error) {
	closing := func(f func() error) { err = errors.Join(err, f()) }

	cfg, err := load(args, env)
	if err != nil {
		return err
	}
	observed := wiring.Telemetry(cfg)
	observed.ServiceName, observed.LogOutput = "jsonplaceholder", env.stderr
	tel, err := telemetry.Setup(ctx, observed)
	if err != nil {
		return err
	}
	defer func() { // telemetry that could not be sent is no failure of the program
		if err := tel.Shutdown(context.WithoutCancel(ctx)); err != nil {
			tel.Logger.Warn("could not close", "what", "telemetry", "error", err)
		}
	}()

	app, err := newApp(cfg, tel, nil)
	if err != nil {
		return err
	}
	defer closing(app.close)

	var server *httpserver.Server
	options := wiring.Server(cfg.Server, tel)
	options.Handler, options.AdminHandler = app.handler, app.admin
	options.Warm = func(context.Context) error { announce(server, env); return nil }
	server, err = httpserver.New(options)
	if err != nil {
		return err
	}
	return server.Run(ctx)
}

// load reads the flags, and the configuration that they name.
func load(args []string, env environment) (config.Config, error) {
	flags := flag.NewFlagSet("jsonplaceholder", flag.ContinueOnError)
	flags.SetOutput(env.stderr)
	file := flags.String("config", "examples/jsonplaceholder/bff.yaml", "the configuration `FILE`")
	if err := flags.Parse(args); err != nil {
		return config.Config{}, err
	}
	var sources []string
	for _, s := range api.Sources() {
		sources = append(sources, s.Name)
	}
	cfg, err := config.Load(config.Options{File: *file, Environ: env.environ, Clients: []string{client}, Sources: sources})
	if err == nil && cfg.Cache.Redis.URL != "" {
		err = fmt.Errorf("%s: cache.redis: this example has no second level of the cache; see cmd/bff", *file)
	}
	return cfg, err
}

// announce says where to click.
func announce(server *httpserver.Server, env environment) {
	text := fmt.Sprintf("\n  graphql    http://%s/graphql\n", server.Addr())
	if admin := server.AdminAddr(); admin != nil {
		text += fmt.Sprintf("  admin      http://%s/\n", admin)
	}
	_, _ = io.WriteString(env.stdout, text+"\n") // a closed terminal is no reason to stop
	if env.ready != nil {
		env.ready(server.Addr(), server.AdminAddr())
	}
}
