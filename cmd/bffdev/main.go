// Command bffdev serves while people write: it watches the project, generates
// the clients whose schema changed, builds the server and restarts it.
//
//	make dev
//	make dev ARGS="--listen :8081"     # arguments are those of bff serve
//
// A mistake never takes the server away: what bffgen or the compiler says is
// shown, and the old server runs on until the mistake is gone. Ctrl-C ends all.
//
//	files ──▶ watch.go ──▶ collect.go ──▶ loop.go ──▶ build.go, then process.go
//	          which count  one batch      the order   bffgen, go   the server
//	                       per save
//
// Read loop.go first; plan.go says which file asks for what.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/urfave/cli/v3"

	"bff/internal/program"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends this process at once
	os.Exit(program.Run(ctx, newCommand(run), os.Args, os.Stdout, func(err error) { fmt.Fprintln(os.Stderr, "bffdev:", err) }))
}

// newCommand takes the flags of bff serve, which work gets as they were written.
func newCommand(work func(ctx context.Context, args []string, out io.Writer) error) *cli.Command {
	return &cli.Command{
		Name:        "bffdev",
		Usage:       "serve, and follow every change of schema/ and Go code",
		Description: "The flags are those of bff serve, which gets them. A mistake leaves the old server running.",
		Flags:       program.ServeFlags(),
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := program.NoArguments(cmd); err != nil {
				return err
			}
			return work(ctx, given(cmd), cmd.Root().Writer)
		},
	}
}

// given are the flags of a command line that are set, to be handed on.
func given(cmd *cli.Command) []string {
	var args []string
	for _, flag := range cmd.Flags {
		name := flag.Names()[0]
		if cmd.IsSet(name) {
			args = append(args, fmt.Sprintf("--%s=%s", name, text(cmd.Value(name))))
		}
	}
	return args
}

// text is a flag's value as a command line has it.
func text(value any) string {
	if list, ok := value.([]string); ok {
		return strings.Join(list, ",")
	}
	return fmt.Sprint(value)
}

const (
	// quiet is how long no file must change before work begins: editors and git
	// write several files for what is one change.
	quiet = 150 * time.Millisecond
	// longest bounds that wait when files never stop changing.
	longest = time.Second
	// grace is how long the old server may drain.
	grace = 5 * time.Second
)

// run works in the project at the working directory until ctx ends.
func run(ctx context.Context, args []string, out io.Writer) (err error) {
	if _, err := os.Stat("schema"); err != nil {
		return fmt.Errorf("%w; run bffdev in the repository's top folder", err)
	}
	temp, err := os.MkdirTemp("", "bffdev-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()

	watched, err := newWatcher(".")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, watched.close()) }()

	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel() // before the wait, which is for those that end with ctx
	changes := make(chan []string)
	running.Go(func() { watched.run(ctx, out) })
	running.Go(func() { collect(ctx, watched.changed, changes, quiet, longest) })

	l := &loop{
		changes: changes,
		steps:   &tools{temp: temp, args: args},
		server:  &process{args: append([]string{"serve"}, args...), env: environ(os.Environ()), stdout: os.Stdout, stderr: os.Stderr, grace: grace},
		out:     out,
	}
	l.run(ctx)
	return nil
}
