package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v3"
)

// The exit codes beside 0.
const (
	Failure = 1 // something went wrong
	Usage   = 2 // a flag, an argument or the configuration is wrong
)

// UsageError marks an error as one of the command line or the configuration.
type UsageError struct{ error }

// Misused makes err a UsageError; nil stays nil.
func Misused(err error) error {
	if err == nil {
		return nil
	}
	return UsageError{err}
}

// Unwrap returns the error that was marked.
func (e UsageError) Unwrap() error { return e.error }

// Run runs a command line, args[0] being the program, and returns the exit code. Help
// and completions go to out. show gets the error, if there is one.
func Run(ctx context.Context, root *cli.Command, args []string, out io.Writer, show func(error)) int {
	prepare(root, args, out)
	err := root.Run(ctx, args)
	if err == nil {
		return 0
	}
	show(err)
	if errors.As(err, new(UsageError)) {
		return Usage
	}
	return Failure
}

// prepare sets what is the same in all programs.
func prepare(root *cli.Command, args []string, out io.Writer) {
	root.Writer = out
	root.ErrWriter = io.Discard // show prints the error
	root.ExitErrHandler = func(context.Context, *cli.Command, error) {}
	root.HideHelpCommand = true
	root.EnableShellCompletion = true
	root.ConfigureShellCompletionCommand = func(c *cli.Command) {
		c.Hidden = false
		c.Usage = "print a script that completes commands and flags in a shell"
		for _, shell := range c.Commands {
			shell.Usage = "print the script for " + shell.Name
			finish(shell)
		}
		c.OnUsageError = explain
		c.Action = func(_ context.Context, c *cli.Command) error {
			return Misused(fmt.Errorf("expected a shell: bash, zsh, fish or pwsh; see %s --help", c.FullName()))
		}
	}
	finish(root)
	for _, c := range root.Commands {
		finish(c)
		c.Before = inOrder(args)
	}
}

// finish has a command explain its usage errors.
func finish(c *cli.Command) { c.OnUsageError = explain }

// inOrder refuses flags of the root before the name of another command, which would
// have no effect.
func inOrder(args []string) cli.BeforeFunc {
	return func(ctx context.Context, c *cli.Command) (context.Context, error) {
		if len(args) < 2 || !strings.HasPrefix(args[1], "-") {
			return ctx, nil
		}
		for _, f := range c.Root().Flags {
			if local, ok := f.(cli.LocalFlag); ok && local.IsLocal() && given(f, args[1]) {
				return ctx, Misused(fmt.Errorf("%s stands before %s; flags of a command stand after its name", args[1], c.Name))
			}
		}
		return ctx, nil
	}
}

// given reports whether the argument is the flag, with or without a value.
func given(f cli.Flag, arg string) bool {
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	for _, n := range f.Names() {
		if n == name {
			return true
		}
	}
	return false
}

// Complete has a shell complete the first argument to one of names, beside what it
// completes anyhow.
func Complete(names func() []string) cli.ShellCompleteFunc {
	return func(ctx context.Context, c *cli.Command) {
		cli.DefaultCompleteWithFlags(ctx, c)
		if c.Args().Len() > 0 {
			return
		}
		for _, name := range names() {
			_, _ = fmt.Fprintln(c.Root().Writer, name)
		}
	}
}
