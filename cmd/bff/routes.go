package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"

	"bff/graph"
	"bff/graph/playground"
)

// newRoutes mounts every client: /<client>/graphql, /graphql when there is one,
// and for people, where they are wanted, the playground there and a list of clients at /.
func newRoutes(p plan, b backing) (http.Handler, error) {
	mux := http.NewServeMux()
	page := func(_ client, api http.Handler) http.Handler { return api }
	if p.playground {
		ui, err := newPlayground(p.clients, p.origin)
		if err != nil {
			return nil, err
		}
		mux.Handle("GET /{$}", ui.Index())
		mux.Handle("GET "+playground.AssetsPath, ui.Assets())
		page = func(c client, api http.Handler) http.Handler { return forPeople(ui.Page(c.name), api) }
	}
	var errs []error
	for _, c := range p.clients {
		api, err := graph.New(graphOptions(p, c, b))
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.name, err))
			continue
		}
		api = page(c, api)
		mux.Handle(endpoint(c.name), api)
		if len(p.clients) == 1 {
			mux.Handle("/graphql", api)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if p.debug {
		return cacheDebug(mux), nil
	}
	return mux, nil
}

func endpoint(client string) string { return "/" + client + "/graphql" }

// forPeople shows the page to browsers and the API to all others.
func forPeople(page, api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if playground.Wanted(r) {
			page.ServeHTTP(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})
}

// origin is where a person on this machine reaches the server, for samples;
// empty when the system chooses the port.
func origin(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil || port == "0" {
		return ""
	}
	if host == "" || host == "0.0.0.0" || host == "::" || host == "127.0.0.1" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func newPlayground(selected []client, origin string) (*playground.Playground, error) {
	shown := make([]playground.Client, len(selected))
	for i, c := range selected {
		operations, err := playground.Operations(c.operations)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		shown[i] = playground.Client{
			Name: c.name, Title: c.title, Description: c.description,
			Endpoint: endpoint(c.name), Operations: operations, Headers: c.headers,
		}
	}
	return playground.New(playground.Options{Clients: shown, Origin: origin, Version: version})
}
