package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

// watching watches a project that has these folders.
func watching(t *testing.T, folders ...string) (root string, changed <-chan string) {
	t.Helper()
	root = t.TempDir()
	for _, folder := range folders {
		makeFolder(t, root, folder)
	}
	w, err := newWatcher(root)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var told bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.run(ctx, &told)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		if err := w.close(); err != nil || told.Len() > 0 {
			t.Errorf("close = %v; told %q", err, told.String())
		}
	})
	return root, w.changed
}

func makeFolder(t *testing.T, root, folder string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(root, folder), 0o755); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, root, file string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(root, file), []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// until reads changes up to that of want, and gives the others before it: a
// write is told once or several times, as the system likes.
func until(t *testing.T, changed <-chan string, want string) (others map[string]bool) {
	t.Helper()
	others = map[string]bool{}
	for {
		select {
		case file := <-changed:
			if file == want {
				return others
			}
			others[file] = true
		case <-t.Context().Done():
			t.Fatalf("%s was not reported", want)
		}
	}
}

func TestWatch(t *testing.T) {
	root, changed := watching(t, "schema/web", "web/operations", "node_modules/x", ".git")
	write(t, root, "schema/web/a.graphql")
	until(t, changed, "schema/web/a.graphql")

	// What does not count is not reported: only the last is.
	write(t, root, "web/exec_gen.go")
	write(t, root, "web/notes.txt")
	write(t, root, "node_modules/x/index.go")
	write(t, root, ".git/hook.go")
	write(t, root, "web/product.go")
	for other := range until(t, changed, "web/product.go") {
		if other != "schema/web/a.graphql" {
			t.Errorf("%s was reported", other)
		}
	}

	if err := os.Rename(filepath.Join(root, "schema/web/a.graphql"), filepath.Join(root, "schema/web/b.graphql")); err != nil {
		t.Fatal(err)
	}
	if others := until(t, changed, "schema/web/b.graphql"); !others["schema/web/a.graphql"] {
		// The two names come in either order.
		until(t, changed, "schema/web/a.graphql")
	}
	if err := os.Remove(filepath.Join(root, "schema/web/b.graphql")); err != nil {
		t.Fatal(err)
	}
	until(t, changed, "schema/web/b.graphql")
}

// A client that comes later is watched with all that is below it, also with
// what is written before anybody can watch.
func TestWatchNewFolders(t *testing.T) {
	root, changed := watching(t, "schema/web")
	other := t.TempDir()
	makeFolder(t, other, "tv/deep")
	write(t, other, "tv/query.graphql")
	if err := os.Rename(filepath.Join(other, "tv"), filepath.Join(root, "schema/tv")); err != nil {
		t.Fatal(err)
	}
	until(t, changed, "schema/tv/query.graphql")
	write(t, root, "schema/tv/deep/a.graphql")
	until(t, changed, "schema/tv/deep/a.graphql")
}

func TestWatchNothing(t *testing.T) {
	if _, err := newWatcher(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a project that is not there is watched")
	}
}
