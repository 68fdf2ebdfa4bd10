package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
	"bff/connect/emit"
)

// settings is the file with the gqlgen settings that all clients share.
const settings = "gqlgen.yml"

// generateAll writes the packages of these clients, all or none.
func generateAll(schemas []clientSchema) error {
	old := snapshot{}
	for _, s := range schemas {
		if err := generate(s.client, s.Schema, old); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", s.client, err), old.restore())
		}
	}
	return nil
}

// generate writes one client's package, after it put the old one into old.
func generate(name string, schema *connect.Schema, old snapshot) error {
	if schema.AST.Query == nil {
		return fmt.Errorf("schema/%s declares no type Query; clients have nothing to ask for, so add one", name)
	}
	cfg, err := clientConfig(name)
	if err != nil {
		return err
	}
	resolvers := filepath.Join(name, "connect_gen.go")
	if err := old.keep(cfg.Exec.Filename, cfg.Model.Filename, resolvers); err != nil {
		return err
	}
	emitter := emit.New(schema, emit.Options{Package: name, Models: boundModels(cfg)})
	code, err := emitter.Code()
	if err != nil {
		return err
	}
	cfg.Sources = []*ast.Source{{Name: "schema/" + name, Input: emitter.SDL()}}
	emitter.Notes(cfg)
	if err := api.Generate(cfg, api.AddPlugin(directives{}), api.ReplacePlugin(emitter.Models(cfg))); err != nil {
		return err
	}
	if err := emit.LeaveOutNullParents(cfg.Exec.Filename); err != nil {
		return err
	}
	return writeOrRemove(resolvers, code)
}

// boundModels are the Go types that the settings and gqlgen bind GraphQL types to.
func boundModels(cfg *config.Config) map[string][]string {
	out := map[string][]string{}
	for name, model := range cfg.Models {
		out[name] = model.Model
	}
	return out
}

// writeOrRemove writes a file; nil content means that there should be none.
func writeOrRemove(name string, content []byte) error {
	if content == nil {
		if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	return os.WriteFile(name, content, 0o644)
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

func (s snapshot) keep(names ...string) error {
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		s[name] = content // nil: there was none
	}
	return nil
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
