package main

import (
	"fmt"
	"io"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/goccy/go-yaml"
)

// readSettings is config.ReadConfig with the names of the client's files set
// before gqlgen completes and checks the configuration, which it does only once.
func readSettings(shared io.Reader, name string, st *stage) (*config.Config, error) {
	cfg := config.DefaultConfig()
	if err := yaml.NewDecoder(shared, yaml.DisallowUnknownField()).Decode(cfg); err != nil {
		return nil, fmt.Errorf("expected the keys of gqlgen's configuration: %w", err)
	}
	bindScalars(cfg)
	files, err := schemaFiles(schemaFolder, name)
	if err != nil {
		return nil, err
	}
	cfg.SchemaFilename = files
	cfg.Exec.Filename = st.path(execFile)
	cfg.Exec.Package = name
	cfg.Model = config.PackageConfig{Filename: st.path(modelsFile), Package: name}
	if err := config.CompleteConfig(cfg); err != nil {
		return nil, err
	}
	return cfg, nil
}
