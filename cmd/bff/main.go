// Command bff serves one GraphQL schema per frontend over the backends that the
// frontends share.
//
//	bff                      all clients over the embedded sample backends
//	bff serve --clients web --config bff.yaml
//	bff check --config bff.yaml
//	bff config, bff schema web, bff shop, bff version
//
// The files, in the order in which a start passes through them: main.go and flags.go
// (the command line), sources.go (where every backend is), serve.go (the whole program
// in order), shop.go (sample backends), plan.go (configuration to options), clients.go
// (the clients there are), wire.go (cache, calls and servers), views.go (the queue of
// product views), routes.go (what is mounted where), inspect.go (the commands that only
// look).
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v3"

	"bff/internal/program"
)

// version is set by the build: -ldflags "-X main.version=v1.2.3".
var version = "devel"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	env := environment{environ: os.Environ(), stdout: os.Stdout, stderr: os.Stderr, ownsProcess: true}
	os.Exit(run(ctx, os.Args, env))
}

// environment is what a run sees of the outside, so that tests can be it.
type environment struct {
	environ        []string // "NAME=value"
	stdout, stderr io.Writer
	// ownsProcess lets the run set what is global to the process.
	ownsProcess bool
	// ready, if not nil, is told the addresses once requests are served.
	ready func(addresses)
}

// run executes one command line and gives the exit code.
func run(ctx context.Context, args []string, env environment) int {
	return program.Run(ctx, newCommand(env), args, env.stdout, func(err error) { fmt.Fprintln(env.stderr, "bff:", err) })
}

func newCommand(env environment) *cli.Command {
	serve := func(ctx context.Context, cmd *cli.Command) error { return serveCommand(ctx, cmd, env) }
	return &cli.Command{
		Name:        "bff",
		Usage:       "one GraphQL endpoint per app over the backends they share",
		Description: "Without a command it serves all clients. Every key of the configuration can also be set by an environment variable: cache.redis.url is BFF_CACHE_REDIS_URL.",
		Flags:       program.ServeFlags(),
		Action:      serve,
		Commands: []*cli.Command{
			{Name: "serve", Usage: "serve the clients (the default)", Flags: program.ServeFlags(), Action: serve},
			checkCommand(env),
			configCommand(env),
			schemaCommand(env),
			shopCommand(env),
			versionCommand(env),
		},
	}
}
