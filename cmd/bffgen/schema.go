package main

import (
	"fmt"
	"os"
	"path/filepath"

	"bff/connect"
)

// schemaFolder has a folder for each client, and shared for all of them.
const schemaFolder = "schema"

// clients lists the clients that a schema folder has.
func clients(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("%w; run bffgen in the repository's top folder", err)
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() && entry.Name() != "shared" {
			names = append(names, filepath.Base(entry.Name()))
		}
	}
	return names, nil
}

// loadSchema reads and checks a client's schema.
func loadSchema(folder, client string) (*connect.Schema, error) {
	names, err := schemaFiles(folder, client)
	if err != nil {
		return nil, err
	}
	files := make([]connect.File, len(names))
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[i] = connect.File{Name: name, Text: string(text)}
	}
	return connect.Load(files...)
}

// schemaFiles lists the shared files and the client's own, sorted, so that the
// output does not depend on the file system.
func schemaFiles(folder, client string) ([]string, error) {
	var files []string
	for _, dir := range []string{"shared", client} {
		matches, err := filepath.Glob(filepath.Join(folder, dir, "*.graphql"))
		if err != nil {
			return nil, err
		}
		if len(matches) == 0 && dir != "shared" {
			return nil, fmt.Errorf("%s/%s has no .graphql file", folder, dir)
		}
		files = append(files, matches...)
	}
	return files, nil
}
