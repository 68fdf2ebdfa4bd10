package wiring

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bff/clients"
	"bff/clients/connector"
	"bff/internal/config"
)

// Place is the address of one source. Exactly one of the ways holds, the first that gives an
// address: the configuration, the schema, a sample.
type Place struct {
	Name string
	URL  string // for clients.SourceOptions; empty for a sample, whose address is known later
	From Origin
}

// Origin says what gave a source its address.
type Origin string

// The origins, the first one that gives an address wins.
const (
	FromConfiguration Origin = "configuration" // sources.NAME.url
	FromSchema        Origin = "schema"        // the baseURL of its @source
	FromSample        Origin = "sample"        // a sample backend of its name
)

// Places finds every source: those that schemas declare, in their order, and then those
// that only the configuration names. samples are the names of the sample backends that
// may fill in; nil means none. The error has a line for each source that has no address,
// or that two schemas declare with different ones.
func Places(cfg config.Config, declared []connector.Source, samples []string) ([]Place, error) {
	runtime, err := connector.New(nil, Connectors(cfg, declared))
	if err != nil {
		return nil, err
	}
	var places []Place
	var errs []error
	first := map[string]connector.Source{}
	at := map[string]Place{}
	for _, s := range declared {
		place, err := find(cfg.Sources[s.Name], s, samples, runtime)
		if before, again := at[s.Name]; !again && err == nil {
			first[s.Name], at[s.Name] = s, place
			places = append(places, place)
		} else if err == nil && place != before {
			err = differ(first[s.Name], s)
		}
		errs = append(errs, err)
	}
	for _, name := range slices.Sorted(maps.Keys(cfg.Sources)) {
		url := cfg.Sources[name].URL
		if url != "" && !slices.ContainsFunc(declared, func(s connector.Source) bool { return s.Name == name }) {
			places = append(places, Place{name, url, FromConfiguration})
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return places, nil
}

// differ says that two schemas mean different backends by one name.
func differ(a, b connector.Source) error {
	return fmt.Errorf("source %q has two addresses: its baseURL is %q%s and %q%s; give one of them another name, or set sources.%s.url for both",
		a.Name, a.BaseURL, in(a), b.BaseURL, in(b), a.Name)
}

// in is the file that declares a source. One that connectors call without a name is in
// no single file.
func in(s connector.Source) string {
	if s.File == "" {
		return ""
	}
	return " in " + s.File
}

func find(given config.Source, s connector.Source, samples []string, runtime *connector.Runtime) (Place, error) {
	if given.URL != "" {
		return Place{s.Name, given.URL, FromConfiguration}, nil
	}
	declared, err := runtime.BaseURL(s)
	if err == nil {
		url, err := clients.AddressOf(declared)
		return Place{s.Name, url, FromSchema}, err
	}
	var unset *connector.AddressError
	if errors.As(err, &unset) && len(unset.Unset) > 0 && slices.Contains(samples, s.Name) {
		return Place{s.Name, "", FromSample}, nil
	}
	return Place{}, err
}

// Connectors are the options of a connector runtime. $config of each source is its own
// `config`, with the address of pictures as `assets` where that has none.
func Connectors(cfg config.Config, declared []connector.Source) connector.Options {
	names := slices.Collect(maps.Keys(cfg.Sources))
	for _, s := range declared {
		names = append(names, s.Name)
	}
	options := connector.Options{Config: map[string]map[string]any{}}
	for _, name := range names {
		values := map[string]any{}
		if cfg.Assets.BaseURL != "" {
			values["assets"] = strings.TrimSuffix(cfg.Assets.BaseURL, "/")
		}
		maps.Copy(values, cfg.Sources[name].Config)
		options.Config[name] = values
	}
	return options
}

// Sources are the options of the calls to every source. samples are the addresses of
// the sample backends that run, by name.
func Sources(cfg config.Config, places []Place, samples map[string]string) (map[string]clients.SourceOptions, error) {
	out := make(map[string]clients.SourceOptions, len(places))
	for _, place := range places {
		source := cfg.Sources[place.Name]
		source.URL = cmp.Or(place.URL, samples[place.Name])
		if source.URL == "" {
			return nil, fmt.Errorf("the sample backend %q does not run", place.Name)
		}
		if place.From == FromSample && source.PropagateHeaders == nil {
			source.PropagateHeaders = []string{"Authorization"} // the samples have accounts
		}
		out[place.Name] = Source(source, cfg.TrafficShaping.Source(place.Name))
	}
	return out, nil
}
