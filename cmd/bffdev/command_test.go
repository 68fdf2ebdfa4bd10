package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"bff/internal/program"
)

// errBegun is the error that the loop of these tests returns.
var errBegun = errors.New("the loop began")

// commandLine runs one, with a loop that only says with which arguments it began.
func commandLine(args ...string) (code int, began []string, out string, err error) {
	loop := func(_ context.Context, args []string, _ io.Writer) error {
		began = args
		return errBegun
	}
	var printed bytes.Buffer
	code = program.Run(context.Background(), newCommand(loop), append([]string{"bffdev"}, args...), &printed, func(e error) { err = e })
	return code, began, printed.String(), err
}

// Help is printed, and a slip explained, before anything is built.
func TestNothingBeginsForHelpOrASlip(t *testing.T) {
	for _, flag := range []string{"-h", "--help"} {
		code, _, out, err := commandLine(flag)
		if code != 0 || err != nil || !strings.Contains(out, "--listen") {
			t.Errorf("%s: exit code %d, %v; want help\n%s", flag, code, err, out)
		}
	}
	for args, want := range map[string]string{
		"--lisen :1":         "did you mean --listen?",
		"serve":              `"serve"`,
		"--drain-timeout no": "--drain-timeout",
	} {
		if code, _, _, err := commandLine(strings.Fields(args)...); code != program.Usage || errors.Is(err, errBegun) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: exit code %d, %v; want %d and %s", args, code, err, program.Usage, want)
		}
	}
}

// The server gets the flags that were given, and no others.
func TestFlagsAreHandedOn(t *testing.T) {
	for _, tt := range []struct{ args, want []string }{
		{nil, nil},
		{[]string{"--listen", ":8081", "--clients", "web", "--clients=tv"}, []string{"--clients=web,tv", "--listen=:8081"}},
		{[]string{"-c", "a b.yaml", "--shop-port", "0", "--drain-timeout", "90s"}, []string{"--config=a b.yaml", "--drain-timeout=1m30s", "--shop-port=0"}},
	} {
		if _, began, _, err := commandLine(tt.args...); !errors.Is(err, errBegun) || !slices.Equal(began, tt.want) {
			t.Errorf("%q: the server gets %q, %v; want %q", tt.args, began, err, tt.want)
		}
	}
}
