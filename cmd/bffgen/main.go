// Command bffgen turns schema/ into the client packages.
//
//	go run ./cmd/bffgen              # all clients
//	go run ./cmd/bffgen web mobile   # these
//
// For each client it reads schema/shared and schema/<client>, and writes
// <client>/exec_gen.go and <client>/models_gen.go with gqlgen. Settings that
// the clients share stand in gqlgen.yml. A run that fails, for whichever client,
// leaves the files of the last good run.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: bffgen [CLIENT ...]\n\nGenerates the named client packages, all of schema/ when none is named.")
	}
	flag.Parse()
	if err := run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bffgen:", err)
		os.Exit(1)
	}
}

func run(names []string) error {
	all, err := clients("schema")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		names = all
	}
	for _, name := range names {
		if !slices.Contains(all, name) {
			return fmt.Errorf("there is no client %q; schema/ has %v", name, all)
		}
	}
	return generateAll(names)
}

// clients lists the folders of the schema folder, shared left out.
func clients(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
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
