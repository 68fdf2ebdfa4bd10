package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// steps make a server of the project. Their errors are for people to read, and
// complete.
type steps interface {
	// generate compiles the schemas of these clients, of all when names is nil.
	generate(ctx context.Context, names []string) error
	// build gives the server's binary, and whether it differs from the last.
	build(ctx context.Context) (binary string, differs bool, err error)
	// check finds what a server can live with but its clients can't, such as
	// an operation that the schema no longer allows.
	check(ctx context.Context, binary string) error
}

// server is the one that runs, if any.
type server interface {
	// replace ends the old server, if there is one, and starts the binary.
	replace(binary string) error
	// ended is closed when the server ended by itself; nil when none runs.
	ended() <-chan struct{}
	// stop ends the server, if there is one, and says how it ended.
	stop() error
}

// loop does what changes ask for, one after the other.
type loop struct {
	changes <-chan []string
	steps   steps
	server  server
	out     io.Writer

	todo work
}

// run begins with everything, then follows the changes until ctx ends. The
// server has ended when it returns.
func (l *loop) run(ctx context.Context) {
	defer func() { _ = l.server.stop() }() // how it ends no longer matters
	l.todo.add(everything)
	for {
		l.turn(ctx)
		if !l.wait(ctx) {
			return
		}
	}
}

// wait takes the next changes; false means that ctx ended.
func (l *loop) wait(ctx context.Context) bool {
	for {
		select {
		case files := <-l.changes:
			for _, file := range files {
				l.todo.add(file)
			}
			return true
		case <-l.server.ended():
			// Not started again by itself: it would most likely end again.
			l.say("the server ended (%s); the next change starts it again", reason(l.server.stop()))
			l.todo.build = true
		case <-ctx.Done():
			return false
		}
	}
}

// turn does what there is to do. What fails stays to be done: a client that was
// not generated is generated with the next change, whatever that is.
func (l *loop) turn(ctx context.Context) {
	began := time.Now()
	if l.todo.generates() {
		l.say("generate %s", l.todo)
		if err := l.steps.generate(ctx, l.todo.names()); err != nil {
			l.failed(ctx, "nothing was generated", err)
			if l.running() {
				return
			}
			// The first turn: what was generated some other day may still serve.
		} else {
			l.todo = work{build: true}
		}
	}
	if !l.todo.build && l.running() {
		return
	}
	binary, differs, err := l.steps.build(ctx)
	if err != nil {
		l.failed(ctx, "the server was not built", err)
		return
	}
	l.todo.build = false
	if !differs && l.running() {
		l.say("nothing that the server would notice, %s", since(began))
		return
	}
	if err := l.steps.check(ctx, binary); err != nil && ctx.Err() == nil {
		fmt.Fprintln(l.out, strings.TrimRight(err.Error(), "\n"))
	}
	l.start(ctx, binary, began)
}

func (l *loop) start(ctx context.Context, binary string, began time.Time) {
	if ctx.Err() != nil {
		return
	}
	if err := l.server.replace(binary); err != nil {
		l.failed(ctx, "the server was not started", err)
		l.todo.build = true
		return
	}
	l.say("built after %s", since(began))
}

// failed shows an error, what it means, and what goes on all the same.
func (l *loop) failed(ctx context.Context, meaning string, err error) {
	if ctx.Err() != nil {
		return // Ctrl-C ended the step
	}
	fmt.Fprintln(l.out, strings.TrimRight(err.Error(), "\n"))
	if l.running() {
		meaning += "; the old server keeps running"
	}
	l.say("%s", meaning)
}

func (l *loop) running() bool { return l.server.ended() != nil }

func (l *loop) say(format string, args ...any) {
	fmt.Fprintf(l.out, "bffdev: "+format+"\n", args...)
}

func since(t time.Time) time.Duration { return time.Since(t).Round(100 * time.Millisecond) }

// reason words how a process ended.
func reason(err error) string {
	if err == nil {
		return "exit status 0"
	}
	return err.Error()
}
