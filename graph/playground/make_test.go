package playground

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// make run goes on without the playground, whatever keeps it from being built, and says
// so; make playground itself fails.
func TestMakeGoesOnWithoutPlayground(t *testing.T) {
	const (
		node    = "#!/bin/sh\ntest \"$1\" = --version && echo v22.1.0 || exit 0\n"
		oldNode = "#!/bin/sh\ntest \"$1\" = --version && echo v18.3.0 || exit 1\n"
		npm     = "#!/bin/sh\ntest \"$1\" = ci && exit 0\n: > dist/index.html\n"
	)
	for _, tt := range []struct {
		name, node, npm string
		built           bool
		want            string
	}{
		{"no Node", "", "", false, "no Node with npm here"},
		{"old Node", oldNode, npm, false, "needs Node 20.19 or later, and this is v18.3.0"},
		{"no registry", node, "#!/bin/sh\necho 'npm error code ECONNREFUSED'\nexit 1\n", false, "ECONNREFUSED"},
		{"a build that fails", node, "#!/bin/sh\ntest \"$1\" = ci\n", false, "could not be built"},
		{"all is there", node, npm, true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ui, bin := t.TempDir(), t.TempDir()
			write := func(path, text string) {
				if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			write(filepath.Join(ui, "package-lock.json"), "{}")
			if err := os.Mkdir(filepath.Join(ui, "dist"), 0o755); err != nil {
				t.Fatal(err)
			}
			for name, text := range map[string]string{"node": tt.node, "npm": tt.npm} {
				if text != "" {
					write(filepath.Join(bin, name), text)
				}
			}
			for _, program := range []string{"make", "sh"} { // and nothing else that this machine has
				path, err := exec.LookPath(program)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.Symlink(path, filepath.Join(bin, program)); err != nil {
					t.Fatal(err)
				}
			}
			run := func(target string) (string, error) {
				cmd := exec.CommandContext(t.Context(), filepath.Join(bin, "make"), "-C", "../..", target, "UI="+ui)
				cmd.Env = []string{"PATH=" + bin}
				out, err := cmd.CombinedOutput()
				return string(out), err
			}
			out, err := run("playground-if-node")
			if err != nil {
				t.Errorf("make run does not go on: %v\n%s", err, out)
			}
			if !strings.Contains(out, tt.want) || tt.built == strings.Contains(out, "its page says how to get it") {
				t.Errorf("it says %q; want %q, and where to read on unless it was built", out, tt.want)
			}
			if out, err := run("playground"); (err == nil) != tt.built {
				t.Errorf("make playground: %v\n%s", err, out)
			}
		})
	}
}
