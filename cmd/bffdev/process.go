package main

import (
	"io"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// process is the server as a process of its own, at most one at a time. It is
// for one goroutine.
type process struct {
	args, env      []string
	stdout, stderr io.Writer
	// grace is how long a server may drain before it is killed.
	grace time.Duration

	current *child // nil when none runs
}

var _ server = (*process)(nil)

// child is a process that was started. err may be read once done is closed.
type child struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error
}

// replace ends the old server first: both want the same ports.
func (p *process) replace(binary string) error {
	_ = p.stop() // how the old one ends no longer matters
	cmd := exec.Command(binary, p.args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = p.env, p.stdout, p.stderr
	ownGroup(cmd) // the terminal's Ctrl-C is ours to pass on, after the drain's rules
	endWithUs(cmd)
	started, err := start(cmd)
	if err != nil {
		return err
	}
	p.current = started
	return nil
}

func (p *process) ended() <-chan struct{} {
	if p.current == nil {
		return nil
	}
	return p.current.done
}

// stop asks, waits for grace, and kills.
func (p *process) stop() error {
	if p.current == nil {
		return nil
	}
	c := p.current
	p.current = nil
	_ = terminate(c.cmd) // fails when it ended already
	select {
	case <-c.done:
	case <-time.After(p.grace):
		_ = kill(c.cmd)
		<-c.done
	}
	return c.err
}

// start starts a command, and a goroutine that waits for its end. The goroutine
// has a thread to itself, because Linux takes the end of the thread that started
// a process for the end of its parent.
func start(cmd *exec.Cmd) (*child, error) {
	c := &child{cmd: cmd, done: make(chan struct{})}
	begun := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(c.done)
		err := cmd.Start()
		begun <- err
		if err == nil {
			c.err = cmd.Wait()
		}
	}()
	if err := <-begun; err != nil {
		<-c.done
		return nil, err
	}
	return c, nil
}

// drain is the server's own limit; a developer does not wait for a subscription
// in a forgotten tab.
const drain = "BFF_SERVER_DRAIN_TIMEOUT"

// environ adds a short drain to the environment, unless it has one.
func environ(env []string) []string {
	for _, variable := range env {
		if strings.HasPrefix(variable, drain+"=") {
			return env
		}
	}
	return append(env[:len(env):len(env)], drain+"=1s")
}
