package program_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/urfave/cli/v3"

	"bff/internal/program"
)

// root is a program with a command of its own flags.
func root() *cli.Command {
	return &cli.Command{
		Name:   "prog",
		Flags:  program.ServeFlags(),
		Action: func(_ context.Context, c *cli.Command) error { return program.NoArguments(c) },
		Commands: []*cli.Command{
			{
				Name: "send", Flags: []cli.Flag{&cli.IntFlag{Name: "count"}, &cli.DurationFlag{Name: "after"}},
				Action: func(_ context.Context, c *cli.Command) error {
					if c.Args().First() == "fail" {
						return errors.New("no route")
					}
					return program.NoArguments(c)
				},
			},
		},
	}
}

// prog runs a command line: what it prints, and what it says of an error.
func prog(args string) (code int, out, said string) {
	var printed bytes.Buffer
	times := 0
	code = program.Run(context.Background(), root(), append([]string{"prog"}, strings.Fields(args)...), &printed, func(err error) {
		times++
		said = err.Error()
	})
	if times > 1 {
		said = fmt.Sprintf("%s, %d times", said, times)
	}
	return code, printed.String(), said
}

func TestRun(t *testing.T) {
	for _, tt := range []struct {
		args, said string
		code       int
	}{
		{"", "", 0},
		{"send --count 3", "", 0},
		{"send fail", "no route", program.Failure},
		{"--lisen x", "there is no flag --lisen; did you mean --listen?", program.Usage},
		{"send --cuont 3", "there is no flag --cuont; did you mean --count?", program.Usage},
		{"send --listen x", "there is no flag --listen; see prog send --help", program.Usage},
		{"send -x", "there is no flag -x; see prog send --help", program.Usage},
		{"send --count", "--count has no value; see prog send --help", program.Usage},
		{"sned", `there is no command "sned"; did you mean send?`, program.Usage},
		{"help", `there is no command "help"; did you mean --help?`, program.Usage},
		{"send message", `prog send takes no argument, and "message" is one; see prog send --help`, program.Usage},
		{"--listen :1 send", "--listen stands before send; flags of a command stand after its name", program.Usage},
		{"-c=x send", "-c=x stands before send; flags of a command stand after its name", program.Usage},
		{"completion", "expected a shell: bash, zsh, fish or pwsh; see prog completion --help", program.Usage},
	} {
		code, out, said := prog(tt.args)
		if code != tt.code || said != tt.said || out != "" {
			t.Errorf("prog %s: exit code %d, prints %q, says %q; want %d and %q", tt.args, code, out, said, tt.code, tt.said)
		}
	}
	if code, _, said := prog("send --count no"); code != program.Usage || !strings.Contains(said, `"no" for flag --count`) {
		t.Errorf("a value that is none: exit code %d, %q", code, said)
	}
}

// Help shows one default for a flag, and a command's help no flag of another.
func TestHelp(t *testing.T) {
	code, out, _ := prog("--help")
	if code != 0 || !strings.Contains(out, "completion") {
		t.Errorf("exit code %d and no completion in\n%s", code, out)
	}
	for line := range strings.Lines(out) {
		if strings.Count(line, "default") > 1 {
			t.Errorf("two defaults: %s", line)
		}
	}
	for _, want := range []string{"(default: 4001)", "(default: 10s)", "(default: 127.0.0.1:8080)", "(default: all)"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	if _, out, _ = prog("send --help"); !strings.Contains(out, "--count") || strings.Contains(out, "--listen") {
		t.Errorf("help of send:\n%s", out)
	}
}

func TestCompletionScripts(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "pwsh"} {
		if code, out, said := prog("completion " + shell); code != 0 || said != "" || len(out) < 100 {
			t.Errorf("%s: exit code %d, %q, script %q", shell, code, said, out)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	known := []string{"web", "mobile", "--listen"}
	for name, want := range map[string]string{
		"wbe": "did you mean web?", "moblie": "did you mean mobile?", "lisen": "did you mean --listen?", "WEB": "did you mean web?",
		"x": "look", "telephone": "look", "": "look",
	} {
		if got := program.DidYouMean(name, known, "look"); got != want {
			t.Errorf("%q: %s; want %s", name, got, want)
		}
	}
}
