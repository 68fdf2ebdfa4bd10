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
