package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// options bound a run.
type options struct {
	n    int    // faults to plant in a package
	seed uint64 // of the sample
}

// report counts the outcomes of the faults of a package.
type report struct {
	pkg                          string
	places                       int // where faults could be planted
	planted, survived, uncovered int // uncovered ones are survivors too
}

func (r report) String() string {
	rate := 0
	if r.planted > 0 {
		rate = (100*r.survived + r.planted/2) / r.planted
	}
	return fmt.Sprintf("%s: %d of %d faults survive (%d %%), %d in code that no test runs; %d places", r.pkg, r.survived, r.planted, rate, r.uncovered, r.places)
}

// errNotGreen is the error of a package whose tests fail without a fault.
var errNotGreen = errors.New("the tests fail without a fault")

// test plants faults in a package, and writes the survivors to out.
func test(ctx context.Context, out io.Writer, pkg string, o options) (report, error) {
	r := report{pkg: pkg}
	faults, err := faultsOf(pkg)
	if err != nil {
		return r, err
	}
	r.places = len(faults)
	temp, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(temp)
	// Built before, so that the time is that of the tests.
	if said, err := goTest(ctx, pkg, "-cover", "-run", "^$"); err != nil {
		return r, fmt.Errorf("%s: %w:\n%s", pkg, errNotGreen, said)
	}
	began := time.Now()
	covered, err := coverage(ctx, pkg, filepath.Join(temp, "cover"))
	if err != nil {
		return r, err
	}
	// A fault may make code slow, or endless.
	limit := 3*time.Since(began) + 10*time.Second
	random := rand.New(rand.NewPCG(o.seed, o.seed))
	random.Shuffle(len(faults), func(i, j int) { faults[i], faults[j] = faults[j], faults[i] })
	for _, f := range faults {
		if r.planted >= o.n || ctx.Err() != nil {
			break
		}
		seen, builds := false, true
		if covered.has(f) {
			if seen, builds, err = seenBy(ctx, pkg, f, temp, limit); err != nil {
				return r, err
			}
		}
		switch {
		case !builds:
			continue
		case !covered.has(f):
			r.uncovered++
			fmt.Fprintln(out, f, "(no test runs it)")
		case !seen:
			fmt.Fprintln(out, f)
		}
		r.planted++
		if !seen {
			r.survived++
		}
	}
	return r, ctx.Err()
}

// seenBy plants a fault and tells whether a test fails, and whether the fault builds.
func seenBy(ctx context.Context, pkg string, f fault, temp string, limit time.Duration) (seen, builds bool, err error) {
	source, err := os.ReadFile(f.file)
	if err != nil {
		return false, false, err
	}
	changed := filepath.Join(temp, "changed.go")
	if err := os.WriteFile(changed, f.apply(source), 0o600); err != nil {
		return false, false, err
	}
	absolute, err := filepath.Abs(f.file)
	if err != nil {
		return false, false, err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{absolute: changed}})
	if err != nil {
		return false, false, err
	}
	file := filepath.Join(temp, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		return false, false, err
	}
	said, err := goTest(ctx, pkg, "-overlay", file, "-failfast", "-timeout", limit.String())
	if err == nil {
		return false, true, nil
	}
	if bytes.Contains(said, []byte("[build failed]")) || bytes.Contains(said, []byte("[setup failed]")) {
		return false, false, nil
	}
	return true, true, nil
}

func goTest(ctx context.Context, pkg string, args ...string) ([]byte, error) {
	return exec.CommandContext(ctx, "go", append(append([]string{"test", "-count=1", "-vet=off"}, args...), pkg)...).CombinedOutput()
}

// lines are the covered ones, by the base name of the file.
type lines map[string]map[int]bool

func (l lines) has(f fault) bool { return l[filepath.Base(f.file)][f.line] }

// coverage runs a package's tests without a fault.
func coverage(ctx context.Context, pkg, profile string) (lines, error) {
	if said, err := goTest(ctx, pkg, "-coverprofile", profile); err != nil {
		return nil, fmt.Errorf("%s: %w:\n%s", pkg, errNotGreen, said)
	}
	file, err := os.Open(profile)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	covered := lines{}
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		covered.add(scanner.Text())
	}
	return covered, scanner.Err()
}

// add reads a line of a profile: name.go:first.col,last.col statements times.
func (l lines) add(text string) {
	name, rest, ok := strings.Cut(text, ".go:")
	span, times, ok2 := strings.Cut(rest, " ")
	if !ok || !ok2 || strings.HasSuffix(times, " 0") {
		return
	}
	first, last, _ := strings.Cut(span, ",")
	from, err := strconv.Atoi(strings.Split(first, ".")[0])
	to, err2 := strconv.Atoi(strings.Split(last, ".")[0])
	if err != nil || err2 != nil {
		return
	}
	base := filepath.Base(name) + ".go"
	if l[base] == nil {
		l[base] = map[int]bool{}
	}
	for line := from; line <= to; line++ {
		l[base][line] = true
	}
}
