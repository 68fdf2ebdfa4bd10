package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// watcher tells which files of the project change. The system watches single
// folders, so it follows folders as they come; those that go leave by themselves.
type watcher struct {
	notify *fsnotify.Watcher
	root   string
	// changed has the path of each changed file that counts, relative to root,
	// with slashes.
	changed chan string
}

// newWatcher watches root and what is below. What changes from then on is
// reported once run runs. Close it with close, after run has returned.
func newWatcher(root string) (*watcher, error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	w := &watcher{notify: notify, root: root, changed: make(chan string)}
	if _, err := w.follow(root); err != nil {
		return nil, errors.Join(fmt.Errorf("watch the project: %w", err), notify.Close())
	}
	return w, nil
}

func (w *watcher) close() error { return w.notify.Close() }

// run reports changes until ctx ends. What goes wrong is told to out, and the
// rest is still watched.
func (w *watcher) run(ctx context.Context, out io.Writer) {
	for {
		select {
		case event := <-w.notify.Events:
			w.handle(ctx, event, out)
		case err := <-w.notify.Errors:
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				w.report(ctx, w.root) // changes were lost, nobody knows which
				continue
			}
			fmt.Fprintln(out, "bffdev: watch:", err)
		case <-ctx.Done():
			return
		}
	}
}

func (w *watcher) handle(ctx context.Context, event fsnotify.Event, out io.Writer) {
	if event.Op == fsnotify.Chmod {
		return // indexers and backups do that; the content is the same
	}
	if event.Has(fsnotify.Create) {
		if info, err := os.Stat(event.Name); err == nil && info.IsDir() {
			files, err := w.follow(event.Name)
			if err != nil {
				fmt.Fprintln(out, "bffdev: watch:", err)
			}
			for _, file := range files {
				w.report(ctx, file)
			}
			return
		}
	}
	w.report(ctx, event.Name)
}

func (w *watcher) report(ctx context.Context, name string) {
	relative, err := filepath.Rel(w.root, name)
	if err != nil {
		return // not below root, so not ours
	}
	file := filepath.ToSlash(relative)
	if !counts(file) {
		return
	}
	select {
	case w.changed <- file:
	case <-ctx.Done():
	}
}

// follow watches a folder and those below it, and gives the files in them: in a
// folder that is new, some were there before it was watched.
func (w *watcher) follow(folder string) (files []string, err error) {
	err = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name != w.root:
			return nil // gone again
		case err != nil:
			return err
		case !entry.IsDir():
			files = append(files, name)
			return nil
		case name != w.root && w.ignored(name):
			return filepath.SkipDir
		}
		if err := w.notify.Add(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
	return files, err
}

// ignored tells which folders have nothing that counts, and much of it. In schema/ a
// folder may be called anything.
func (w *watcher) ignored(folder string) bool {
	name := filepath.Base(folder)
	if strings.HasPrefix(name, ".") {
		return true
	}
	switch name {
	case "node_modules", "dist", "bin", "testdata", "vendor":
		relative, err := filepath.Rel(w.root, folder)
		return err != nil || !strings.HasPrefix(filepath.ToSlash(relative), "schema/")
	}
	return false
}
