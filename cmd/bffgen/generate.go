package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

// settings is the file with the gqlgen settings that all clients share.
const settings = "gqlgen.yml"

// generate writes one client's package.
func generate(name string) (err error) {
	cfg, err := clientConfig(name)
	if err != nil {
		return err
	}
	old, err := keep(cfg.Exec.Filename, cfg.Model.Filename)
	if err != nil {
		return err
	}
	if err := api.Generate(cfg, api.AddPlugin(directives{})); err != nil {
		return errors.Join(err, old.restore())
	}
	return nil
}

// clientConfig is the shared configuration with one client's files filled in.
func clientConfig(name string) (*config.Config, error) {
	file, err := os.Open(settings)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	cfg, err := readSettings(file, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", settings, err)
	}
	return cfg, nil
}

// snapshot is files as they were before the generator touched them: gqlgen
// removes its old output first, so that a failure would leave none.
type snapshot map[string][]byte

func keep(names ...string) (snapshot, error) {
	s := snapshot{}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		s[name] = content // nil: there was none
	}
	return s, nil
}

func (s snapshot) restore() error {
	var errs []error
	for name, content := range s {
		if content == nil {
			if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
			continue
		}
		errs = append(errs, os.WriteFile(name, content, 0o644))
	}
	return errors.Join(errs...)
}

// schemaFiles lists the shared files and the client's own, sorted, so that the
// output does not depend on the file system.
func schemaFiles(name string) ([]string, error) {
	var files []string
	for _, dir := range []string{"shared", name} {
		matches, err := filepath.Glob(filepath.Join("schema", dir, "*.graphql"))
		if err != nil {
			return nil, err
		}
		if len(matches) == 0 {
			return nil, fmt.Errorf("schema/%s has no .graphql file", dir)
		}
		files = append(files, matches...)
	}
	return files, nil
}
