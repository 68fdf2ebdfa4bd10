//go:build unix

package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// serving gives a process that behaves in this way, and what it prints.
func serving(t *testing.T, how string, grace time.Duration) (*process, *bufio.Reader) {
	t.Helper()
	// A pipe, not a buffer: the process holds it as it would hold a terminal.
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{args: []string{"serve", "--listen", ":1"}, env: append(os.Environ(), beServer+"="+how), stdout: write, stderr: write, grace: grace}
	t.Cleanup(func() {
		_ = p.stop()
		_ = write.Close()
		_ = read.Close()
	})
	return p, bufio.NewReader(read)
}

func mustStart(t *testing.T, p *process, out *bufio.Reader) {
	t.Helper()
	if err := p.replace(os.Args[0]); err != nil {
		t.Fatal(err)
	}
	if line, err := out.ReadString('\n'); err != nil || line != "ready [serve --listen :1]\n" {
		t.Fatalf("the server says %q, %v", line, err)
	}
}

// alive tells whether there is such a process.
func alive(pid int) bool { return syscall.Kill(pid, 0) == nil }

func TestServerDrains(t *testing.T) {
	p, out := serving(t, "drain", time.Minute)
	mustStart(t, p, out)
	first := p.current.cmd.Process.Pid
	mustStartAfterDrain(t, p, out)
	if alive(first) {
		t.Error("the first server lives on beside the second")
	}
	second := p.current.cmd.Process.Pid
	if err := p.stop(); err != nil || alive(second) {
		t.Errorf("stop = %v, alive %v; want a server that ended well", err, alive(second))
	}
	if p.ended() != nil || p.stop() != nil {
		t.Error("a server that was stopped counts as running")
	}
}

// mustStartAfterDrain starts the next server: the first says its last words before.
func mustStartAfterDrain(t *testing.T, p *process, out *bufio.Reader) {
	t.Helper()
	if err := p.replace(os.Args[0]); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"drained\n", "ready [serve --listen :1]\n"} {
		if line, err := out.ReadString('\n'); err != nil || line != want {
			t.Fatalf("the servers say %q, %v; want %q", line, err, want)
		}
	}
}

func TestStubbornServerIsKilled(t *testing.T) {
	p, out := serving(t, "stubborn", time.Millisecond)
	mustStart(t, p, out)
	pid := p.current.cmd.Process.Pid
	if err := p.stop(); err == nil || !strings.Contains(err.Error(), "killed") || alive(pid) {
		t.Errorf("stop = %v, alive %v; want a killed server", err, alive(pid))
	}
}

func TestServerThatCrashes(t *testing.T) {
	p, out := serving(t, "crash", time.Minute)
	mustStart(t, p, out)
	<-p.ended()
	if err := p.stop(); err == nil || err.Error() != "exit status 3" {
		t.Errorf("stop = %v; want exit status 3", err)
	}
}

func TestServerThatIsNotThere(t *testing.T) {
	p := &process{grace: time.Minute}
	if err := p.replace(t.TempDir() + "/none"); err == nil || p.ended() != nil {
		t.Errorf("replace = %v, running %v; want an error and none running", err, p.ended() != nil)
	}
}

// Ctrl-C during a step ends also what the step started, such as a compiler.
func TestStepLeavesNoOrphans(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() {
		done <- output(ctx, "sh", "-c", `(echo ready; exec sleep 60) > "$0" & wait`, pipe)
	}()
	held, err := os.Open(pipe)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if line, err := bufio.NewReader(held).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the step's child says %q, %v", line, err)
	}
	cancel()
	if err := <-done; err == nil {
		t.Error("a step that was ended is no error")
	}
	// The child holds the pipe open for as long as it lives.
	if rest, err := io.ReadAll(held); err != nil || len(rest) > 0 {
		t.Errorf("after its end the child says %q, %v", rest, err)
	}
}

// What a step printed is its error, and nothing else.
func TestStepOutput(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"success is silent", "echo fine", ""},
		{"both outputs", "echo a; echo b >&2; exit 1", "a\nb\n"},
		{"nothing said", "exit 7", "sh: exit status 7"},
	} {
		got := ""
		if err := output(t.Context(), "sh", "-c", tt.script); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
	}
	if err := output(t.Context(), "/none/such"); err == nil || !strings.Contains(err.Error(), "such") {
		t.Errorf("a program that is not there: %v; want its name", err)
	}
}

func TestShortDrain(t *testing.T) {
	if got := environ([]string{"A=1"}); len(got) != 2 || got[1] != "BFF_SERVER_DRAIN_TIMEOUT=1s" {
		t.Errorf("environ = %q; want a short drain", got)
	}
	if got := environ([]string{"BFF_SERVER_DRAIN_TIMEOUT=1m"}); len(got) != 1 {
		t.Errorf("environ = %q; want the drain that was asked for", got)
	}
}
