package program

import (
	"context"
	"fmt"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/urfave/cli/v3"
)

// Beginnings of the library's messages, which has no types for these errors.
const (
	undefined = "flag provided but not defined: -"
	noValue   = "flag needs an argument: "
	badValue  = "invalid value "
)

// explain words an error of the flags' parser.
func explain(_ context.Context, c *cli.Command, err error, _ bool) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, undefined); ok {
		hint := DidYouMean(name, flagNames(c), fmt.Sprintf("see %s --help", c.FullName()))
		return Misused(fmt.Errorf("there is no flag %s; %s", dashed(name), hint))
	}
	if name, ok := strings.CutPrefix(text, noValue); ok {
		return Misused(fmt.Errorf("%s has no value; see %s --help", dashed(strings.TrimLeft(name, "-")), c.FullName()))
	}
	if strings.HasPrefix(text, badValue) {
		return Misused(fmt.Errorf("%s; see %s --help", strings.Replace(text, " for flag -", " for flag --", 1), c.FullName()))
	}
	return Misused(err)
}

// flagNames are the flags that a command takes, with their dashes.
func flagNames(c *cli.Command) []string {
	var names []string
	for _, f := range append(c.VisibleFlags(), c.VisiblePersistentFlags()...) {
		for _, name := range f.Names() {
			names = append(names, dashed(name))
		}
	}
	return names
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// NoArguments refuses what a command does not take, such as a misspelled command.
func NoArguments(c *cli.Command) error {
	if !c.Args().Present() {
		return nil
	}
	arg := c.Args().First()
	hint := DidYouMean(arg, append(CommandNames(c), "--help"), fmt.Sprintf("see %s --help", c.FullName()))
	if len(c.Commands) == 0 {
		return Misused(fmt.Errorf("%s takes no argument, and %q is one; %s", c.FullName(), arg, hint))
	}
	return Misused(fmt.Errorf("there is no command %q; %s", arg, hint))
}

// CommandNames are the commands that a command has.
func CommandNames(c *cli.Command) []string {
	var names []string
	for _, sub := range c.VisibleCommands() {
		names = append(names, sub.Names()...)
	}
	return names
}

// DidYouMean is a hint for an unknown name: the known name that it is a slip of, which
// differs in a third of the letters and one more at most; else the hint given.
func DidYouMean(name string, known []string, otherwise string) string {
	bare := strings.ToLower(strings.TrimLeft(name, "-"))
	best, distance := "", len(bare)/3+2
	for _, k := range known {
		if d := levenshtein.ComputeDistance(bare, strings.ToLower(strings.TrimLeft(k, "-"))); d < distance && d < len(bare) {
			best, distance = k, d
		}
	}
	if best == "" {
		return otherwise
	}
	return "did you mean " + best + "?"
}
