package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// fakeSteps fail as they are told and write down what they do.
type fakeSteps struct {
	log                             *strings.Builder
	generateErr, buildErr, checkErr error
	operationsErr                   error
	hold                            chan struct{} // if not nil, generate and build last until it is closed, or are cancelled
	same                            bool          // the binary is as it was
	builds                          int
}

func (f *fakeSteps) generate(ctx context.Context, names []string) error {
	fmt.Fprintf(f.log, "generate %v\n", names)
	if err := f.last(ctx); err != nil {
		return err
	}
	return f.generateErr
}

// last takes as long as the test wants.
func (f *fakeSteps) last(ctx context.Context) error {
	if f.hold == nil {
		return nil
	}
	select {
	case <-f.hold:
		return nil
	case <-ctx.Done():
		f.log.WriteString("cancelled\n")
		return ctx.Err()
	}
}

func (f *fakeSteps) operations(_ context.Context, names []string) error {
	fmt.Fprintf(f.log, "operations %v\n", names)
	return f.operationsErr
}

func (f *fakeSteps) build(ctx context.Context) (string, bool, error) {
	f.log.WriteString("build\n")
	if err := f.last(ctx); err != nil {
		return "", false, err
	}
	if f.buildErr != nil {
		return "", false, f.buildErr
	}
	f.builds++
	return fmt.Sprintf("binary %d", f.builds), !f.same, nil
}

func (f *fakeSteps) check(context.Context, string) error { return f.checkErr }

// fakeServer is a server whose end the test decides.
type fakeServer struct {
	log *strings.Builder
	end chan struct{} // nil when none runs
	err error         // of replace
}

func (f *fakeServer) replace(binary string) error {
	if f.err != nil {
		f.end = nil
		return f.err
	}
	fmt.Fprintf(f.log, "serve %s\n", binary)
	f.end = make(chan struct{})
	return nil
}

func (f *fakeServer) ended() <-chan struct{} { return f.end }

func (f *fakeServer) stop() error {
	if f.end == nil {
		return nil
	}
	f.log.WriteString("stop\n")
	f.end = nil
	return errors.New("exit status 3")
}

// bench is a loop over fakes. The fields may be changed while the loop waits.
type bench struct {
	t       *testing.T
	log     strings.Builder
	changes chan []string
	steps   *fakeSteps
	server  *fakeServer
}

// change reports changed files and checks what is done, and shown, about them.
func (b *bench) change(want string, files ...string) {
	b.t.Helper()
	if files != nil {
		b.changes <- files
	}
	b.expect(want)
}

func (b *bench) expect(want string) {
	b.t.Helper()
	synctest.Wait()
	if diff := cmp.Diff(want, b.log.String()); diff != "" {
		b.t.Errorf("(-want +got):\n%s", diff)
	}
	b.log.Reset()
}

// looping runs f beside a loop, whose first turn has the error of prepare.
func looping(t *testing.T, prepare func(*bench), f func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, changes: make(chan []string)}
		b.steps, b.server = &fakeSteps{log: &b.log}, &fakeServer{log: &b.log}
		prepare(b)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			(&loop{changes: b.changes, steps: b.steps, server: b.server, out: &b.log}).run(ctx)
		}()
		f(b)
		running := b.server.end != nil
		cancel()
		<-done
		if b.server.end != nil || running != strings.Contains(b.log.String(), "stop\n") {
			t.Errorf("at the end the server was not stopped: %q", b.log.String())
		}
	})
}

const started = "bffdev: generate all clients\ngenerate []\nbuild\nserve binary 1\nbffdev: built after 0s\n"

// begun is a loop that serves.
func begun(t *testing.T, f func(*bench)) {
	t.Helper()
	looping(t, func(*bench) {}, func(b *bench) {
		b.expect(started)
		f(b)
	})
}

func TestChangesAreServed(t *testing.T) {
	begun(t, func(b *bench) {
		b.change("bffdev: generate web\ngenerate [web]\nbuild\nserve binary 2\nbffdev: built after 0s\n", "schema/web/a.graphql")
		b.change("bffdev: generate all clients\ngenerate []\nbuild\nserve binary 3\nbffdev: built after 0s\n", "schema/shared/a.graphql")
		b.change("build\nserve binary 4\nbffdev: built after 0s\n", "web/product.go")
		b.steps.same = true
		b.change("build\nbffdev: nothing that the server would notice, 0s\n", "web/product.go")
	})
}

// A mistake in a schema leaves the old server running, and its client to be
// generated with the next change.
func TestSchemaMistake(t *testing.T) {
	begun(t, func(b *bench) {
		b.steps.generateErr = errors.New("schema/web/a.graphql:1:2: Undefined type Chanel.\n  1 | a\n    | ^\n")
		shown := "schema/web/a.graphql:1:2: Undefined type Chanel.\n  1 | a\n    | ^\nbffdev: nothing was generated; the old server keeps running\n"
		b.change("bffdev: generate web\ngenerate [web]\n"+shown, "schema/web/a.graphql")
		b.change("bffdev: generate web\ngenerate [web]\n"+shown, "web/product.go")
		b.steps.generateErr = nil
		b.change("bffdev: generate mobile, web\ngenerate [mobile web]\nbuild\nserve binary 2\nbffdev: built after 0s\n", "schema/mobile/a.graphql")
		b.change("bffdev: generate mobile\ngenerate [mobile]\nbuild\nserve binary 3\nbffdev: built after 0s\n", "schema/mobile/a.graphql")
	})
}

// So does one in Go code; the client was generated and isn't again.
func TestGoMistake(t *testing.T) {
	begun(t, func(b *bench) {
		b.steps.buildErr = errors.New("web/product.go:3:1: missing return\n")
		b.change("bffdev: generate web\ngenerate [web]\nbuild\nweb/product.go:3:1: missing return\nbffdev: the server was not built; the old server keeps running\n", "schema/web/a.graphql")
		b.steps.buildErr = nil
		b.change("build\nserve binary 2\nbffdev: built after 0s\n", "web/product.go")
	})
}

// An operation that its schema does not allow is shown before anything is built; the
// old server runs on until it is right.
func TestOperationMistake(t *testing.T) {
	begun(t, func(b *bench) {
		b.steps.operationsErr = errors.New("web/operations/Home.graphql:2:3: Cannot query field\n")
		b.change("operations [web]\nweb/operations/Home.graphql:2:3: Cannot query field\nbffdev: the server was not built; the old server keeps running\n", "web/operations/Home.graphql")
		b.steps.operationsErr = nil
		b.change("operations [web]\nbuild\nserve binary 2\nbffdev: built after 0s\n", "web/product.go")
		b.change("bffdev: generate web\ngenerate [web]\noperations [mobile]\nbuild\nserve binary 3\nbffdev: built after 0s\n", "schema/web/a.graphql", "web/operations/Home.graphql", "mobile/operations/Home.graphql")
	})
}

// A configuration that the new server refuses is shown, and the server started, which
// says so too.
func TestConfigurationMistake(t *testing.T) {
	begun(t, func(b *bench) {
		b.steps.checkErr = errors.New("bff: bff.yaml:2:3: unknown key\n")
		b.change("build\nbff: bff.yaml:2:3: unknown key\nserve binary 2\nbffdev: built after 0s\n", "web/product.go")
	})
}

// A second save ends what it made useless, and nothing else.
func TestUselessWorkIsCancelled(t *testing.T) {
	const again = "cancelled\nbffdev: the files changed meanwhile; beginning again\n"
	begun(t, func(b *bench) {
		b.steps.hold = make(chan struct{})
		b.change("build\n", "web/product.go")
		b.change(again+"build\n", "web/product.go")
		b.change(again+"bffdev: generate web\ngenerate [web]\n", "schema/web/a.graphql")
		b.change(again+"bffdev: generate web\ngenerate [web]\n", "schema/web/b.graphql")
		b.change("", "schema/mobile/a.graphql") // web has to be generated all the same
		b.change("", "web/product.go")
		close(b.steps.hold)
		b.expect("bffdev: generate mobile\ngenerate [mobile]\nbuild\nserve binary 2\nbffdev: built after 0s\n")
		b.change("build\nserve binary 3\nbffdev: built after 0s\n", "web/product.go") // nothing is left to do twice
	})
}

// Files that change all the time are served nevertheless.
func TestCancellingIsBounded(t *testing.T) {
	begun(t, func(b *bench) {
		b.steps.hold = make(chan struct{})
		b.change("build\n", "web/product.go")
		for range patience {
			b.change("cancelled\nbffdev: the files changed meanwhile; beginning again\nbuild\n", "web/product.go")
		}
		b.change("", "web/product.go")
		close(b.steps.hold)
		b.expect("serve binary 2\nbffdev: built after 0s\nbuild\nserve binary 3\nbffdev: built after 0s\n")
	})
}

// Ctrl-C during a step ends it in silence.
func TestEndDuringAStep(t *testing.T) {
	looping(t, func(b *bench) { b.steps.hold = make(chan struct{}) }, func(b *bench) {
		b.expect("bffdev: generate all clients\ngenerate []\n")
	})
}

// With a mistake at the beginning, what was generated some other day is served.
func TestMistakeAtTheBeginning(t *testing.T) {
	looping(t, func(b *bench) { b.steps.generateErr = errors.New("mistake") }, func(b *bench) {
		b.expect("bffdev: generate all clients\ngenerate []\nmistake\nbffdev: nothing was generated\nbuild\nserve binary 1\nbffdev: built after 0s\n")
		b.steps.generateErr = nil
		b.change("bffdev: generate all clients\ngenerate []\nbuild\nserve binary 2\nbffdev: built after 0s\n", "schema/web/a.graphql")
	})
	looping(t, func(b *bench) { b.steps.buildErr = errors.New("mistake") }, func(b *bench) {
		b.expect("bffdev: generate all clients\ngenerate []\nbuild\nmistake\nbffdev: the server was not built\n")
	})
}

// A server that ends is started by the next change only, also when that changes
// nothing in the binary.
func TestServerEnds(t *testing.T) {
	begun(t, func(b *bench) {
		close(b.server.end)
		b.expect("stop\nbffdev: the server ended (exit status 3); the next change starts it again\n")
		b.steps.same = true
		b.change("build\nserve binary 2\nbffdev: built after 0s\n", "web/product.go")
		b.steps.same, b.server.err = false, errors.New("no such file")
		b.change("build\nno such file\nbffdev: the server was not started\n", "web/product.go")
	})
}
