package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"bff/internal/program"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	code := program.Run(ctx, newCommand(), os.Args, os.Stdout, func(err error) { fmt.Fprintln(os.Stderr, "mutants:", err) })
	stop()
	os.Exit(code)
}

func newCommand() *cli.Command {
	return &cli.Command{
		Name: "mutants", Usage: "plant faults in packages and list those that their tests do not see", ArgsUsage: "FOLDER ...",
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "n", Value: 40, Usage: "how many `FAULTS` to plant in each package"},
			&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "which sample of the faults: any `NUMBER`"},
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if !cmd.Args().Present() {
				return program.Misused(errors.New("expected the folders of packages, as in ./clients/connector"))
			}
			for _, folder := range cmd.Args().Slice() {
				pkg := "./" + filepath.Clean(folder)
				r, err := test(ctx, cmd.Root().Writer, pkg, options{n: cmd.Int("n"), seed: cmd.Uint64("seed")})
				if err != nil {
					return err
				}
				if _, err := fmt.Fprintln(cmd.Root().Writer, r); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
