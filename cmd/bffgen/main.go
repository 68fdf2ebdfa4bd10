// Command bffgen turns schema/ into the client packages.
//
//	go run ./cmd/bffgen               # all clients
//	go run ./cmd/bffgen web mobile    # these
//	go run ./cmd/bffgen new-client tv # a client more
//	go run ./cmd/bffgen import --openapi catalog.yaml --source catalog # a schema to begin with
//	go run ./cmd/bffgen check --openapi catalog=catalog.yaml # still as the backend says?
//
// For each client it reads schema/shared and schema/<client>, and writes
// <client>/*_gen.go, with gqlgen, and <client>/schema_gen.graphql, the schema as the
// client's apps see it. Settings that the clients share stand in gqlgen.yml. A run that
// fails, for whichever client, or is interrupted leaves the files of the last good run.
//
// Read generate.go and schema.go first; stage.go puts the new code in place, show.go is how a mistake in a schema is told, and
// newclient.go what a new client begins with.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v3"

	"bff/internal/program"
)

func main() {
	stages := &staging{}
	onSignal(func() {
		report(errors.Join(errors.New("interrupted; nothing was changed"), stages.interrupt()))
		os.Exit(program.Failure)
	})
	os.Exit(program.Run(context.Background(), newCommand(stages), os.Args, os.Stdout, report))
}

// onSignal calls f, which ends the process, on an interrupt: gqlgen can't be stopped.
func onSignal(f func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		<-signals
		f()
	}()
}

func newCommand(stages *staging) *cli.Command {
	return &cli.Command{
		Name:        "bffgen",
		Usage:       "turn schema/ into Go packages",
		ArgsUsage:   "[CLIENT ...]",
		Description: "Without a command it generates the named client packages, all of schema/ when none is named.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "C", Value: ".", Usage: "the `FOLDER` with gqlgen.yml and schema/"},
		},
		Before: func(ctx context.Context, cmd *cli.Command) (context.Context, error) {
			return ctx, program.Misused(os.Chdir(cmd.String("C")))
		},
		Action:                    func(_ context.Context, cmd *cli.Command) error { return runGenerate(cmd, stages) },
		ShellComplete:             program.Complete(completeClients),
		DisableSliceFlagSeparator: true, // names of files may have commas
		Commands:                  []*cli.Command{newClientCommand(), importCommand(), checkCommand()},
	}
}

// completeClients are the clients that can be named; none where there is no schema.
func completeClients() []string {
	names, _ := clients(schemaFolder)
	return names
}

func newClientCommand() *cli.Command {
	return &cli.Command{
		Name: "new-client", Usage: "add a client: a schema, a package, and its line in cmd/bff", ArgsUsage: "NAME",
		Action: func(_ context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() != 1 {
				return program.Misused(errors.New("new-client takes one name, like tv"))
			}
			name := cmd.Args().First()
			if err := newClient(name); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.Root().Writer, "client %[1]s: schema/%[1]s, %[1]s/ and a line in %[2]s; next: make generate CLIENT=%[1]s\n", name, wiring)
			return err
		},
	}
}

func runGenerate(cmd *cli.Command, stages *staging) error {
	names := cmd.Args().Slice()
	if err := knownClients(schemaFolder, names, program.CommandNames(cmd)); err != nil {
		return err
	}
	schemas, err := loadSchemas(schemaFolder, names)
	if err != nil {
		return err
	}
	if found := warnings(schemas, len(names) == 0); len(found) > 0 {
		report(found)
	}
	if _, err := checkOperations(schemas); err != nil {
		return err
	}
	return generateAll(schemas, stages)
}
