package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// steps make a server of the project. Their errors are for people to read, and
// complete.
type steps interface {
	// generate compiles the schemas of these clients, of all when names is nil.
	generate(ctx context.Context, names []string) error
	// operations checks those of these clients, whose schemas did not change.
	operations(ctx context.Context, names []string) error
	// build gives the server's binary, and whether it differs from the last.
	build(ctx context.Context) (binary string, differs bool, err error)
	// check finds what a server would refuse or its clients would miss, such as a
	// mistake in the configuration.
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
	// later has the files that changed during a turn.
	later []string
	// cancelled counts the steps that newer changes ended since the last turn that
	// came to its end.
	cancelled int
}

// patience bounds how many steps in a row newer changes may end: files that never stop
// changing are served too, if late.
const patience = 10

// run begins with everything, then follows the changes until ctx ends. The
// server has ended when it returns.
func (l *loop) run(ctx context.Context) {
	defer func() { _ = l.server.stop() }() // how it ends no longer matters
	l.todo.add(everything)
	for {
		l.turn(ctx)
		if len(l.later) == 0 && !l.wait(ctx) || ctx.Err() != nil {
			return
		}
		for _, file := range l.later {
			l.todo.add(file)
		}
		l.later = nil
	}
}

// errUseless is the error of a step whose result nobody can use any more.
var errUseless = errors.New("the files changed meanwhile")

// step runs f, and notes what changes meanwhile. A change that makes the result of f
// useless ends it.
func (l *loop) step(ctx context.Context, useless func(work) bool, f func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- f(ctx) }()
	for {
		select {
		case err := <-done:
			return err
		case files := <-l.changes:
			l.later = append(l.later, files...)
			var changed work
			for _, file := range files {
				changed.add(file)
			}
			if useless(changed) && l.cancelled < patience {
				l.cancelled++
				cancel()
				if err := <-done; err == nil {
					return nil // it was complete already
				}
				return errUseless
			}
		}
	}
}

// wait takes the next changes; false means that ctx ended.
func (l *loop) wait(ctx context.Context) bool {
	for {
		select {
		case files := <-l.changes:
			l.later = append(l.later, files...)
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
	if !l.prepare(ctx) || !l.todo.build && l.running() {
		return
	}
	var binary string
	var differs bool
	err := l.step(ctx, work.any, func(ctx context.Context) (err error) {
		binary, differs, err = l.steps.build(ctx)
		return err
	})
	if err != nil {
		l.failed(ctx, "the server was not built", err)
		return
	}
	l.todo.build = false
	if !differs && l.running() {
		l.cancelled = 0
		l.say("nothing that the server would notice, %s", since(began))
		return
	}
	if err := l.steps.check(ctx, binary); err != nil && ctx.Err() == nil {
		fmt.Fprintln(l.out, strings.TrimRight(err.Error(), "\n"))
	}
	l.start(ctx, binary, began)
}

// prepare generates and checks operations, and says whether a build has a use.
func (l *loop) prepare(ctx context.Context) bool {
	if l.todo.generates() {
		l.say("generate %s", l.todo)
		err := l.step(ctx, l.todo.shares, func(ctx context.Context) error { return l.steps.generate(ctx, l.todo.names()) })
		if err != nil {
			l.failed(ctx, "nothing was generated", err)
			// In the first turn, what was generated some other day may still serve.
			return !l.running() && !errors.Is(err, errUseless)
		}
		l.todo = work{build: true, operations: l.todo.operationsLeft()}
	}
	if len(l.todo.operations) > 0 {
		names := slices.Sorted(maps.Keys(l.todo.operations))
		if err := l.step(ctx, work.any, func(ctx context.Context) error { return l.steps.operations(ctx, names) }); err != nil {
			l.failed(ctx, "the server was not built", err)
			return false
		}
		l.todo.operations = nil
	}
	return len(l.later) == 0 || l.cancelled >= patience
}

func (l *loop) start(ctx context.Context, binary string, began time.Time) {
	if ctx.Err() != nil {
		return
	}
	l.cancelled = 0
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
	if errors.Is(err, errUseless) {
		l.say("%s; beginning again", err)
		return
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
