package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// The files that are generated into a client's folder.
const (
	execFile    = "exec_gen.go"
	modelsFile  = "models_gen.go"
	connectFile = "connect_gen.go" // only where there are connectors
	sdlFile     = "schema_gen.graphql"
)

var generatedFiles = []string{sdlFile, modelsFile, connectFile, execFile}

// staging writes new code beside the old and puts it in its place once all of it is
// there. An end at any moment, by Ctrl-C, an error or a kill, leaves each client with
// all files of one run; the one exception is a kill between two of the renames, which
// the next run completes.
//
// gqlgen removes its old output first and loads the package that it writes into, so it
// gets a package of its own: a folder .bffgen-* in the client's, with the new files and
// a copy of the hand-written ones. The go command does not see such a folder unless it
// is named, and `internal` packages of the client are in reach of it.
type staging struct {
	mu     sync.Mutex // held while files take their places
	stages []*stage
}

// stage is the new code of one client.
type stage struct {
	client string
	folder string // below the client's
}

// stagePrefix begins the names of stages; .gitignore has it.
const stagePrefix = ".bffgen-"

// leftover is the age at which a stage is certainly of a run that was killed.
const leftover = time.Hour

// begin makes the stage of a client.
func (s *staging) begin(client string) (*stage, error) {
	if err := os.MkdirAll(client, 0o755); err != nil {
		return nil, err
	}
	if err := removeLeftovers(client); err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(client, stagePrefix+"*")
	if err != nil {
		return nil, err
	}
	st := &stage{client: client, folder: folder}
	s.mu.Lock()
	s.stages = append(s.stages, st)
	s.mu.Unlock()
	return st, st.copyHandWritten()
}

// removeLeftovers removes the stages of runs that were killed.
func removeLeftovers(client string) error {
	old, err := filepath.Glob(filepath.Join(client, stagePrefix+"*"))
	if err != nil {
		return err
	}
	for _, folder := range old {
		if info, err := os.Stat(folder); err == nil && time.Since(info.ModTime()) > leftover {
			if err := os.RemoveAll(folder); err != nil {
				return err
			}
		}
	}
	return nil
}

// copyHandWritten copies the client's own Go files, without what they embed: gqlgen
// looks at types and methods.
func (st *stage) copyHandWritten() error {
	files, err := filepath.Glob(filepath.Join(st.client, "*.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_gen.go") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		text = bytes.ReplaceAll(text, []byte("\n//go:embed "), []byte("\n// embed "))
		if err := os.WriteFile(st.path(filepath.Base(file)), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// path returns the path under which a file is written.
func (st *stage) path(file string) string { return filepath.Join(st.folder, file) }

// write writes a generated file; none for nil.
func (st *stage) write(file string, content []byte) error {
	if content == nil {
		return nil
	}
	return os.WriteFile(st.path(file), content, 0o644)
}

// settle has the generated code name the client's package in place of the stage's, in
// import paths and in the names of functions that gqlgen makes of them.
func (st *stage) settle() error {
	base := filepath.Base(st.folder)
	names := strings.NewReplacer("/"+base, "", inIdentifier.Replace("/"+base), "")
	for _, file := range generatedFiles {
		text, err := os.ReadFile(st.path(file))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		settled := []byte(names.Replace(string(text)))
		if filepath.Ext(file) == ".go" {
			if settled, err = format.Source(settled); err != nil { // names are shorter now
				return fmt.Errorf("%s: %w", file, err)
			}
		}
		if err := os.WriteFile(st.path(file), settled, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// inIdentifier writes an import path as gqlgen does in identifiers.
var inIdentifier = strings.NewReplacer("/", "ᚋ", ".", "ᚗ", "-", "ᚑ")

// publish puts all stages in the place of the old code. If that fails for one file,
// the old ones are put back.
func (s *staging) publish() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var undo []func() error
	for _, st := range s.stages {
		for _, file := range generatedFiles {
			back, err := st.put(file)
			if err != nil {
				for _, f := range undo {
					err = errors.Join(err, f())
				}
				return fmt.Errorf("%s: %w", filepath.Join(st.client, file), err)
			}
			undo = append(undo, back)
		}
	}
	return nil
}

// put puts one file in its place, or removes the old one if there is no new one. A file
// that stays as it is keeps its time.
func (st *stage) put(file string) (undo func() error, err error) {
	at := filepath.Join(st.client, file)
	old, err := os.ReadFile(at)
	existed := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	undo = func() error {
		if !existed {
			return remove(at)
		}
		return replace(at, old)
	}
	text, err := os.ReadFile(st.path(file))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return undo, remove(at)
	case err != nil:
		return nil, err
	case existed && bytes.Equal(old, text):
		return func() error { return nil }, nil
	}
	if err := os.Chmod(st.path(file), 0o644); err != nil {
		return nil, err
	}
	return undo, os.Rename(st.path(file), at)
}

// remove removes a file that may not be there.
func remove(name string) error {
	if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// discard removes the stages.
func (s *staging) discard() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clear()
}

// interrupt removes the stages of a run that goes on until its process ends, and lets
// nothing more take its place. What is under way is completed first.
func (s *staging) interrupt() error {
	s.mu.Lock() // for good
	return s.clear()
}

func (s *staging) clear() error {
	var errs []error
	for _, st := range s.stages {
		errs = append(errs, os.RemoveAll(st.folder))
	}
	s.stages = nil
	return errors.Join(errs...)
}
