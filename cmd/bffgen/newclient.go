package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
)

// wiring is the file that lists the clients that can be served.
const wiring = "cmd/bff/clients.go"

//go:embed templates
var templateFiles embed.FS

// newFile is a file that a new client begins with.
type newFile struct{ path, text string }

// newClient adds a client: its schema, its package, and its entry in wiring. It
// refuses a name that is taken, overwrites nothing, and leaves nothing when it
// fails. `make generate` then compiles the schema.
func newClient(name string) error {
	source, err := os.ReadFile(wiring)
	if err != nil {
		return fmt.Errorf("%w; run bffgen in the repository's top folder", err)
	}
	if err := checkName(name); err != nil {
		return err
	}
	files, entry, err := render(name)
	if err != nil {
		return err
	}
	// All that can be wrong is known before the first file is written.
	wired, err := wire(source, name, entry)
	if err != nil {
		return fmt.Errorf("%s: %w", wiring, err)
	}
	folders := []string{filepath.Join("schema", name), name}
	if err := create(folders, files); err != nil {
		return err
	}
	if err := replace(wiring, wired); err != nil {
		return errors.Join(err, removeAll(folders))
	}
	return nil
}

// render fills in the templates: the files, and the entry in wiring.
func render(name string) (files []newFile, entry string, err error) {
	all, err := template.ParseFS(templateFiles, "templates/*.tmpl")
	if err != nil {
		return nil, "", err
	}
	fill := func(file string) string {
		var out bytes.Buffer
		err = errors.Join(err, all.ExecuteTemplate(&out, file+".tmpl", struct{ Name, Title string }{name, title(name)}))
		return out.String()
	}
	files = []newFile{
		{path.Join("schema", name, "query.graphql"), fill("query.graphql")},
		{path.Join(name, "doc.go"), fill("doc.go")},
		{path.Join(name, "resolver.go"), fill("resolver.go")},
		{path.Join(name, "operations.go"), fill("operations.go")},
		{path.Join(name, "operations", "First.graphql"), fill("First.graphql")},
	}
	return files, fill("wiring.go"), err
}

// title is the name as the playground shows it: Kiosk, and TV, because names as
// short as that are initials.
func title(name string) string {
	if len(name) <= 2 {
		return strings.ToUpper(name)
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// create makes the folders, which must not exist, and the files in them. When
// it fails it removes what it made, and only that.
func create(folders []string, files []newFile) (err error) {
	var made []string
	defer func() {
		if err != nil {
			err = errors.Join(err, removeAll(made))
		}
	}()
	for _, folder := range folders {
		if err := os.Mkdir(folder, 0o755); err != nil { // refuses one that exists
			return err
		}
		made = append(made, folder)
	}
	for _, file := range files {
		if err := os.MkdirAll(filepath.Dir(file.path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file.path, []byte(file.text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func removeAll(folders []string) error {
	var errs []error
	for _, folder := range slices.Backward(folders) {
		errs = append(errs, os.RemoveAll(folder))
	}
	return errors.Join(errs...)
}

// replace puts text in place of a file in one step: half a file is never there.
func replace(name string, text []byte) error {
	next, err := os.CreateTemp(filepath.Dir(name), ".bffgen-*")
	if err != nil {
		return err
	}
	_, err = next.Write(text)
	err = errors.Join(err, next.Chmod(0o644), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(next.Name()))
	}
	return nil
}
