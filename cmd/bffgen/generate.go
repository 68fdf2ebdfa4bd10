package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"strings"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
	"bff/connect/emit"
)

// settings is the file with the gqlgen settings that all clients share.
const settings = "gqlgen.yml"

// generateAll writes the packages of these clients, all or none.
func generateAll(schemas []clientSchema, stages *staging) (err error) {
	defer func() { err = errors.Join(err, stages.discard()) }()
	for _, s := range schemas {
		if err := generate(s.client, s.Schema, stages); err != nil {
			return fmt.Errorf("%s: %w", s.client, err)
		}
	}
	return stages.publish()
}

// generate writes one client's package into a stage.
func generate(name string, schema *connect.Schema, stages *staging) error {
	st, err := stages.begin(name)
	if err != nil {
		return err
	}
	cfg, err := clientConfig(name, st)
	if err != nil {
		return err
	}
	emitter := emit.New(schema, emit.Options{Package: name, Models: boundModels(cfg), Object: objects()})
	code, err := emitter.Code()
	if err != nil {
		return err
	}
	sdl := emitter.SDL()
	if err := errors.Join(st.write(connectFile, code), st.write(sdlFile, []byte(sdl))); err != nil {
		return err
	}
	to, from := importPaths(cfg)
	rebind(cfg, to, from)
	emitter.Notes(cfg)
	// A source beside the code is embedded. In a string of Go each backtick of the
	// schema would be an operand more of one expression, which takes time by the
	// square of their number.
	cfg.Sources = []*ast.Source{{Name: st.path(sdlFile), Input: strings.ReplaceAll(sdl, `"`+to+`.`, `"`+from+`.`)}}
	if err := api.Generate(cfg, api.AddPlugin(directives{st}), api.ReplacePlugin(emitter.Models(cfg))); err != nil {
		return errors.New(strings.ReplaceAll(err.Error(), from, to))
	}
	if err := emit.LeaveOutNullParents(st.path(execFile)); err != nil {
		return err
	}
	return st.settle()
}

// importPaths returns the import paths of the client's package and of its stage.
func importPaths(cfg *config.Config) (client, stage string) {
	stage = cfg.Model.ImportPath()
	return path.Dir(stage), stage
}

// rebind has the settings name types of the client's package as those of the stage.
func rebind(cfg *config.Config, from, to string) {
	for name, model := range cfg.Models {
		for i, bound := range model.Model {
			if rest, ok := strings.CutPrefix(bound, from+"."); ok {
				model.Model[i] = to + "." + rest
			}
		}
		cfg.Models[name] = model
	}
	for i, bound := range cfg.AutoBind {
		if bound == from {
			cfg.AutoBind[i] = to
		}
	}
}

// boundModels are the Go types that the settings and gqlgen bind GraphQL types to.
func boundModels(cfg *config.Config) map[string][]string {
	out := map[string][]string{}
	for name, model := range cfg.Models {
		out[name] = model.Model
	}
	return out
}

// clientConfig is the shared configuration with one client's files filled in.
func clientConfig(name string, st *stage) (*config.Config, error) {
	file, err := os.Open(settings)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	cfg, err := readSettings(file, name, st)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", settings, err)
	}
	return cfg, nil
}
