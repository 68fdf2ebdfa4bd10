package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// tools are the steps as bffgen and the go command do them.
type tools struct {
	temp string   // a folder for binaries
	args []string // of bff serve

	sum [sha256.Size]byte // of the last binary of the server
}

var _ steps = (*tools)(nil)

func (t *tools) generate(ctx context.Context, names []string) error {
	return t.bffgen(ctx, names...)
}

func (t *tools) operations(ctx context.Context, names []string) error {
	return t.bffgen(ctx, append([]string{"check"}, names...)...)
}

// bffgen builds it first, which the go command does at once when it did not change. It
// is run by itself, not by go run, whose exit status would follow its messages.
func (t *tools) bffgen(ctx context.Context, args ...string) error {
	bffgen := filepath.Join(t.temp, "bffgen")
	if err := output(ctx, "go", "build", "-buildvcs=false", "-o", bffgen, "./cmd/bffgen"); err != nil {
		return err
	}
	return output(ctx, bffgen, args...)
}

// quick builds a server for a developer who waits for it: most of a build is the
// generated code, and without optimisation and data for debuggers that takes
// half as long. What is not ours comes from the go command's cache as it is.
var quick = [...]string{"-buildvcs=false", "-ldflags=-w", "-gcflags=bff/...=-N -l -dwarf=false"}

// build leaves the binary that runs where it is until the new one is complete:
// a process keeps the file that it was started from.
func (t *tools) build(ctx context.Context) (binary string, differs bool, err error) {
	binary = filepath.Join(t.temp, "bff")
	next := binary + ".next"
	args := append([]string{"build", "-o", next}, quick[:]...)
	if err := output(ctx, "go", append(args, "./cmd/bff")...); err != nil {
		return "", false, err
	}
	sum, err := checksum(next)
	if err != nil {
		return "", false, err
	}
	if err := os.Rename(next, binary); err != nil {
		return "", false, err
	}
	differs, t.sum = sum != t.sum, sum
	return binary, differs, nil
}

// check has the new server check its configuration and its clients' operations.
func (t *tools) check(ctx context.Context, binary string) error {
	return output(ctx, binary, append([]string{"check"}, t.args...)...)
}

func checksum(name string) (sum [sha256.Size]byte, err error) {
	file, err := os.Open(name)
	if err != nil {
		return sum, err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return sum, err
	}
	return [sha256.Size]byte(hash.Sum(nil)), nil
}

// output runs a program to its end. The error of one that fails is what it
// printed. When ctx ends, the program and all that it started end with it.
func output(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	ownGroup(cmd)
	cmd.Cancel = func() error { return kill(cmd) }
	cmd.WaitDelay = time.Second // for pipes that a grandchild would hold open
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	err := cmd.Run()
	switch {
	case err == nil:
		return nil
	case printed.Len() > 0 && errors.As(err, new(*exec.ExitError)):
		return errors.New(printed.String())
	}
	return fmt.Errorf("%s: %w", filepath.Base(name), err)
}
