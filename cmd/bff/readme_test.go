package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/internal/config"
	"bff/internal/wiring"
)

// Every command of the README works and answers what the README says.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	s := start(t)
	addresses := strings.NewReplacer(
		"localhost:8080", strings.TrimPrefix(s.base, "http://"),
		"localhost:9090", strings.TrimPrefix(s.admin, "http://"),
		"localhost:4004", strings.TrimPrefix(s.shop["reviews"], "http://"),
	)
	steps := consoleSteps(string(readme))
	if len(steps) < 8 {
		t.Fatalf("%d commands found in the README", len(steps))
	}
	for _, step := range steps {
		if target, ok := strings.CutPrefix(step.command, "make "); ok {
			checkTarget(t, target)
			continue
		}
		cmd := exec.CommandContext(t.Context(), "sh", "-c", addresses.Replace(step.command))
		cmd.Dir = "../.."
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("$ %s\n%v: %s", step.command, err, out)
			continue
		}
		if step.output != "" && !sameOutput(step.output, string(out)) {
			t.Errorf("$ %s\n(-README +got):\n%s", step.command, cmp.Diff(step.output, string(out)))
		}
	}
}

type consoleStep struct{ command, output string }

var consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```")

// consoleSteps reads the commands of all console blocks with what they print.
func consoleSteps(text string) []consoleStep {
	var steps []consoleStep
	for _, block := range consoleBlock.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(block[1]) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				steps = append(steps, consoleStep{command: strings.TrimSpace(command)})
			} else {
				steps[len(steps)-1].output += line
			}
		}
	}
	return steps
}

// sameOutput compares text, and JSON as JSON; "…" stands for anything.
func sameOutput(want, got string) bool {
	var wanted, gotten any
	if json.Unmarshal([]byte(want), &wanted) == nil && json.Unmarshal([]byte(got), &gotten) == nil {
		return matches(wanted, gotten)
	}
	return strings.TrimSpace(want) == strings.TrimSpace(got)
}

func matches(want, got any) bool {
	switch w := want.(type) {
	case string:
		g, text := got.(string)
		return w == "…" && got != nil || text && w == strings.ReplaceAll(g, "\u00a0", " ") // prices have no-break spaces
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || len(w) != len(g) {
			return false
		}
		for key := range w {
			if !matches(w[key], g[key]) {
				return false
			}
		}
		return true
	case []any:
		g, ok := got.([]any)
		if !ok || len(w) != len(g) {
			return false
		}
		for i := range w {
			if !matches(w[i], g[i]) {
				return false
			}
		}
		return true
	default:
		return want == got
	}
}

func checkTarget(t *testing.T, target string) {
	t.Helper()
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(target) + `:`).Match(makefile) {
		t.Errorf("the README names make %s; the Makefile has no such target", target)
	}
}

// The README's bff.yaml is one that the server takes.
func TestReadmeConfiguration(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(readme)
	if block == nil {
		t.Fatal("no yaml block in the README")
	}
	cfg, err := config.Load(config.Options{
		File: "bff.yaml", Clients: clientNames(), Sources: sourceNames, Rules: rules,
		ReadFile: func(name string) ([]byte, error) {
			if name == "bff.yaml" {
				return block[1], nil
			}
			return []byte("a secret\n"), nil // mounted there in production
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := places(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range found {
		if place.From != wiring.FromConfiguration {
			t.Errorf("%s is at %q by the %s; a pod's backends are all configured", place.Name, place.URL, place.From)
		}
	}
}
