package main

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"

	"bff/clients"
	"bff/clients/connector"
	"bff/internal/config"
	"bff/internal/shop"
	"bff/internal/wiring"
)

// sourceNames are the backends that any client calls, in the order of the schemas.
var sourceNames = namesOf(declared(allClients))

// declared are the sources of the schemas of clients. One that several declare with the
// same baseURL is there once; wiring.Places refuses addresses that differ.
func declared(clients []client) []connector.Source {
	type identity struct{ name, baseURL string }
	var out []connector.Source
	known := map[identity]bool{}
	for _, c := range clients {
		for _, s := range c.sources() {
			if id := (identity{s.Name, s.BaseURL}); !known[id] {
				known[id] = true
				out = append(out, s)
			}
		}
	}
	return out
}

// namesOf are the names of sources, each once.
func namesOf(sources []connector.Source) []string {
	var names []string
	for _, s := range sources {
		if !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}

// places finds every source of the clients that cfg serves.
func places(cfg config.Config) ([]wiring.Place, error) {
	selected, err := selectClients(cfg.Clients)
	if err != nil {
		return nil, err
	}
	var samples []string
	if cfg.Shop.Enabled {
		samples = shop.Names()
	}
	return wiring.Places(cfg, declared(selected), samples)
}

// rules lists the checks of this program on top of those of each key.
var rules = []config.Rule{everySourceIsSomewhere, headersCanBeSentOn, samplesHavePorts}

func everySourceIsSomewhere(cfg config.Config, refuse config.Refuse) {
	_, err := places(cfg)
	for _, problem := range unjoin(err) {
		var address *connector.AddressError
		if errors.As(problem, &address) {
			refuse(problem.Error(), "", "sources", address.Source.Name)
			continue
		}
		refuse(problem.Error(), "")
	}
}

// unjoin gives the errors that errors.Join put together.
func unjoin(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func headersCanBeSentOn(cfg config.Config, refuse config.Refuse) {
	for _, name := range slices.Sorted(maps.Keys(cfg.Sources)) {
		for _, header := range cfg.Sources[name].PropagateHeaders {
			if err := clients.CheckPropagated(header); err != nil {
				refuse(fmt.Sprintf("sources.%s.propagate_headers: %v", name, err), "", "sources", name, "propagate_headers")
			}
		}
	}
}

// samplesHavePorts finds a listener on the port of a sample backend that will run.
func samplesHavePorts(cfg config.Config, refuse config.Refuse) {
	found, err := places(cfg)
	if err != nil || cfg.Shop.Port == 0 {
		return
	}
	for _, place := range found {
		if place.From != wiring.FromSample {
			continue
		}
		port := strconv.Itoa(cfg.Shop.Port + slices.Index(shop.Names(), place.Name))
		for key, address := range map[string]string{"listen": cfg.Server.Listen, "admin": cfg.Server.Admin} {
			if _, taken, _ := net.SplitHostPort(address); taken == port {
				refuse(fmt.Sprintf("server.%s: %q has the port of the sample backend %s", key, address, place.Name), "expected another port, or another shop.port", "server", key)
			}
		}
	}
}
