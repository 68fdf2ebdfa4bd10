package main

import (
	"maps"
	"strings"

	"bff/clients"
	"bff/clients/connector"
	"bff/internal/config"
	"bff/internal/telemetry"
)

// sourceNames are the backends that any client calls, in the order of the schemas.
var sourceNames = namesOf(declared(allClients))

// declared are the sources of the schemas of clients, each once.
func declared(clients []client) []connector.Source {
	var out []connector.Source
	known := map[string]bool{}
	for _, c := range clients {
		for _, s := range c.sources() {
			if !known[s.Name] {
				known[s.Name] = true
				out = append(out, s)
			}
		}
	}
	return out
}

func namesOf(sources []connector.Source) []string {
	names := make([]string, len(sources))
	for i, s := range sources {
		names[i] = s.Name
	}
	return names
}

// addressSources gives the sources that the configuration does not, or gives no
// address, those of the schemas. A configuration without any source means the embedded
// samples.
func addressSources(cfg *config.Config) error {
	if len(cfg.Sources) == 0 {
		return nil
	}
	selected, err := selectClients(cfg.Clients)
	if err != nil {
		return err
	}
	options := connectorOptions(*cfg, nil)
	for _, s := range declared(selected) {
		source := cfg.Sources[s.Name]
		if source.URL != "" {
			continue
		}
		address, err := connector.BaseURL(s, options)
		if err != nil {
			return err
		}
		source.URL, _, _ = strings.Cut(address, "?")
		cfg.Sources[s.Name] = source
	}
	return nil
}

// connectorOptions are what connectors get of the configuration. $config of each source
// is its own `config`, with the address of pictures as `assets` where that has none.
func connectorOptions(cfg config.Config, tel *telemetry.Telemetry) connector.Options {
	options := connector.Options{Config: map[string]map[string]any{}}
	if tel != nil {
		options.Logger = tel.Logger
	}
	for name, source := range cfg.Sources {
		values := map[string]any{}
		if cfg.Assets.BaseURL != "" {
			values["assets"] = strings.TrimSuffix(cfg.Assets.BaseURL, "/")
		}
		maps.Copy(values, source.Config)
		options.Config[name] = values
	}
	return options
}

// newRuntime makes what connectors are called with.
func newRuntime(cfg config.Config, backends *clients.Backends, tel *telemetry.Telemetry) (*connector.Runtime, error) {
	return connector.New(backends, connectorOptions(cfg, tel))
}
